"""Financial statements: the figures beside an item, ruled or not, one-sided or two-sided.

Columns are told apart by their headings (期末余额 / 年初余额, 本期金额 / 上期金额, 行次, 附注), wherever the paper puts
them: older sheets print the opening balance first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractors.geometry import overlap
from extractors.layout.passages import Passage
from extractors.layout.tables import Cell, CellRow

_NUMBER = re.compile(r"^[-(]?[¥￥]?[-(]?\d[\d,.]*\)?$|^[-－—–/]+$")


class Column(StrEnum):
    """What a column of a statement holds."""

    CLOSING = "closing"  # balance at the end of the year, or amount of the year
    OPENING = "opening"  # balance at its beginning, or amount of the year before
    OTHER = "other"  # line numbers, notes, months


_HEADINGS = (
    (Column.OTHER, re.compile(r"^行次?$|附注|注释|^本月(数|金额)?$|本月发生|预算")),
    (Column.OPENING, re.compile(r"年初|期初|上年|上期|去年|上一年|1月1日")),
    (Column.CLOSING, re.compile(r"期末|年末|本年|本期|累计|12月31日|金额|余额|数额")),
)


@dataclass(frozen=True, eq=False)
class Heading:
    """A column heading and where it stands."""

    column: Column
    cell: Cell


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure of an item. `certain` is false where no heading says which column it stands in."""

    passage: Passage
    column: Column
    certain: bool


def find_headings(rows: Sequence[CellRow]) -> list[Heading]:
    """Headings of the first row that has at least one for each of closing and opening, or two of one sort."""
    for row in rows:
        headings = [heading for cell in row.cells if (heading := _heading(cell)) is not None]
        amounts = [heading for heading in headings if heading.column is not Column.OTHER]
        if len(amounts) >= 2:
            return headings
    return []


def _heading(cell: Cell) -> Heading | None:
    text = cell.text
    if not text or len(text) > 16:
        return None
    return next((Heading(column, cell) for column, pattern in _HEADINGS if pattern.search(text)), None)


def find_figures(rows: Sequence[CellRow], item: re.Pattern[str]) -> list[Figure]:
    """The figures of the first row with an item that the pattern names and at least one figure beside it."""
    headings = find_headings(rows)
    for row in rows:
        for index, cell in enumerate(row.cells):
            if item.search(_item_text(cell)) is None:
                continue
            figures = _figures_beside(row.cells[index + 1 :], headings)
            if figures:
                return figures
    return []


def _item_text(cell: Cell) -> str:
    """The item without its numbering and remarks such as (亏损以“-”号填列)."""
    text = re.sub(r"^(?:[一二三四五六七八九十]+[、.,]|\d+[、.]|[*△☆]|其中[:：]|减[:：]|加[:：])", "", cell.text)
    return re.sub(r"\([^()]*(?:填列|亏损|净亏损)[^()]*\)", "", text)


def _figures_beside(cells: Sequence[Cell], headings: Sequence[Heading]) -> list[Figure]:
    """Numbers up to the next item on the same row, each under its heading."""
    figures: list[Figure] = []
    for cell in cells:
        text = cell.text
        if not text:
            continue
        if not _NUMBER.match(text):
            if re.search(r"[一-鿿]", text):
                break  # the other side of the sheet
            continue
        heading = _nearest(cell, headings)
        if heading is not None:
            figures.append(Figure(cell.passage, heading.column, certain=True))
        elif not _is_line_number(text):
            column = Column.OPENING if any(figure.column is Column.CLOSING for figure in figures) else Column.CLOSING
            figures.append(Figure(cell.passage, column, certain=False))
    return [figure for figure in figures if figure.column is not Column.OTHER]


def _nearest(cell: Cell, headings: Sequence[Heading]) -> Heading | None:
    """The heading above a cell; figures are set flush right and may reach beyond their heading."""
    above = [heading for heading in headings if heading.cell.box[1] < cell.box[1]]
    if not above:
        return None
    best = max(above, key=lambda heading: (_shared(cell, heading), -_distance(cell, heading)))
    width = max(cell.box[2] - cell.box[0], best.cell.box[2] - best.cell.box[0])
    return best if _shared(cell, best) > 0 or _distance(cell, best) < width else None


def _shared(cell: Cell, heading: Heading) -> float:
    return overlap((cell.box[0], cell.box[2]), (heading.cell.box[0], heading.cell.box[2]))


def _distance(cell: Cell, heading: Heading) -> float:
    return abs(cell.box[0] + cell.box[2] - heading.cell.box[0] - heading.cell.box[2]) / 2


def _is_line_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,3}", text) is not None
