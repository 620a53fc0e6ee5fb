"""Figures of functions in running text."""

from decimal import Decimal

import pytest

from extractors.kinds.service_functions import extract, extract_totals
from tests.extractors.pages import pages_of


def figures(text: str) -> list[tuple[object, ...]]:
    """Function, measure and value of each figure."""
    found = {field.path: field.value for field in extract(pages_of(text))}
    rows = sorted({path.partition(".")[0] for path in found if path.startswith("functions")})
    measures = ("households", "events", "people", "amount", "guarantee")
    return [
        (found[f"{row}.name"], measure, found[f"{row}.{measure}"])
        for row in rows
        for measure in measures
        if f"{row}.{measure}" in found
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("信息服务：线下年服务企业120家，组织政策宣讲活动8次。", [("信息", "households", 120), ("信息", "events", 8)]),
        ("（2）技术服务功能。年开展技术推广等服务活动6场次。", [("技术", "events", 6)]),
        ("1.创业服务\n组织创业项目推介十余场", [("创业", "events", 10)]),
        ("在培训服务方面，拥有师资30名，累计培训企业人员1,200人次", [("培训", "people", 1200)]),
        ("融资服务：帮助企业获得融资1.25亿元", [("融资", "amount", Decimal(125_000_000))]),
        ("全年新增担保额6500万元", [("融资", "guarantee", Decimal(65_000_000))]),
        ("组织银企对接8次", [("融资", "events", 8)]),
    ],
)
def test_figures(text: str, wanted: list[tuple[object, ...]]) -> None:
    assert figures(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "技术服务：接听咨询电话500次。",
        "信息服务：线上服务企业5000家。",
        "每月组织技术洽谈活动2次。",
        "拟培训2000人次。",
        "工作目标：培训2000人次。",
        "技术服务：其中免费服务120次。",
        "融资需求2亿元。",
        "组织政策宣讲、创业培训活动20次。",
    ],
)
def test_other_figures(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("本平台为综合性服务平台。", ["综合性"]),
        ("是一家面向中小企业的专业性服务平台机构。", ["专业性"]),
        ("努力打造一流的综合性服务平台。", []),
        ("综合性平台至少满足2项。", []),
        ("综合性服务平台，也是专业性服务平台。", ["综合性", "专业性"]),
    ],
)
def test_platform_type(text: str, wanted: list[str]) -> None:
    assert [field.value for field in extract(pages_of(text)) if field.path == "platform_type"] == wanted


def test_years_and_sums_over_years() -> None:
    found = {field.path: field for field in extract(pages_of("2025年培训800人次。近三年累计培训1800人次。"))}
    assert found["functions[0].year"].value == 2025
    assert not found["functions[0].people"].doubtful
    assert found["functions[1].people"].doubtful


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("培训企业人员不足600人次。", "写明不到这一数"),
        ("培训企业人员仅可达到上限600人次。", "写明不到这一数"),
        ("自2018年成立，先后培训900人次。", "可能是几年合计"),
        ("2018年成立，至今培训900人次。", "可能是几年合计"),
        ("2025年，许昌市共培训900人次。", "可能不是本单位的数字"),
        ("据统计，各类机构培训900人次。", "可能不是本单位的数字"),
        ("市人社局组织培训900人次。", "可能不是本单位的数字"),
        ("成立以来，截至2025年底共计培训600人次左右。", "可能是几年合计"),
    ],
)
def test_doubts(text: str, note: str) -> None:
    (figure,) = (field for field in extract(pages_of(text)) if field.path == "functions[0].people")
    assert figure.doubtful
    assert note in figure.note


@pytest.mark.parametrize(
    "text",
    [
        "平台面向全市培训900人次。",
        "自2018年成立以来，服务从未间断，2025年培训900人次。",
        "自2025年1月至12月培训900人次。",
        "全市企业众多，本平台培训900人次。",
        "培训900余人次，能力明显提升。",
        "开展技能培训900人次。",
    ],
)
def test_no_doubt(text: str) -> None:
    (figure,) = (field for field in extract(pages_of(text)) if field.path == "functions[0].people")
    assert (figure.value, figure.doubtful, figure.note) == (900, False, "")


def test_about_is_how_far_a_figure_may_be_off() -> None:
    (figure,) = (field for field in extract(pages_of("培训约1200人次。")) if field.path == "functions[0].people")
    assert figure.value == 1200
    assert figure.quantum == 120
    assert not figure.doubtful


@pytest.mark.parametrize(
    ("pages", "wanted"),
    [
        (["2025年度培训工作总结\n全年共培训1500人次。"], [1500]),
        (["管理培训班总结\n2025年9月18日，培训80人次。"], []),
        (["管理培训班总结\n本次活动全年第三期，培训80人次。"], []),
        (["关于举办培训班的通知\n2025年全年培训1500人次。"], []),
        (["关于举办培训班的通知\n2025年全年培训1500人次。", "2025年度培训总结\n全年共培训700人次。"], [700]),
        (["2025年度培训台账\n序号 培训班 人数\n1 管理班 60人\n2 技能班 50人\n3 财税班 40人"], []),
    ],
)
def test_of_papers_that_show_single_services_whole_years_count(pages: list[str], wanted: list[int]) -> None:
    assert [field.value for field in extract_totals(pages_of(*pages)) if field.path.endswith("people")] == wanted


def test_the_year_of_a_heading_is_that_of_its_text() -> None:
    above = "培训工作报告（2024年度）\n全年培训700人次。\n"
    text = f"{above}（一）2025年情况\n全年培训800人次。\n（二）服务方式\n全年培训900人次。"
    years = [field.value for field in extract(pages_of(text)) if field.path.endswith("year")]
    assert years == [2024, 2025, 2024]
