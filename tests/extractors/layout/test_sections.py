"""Sections of running text and of tables."""

import pytest

from extractors.layout.sections import find_sections
from tests.extractors.pages import pages_of, table_page

HEADINGS = {"内容": "服务(?:内容|项目)(?:公开)?", "流程": "服务流程(?:公开)?", "时间": "服务时间(?:公开)?"}


@pytest.mark.parametrize(
    "text",
    [
        "一、服务内容\n培训咨询\n二、服务流程\n登记受理\n三、服务时间\n全年",
        "（一）服务内容：培训咨询\n（二）服务流程：登记受理\n（三）服务时间：全年",
        "1.服务内容公开\n培训咨询\n2.服务流程公开\n登记受理\n3.服务时间公开\n全年",
        "第一部分 服务项目\n培训咨询\n第二部分 服务流程\n登记受理\n第三部分 服务时间\n全年",
        "【服务内容】\n培训咨询\n【服务流程】\n登记受理\n【服务时间】\n全年",
        "服务内容：培训咨询。服务流程：登记受理。服务时间：全年。",
        "★服务内容\n培训咨询\n★服务流程\n登记受理\n★服务时间\n全年",
        "（一）服务内容与对象。培训咨询\n（二）服务流程和办理依据\n登记受理\n（三）服务时间及地点：全年",
    ],
)
def test_headings(text: str) -> None:
    found, others = find_sections(pages_of(text), HEADINGS)
    assert {name: section.length for name, section in found.items()} == {"内容": 4, "流程": 4, "时间": 2}
    assert others == []


@pytest.mark.parametrize(
    "text",
    [
        "现将服务内容、服务流程、服务时间公开如下：",
        "我单位的服务内容丰富，服务流程规范。",
        "一、服务内容……1\n二、服务流程……2\n三、服务时间……3",
        "服务标\n准、服务时间公开如下：",
        "服务内容和服务流程公开如下：",
        "一、服务内容和服务流程、服务时间公开如下：",
    ],
)
def test_no_headings(text: str) -> None:
    assert find_sections(pages_of(text), HEADINGS)[0] == {}


def test_a_table_holds_heading_and_text_side_by_side() -> None:
    page = table_page([0.1, 0.3], [["服务内容", "培训咨询"], ["服务流程", "登记受理"], ["服务时间", ""]])
    found, _ = find_sections([page], HEADINGS)
    assert {name: section.body.text for name, section in found.items() if section.length} == {
        "内容": "培训咨询",
        "流程": "登记受理",
    }


def test_text_goes_on_over_pages_and_leads_back_to_them() -> None:
    found, _ = find_sections(pages_of("一、服务内容\n培训", "咨询\n二、服务流程\n受理"), HEADINGS)
    assert {place.page for place in found["内容"].body.evidence} == {1, 2}


def test_headings_of_other_words_are_told() -> None:
    found, others = find_sections(pages_of("一、服务内容\n培训\n二、服务流隹\n受理\n三、服务时间\n全年"), HEADINGS)
    assert list(found) == ["内容", "时间"]
    assert [section.heading.text for section in others] == ["二、服务流隹"]


def test_signature_date_and_page_number_are_no_text() -> None:
    found, _ = find_sections(pages_of("一、服务时间\n许昌鼎诚企业服务有限公司\n2026年3月1日\n- 3 -"), HEADINGS)
    assert found["时间"].length == 0


def test_a_heading_that_goes_on_in_the_next_row() -> None:
    text = "一、服务内容公\n开\n培训咨询\n二、服务流程公开\n登记受理"
    found, _ = find_sections(pages_of(text), {"内容": "服务内容(?:公开)?", "流程": "服务流程(?:公开)?"})
    assert {name: section.body.text for name, section in found.items()} == {"内容": "培训咨询", "流程": "登记受理"}


def test_a_long_heading_of_other_words_is_told_and_a_line_of_text_is_none() -> None:
    text = "一、服务内容\n培训\n二、面向全市中小微企业的受理登记和办理步骤\n受理\n三、服务时间\n全年"
    _, others = find_sections(pages_of(text), HEADINGS)
    assert [section.number for section in others] == ["二"]
    line = "二、凡在本市登记注册并且正常经营的各类中小企业均可以在平台窗口或者网站"
    assert find_sections(pages_of(f"一、服务内容\n培训\n{line}\n三、服务时间\n全年"), HEADINGS)[1] == []
