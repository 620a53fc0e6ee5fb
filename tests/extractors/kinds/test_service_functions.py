"""Figures of functions in running text."""

from decimal import Decimal

import pytest

from extractors.kinds.service_functions import extract
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
