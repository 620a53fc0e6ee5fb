"""Financial statements: the figures beside an item, ruled or not, one-sided or two-sided.

Columns are told apart by their headings (期末余额 / 年初余额, 本期金额 / 上期金额, 行次, 附注, dates), wherever the
paper puts them: older sheets print the opening balance first. A sheet that goes on over the page keeps the headings of
its first page where it does not repeat them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from extractors.geometry import enclosing, overlap
from extractors.layout.passages import Passage
from extractors.layout.tables import Cell, CellRow
from extractors.models import Box


class Column(StrEnum):
    """What a column of a statement holds."""

    CLOSING = "closing"  # balance at the end of the year, or amount of the year
    OPENING = "opening"  # balance at its beginning, or amount of the year before
    OTHER = "other"  # line numbers, notes, months, parts of a total


_WORDS = (
    (Column.OTHER, re.compile(r"^行次?$|^序号$|附注|注释|^本月|预算|^(?:非)?限定性$|增减|变动|比例")),
    (Column.OPENING, re.compile(r"年初|期初|上年|上期|去年|上一年|1月1日")),
    (Column.CLOSING, re.compile(r"期末|年末|本年|本期|累计|^(?:金额|余额|数额)$")),
)
_DATED = re.compile(r"^(?P<year>20\d\d)(?:年度?|[年./-]12[月./-]31日?|[年./-]0?1[月./-]0?1日?)?(?:余额|金额|数)?$")
_FIRST_DAY = re.compile(r"20\d\d[年./-]0?1[月./-]0?1日?")
# Two headings that a narrow gap has made one: 期末余额年初余额.
_HEADING = re.compile(
    r"(?:期末|年末|年初|期初|上年年末|上年同期|上年|上期|本年|本期|本月)(?:累计)?(?:余额|金额|数|发生额)"
)
_CAPTION = re.compile(r"单位|编制|报表|日期:")  # the line above the headings: maker, day and unit
_ITEM_HEADING = re.compile(r"^(?:项目|资产|科目|行次)$|^负债(?:和|及|与)")
_LONGEST_HEADING = 16

_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九十]+[)、.,:]|\(?\d+[)、.]|[*△☆#]|(?:其中|减|加)[:：]?|[、.,:=-]+)")
_REMARK = re.compile(
    r"\([^()]*(?:填列|亏损|损失|净亏损)[^()]*\)?"
)  # the closing bracket may be lost at the cell's edge
_ITEM_AND_FIGURE = re.compile(
    r"(?P<item>(?:\(?\d{1,2}[)、.])?[^\d]*[一-鿿)])(?P<figure>[-(]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}\)?)$"
)
_STROKE = re.compile(r"[-—–/~_]+")
_AMOUNT = re.compile(r"[-(]{0,2}[¥￥]?-?(?:(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+|\d{1,3}(?:,\d{3})+|(?!20\d\d$)\d{4,})\)?")
_MONEY = re.compile(r"[-(]?[¥￥]?[-(]?\d{1,3}(?:,\d{3})*\.\d{2}\)?")
# 6.124,035.80 is one sum with a misread comma, or 6.12 and 4,035.80: the gap tells.
_ONE_OR_TWO = re.compile(r"[-(]?[¥￥]?[-(]?[1-9]\d{0,2}(?:[.,]\d{3})+\.\d{2}\)?")
_COLUMN_GAP = 0.3  # ems between the last figure of a column and the first of the next, at least


@dataclass(frozen=True, eq=False)
class Heading:
    """A column heading and where it stands."""

    column: Column
    box: Box
    text: str = ""


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure of an item. `certain` is false where no heading says which column it stands in."""

    passage: Passage
    column: Column
    certain: bool

    @property
    def is_stroke(self) -> bool:
        """Whether a dash stands in the figure's place."""
        return _STROKE.fullmatch(self.passage.compact.text) is not None


def find_headings(rows: Sequence[CellRow]) -> list[Heading]:
    """The column headings: of the first row with two columns of amounts, or with one beside 项目.

    A second row of headings below (非限定性 / 限定性 / 合计) says which of the columns under one heading counts.
    """
    for index, row in enumerate(rows):
        headings = _headings_of(row)
        amounts = [heading for heading in headings if heading.column is not Column.OTHER]
        if len(amounts) >= 2 or (amounts and any(_ITEM_HEADING.search(cell.text) for cell in row.cells)):
            return _parted(headings, rows[index + 1 : index + 3])
    return []


def carried(headings: Sequence[Heading]) -> list[Heading]:
    """The headings for the next page, where they stand above everything."""
    return [replace(heading, box=(heading.box[0], 0.0, heading.box[2], 0.0)) for heading in headings]


def _headings_of(row: CellRow) -> list[Heading]:
    if _CAPTION.search(row.text) or any(_is_amount(cell.text) for cell in row.cells):
        return []
    headings: list[Heading] = []
    for cell in row.cells:
        headings += _headings_in(cell)
    return _by_year(headings)


def _headings_in(cell: Cell) -> Iterator[Heading]:
    compact = cell.passage.compact
    several = list(_HEADING.finditer(compact.text))
    if len(several) > 1:
        for match in several:
            part = compact.group(match)
            if (column := _column_of(part.text)) is not None:
                yield Heading(column, enclosing(piece.box for piece in part.pieces), part.text)
    elif 0 < len(compact.text) <= _LONGEST_HEADING:
        column = Column.CLOSING if _DATED.match(compact.text) else _column_of(compact.text)
        if column is not None:
            yield Heading(column, cell.box, compact.text)


def _column_of(text: str) -> Column | None:
    return next((column for column, pattern in _WORDS if pattern.search(text)), None)


def _by_year(headings: Sequence[Heading]) -> list[Heading]:
    """Of headings that are dates the latest year is the closing one; a first of January is always an opening one."""
    years = {int(match["year"]) for heading in headings if (match := _DATED.match(heading.text))}
    return [
        replace(heading, column=_column_by_year(match, max(years)))
        if (match := _DATED.match(heading.text)) is not None
        else heading
        for heading in headings
    ]


def _column_by_year(match: re.Match[str], latest: int) -> Column:
    opening = int(match["year"]) < latest or _FIRST_DAY.match(match[0]) is not None
    return Column.OPENING if opening else Column.CLOSING


def _parted(headings: Sequence[Heading], below: Sequence[CellRow]) -> list[Heading]:
    """Headings with those of a second row: under 本年累计数 only the column 合计 is the amount."""
    for row in below:
        parts = [cell for cell in row.cells if re.fullmatch(r"(?:非)?限定性|合计", cell.text)]
        if len(parts) < 2:
            continue
        plain = [heading for heading in headings if heading.column is Column.OTHER]
        for cell in parts:
            above = _nearest(cell.box, headings)
            column = above.column if above is not None and cell.text == "合计" else Column.OTHER
            plain.append(Heading(column, cell.box, cell.text))
        return plain
    return list(headings)


def find_figures(rows: Sequence[CellRow], item: re.Pattern[str], headings: Sequence[Heading]) -> list[Figure]:
    """The figures of the first row with an item that the pattern names and at least one figure beside it."""
    for number, row in enumerate(rows):
        cells = [part for cell in row.cells for part in _item_and_figure(cell)]
        cells += _between_lines(row, rows[number + 1 : number + 2])
        for index, cell in enumerate(cells):
            if item.search(item_text(cell.text)) is None:
                continue
            figures = _figures_beside(cells[index + 1 :], headings)
            if figures:
                return figures
    return []


def _between_lines(row: CellRow, following: Sequence[CellRow]) -> list[Cell]:
    """Figures on a row of their own, level with the middle of an item that takes two lines and has no rulings."""
    if len(row.cells) != 1 or row.cells[0].grid is not None or not following:
        return []
    (below,) = following
    height = row.cells[0].box[3] - row.cells[0].box[1]
    figures = all(cell.grid is None and not re.search(r"[一-鿿]", cell.text) for cell in below.cells)
    return list(below.cells) if figures and below.top - row.top < height else []


def _item_and_figure(cell: Cell) -> list[Cell]:
    """An item and the figure behind it apart, where a narrow gap has made one text of them: 资产总计500,000.00."""
    passage = cell.passage.compact
    match = _ITEM_AND_FIGURE.match(passage.text)
    if match is None:
        return [cell]
    parts = [passage.group(match, name) for name in ("item", "figure")]
    return [replace(cell, box=enclosing(piece.box for piece in part.pieces), passage=part) for part in parts]


def item_text(text: str) -> str:
    """An item without its numbering, marks and remarks such as (亏损以“-”号填列)."""
    previous = None
    while previous != text:
        previous, text = text, _NUMBERING.sub("", text)
    return _REMARK.sub("", text).strip(":;,.、-")


def _figures_beside(cells: Sequence[Cell], headings: Sequence[Heading]) -> list[Figure]:
    """Numbers up to the next item on the same row, each under its heading."""
    found: list[tuple[Box, Passage]] = []
    for cell in cells:
        text = cell.text
        if re.search(r"[一-鿿]{2}", text):
            break  # the other side of the sheet
        if re.search(r"\d", text) or _STROKE.fullmatch(text):
            found += _numbers_in(cell)
    found = _without_line_number(found)
    figures: list[Figure] = []
    for box, passage in found:
        heading = _nearest(box, headings)
        if heading is not None:
            figures.append(Figure(passage, heading.column, certain=True))
        elif not _is_line_number(passage.compact.text):
            column = Column.OPENING if any(figure.column is Column.CLOSING for figure in figures) else Column.CLOSING
            figures.append(Figure(passage, column, certain=False))
    return [figure for figure in figures if figure.column is not Column.OTHER]


def _numbers_in(cell: Cell) -> list[tuple[Box, Passage]]:
    """The number of a cell; two where a narrow gap has made one text of two columns."""
    passage = cell.passage.compact
    several = list(_MONEY.finditer(passage.text))
    if len(several) < 2 or sum(len(match[0]) for match in several) < len(passage.text):
        return [(cell.box, passage)]
    if _ONE_OR_TWO.fullmatch(passage.text) and not any(_gap(passage, match.end()) for match in several[:-1]):
        return [(cell.box, passage)]
    parts = [passage.group(match) for match in several]
    return [(enclosing(piece.box for piece in part.pieces), part) for part in parts]


def _gap(passage: Passage, place: int) -> bool:
    """Whether two columns part before this character: there is a gap, or another line of print."""
    (before,), (after,) = passage.cut(place - 1, place).pieces, passage.cut(place, place + 1).pieces
    return before.line is not after.line or after.box[0] - before.box[2] > _COLUMN_GAP * before.em


def _without_line_number(found: Sequence[tuple[Box, Passage]]) -> list[tuple[Box, Passage]]:
    """Without a first number of one to three digits that is followed by sums: its 行次, whatever its heading."""
    rest = [passage.compact.text for _, passage in found[1:]]
    if rest and _is_line_number(found[0][1].compact.text) and any(map(_is_amount, rest)):
        return list(found[1:])
    return list(found)


def _nearest(box: Box, headings: Sequence[Heading]) -> Heading | None:
    """The heading above a cell; figures are set flush right and may reach beyond their heading."""
    above = [heading for heading in headings if heading.box[1] < box[1]]
    if not above:
        return None
    best = max(above, key=lambda heading: (_shared(box, heading), -_distance(box, heading)))
    width = max(box[2] - box[0], best.box[2] - best.box[0])
    return best if _shared(box, best) > 0 or _distance(box, best) < width else None


def _shared(box: Box, heading: Heading) -> float:
    return overlap((box[0], box[2]), (heading.box[0], heading.box[2]))


def _distance(box: Box, heading: Heading) -> float:
    return abs(box[0] + box[2] - heading.box[0] - heading.box[2]) / 2


def _is_line_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,3}", text) is not None


def _is_amount(text: str) -> bool:
    """Whether a text is a sum rather than a line number or a year: with decimals, thousands or four digits."""
    return _AMOUNT.fullmatch(text) is not None
