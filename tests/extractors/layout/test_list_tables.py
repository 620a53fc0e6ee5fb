"""Lists of members of an orchard society: number, name, trees, telephone."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors.layout.list_tables import ListTable, read_list_table
from extractors.models import Page
from tests.extractors.pages import Row, grid_of, line_of, page_of, table_page

HEADERS = {
    "number": re.compile("^序号$"),
    "name": re.compile("^社员姓名$|^姓名$"),
    "sex": re.compile("^性别$"),
    "trees": re.compile("株数"),
    "phone": re.compile("电话"),
    "good": re.compile("(?<!不)合格$"),
    "bad": re.compile("不合格$"),
}
ANCHORS = {"phone": re.compile(r"1\d{10}"), "trees": re.compile(r"\d{1,4}株?")}
COLUMNS = [0.08, 0.16, 0.45, 0.62]
HEADING = ["序号", "社员姓名", "株数", "联系电话"]
RIGHT, TOP, FEED = 0.92, 0.15, 0.03
RULED, HALF, BARE = "ruled", "half-ruled", "unruled"


def _rows(first: int, last: int) -> list[list[str]]:
    return [
        [str(n), f"果农{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n // 10 or ''}号", str(20 + n), f"1390000{n:04}"]
        for n in range(first, last + 1)
    ]


def _page(rows: Sequence[Sequence[str]], ruling: str = RULED, *, number: int = 1, below: Sequence[Row] = ()) -> Page:
    page = table_page(COLUMNS, rows, top=TOP, feed=FEED, ruled=ruling == RULED, right=RIGHT, below=below, number=number)
    if ruling == HALF:
        return replace(page, grids=(grid_of([COLUMNS[0], RIGHT], [TOP + i * FEED for i in range(len(rows) + 1)]),))
    return page


def _read(*pages: Page, ends: str | None = None) -> ListTable:
    table = read_list_table(pages, HEADERS, "name", ANCHORS, re.compile(ends) if ends else None)
    assert table is not None
    return table


def _names(table: ListTable) -> list[str]:
    return [entry.text("name") for entry in table.entries]


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
def test_each_cell_under_its_heading(ruling: str) -> None:
    table = _read(_page([HEADING, ["1", "贾大田", "31", "13900000001"], ["2", "祁小满", "", "13900000002"]], ruling))
    assert [{name: entry.text(name) for name in entry.cells} for entry in table.entries] == [
        {"number": "1", "name": "贾大田", "trees": "31", "phone": "13900000001"},
        {"number": "2", "name": "祁小满", "phone": "13900000002"},
    ]
    assert table.numbered
    assert table.doubts == ()


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
@pytest.mark.parametrize("repeated", [True, False])
def test_eighty_rows_over_four_pages_are_eighty(ruling: str, *, repeated: bool) -> None:
    pages = [
        _page(
            [*([HEADING] if repeated or page == 0 else []), *_rows(page * 20 + 1, page * 20 + 20)],
            ruling,
            number=page + 1,
        )
        for page in range(4)
    ]
    table = _read(*pages)
    assert [entry.text("number") for entry in table.entries] == [str(n) for n in range(1, 81)]
    assert (table.numbered, table.doubts) == (True, ())


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
def test_empty_template_rows_and_totals_are_no_entries(ruling: str) -> None:
    table = _read(_page([HEADING, *_rows(1, 3), ["4", "", "", ""], ["", "", "", ""], ["", "合计", "63", ""]], ruling))
    assert len(table.entries) == 3
    assert [total.text("trees") for total in table.totals] == ["63"]
    assert table.doubts == ()


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
def test_a_row_that_was_not_read_leaves_a_gap_in_the_numbers(ruling: str) -> None:
    rows = _rows(1, 9)
    rows[4] = ["", "", "", ""]
    table = _read(_page([HEADING, *rows], ruling))
    assert len(table.entries) == 8
    assert not table.numbered
    assert any("从4到6" in doubt for doubt in table.doubts)


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
def test_a_row_that_was_not_read_leaves_a_hole_in_a_list_without_numbers(ruling: str) -> None:
    rows = [["", *row[1:]] for row in _rows(1, 9)]
    rows[4] = ["", "", "", ""]
    table = _read(_page([["", *HEADING[1:]], *rows], ruling))
    assert len(table.entries) == 8
    assert table.doubts


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
def test_a_list_without_numbers_and_without_holes_is_sure(ruling: str) -> None:
    rows = [["", *row[1:]] for row in _rows(1, 9)]
    table = _read(_page([["", *HEADING[1:]], *rows], ruling))
    assert (len(table.entries), table.numbered, table.doubts) == (9, False, ())


def test_a_last_row_that_was_lost_leaves_its_number() -> None:
    rows = _rows(1, 4)
    rows[3] = ["4", "", "41", ""]
    table = _read(_page([HEADING, *rows], BARE))
    assert len(table.entries) == 3
    assert table.doubts


def test_a_row_whose_name_was_not_read_counts_as_a_row() -> None:
    rows = _rows(1, 5)
    rows[2][1] = ""
    table = _read(_page([HEADING, *rows]))
    assert (len(table.entries), table.numbered) == (5, True)
    assert "name" not in table.entries[2].cells


def test_a_row_whose_name_was_not_read_is_a_doubt_where_no_numbers_vouch() -> None:
    rows = [["", *row[1:]] for row in _rows(1, 5)]
    rows[2][1] = ""
    table = _read(_page([["", *HEADING[1:]], *rows]))
    assert len(table.entries) == 5
    assert any("第3行" in doubt for doubt in table.doubts)


WRAPPED: list[Row] = [
    (0.10, (0.08, "序号"), (0.16, "社员姓名"), (0.45, "株数"), (0.62, "联系电话")),
    (0.140, (0.16, "沂蒙山区东坡村果树种植专业")),
    (0.149, (0.08, "1"), (0.45, "31"), (0.62, "13900000001")),
    (0.158, (0.16, "合作社")),
    (0.190, (0.08, "2"), (0.16, "祁小满"), (0.45, "18"), (0.62, "13900000002")),
    (0.222, (0.16, "白马湖生态农业开发有限责任")),
    (0.231, (0.08, "3"), (0.45, "7"), (0.62, "13900000003")),
    (0.240, (0.16, "公司")),
    (0.272, (0.08, "4"), (0.16, "廉有余"), (0.45, "12"), (0.62, "13900000004")),
]  # fmt: skip
WRAPPED_NAMES = ["沂蒙山区东坡村果树种植专业合作社", "祁小满", "白马湖生态农业开发有限责任公司", "廉有余"]


@pytest.mark.parametrize("ruled", [True, False])
def test_cells_that_wrap_stay_one_entry(*, ruled: bool) -> None:
    lines = [0.095, 0.13, 0.181, 0.213, 0.263, 0.3]
    table = _read(page_of(WRAPPED, grids=[grid_of([0.075, 0.92], lines)] if ruled else []))
    assert _names(table) == WRAPPED_NAMES
    assert table.numbered


def test_a_number_that_wraps_is_one_row() -> None:
    rows: list[Row] = [(0.1, (0.08, "序号"), (0.16, "社员姓名"), (0.45, "株数"), (0.62, "联系电话"))]
    for index in range(99, 103):
        top = 0.15 + (index - 99) * 0.05
        text = str(index)
        first, rest = (text[:2], text[2:])
        rows.append((top, (0.08, first), (0.16, f"果农{index}"), (0.45, "5"), (0.62, f"13900000{index:03}")))
        rows += [(top + 0.0145, (0.08, rest))] if rest else []
    grid = grid_of([0.075, 0.15, 0.44, 0.61, 0.92], [0.095, *(0.14 + i * 0.05 for i in range(5))])
    table = _read(page_of(rows, grids=[grid]))
    assert [entry.text("number") for entry in table.entries] == ["99", "100", "101", "102"]


def test_a_lost_ruling_between_two_rows_does_not_make_them_one() -> None:
    page = _page([HEADING, *_rows(1, 5)])
    horizontals = [TOP + i * FEED for i in range(7) if i != 3]
    table = _read(replace(page, grids=(grid_of([*COLUMNS, RIGHT], horizontals),)))
    assert [entry.text("number") for entry in table.entries] == ["1", "2", "3", "4", "5"]
    assert table.numbered


def test_rows_below_the_last_ruling_that_was_found_still_count() -> None:
    page = _page([HEADING, *_rows(1, 6)])
    table = _read(replace(page, grids=(grid_of([*COLUMNS, RIGHT], [TOP + i * FEED for i in range(5)]),)))
    assert len(table.entries) == 6


def test_a_ruling_across_one_column_makes_no_row() -> None:
    page = _page([HEADING, *_rows(1, 4)])
    grid = page.grids[0]
    cells = tuple(
        replace(cell, row_span=2) if cell.row == 2 and cell.column < 3 else cell
        for cell in grid.cells
        if not (cell.row == 3 and cell.column < 3)
    )
    cells = tuple(replace(cell, box=(*cell.box[:3], TOP + 4 * FEED)) if cell.row_span == 2 else cell for cell in cells)
    moved = [line for line in page.lines if line.polygon[0][1] < TOP + 2.9 * FEED]
    lines = [line_of(left + 0.005, TOP + 3.1 * FEED, text) for left, text in zip(COLUMNS, _rows(3, 3)[0], strict=True)]
    page = replace(page, lines=(*moved[:-4], *lines), grids=(replace(grid, cells=cells),))
    assert [entry.text("number") for entry in _read(page).entries][:2] == ["1", "3"]


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
def test_the_letters_of_a_stamp_over_a_row_make_no_row(ruling: str) -> None:
    page = _page([HEADING, *_rows(1, 6)], ruling)
    stamp = line_of(0.7, TOP + 3.45 * FEED, "专用章", size=0.8)
    table = _read(replace(page, lines=(*page.lines, stamp)))
    assert (len(table.entries), table.numbered) == (6, True)


def test_headings_that_run_together_are_told_apart() -> None:
    rows: list[Row] = [
        (0.1, (0.08, "序号"), (0.2, "姓名"), (0.4, "性别株数"), (0.6, "联系电话")),
        (0.13, (0.08, "1"), (0.2, "贾大田"), (0.41, "男"), (0.44, "31"), (0.6, "13900000001")),
        (0.16, (0.08, "2"), (0.2, "祁小满"), (0.41, "女"), (0.44, "18"), (0.6, "13900000002")),
    ]
    table = _read(page_of(rows))
    assert [(entry.text("sex"), entry.text("trees")) for entry in table.entries] == [("男", "31"), ("女", "18")]


@pytest.mark.parametrize("ruled", [True, False])
def test_headings_below_a_common_one(*, ruled: bool) -> None:
    rows: list[Row] = [
        (0.10, (0.66, "果品检验结果")),
        (0.11, (0.08, "序号"), (0.2, "姓名"), (0.45, "电话")),
        (0.122, (0.65, "合格"), (0.75, "不合格")),
        (0.15, (0.08, "1"), (0.2, "贾大田"), (0.42, "13900000001"), (0.66, "√")),
        (0.18, (0.08, "2"), (0.2, "祁小满"), (0.42, "13900000002"), (0.77, "V")),
    ]
    grids = [grid_of([0.07, 0.9], [0.095, 0.14, 0.17, 0.2])] if ruled else []
    table = _read(page_of(rows, grids=grids))
    assert [(entry.text("good"), entry.text("bad")) for entry in table.entries] == [("√", ""), ("", "V")]


def test_two_columns_read_as_one_line_are_cut_between_their_headings() -> None:
    rows: list[Row] = [
        (0.1, (0.08, "序号"), (0.2, "姓名"), (0.3, "株数"), (0.5, "联系电话")),
        (0.13, (0.08, "1"), (0.2, "贾大田"), (0.3, "31"), (0.5, "13900000001")),
        (0.16, (0.08, "2"), (0.2, "祁小满"), (0.3, "18"), (0.5, "13900000002")),
        (0.19, (0.08, "3"), (0.2, "廉有余     12"), (0.5, "13900000003")),
    ]
    entry = _read(page_of(rows)).entries[2]
    assert (entry.text("name"), entry.text("trees")) == ("廉有余", "12")


def test_text_below_the_list_is_no_entry() -> None:
    below: list[Row] = [
        (0.4, (0.16, "备注：株数均为挂果树"), (0.62, "2025年")),
        (0.43, (0.16, "制表人：贾大田"), (0.45, "审核人：祁小满"), (0.7, "2025年3月")),
        (0.46, (0.1, "本社对上述名单的真实性负责，如有不实，愿意承担由此引起的一切责任，特此说明。")),
    ]
    table = _read(_page([HEADING, *_rows(1, 3)], BARE, below=below))
    assert (len(table.entries), table.doubts) == (3, ())


def test_what_ends_a_list_ends_it() -> None:
    below: list[Row] = [
        (0.4, (0.08, "领取人签名"), (0.3, "年月")),
        (0.43, (0.08, "9"), (0.16, "另一张表"), (0.45, "3"), (0.62, "13900000009")),
    ]
    assert len(_read(_page([HEADING, *_rows(1, 3)], BARE, below=below), ends="^领取人").entries) == 3


def test_a_cover_before_the_list_has_no_entries() -> None:
    cover = page_of(
        [
            (0.3, (0.3, "社员名册", 2.0)),
            (0.5, (0.16, "单位"), (0.45, "东坡果业合作社")),
            (0.6, (0.16, "日期"), (0.45, "2025年")),
        ]
    )
    assert len(_read(cover, _page([HEADING, *_rows(1, 3)], number=2)).entries) == 3


def test_a_first_page_whose_headings_were_not_read_still_counts() -> None:
    table = _read(_page(_rows(1, 5)), _page([HEADING, *_rows(6, 8)], number=2))
    assert (len(table.entries), table.numbered) == (8, True)


def test_without_headings_there_is_no_list() -> None:
    assert read_list_table([_page(_rows(1, 4))], HEADERS, "name", ANCHORS) is None


@pytest.mark.parametrize("misread", [1, 2])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_heading_misread_on_one_page_is_taken_from_another(misread: int, *, ruled: bool) -> None:
    def page(number: int) -> Page:
        bad = "不全" if number == misread else "不合格"
        rows: list[Row] = [
            (0.10, (0.08, "序号"), (0.2, "姓名"), (0.45, "电话"), (0.65, "合格"), (0.75, bad)),
            (0.15, (0.08, f"{2 * number - 1}"), (0.2, "贾大田"), (0.42, "13900000001"), (0.66, "√")),
            (0.18, (0.08, f"{2 * number}"), (0.2, "祁小满"), (0.42, "13900000002"), (0.77, "√")),
        ]
        grids = [grid_of([0.07, 0.18, 0.4, 0.62, 0.72, 0.9], [0.095, 0.14, 0.17, 0.2])] if ruled else []
        return page_of(rows, grids=grids, number=number)

    table = _read(page(1), page(2))
    assert [(entry.text("good"), entry.text("bad")) for entry in table.entries] == [("√", ""), ("", "√")] * 2
    assert table.doubts == ()


def test_a_total_close_below_the_last_row_is_not_part_of_it() -> None:
    rows: list[Row] = [
        (0.1, (0.08, "序号"), (0.16, "社员姓名"), (0.45, "株数"), (0.62, "联系电话")),
        (0.130, (0.08, "1"), (0.16, "贾大田"), (0.45, "31"), (0.62, "13900000001")),
        (0.150, (0.08, "2"), (0.16, "祁小满"), (0.45, "18"), (0.62, "13900000002")),
        (0.170, (0.16, "含i计"), (0.45, "49"), (0.62, "13900000003")),
    ]
    table = _read(page_of(rows))
    assert [entry.text("trees") for entry in table.entries] == ["31", "18"]
    assert [total.text("trees") for total in table.totals] == ["49"]


def test_numbers_left_of_the_rulings_that_were_found_still_count() -> None:
    page = _page([HEADING, *_rows(1, 4)])
    table = _read(replace(page, grids=(grid_of([*COLUMNS[1:], RIGHT], [TOP + i * FEED for i in range(6)]),)))
    assert table.numbered


def test_a_small_ruled_table_below_does_not_part_the_columns() -> None:
    page = _page([HEADING, *_rows(1, 8)], HALF)
    small = grid_of([COLUMNS[0], 0.3, 0.5, 0.57, RIGHT], [0.6, 0.63])
    table = _read(replace(page, grids=(*page.grids, small)))
    assert table.entries[0].text("phone") == "13900000001"
    assert table.entries[0].text("trees") == "21"


def test_running_text_on_the_next_page_is_no_entry() -> None:
    text = page_of(
        [f"第{n}点，本社为果农提供技术培训、销售信息以及农资团购等服务，深受广大社员的欢迎" for n in "一二三"], number=2
    )
    table = _read(_page([HEADING, *_rows(1, 6)], BARE), text)
    assert (len(table.entries), table.doubts) == (6, ())


@pytest.mark.parametrize("ruled", [True, False])
def test_headings_that_wrap_side_by_side_in_one_line(*, ruled: bool) -> None:
    rows: list[Row] = [
        (0.085, (0.70, "果品检验")),
        (0.10, (0.08, "序号"), (0.2, "姓名"), (0.45, "电话")),
        (0.101, (0.70, "合 不合")),
        (0.117, (0.703, "格  格")),
        (0.15, (0.08, "1"), (0.2, "贾大田"), (0.42, "13900000001"), (0.705, "√")),
        (0.18, (0.08, "2"), (0.2, "祁小满"), (0.42, "13900000002"), (0.745, "V")),
    ]
    grids = [grid_of([0.07, 0.9], [0.08, 0.14, 0.17, 0.2])] if ruled else []
    table = _read(page_of(rows, grids=grids))
    assert [(entry.text("good"), entry.text("bad")) for entry in table.entries] == [("√", ""), ("", "V")]


def test_headings_written_apart() -> None:
    rows: list[Row] = [
        (0.1, (0.08, "序号"), (0.2, "姓"), (0.27, "名"), (0.45, "株  数"), (0.6, "电话")),
        (0.13, (0.08, "1"), (0.2, "贾大田"), (0.45, "31"), (0.6, "13900000001")),
        (0.16, (0.08, "2"), (0.2, "祁小满"), (0.45, "18"), (0.6, "13900000002")),
    ]
    table = _read(page_of(rows))
    assert [(entry.text("name"), entry.text("trees")) for entry in table.entries] == [
        ("贾大田", "31"),
        ("祁小满", "18"),
    ]


def test_two_rows_between_two_rulings_are_told() -> None:
    feed, rows = (
        0.03,
        [["贾大田", "31", "13900000001"], ["祁小满", "28", "13900000002"], ["温如玉", "25", "13900000003"]],
    )
    page = table_page([0.1, 0.45, 0.62], [["社员姓名", "株数", "联系电话"], *rows], top=TOP, feed=feed)
    rulings = [TOP, TOP + feed, TOP + 3 * feed, TOP + 4 * feed]  # the one between the first two rows was too faint
    table = _read(replace(page, grids=(grid_of([0.1, 0.45, 0.62, 0.92], rulings),)))
    assert len(table.entries) == 3 or "可能是两行" in "".join(table.doubts)


TWICE = [0.06, 0.12, 0.36, 0.52, 0.58, 0.82]
TWO_HEADINGS = ["序号", "社员姓名", "株数"] * 2


def _side_by_side(last: int, ruling: str, *, across: bool = False, heading: Sequence[str] = TWO_HEADINGS) -> Page:
    """Members 1 to `last` in two halves, the left one with one more where they are odd; below them a line of text."""
    rows = [row[:3] for row in _rows(1, last)]
    half = (last + 1) // 2
    left, right = (rows[0::2], rows[1::2]) if across else (rows[:half], rows[half:])
    right += [["", "", ""]] * (len(left) - len(right))
    laid = [heading, *([*one, *other] for one, other in zip(left, right, strict=True))]
    below: list[Row] = [
        (0.9, (0.06, "本社共有社员若干名，以上名单经本社理事会全体理事逐一核对，情况属实，特此说明并愿意承担责任。"))
    ]
    page = table_page(TWICE, laid, top=TOP, feed=FEED, ruled=ruling == RULED, right=0.94, below=below)
    if ruling == HALF:
        return replace(page, grids=(grid_of([TWICE[0], 0.94], [TOP + i * FEED for i in range(len(laid) + 1)]),))
    return page


@pytest.mark.parametrize("ruling", [RULED, HALF, BARE])
@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize("last", [14, 15])
def test_lists_side_by_side_are_read_in_order(ruling: str, last: int, *, across: bool) -> None:
    table = _read(_side_by_side(last, ruling, across=across))
    assert [entry.text("number") for entry in table.entries] == [str(number) for number in range(1, last + 1)]
    assert [entry.text("trees") for entry in table.entries] == [row[2] for row in _rows(1, last)]
    assert (table.numbered, table.doubts) == (True, ())


def test_lists_side_by_side_go_on_over_a_page_without_headings() -> None:
    first = _side_by_side(14, RULED)
    rows = [[*one[:3], *other[:3]] for one, other in zip(_rows(15, 18), _rows(19, 22), strict=True)]
    second = table_page(TWICE, rows, top=TOP, feed=FEED, right=0.94, number=2)
    table = _read(first, second)
    assert (len(table.entries), table.numbered, table.doubts) == (22, True, ())


def test_a_heading_misread_in_one_half_is_that_of_the_other() -> None:
    table = _read(_side_by_side(14, RULED, heading=[*TWO_HEADINGS[:4], "杜员姓各", "株数"]))
    assert (len(table.entries), table.numbered, table.doubts) == (14, True, ())


def test_headings_that_come_again_without_a_key_are_told() -> None:
    table = _read(_side_by_side(14, RULED, heading=["序号", "社员姓名", "株数", "序号", "株数", "备注"]))
    assert any("可能一行列了两条" in doubt for doubt in table.doubts)
