from datetime import date

import pytest

from extractors.kinds import clients
from extractors.models import Field, Page
from tests.extractors.pages import Row, page_of, table_page

COLUMNS = [0.04, 0.09, 0.34, 0.44, 0.58, 0.78, 0.86]
HEAD = ["序号", "单位名称", "联系人", "联系方式", "服务事项", "满意", "不满意"]


def _rows(*marks: tuple[str, str]) -> list[list[str]]:
    return [
        [str(n), f"临河镇第{'一二三四五六七八九'[n - 1]}棉纺厂", "佘赛花", f"1380000000{n}", "代账、年检", yes, no]
        for n, (yes, no) in enumerate(marks, 1)
    ]


def _read(page: Page) -> dict[str, Field]:
    return {field.path: field for field in clients.extract_clients([page])}


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("tick", ["√", "✓", "☑", "■", "V", "J", "N", "是"])
def test_ticks_count_by_where_they_stand(tick: str, *, ruled: bool) -> None:
    fields = _read(table_page(COLUMNS, [HEAD, *_rows((tick, ""), ("", tick), (tick, ""))], ruled=ruled))
    assert [fields[f"rows[{index}].satisfied"].value for index in range(3)] == [True, False, True]
    assert (fields["count"].value, fields["satisfied_count"].value) == (3, 2)
    assert not fields["satisfied_count"].doubtful
    assert fields["rows[0].name"].value == "临河镇第一棉纺厂"
    assert fields["rows[0].contact"].value == "佘赛花"
    assert fields["rows[0].service"].value in ("代账、年检", "代账、年检")


@pytest.mark.parametrize("marks", [("", ""), ("√", "√"), ("|", ""), ("/", "")])
def test_a_mark_that_is_not_clear_is_none_and_makes_the_count_doubtful(marks: tuple[str, str]) -> None:
    fields = _read(table_page(COLUMNS, [HEAD, *_rows(("√", ""), marks, *[("√", "")] * 4)]))
    assert fields["satisfied_count"].value == 5
    assert fields["rows[1].satisfied"].value is None
    assert fields["satisfied_count"].doubtful
    assert "第2行" in fields["satisfied_count"].note
    assert not fields["count"].doubtful


def test_a_stroke_in_the_other_column_is_no_mark() -> None:
    fields = _read(table_page(COLUMNS, [HEAD, *_rows(("√", "/"), ("×", "√"))]))
    assert [fields[f"rows[{index}].satisfied"].value for index in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("满意", True), ("很满意", True), ("基本满意", True), ("不满意", False), ("一般", False), ("尚可尚可", None),
        ("满意，好", True), ("不够满意", False), ("不好", False), ("√满意", True), ("□满意", None),
        ("非常满意", True), ("满意/不满意", None),
        ("☑满意 □不满意", True), ("√满意 不满意", True), ("√满意 □不满意", True), ("满意☑不满意☐", True),
        ("（√）满意 （ ）不满意", True), ("□满意 ☑不满意", False), ("满意 不满意√", False),
        ("□很满意 ☑一般 □差", False), ("☑非常满意 □满意 □不满意", True),
        ("□满意 □不满意", None), ("☑满意 ☑不满意", None), ("满意√不满意", None), ("满意 口不满意", None),
    ],
)  # fmt: skip
def test_words_in_one_column(word: str, value: bool | None) -> None:
    head = [*HEAD[:5], "服务评价"]
    rows = [[*row[:5], word] for row in _rows(("", ""), ("", ""))]
    found = _read(table_page(COLUMNS[:6], [head, *rows]))["rows[1].satisfied"]
    assert (found.value, found.doubtful) == (value, value is None)


def test_a_heading_that_holds_another_one_is_not_parted() -> None:
    head = [*HEAD[:5], "企业满意度"]
    rows = [[*row[:5], word] for row, word in zip(_rows(("", ""), ("", "")), ("不够满意", "非常满意"), strict=True)]
    fields = _read(table_page(COLUMNS[:6], [head, *rows]))
    assert [fields[f"rows[{index}].satisfied"].value for index in range(2)] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "上一年度共服务企业 86 家",
        "上年度共服务中小企业86家。",
        "上一年度累计服务企业__86__家",
        "上一年度共服务企业八十六家",
    ],
)
def test_the_total_of_the_year(text: str) -> None:
    below: list[Row] = [(0.6, (0.1, text))]
    fields = _read(table_page(COLUMNS, [HEAD, *_rows(("√", ""), ("√", ""))], below=below))
    assert fields["total_served"].value == 86
    assert fields["count"].value == 2


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("上一年度共服务企业____家", "此处未填写"),
        ("上一年度共服务企业不足50家", "“不足50家”中没有可以核对的家数"),
        ("上一年度共服务企业约60家", "“约60家”中没有可以核对的家数"),
    ],
)
def test_a_total_without_a_plain_figure_has_no_value(text: str, note: str) -> None:
    below: list[Row] = [(0.6, (0.1, text))]
    field = _read(table_page(COLUMNS, [HEAD, *_rows(("√", ""), ("√", ""))], below=below))["total_served"]
    assert (field.value, field.doubtful, field.note) == (None, True, note)


AGREEMENT = [
    "咨询服务协议",
    "协议编号：ZX-077",
    "甲方：临河镇第三棉纺厂",
    "乙方：某某服务中心有限公司",
    "一、乙方为甲方提供代账服务，服务期一年。",
    "二、服务费每年叁仟元整。",
    "甲方（盖章）          乙方（盖章）",
]


def test_the_list_of_agreements_ends_where_the_agreements_begin() -> None:
    columns = [0.05, 0.12, 0.42, 0.6, 0.78]
    head = ["序号", "签约单位名称", "合同编号", "服务项目", "签约时间"]
    rows = [[str(n), f"临河镇第{'一二三'[n - 1]}棉纺厂", f"ZX-07{n}", "代账", f"2024年{n}月8日"] for n in (1, 2, 3)]
    pages = [table_page(columns, [head, *rows]), page_of(AGREEMENT, number=2)]
    fields = {field.path: field for field in clients.extract_agreements(pages)}
    assert (fields["count"].value, fields["count"].doubtful) == (3, False)
    assert fields["rows[2].signed_on"].value == date(2024, 3, 8)
    assert fields["rows[0].agreement_number"].value == "ZX-071"
    assert fields["agreements[0].party_a"].value == "临河镇第三棉纺厂"
    assert fields["agreements[0].party_b"].value == "某某服务中心有限公司"
    assert fields["agreements[0].number"].value == "ZX-077"


def test_agreements_without_a_list_have_no_count() -> None:
    fields = {field.path for field in clients.extract_agreements([page_of(AGREEMENT)])}
    assert "count" not in fields
    assert "agreements[0].party_a" in fields


def test_ticks_below_a_heading_that_was_not_read_say_nothing() -> None:
    head = [*HEAD[:5], "满意程度", "口弥"]
    fields = _read(table_page(COLUMNS, [head, *_rows(("", "√"), ("√", ""))]))
    assert [fields[f"rows[{index}].satisfied"].value for index in range(2)] == [None, None]
    assert fields["satisfied_count"].doubtful


def test_a_list_of_which_most_marks_are_not_clear_has_no_number_of_satisfied_clients() -> None:
    fields = _read(table_page(COLUMNS, [HEAD, *_rows(("√", ""), ("", ""), ("", ""), ("", ""))]))
    assert (fields["satisfied_count"].value, fields["satisfied_count"].doubtful) == (None, True)
    assert (fields["count"].value, fields["count"].doubtful) == (4, False)
