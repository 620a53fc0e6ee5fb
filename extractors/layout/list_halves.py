"""Lists that stand side by side in one table: 序号|名称|序号|名称 has two entries a row.

The halves are told by the headings that come again, and read as if one stood below the other: whole halves one after
the other, or row by row where their numbers run across.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.geometry import box_of
from extractors.layout.list_columns import Column, cut_at
from extractors.layout.list_rows import PlacedRow, rows_on
from extractors.layout.passages import Piece
from extractors.models import Page

NUMBER = "number"  # the column of serial numbers
_TOUCHING = 0.25  # ems between two characters of one text

HalfRow = tuple[PlacedRow, Sequence[Column]]  # a row with the columns of its half


def side_by_side(columns: Sequence[Column], key: str) -> list[Column] | None:
    """Columns with the half that each is of; None where headings come again and the halves cannot be told apart.

    Of two columns that correspond, one whose heading was misread has the name of the other.
    """
    texts = [column.heading.text for column in columns]
    again = [index for index, column in enumerate(columns) if column.name and texts.count(texts[index]) > 1]
    repeated = {columns[index].name for index in again}
    if len(repeated) < 2 and not {NUMBER, key} & repeated:
        return list(columns)
    anchor = again[0]
    starts = [index - anchor for index, text in enumerate(texts) if text == texts[anchor]]
    halves = [list(columns[start:stop]) for start, stop in pairwise([*starts, len(columns)])]
    if len({len(half) for half in halves}) == 1:
        halves = [[_named_like(half, halves, place) for place in range(len(half))] for half in halves]
    if any([column.name for column in half].count(key) != 1 for half in halves):
        return None
    return [replace(column, half=number) for number, half in enumerate(halves) for column in half]


def _named_like(half: Sequence[Column], halves: Sequence[Sequence[Column]], place: int) -> Column:
    """A column with the name of those that correspond, where it has none itself."""
    names = [other[place].name for other in halves if other[place].name]
    return half[place] if half[place].name or not names else replace(half[place], name=names[0])


def rows_in_order(
    page: Page, columns: Sequence[Column], pieces: Sequence[Piece], anchors: Mapping[str, re.Pattern[str]], key: str
) -> list[HalfRow]:
    """All rows of some pieces of a page in the order of the list; see `rows_on`. `anchors` go by a column's name."""
    halves: list[list[HalfRow]] = []
    for number in sorted({column.half for column in columns}):
        own = [column for column in columns if column.half == number]
        names = [column.name for column in own]
        patterns = {names.index(name): pattern for name, pattern in anchors.items() if name in names}
        within = pieces if len(own) == len(columns) else _within(pieces, columns, number)
        halves.append([(row, own) for row in rows_on(page, own, within, patterns, key)])
    if len(halves) > 1 and _run_across(halves):
        return _across(halves)
    return [row for half in halves for row in half]


def _within(pieces: Sequence[Piece], columns: Sequence[Column], number: int) -> list[Piece]:
    """The parts of pieces that stand in a half; a line of running text across several is of the first."""
    bounds = [first.right for first, second in pairwise(columns) if first.half != second.half]
    parts = [
        part for piece in pieces for part in ([(0, piece)] if _runs_through(piece, bounds) else cut_at(piece, bounds))
    ]
    return [piece for half, piece in parts if half == number]


def _runs_through(piece: Piece, bounds: Sequence[float]) -> bool:
    """Whether a line goes on without a gap from one half to the next."""
    crossed = [bound for bound in bounds if piece.box[0] < bound < piece.box[2]]
    if not crossed or not piece.line.spans or piece.line.vertical:
        return False
    boxes = [
        box_of(Piece(piece.page, piece.line, index, index + 1).polygon)
        for index in range(piece.start, piece.stop)
        if not piece.line.text[index].isspace()
    ]
    return any(
        second[0] - first[2] < _TOUCHING * piece.em and first[0] < bound < second[2]
        for bound in crossed
        for first, second in pairwise(boxes)
    )


def _run_across(halves: Sequence[Sequence[HalfRow]]) -> bool:
    """Whether the numbers go on in the next half before they do in the next row: 1 2, 3 4."""
    first, second = (_numbers(half) for half in halves[:2])
    if not first or not second:
        return False
    return second[0] == first[0] + 1 and (len(first) == 1 or first[1] == first[0] + len(halves))


def _numbers(half: Sequence[HalfRow]) -> list[int]:
    texts = (
        row.text(index).strip("().,、")
        for row, columns in half
        for index in row.places
        if columns[index].name == NUMBER
    )
    return [int(text) for text in texts if text.isdecimal()]


def _across(halves: Sequence[Sequence[HalfRow]]) -> list[HalfRow]:
    """Rows by their height on the page, those that are level from left to right."""
    tops = [(row.box[1] + row.box[3]) / 2 for row, _ in halves[0]]

    def order(half: int, entry: HalfRow) -> tuple[int, int]:
        middle = (entry[0].box[1] + entry[0].box[3]) / 2
        return min(range(len(tops)), key=lambda index: abs(tops[index] - middle), default=0), half

    rows = [(order(number, entry), entry) for number, half in enumerate(halves) for entry in half]
    return [entry for _, entry in sorted(rows, key=lambda row: row[0])]
