import pytest

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.companies import CompanyName, find_company_names, normalise_company, parse_company, split_company


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("许昌鼎诚企业服务有限公司（盖章）", "许昌鼎诚企业服务有限公司"),
        ("申请单位名称：许昌鼎诚 企业服务有限公司 （公章）", "许昌鼎诚企业服务有限公司"),
        ("河南鼎诚（许昌）有限公司", "河南鼎诚(许昌)有限公司"),
        ("河南鼎诚〔许昌〕有限公司", "河南鼎诚(许昌)有限公司"),
        ("“鼎诚”科技有限公司", "鼎诚科技有限公司"),
        ("ＡＢＣ（中国）有限公司", "ABC(中国)有限公司"),
        ("企业服务有限公司", "企业服务有限公司"),
    ],
)
def test_names_are_normalised(text: str, name: str) -> None:
    assert normalise_company(text) == name
    assert parse_company(text) == name


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("许昌鼎诚企业服务有限公司", ("许昌鼎诚企业服务", "有限公司", "")),
        ("许昌鼎诚有限责任公司", ("许昌鼎诚", "有限责任公司", "")),
        ("河南鼎诚管理咨询有限公司许昌分公司", ("河南鼎诚管理咨询", "有限公司", "许昌分公司")),
        ("河南鼎诚有限公司许昌市魏都区第一分公司", ("河南鼎诚", "有限公司", "许昌市魏都区第一分公司")),
        ("恒信银行股份有限公司许昌分行", ("恒信银行", "股份有限公司", "许昌分行")),
        ("许昌鼎诚会计师事务所（普通合伙）", ("许昌鼎诚", "会计师事务所(普通合伙)", "")),
        ("许昌鼎诚企业管理合伙企业（有限合伙）", ("许昌鼎诚企业管理", "合伙企业(有限合伙)", "")),
        ("许昌市电子商务协会", ("许昌市电子商务", "协会", "")),
        ("鼎诚", ("鼎诚", "", "")),
        ("", ("", "", "")),
    ],
)
def test_names_are_split(text: str, parts: tuple[str, str, str]) -> None:
    assert split_company(text) == CompanyName(*parts)


@pytest.mark.parametrize("text", ["鼎", "abc", "12345", "许昌鼎诚（有限公司"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_company(text)


@pytest.mark.parametrize("text", ["", "（盖章）", "申请单位名称：____（盖章）"])
def test_blank_places(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_company(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("甲方：许昌鼎诚有限公司 乙方：河南恒信物业有限公司", ["许昌鼎诚有限公司", "河南恒信物业有限公司"]),
        ("我公司与许昌鼎诚有限公司签订", ["许昌鼎诚有限公司"]),
        ("与鼎诚服务有限公司签订", ["鼎诚服务有限公司"]),
        ("我们审计了许昌鼎诚有限公司（以下简称“鼎诚公司”）财务报表", ["许昌鼎诚有限公司"]),
        ("承租方许昌鼎诚有限公司", ["许昌鼎诚有限公司"]),
        ("1. 许昌鼎诚有限公司 2、禹州市华信有限公司", ["许昌鼎诚有限公司", "禹州市华信有限公司"]),
        ("河南中正会计师事务所（普通合伙）", ["河南中正会计师事务所(普通合伙)"]),
        ("许昌鼎诚有限公司许昌经济技术开发区分公司", ["许昌鼎诚有限公司许昌经济技术开发区分公司"]),
        ("许昌和信商贸有限公司和长葛市大阳有限公司", ["许昌和信商贸有限公司", "长葛市大阳有限公司"]),
        ("名称  许 昌 鼎 诚 有 限 公 司", ["许昌鼎诚有限公司"]),
        ("（许昌鼎诚有限公司）", ["许昌鼎诚有限公司"]),
        ("企业服务有限公司", ["企业服务有限公司"]),
        ("本有限公司、该有限责任公司、有限公司", []),
    ],
)
def test_names_in_running_text(text: str, names: list[str]) -> None:
    found = find_company_names(text)
    assert [f.name for f in found] == names
    assert [normalise_company(text[f.start : f.end]) for f in found] == names
