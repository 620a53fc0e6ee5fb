"""Grids of ruled tables: merged cells, broken and sloping lines, open sides; none where nothing is ruled."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.imaging.rulings import find_grids
from extractors.models import Grid
from tests.extractors.paper import RED, Sheet, notice
from tests.extractors.scans import compressed, faxed, grained, skewed
from tests.extractors.stamps import round_seal

LEFT, TOP, WIDE, HIGH = 120, 400, 250, 80  # of the table and of its cells


def _table(rows: int = 5, columns: int = 4) -> Sheet:
    """A table with text in every cell."""
    sheet = Sheet()
    for row in range(rows + 1):
        sheet.rule((LEFT, TOP + row * HIGH), (LEFT + columns * WIDE, TOP + row * HIGH))
    for column in range(columns + 1):
        sheet.rule((LEFT + column * WIDE, TOP), (LEFT + column * WIDE, TOP + rows * HIGH))
    for row in range(rows):
        for column in range(columns):
            sheet.write(f"{row}行{column}列", (LEFT + column * WIDE + 40, TOP + row * HIGH + 20))
    return sheet


def _spans(grid: Grid) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells]


SIMPLE = [(row, column, 1, 1) for row in range(5) for column in range(4)]


def test_cells_are_counted_and_lie_where_they_were_drawn() -> None:
    (grid,) = find_grids(_table().pixels)
    assert (grid.rows, grid.columns) == (5, 4)
    assert _spans(grid) == SIMPLE
    cell = grid.cells[4 * 2 + 1]
    expected = ((LEFT + WIDE) / 1240, (TOP + 2 * HIGH) / 1754, (LEFT + 2 * WIDE) / 1240, (TOP + 3 * HIGH) / 1754)
    assert cell.box == pytest.approx(expected, abs=0.004)
    whole = (LEFT / 1240, TOP / 1754, (LEFT + 4 * WIDE) / 1240, (TOP + 5 * HIGH) / 1754)
    assert grid.box == pytest.approx(whole, abs=0.004)


@pytest.mark.parametrize(
    "condition", ["noise", "fax", "slope", "slope the other way", "grey rules", "gaps", "text across", "seal across"]
)
def test_the_same_cells_on_poor_pictures(condition: str) -> None:
    sheet = _table()
    pixels = sheet.pixels
    match condition:
        case "noise":
            pixels = compressed(grained(pixels, 10), 50)
        case "fax":
            pixels = faxed(pixels)
        case "slope":
            pixels = skewed(pixels, 0.4).pixels
        case "slope the other way":
            pixels = skewed(pixels, -0.4).pixels
        case "grey rules":
            pixels = np.maximum(pixels, 165)
        case "gaps":  # breaks in the rules, as a worn drum leaves them
            pixels[:, 300:306] = pixels[10, 10]
            pixels[TOP + 130 : TOP + 136, :] = pixels[10, 10]
        case "text across":
            pixels = sheet.write("填写有误作废", (LEFT + 170, TOP + 2 * HIGH - 18)).pixels
        case "seal across":
            pixels = sheet.stamp(round_seal("许昌鼎信企业管理咨询有限公司"), (700, 620)).pixels
    (grid,) = find_grids(pixels)
    assert _spans(grid) == SIMPLE


def test_merged_cells_keep_their_spans() -> None:
    """A headline over all columns, a label over two rows, a wide value."""
    sheet = Sheet()
    for row in range(6):
        start = LEFT + WIDE if row == 3 else LEFT  # the label at the left of rows 2 and 3
        sheet.rule((start, TOP + row * HIGH), (LEFT + 4 * WIDE, TOP + row * HIGH))
    for column in (0, 4):
        sheet.rule((LEFT + column * WIDE, TOP), (LEFT + column * WIDE, TOP + 5 * HIGH))
    for column in (1, 2, 3):
        sheet.rule((LEFT + column * WIDE, TOP + HIGH), (LEFT + column * WIDE, TOP + 4 * HIGH))
    sheet.rule((LEFT + WIDE, TOP + 4 * HIGH), (LEFT + WIDE, TOP + 5 * HIGH))
    (grid,) = find_grids(sheet.pixels)
    assert (grid.rows, grid.columns) == (5, 4)
    assert _spans(grid) == [
        (0, 0, 1, 4),
        *((1, column, 1, 1) for column in range(4)),
        (2, 0, 2, 1),
        *((2, column, 1, 1) for column in (1, 2, 3)),
        *((3, column, 1, 1) for column in (1, 2, 3)),
        (4, 0, 1, 1),
        (4, 1, 1, 3),
    ]


def test_open_sides_are_closed() -> None:
    sheet = Sheet()
    for row in range(6):
        sheet.rule((LEFT, TOP + row * HIGH), (LEFT + 4 * WIDE, TOP + row * HIGH))
    for column in (1, 2, 3):
        sheet.rule((LEFT + column * WIDE, TOP), (LEFT + column * WIDE, TOP + 5 * HIGH))
    (grid,) = find_grids(sheet.pixels)
    assert _spans(grid) == SIMPLE


def test_rules_between_rows_alone_make_rows_of_one_cell() -> None:
    sheet = Sheet()
    for row in range(6):
        sheet.rule((LEFT, TOP + row * HIGH), (LEFT + 4 * WIDE, TOP + row * HIGH))
    (grid,) = find_grids(sheet.pixels)
    assert _spans(grid) == [(row, 0, 1, 1) for row in range(5)]


def test_two_tables_come_from_the_top() -> None:
    sheet = _table(rows=2)
    for row in range(4):
        sheet.rule((200, 1000 + 90 * row), (1000, 1000 + 90 * row))
    for column in range(3):
        sheet.rule((200 + 400 * column, 1000), (200 + 400 * column, 1270))
    first, second = find_grids(sheet.pixels)
    assert (first.rows, first.columns, second.rows, second.columns) == (2, 4, 3, 2)
    assert first.box[3] < second.box[1]


def _underlined() -> Sheet:
    """Blanks to fill in, and a red rule under a letterhead."""
    sheet = Sheet().write("许昌市工业和信息化局文件", (130, 150), 84, colour=RED)
    sheet.rule((100, 330), (1140, 330), width=6, colour=RED)
    for row, label in enumerate(("申请单位：", "法定代表人：", "填报日期：")):
        sheet.write(label, (200, 500 + 120 * row)).rule((400, 540 + 120 * row), (900, 540 + 120 * row))
    return sheet


def _columns_of_text() -> Sheet:
    sheet = Sheet()
    for row in range(8):
        for column, text in enumerate(("项目", "行次", "1,234.00", "5,678.00")):
            sheet.write(text, (120 + 280 * column, 300 + 70 * row))
    return sheet


@pytest.mark.parametrize("sheet", [Sheet(), notice(), _underlined(), _columns_of_text()], ids=lambda _: "")
def test_unruled_pages_have_no_grid(sheet: Sheet) -> None:
    assert find_grids(sheet.pixels) == ()


def test_a_frame_around_the_page_is_no_table() -> None:
    sheet = notice()
    for start, stop in (
        ((60, 60), (1180, 60)),
        ((1180, 60), (1180, 1694)),
        ((1180, 1694), (60, 1694)),
        ((60, 1694), (60, 60)),
    ):
        sheet.rule(start, stop, width=4)
    assert find_grids(sheet.pixels) == ()
