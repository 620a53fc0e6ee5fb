from collections.abc import Mapping, Sequence

import pytest

from extractors.layout.key_values import extract_key_values, find_labels
from extractors.layout.rows import pieces_of, rows_of
from tests.extractors.pages import Row, line_of, page_of, vertical_line_of

LABELS: Mapping[str, Sequence[str]] = {
    "name": ["名称", "单位名称"],
    "kind": ["类型"],
    "address": ["住所", "地址"],
    "person": ["法定代表人"],
    "scope": ["经营范围"],
}


def _values(rows: Sequence[Row], landscape: bool = False) -> dict[str, str]:
    page = page_of(rows, landscape=landscape)
    return {name: passage.text for name, passage in extract_key_values(pieces_of(page), LABELS).items()}


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        pytest.param(["名称：甲公司", "类型：有限责任公司"], {"name": "甲公司", "kind": "有限责任公司"}, id="colon"),
        pytest.param([(0.1, (0.1, "名    称"), (0.3, "甲公司"))], {"name": "甲公司"}, id="spread-label"),
        pytest.param([(0.1, (0.1, "名"), (0.2, "称"), (0.3, "甲公司"))], {"name": "甲公司"}, id="label-in-two-pieces"),
        pytest.param([(0.1, (0.1, "名 称 甲公司"))], {"name": "甲公司"}, id="one-line"),
        pytest.param(
            [(0.1, (0.1, "名称"), (0.25, "甲公司"), (0.6, "类型"), (0.75, "个体工商户"))],
            {"name": "甲公司", "kind": "个体工商户"},
            id="two-columns",
        ),
        pytest.param(["单位名称：甲公司"], {"name": "甲公司"}, id="longest-label"),
        pytest.param(["名称："], {"name": ""}, id="nothing-beside"),
        pytest.param(["本公司的名称由股东会决定"], {}, id="word-in-a-sentence"),
        pytest.param(["名称：", "名称：甲公司"], {"name": "甲公司"}, id="first-with-a-value"),
        pytest.param(["名称：甲公司；地址：某路1号"], {"name": "甲公司", "address": "某路1号"}, id="clauses"),
    ],
)
def test_a_value_stands_beside_its_label(rows: Sequence[Row], values: Mapping[str, str]) -> None:
    assert _values(rows) == values


def test_further_lines_of_a_value_start_where_it_starts() -> None:
    rows: list[Row] = [
        (0.10, (0.1, "经营范围"), (0.25, "企业管理咨询；")),
        (0.122, (0.25, "会议服务；")),
        (0.144, (0.25, "软件开发")),
        (0.20, (0.1, "地址"), (0.25, "某路1号")),
    ]
    assert _values(rows) == {"scope": "企业管理咨询;会议服务;软件开发", "address": "某路1号"}


WHOLE_LINE = "住所：许昌市魏都区某某路与某某街交叉口向北八十米某某大厦甲座"


@pytest.mark.parametrize(
    ("rows", "address"),
    [
        pytest.param([(0.1, (0.1, WHOLE_LINE)), (0.122, (0.1, "十二层"))], f"{WHOLE_LINE[3:]}十二层", id="goes-on"),
        pytest.param([(0.1, (0.1, "住所：某某路")), (0.122, (0.1, "十二层"))], "某某路", id="line-not-filled"),
        pytest.param([(0.1, (0.1, WHOLE_LINE)), (0.2, (0.1, "十二层"))], WHOLE_LINE[3:], id="far-below"),
        pytest.param([(0.1, (0.1, WHOLE_LINE)), (0.122, (0.1, "类型：甲"))], WHOLE_LINE[3:], id="next-label"),
        pytest.param(
            [(0.1, (0.1, WHOLE_LINE)), (0.122, (0.12, "某某路系主要道路"))], WHOLE_LINE[3:], id="new-paragraph"
        ),
    ],
)
def test_a_value_that_fills_its_line_goes_on_below_the_label(rows: list[Row], address: str) -> None:
    assert _values([*rows, (0.3, (0.1, "名称：甲公司"))])["address"] == address


def test_a_broken_further_line_is_taken_whole() -> None:
    rows: list[Row] = [
        (0.10, (0.1, "经营范围"), (0.25, "企业管理咨询、会议服务、软件")),
        (0.122, (0.25, "开发、技"), (0.331, "术服务")),
    ]
    assert _values(rows) == {"scope": "企业管理咨询、会议服务、软件开发、技术服务"}


def test_the_other_column_is_not_taken_for_a_broken_line() -> None:
    rows: list[Row] = [
        (0.10, (0.1, "经营范围"), (0.25, "企业管理咨询、"), (0.60, "住所"), (0.70, "许昌市某路")),
        (0.122, (0.25, "会议服务"), (0.70, "1号楼2层")),
    ]
    assert _values(rows) == {"scope": "企业管理咨询、会议服务", "address": "许昌市某路1号楼2层"}


def test_a_value_may_start_above_its_label() -> None:
    rows: list[Row] = [
        (0.092, (0.25, "许昌市魏都区某某大厦")),
        (0.100, (0.1, "地址")),
        (0.108, (0.25, "A座1203室")),
    ]
    assert _values(rows) == {"address": "许昌市魏都区某某大厦A座1203室"}


def test_a_line_far_below_is_no_part_of_the_value() -> None:
    assert _values([(0.10, (0.1, "地址"), (0.25, "某路1号")), (0.2, (0.25, "扫描二维码"))]) == {"address": "某路1号"}


def test_small_print_is_no_label() -> None:
    rows: list[Row] = [
        (0.1, (0.1, "名称", 2.0), (0.3, "甲公司", 1.6)),
        (0.2, (0.1, "地址", 2.0), (0.3, "某路1号", 1.6)),
        (0.5, (0.1, "经营范围：由章程确定。", 0.8)),
    ]
    assert _values(rows) == {"name": "甲公司", "address": "某路1号"}


def test_larger_print_beside_a_value_is_not_part_of_it() -> None:
    rows: list[Row] = [(0.1, (0.1, "法定代表人"), (0.25, "秦朗")), (0.094, (0.6, "仅供参考", 1.9))]
    assert _values(rows) == {"person": "秦朗"}


def test_labels_read_as_one_standing_line_find_their_rows() -> None:
    labels = vertical_line_of(0.1, 0.1, "名类住", feed=3)
    more = [
        line_of(0.2, 0.1 + 0.042 * index, text) for index, text in enumerate(["称 甲公司", "型 合伙企业", "所 某路1号"])
    ]
    page = page_of([], lines=[labels, *more])
    values = {name: passage.text for name, passage in extract_key_values(pieces_of(page), LABELS).items()}
    assert values == {"name": "甲公司", "kind": "合伙企业", "address": "某路1号"}


def test_what_is_no_label_is_given_back() -> None:
    page = page_of(["名称：甲公司", "附注"])
    labels, rest = find_labels(rows_of(pieces_of(page)), LABELS)
    assert [label.name for label in labels] == ["name"]
    assert [piece.text for piece in rest] == ["甲公司", "附注"]


def test_a_label_over_two_lines_has_one_value() -> None:
    labels = {"scope": ["宗旨和业务范围", "宗旨和", "业务范围"], "address": ["住所"]}
    rows: list[Row] = [
        (0.10, (0.1, "宗旨和"), (0.25, "提供公益服务。")),
        (0.12, (0.1, "业务范围"), (0.25, "人才培训；创业辅导。")),
        (0.18, (0.1, "住所"), (0.25, "某路1号")),
    ]
    values = {name: passage.text for name, passage in extract_key_values(pieces_of(page_of(rows)), labels).items()}
    assert values == {"scope": "提供公益服务。人才培训;创业辅导。", "address": "某路1号"}
