import re

import pytest

from extractors.layout.statements import Column, carried, find_figures, find_headings, item_text
from extractors.layout.tables import CellRow, cell_rows
from tests.extractors.pages import page_of, table_page

CLOSING, OPENING, OTHER = Column.CLOSING, Column.OPENING, Column.OTHER


def _rows(*rows: list[str], columns: tuple[float, ...] = (0.08, 0.4, 0.55, 0.75)) -> list[CellRow]:
    return cell_rows(table_page(columns, rows))


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        (["项目", "行次", "期末余额", "年初余额"], [OTHER, CLOSING, OPENING]),
        (["项目", "附注", "年初数", "期末数"], [OTHER, OPENING, CLOSING]),
        (["项目", "行次", "本年累计数", "上年同期数"], [OTHER, CLOSING, OPENING]),
        (["项目", "本月数", "本年累计数", ""], [OTHER, CLOSING]),
        (["资产", "", "期末余额", "上年年末余额"], [CLOSING, OPENING]),
        (["项目", "", "2024年12月31日", "2024年1月1日"], [CLOSING, OPENING]),
        (["项目", "", "2023年度", "2024年度"], [OPENING, CLOSING]),
        (["项目", "注释", "2024年", "2023年"], [OTHER, CLOSING, OPENING]),
        (["项目", "", "本期金额", ""], [CLOSING]),
    ],
)
def test_headings(texts: list[str], columns: list[Column]) -> None:
    rows = _rows(["编制单位：某公司", "2024年12月31日", "金额单位：元", ""], texts, ["资产总计", "1", "2.00", "3.00"])
    assert [heading.column for heading in find_headings(rows)] == columns


def test_a_caption_with_a_date_and_a_unit_is_no_heading() -> None:
    rows = _rows(["编制单位：某公司", "", "2024年12月31日", "金额单位：元"], ["资产总计", "", "2.00", "3.00"])
    assert find_headings(rows) == []


def test_two_headings_read_as_one_text() -> None:
    page = page_of([(0.1, (0.08, "资产"), (0.5, "期末余额年初余额")), (0.13, (0.08, "资产总计"))])
    first, second = find_headings(cell_rows(page))
    assert (first.column, second.column) == (CLOSING, OPENING)
    assert first.box[2] <= second.box[0] + 1e-9


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("一、营业收入", "营业收入"),
        ("三、利润总额（亏损总额以“－”号填列）", "利润总额"),
        ("四、净利润(净亏损以“-”号填列", "净利润"),
        ("减：所得税费用", "所得税费用"),
        ("（一）净利润", "净利润"),
        ("1.营业收入", "营业收入"),
        ("＊资产总计：", "资产总计"),
    ],
)
def test_items_without_numbering_and_remarks(text: str, item: str) -> None:
    (row,) = cell_rows(page_of([(0.1, (0.1, text))]))
    assert item_text(row.cells[0].text) == item


def _figures(rows: list[CellRow], item: str = "资产总计") -> list[tuple[str, Column, bool]]:
    found = find_figures(rows, re.compile(f"^{item}$"), find_headings(rows))
    return [(figure.passage.text, figure.column, figure.certain) for figure in found]


def test_a_line_number_is_no_figure_even_under_a_heading() -> None:
    rows = _rows(["项目", "期末余额", "", "年初余额"], ["资产总计", "33", "1,200.00", "1,100.00"])
    assert ("33", CLOSING, True) not in _figures(rows)
    assert _figures(rows)[-1] == ("1,100.00", OPENING, True)


def test_figures_end_where_the_other_side_of_the_sheet_begins() -> None:
    columns = (0.06, 0.25, 0.37, 0.5, 0.7, 0.84)
    rows = _rows(
        ["资产", "期末余额", "年初余额", "负债", "期末余额", "年初余额"],
        ["资产总计", "90.00", "", "负债合计", "40.00", "30.00"],
        columns=columns,
    )
    assert _figures(rows) == [("90.00", CLOSING, True)]
    assert _figures(rows, "负债合计") == [("40.00", CLOSING, True), ("30.00", OPENING, True)]


def test_an_item_and_its_figure_read_as_one_text() -> None:
    page = page_of(
        [
            (0.1, (0.08, "项目"), (0.22, "期末余额"), (0.5, "年初余额")),
            (0.13, (0.08, "资产总计1,200.00"), (0.5, "1,100.00")),
        ]
    )
    assert _figures(cell_rows(page)) == [("1,200.00", CLOSING, True), ("1,100.00", OPENING, True)]


def test_an_item_of_two_lines_has_its_figures_between_them() -> None:
    page = page_of(
        [
            (0.10, (0.08, "项目"), (0.5, "本期金额"), (0.75, "上期金额")),
            (0.15, (0.08, "三、利润总额（亏损总额以")),
            (0.159, (0.5, "1,200.00"), (0.75, "1,100.00")),
            (0.168, (0.08, "“－”号填列）")),
            (0.2, (0.08, "减：所得税费用")),
            (0.23, (0.5, "60.00"), (0.75, "55.00")),
        ]
    )
    rows = cell_rows(page)
    assert _figures(rows, "利润总额") == [("1,200.00", CLOSING, True), ("1,100.00", OPENING, True)]
    assert _figures(rows, "所得税费用") == []


def test_without_headings_the_order_counts_and_is_not_certain() -> None:
    rows = _rows(["资产总计", "33", "1,200.00", "1,100.00"])
    assert _figures(rows) == [("1,200.00", CLOSING, False), ("1,100.00", OPENING, False)]


def test_headings_hold_on_the_next_page() -> None:
    first = _rows(["项目", "行次", "年初余额", "期末余额"], ["负债合计", "40", "10.00", "20.00"])
    second = _rows(["资产总计", "53", "30.00", "40.00"])
    found = find_figures(second, re.compile("资产总计"), carried(find_headings(first)))
    assert [(figure.passage.text, figure.column) for figure in found] == [("30.00", OPENING), ("40.00", CLOSING)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("1,234.56 5,678.90", ["1,234.56", "5,678.90"]),  # two columns with a narrow gap
        ("1,234.565,678.90", ["1,234.565,678.90"]),  # none to be seen
        ("6.12 4,035.80", ["6.12", "4,035.80"]),
        ("6.124,035.80", ["6.124,035.80"]),  # a fax shows commas as points
        ("3.741.651.24", ["3.741.651.24"]),
        ("146.880.00", ["146.880.00"]),
        ("0.005,169.00", ["0.00", "5,169.00"]),  # no sum begins with 0.00
    ],
)
def test_a_point_for_a_comma_makes_no_second_column(text: str, figures: list[str]) -> None:
    rows = cell_rows(page_of([(0.1, (0.08, "资产总计"), (0.5, text))]))
    assert [figure for figure, _, _ in _figures(rows)] == figures
