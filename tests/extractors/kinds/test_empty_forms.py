"""Forms that nobody filled in, by whichever city they are issued, told from those that bear at least a name."""

from dataclasses import replace

import pytest

from extractors.kinds.catalogue import kinds
from extractors.kinds.empty_forms import form_kinds, is_empty_form, is_regulation
from tests.extractors.pages import page_of, seal_of

PAGE = page_of([])
ISSUED_BY = {
    "许昌市": "许昌市工业和信息化局制",
    "平川市": "平川市工业和信息化局制",
    "青屏县": "青屏县科技和工业信息化局监制",
    "北岭自治州": "北岭自治州经济和信息化委员会编制",
    "临云区": "临云区中小企业服务中心制",
}
COVER = "附件2\n{place}中小企业公共服务示范平台\n申请报告\n申请单位名称:{name}(盖章)\n填报日期:{day}\n{office}"
DECLARATION = (
    "申报材料真实性声明\n本单位知悉并保证所提供的{place}中小企业公共服务示\n范平台申报资料和相关证明文件的真实性、完整性和准确性,"
    "\n并承担因资料虚假而产生的后果。\n申报单位(盖章):{name}\n法定代表人(签字):\n日期:{day}"
)
BLANK = {"name": "", "day": "年月日"}


def is_empty(kind: str, form: str, place: str, **filled: str) -> bool:
    return is_empty_form(kind, PAGE, form.format(place=place, office=ISSUED_BY[place], **{**BLANK, **filled}))


@pytest.mark.parametrize("place", ISSUED_BY)
def test_a_blank_form_is_known_whoever_issues_it(place: str) -> None:
    assert is_empty("application_cover", COVER, place)
    assert is_empty("declaration", DECLARATION, place)


@pytest.mark.parametrize("place", ISSUED_BY)
def test_what_is_filled_in_makes_it_a_form_handed_in(place: str) -> None:
    for filled in ({"name": "鼎诚企业服务有限公司"}, {"name": f"{place}企业服务中心"}, {"day": "2026年3月2日"}):
        assert not is_empty("application_cover", COVER, place, **filled)
        assert not is_empty("declaration", DECLARATION, place, **filled)


def test_a_place_that_is_filled_in_is_no_name_of_an_issuer() -> None:
    form = "平川市中小企业公共服务示范平台推荐表\n示范平台运营单位名称:\n推荐县(市、区):{}\n平川市工业和信息化局制"
    assert is_empty_form("recommendation_form", PAGE, form.format(""))
    assert not is_empty_form("recommendation_form", PAGE, form.format("城乡一体化示范区"))


def test_numbers_printed_before_empty_rows_are_nothing_filled_in() -> None:
    head = "服务的中小企业名单及服务评价表\n序号服务企业名称联系人联系电话"
    assert is_empty_form("client_list", PAGE, "\n".join([head, *map(str, range(1, 31))]))
    assert not is_empty_form("client_list", PAGE, "\n".join([head, "1鼎信机械厂", *map(str, range(2, 31))]))


def test_a_seal_is_something_filled_in() -> None:
    form = COVER.format(place="平川市", office=ISSUED_BY["平川市"], **BLANK)
    assert not is_empty_form("application_cover", replace(PAGE, seals=(seal_of(None),)), form)


def test_what_is_no_form_is_never_an_empty_one() -> None:
    assert form_kinds() < set(kinds())
    assert not is_empty_form("narrative", PAGE, "")


@pytest.mark.parametrize(
    "text", ["许工信〔2020〕154号", "平工信[2026]1号", "平川市中小企业公共服务示范平\n台管理办法", "第一条制定本办法。"]
)
def test_the_regulation_that_forms_come_with(text: str) -> None:
    assert is_regulation(text)


@pytest.mark.parametrize("text", ["感谢信", "荣誉证书平川市工业和信息化局2026年", "关于申报示范平台的请示"])
def test_no_regulation(text: str) -> None:
    assert not is_regulation(text)
