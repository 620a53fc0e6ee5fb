"""Rows of a list on one page: the bands between its rulings, or texts that stand level, wrapped cells put together.

Nothing here says which rows are entries: that depends on what stands in them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractors.geometry import enclosing, overlap
from extractors.layout.list_columns import Column, cut_at
from extractors.layout.passages import Passage, Piece, concatenate
from extractors.layout.rows import Row, rows_of
from extractors.models import Box, Grid, Page

Places = dict[int, list[Piece]]  # pieces of a row by the index of their column

_NO_GAP = 0.25  # ems between two characters of one text
_SIDE_BY_SIDE = 2  # columns whose texts may be read as one line
_WRAPPED = 0.25  # line heights between two lines of a number that wraps
_TIGHT = 0.6  # line heights between two lines of one text
_WIDE_GRID = 0.4  # width of a ruled table; narrower ones are frames of stamps and pictures
_MOST = 0.7  # share of a grid's height that the cells of one column cover where its rulings are whole
_SAME_BAND = 0.5  # height common to two bands, of the lower, from which they are one row of two grids
_APART = 0.9  # line heights between the middles of two rows, at least
_ENOUGH = 0.6  # share of the most rows that an anchor shows from which an earlier one is taken


@dataclass(eq=False)
class PlacedRow:
    """Texts of one row by column; `ruled` where it lies between two rulings."""

    places: Places
    ruled: bool
    box: Box = field(init=False)

    def __post_init__(self) -> None:
        """The box around its texts; where there are none the caller sets it."""
        pieces = [piece for part in self.places.values() for piece in part]
        self.box = enclosing(piece.box for piece in pieces) if pieces else (0.0, 0.0, 1.0, 0.0)

    def passage(self, index: int) -> Passage:
        """The text in a column, its lines joined without a break."""
        return concatenate([row.passage for row in rows_of(self.places.get(index, []))])

    def text(self, index: int) -> str:
        """The same without spaces."""
        return re.sub(r"\s", "", self.passage(index).text)

    @property
    def runs_across(self) -> bool:
        """Whether lines go on from column to column without a gap: running text, not cells side by side."""
        lines: dict[int, list[tuple[int, Piece]]] = {}
        for index, part in self.places.items():
            for piece in part:
                lines.setdefault(id(piece.line), []).append((index, piece))
        tight, wide = 0, False
        for line in lines.values():
            pieces = [piece for _, piece in sorted(line, key=lambda entry: entry[1].start)]
            gaps = [second.box[0] - first.box[2] < _NO_GAP * first.em for first, second in pairwise(pieces)]
            tight += sum(gaps)
            wide = wide or (any(gaps) and len({index for index, _ in line}) > _SIDE_BY_SIDE)
        return tight > 1 or wide


def rows_on(
    page: Page,
    columns: Sequence[Column],
    pieces: Sequence[Piece],
    anchors: Mapping[int, re.Pattern[str]],
    key: str,
) -> list[PlacedRow]:
    """All rows of some pieces of a page, from top to bottom; those between rulings also where nothing stands in them.

    `key` is the column that every row fills.
    `anchors` are columns whose texts never wrap, with what a text in them looks like: two of them one above the other
    are two rows, even where the ruling between them is lost.
    """
    bounds = [column.right for column in columns[:-1]]
    filled = next((column for column in columns if column.name == key), columns[0])
    bands = _bands(page, min((piece.box[1] for piece in pieces), default=0.0), (filled.left + filled.right) / 2)
    by_band: dict[int, Places] = {index: {} for index in range(len(bands))}
    loose: Places = {}
    for piece in pieces:
        middle = (piece.box[1] + piece.box[3]) / 2
        level = [index for index, (top, bottom) in enumerate(bands) if top <= middle <= bottom]
        band = min(level, key=lambda index: abs(sum(bands[index]) / 2 - middle), default=None)
        for index, part in cut_at(piece, bounds):
            if columns[index].left <= (part.box[0] + part.box[2]) / 2 <= columns[index].right:
                (loose if band is None else by_band[band]).setdefault(index, []).append(part)
    rows: list[PlacedRow] = []
    for index, (top, bottom) in enumerate(bands):
        rows += _rows_in_band(by_band[index], (0.0, top, 1.0, bottom), anchors)
    rows += [PlacedRow(places, ruled=False) for places in _level(loose, anchors)]
    return sorted(rows, key=lambda row: row.box[1])


def _bands(page: Page, top: float, middle: float) -> list[tuple[float, float]]:
    """Upper and lower edges of the rows of ruled tables that reach below `top`, without those inside others.

    They are the edges of the cells at `middle`, across the column that each row fills: a ruling that parts other
    columns alone makes no row.
    """
    found: list[tuple[float, float]] = []
    for grid in sorted(page.grids, key=lambda grid: grid.box[0] - grid.box[2]):
        if grid.box[2] - grid.box[0] < _WIDE_GRID:
            continue
        bands = [(cell.box[1], cell.box[3]) for cell in grid.cells if cell.box[0] <= middle <= cell.box[2]]
        if sum(bottom - upper for upper, bottom in bands) < _MOST * (grid.box[3] - grid.box[1]):
            bands = [_row_edges(grid, number) for number in range(grid.rows)]
        found += [
            band
            for band in bands
            if band[1] > max(top, band[0]) and all(overlap(band, other) < _SAME_BAND for other in found)
        ]
    return sorted(found)


def _row_edges(grid: Grid, number: int) -> tuple[float, float]:
    cells = [cell for cell in grid.cells if cell.row == number and cell.row_span == 1]
    return min((cell.box[1] for cell in cells), default=0.0), max((cell.box[3] for cell in cells), default=0.0)


def _rows_in_band(places: Places, box: Box, anchors: Mapping[int, re.Pattern[str]]) -> list[PlacedRow]:
    if _holds_several(places, anchors):
        return [PlacedRow(part, ruled=True) for part in _level(places, anchors)]
    row = PlacedRow(places, ruled=True)
    if not places:
        row.box = box
    return [row]


def _holds_several(places: Places, anchors: Mapping[int, re.Pattern[str]]) -> bool:
    """Whether a band holds several rows: two columns agree on it, or one with numbers that follow each other."""
    several = [index for index, pattern in anchors.items() if len(_anchored(places, index, pattern)) > 1]
    return len(several) > 1 or any(_counts_on(places[index]) for index in several)


def _counts_on(pieces: Sequence[Piece]) -> bool:
    """Whether the lines of a column are whole numbers one above the other: 12, 13."""
    texts = [re.sub(r"\s", "", line.passage.text).strip("().,、") for line in rows_of(pieces)]
    return all(text.isdecimal() for text in texts) and all(
        int(second) == int(first) + 1 for first, second in pairwise(texts)
    )


def _anchored(places: Places, index: int, pattern: re.Pattern[str]) -> list[float]:
    """Middles of the lines of a column that look as they should; a number that wraps (10, 0) is one."""
    found: list[Row] = []
    for line in rows_of(places.get(index, [])):
        if pattern.fullmatch(re.sub(r"\s", "", line.passage.text)) is None:
            continue
        close = bool(found) and line.box[1] - found[-1].box[3] < _WRAPPED * line.height
        if not close or _counts_on([*found[-1].pieces, *line.pieces]):
            found.append(line)
    return [_middle(line.box) for line in found]


def _anchors_in(places: Places, anchors: Mapping[int, re.Pattern[str]]) -> list[float]:
    """Middles of the rows as an anchor has them: the first that has not many fewer than another.

    Where two of the others stand level with each other and apart from all of these, there is one more row.
    """
    found = [_anchored(places, index, pattern) for index, pattern in anchors.items()]
    most = max(map(len, found), default=0)
    middles = next((middles for middles in found if len(middles) >= _ENOUGH * most), [])
    height = median(piece.height for part in places.values() for piece in part) if middles else 0.0
    for others in found:
        for other in others:
            if any(abs(other - middle) < _APART * height for middle in middles):
                continue
            agreeing = sum(any(abs(other - third) < height / 2 for third in column) for column in found)
            if agreeing > 1:
                middles = [*middles, other]
    return sorted(middles)


def _level(places: Places, anchors: Mapping[int, re.Pattern[str]]) -> list[Places]:
    """Texts of columns without rulings as rows: blocks of lines that follow closely, those level with each other."""
    middles = _anchors_in(places, anchors)
    blocks = [(index, block) for index, part in places.items() for block in _blocks(part, middles)]
    rows: list[tuple[Box, Places]] = []
    for index, block in sorted(blocks, key=lambda entry: _rank(entry[1], middles)):
        box = enclosing(piece.box for piece in block)
        level = [
            place
            for place, (other, row) in enumerate(rows)
            if index not in row and _are_level(box, other) and not _parts_anchors(box, other, middles)
        ]
        if level:
            nearest = min(level, key=lambda place: abs(_middle(rows[place][0]) - _middle(box)))
            other, row = rows[nearest]
            row[index] = block
            rows[nearest] = enclosing([box, other]), row
        else:
            rows.append((box, {index: block}))
    return [row for _, row in sorted(rows, key=lambda entry: entry[0][1])]


def _rank(block: Sequence[Piece], middles: Sequence[float]) -> tuple[bool, float]:
    """Blocks with an anchor's height in them first: the rows are laid around them."""
    box = enclosing(piece.box for piece in block)
    return not any(box[1] <= middle <= box[3] for middle in middles), box[1]


def _blocks(pieces: Sequence[Piece], anchors: Sequence[float]) -> list[list[Piece]]:
    """Lines of a column that follow each other closely, parted between the anchors that stand beside them."""
    blocks: list[list[Piece]] = []
    for line in rows_of(pieces):
        last = blocks[-1] if blocks else None
        if last is not None:
            height = min(piece.height for piece in (*line.pieces, *last))
            gap = line.box[1] - max(piece.box[3] for piece in last)
            if gap < _TIGHT * height:
                last.extend(line.pieces)
                continue
        blocks.append(list(line.pieces))
    return [part for block in blocks for part in _between(block, anchors)]


def _between(block: Sequence[Piece], anchors: Sequence[float]) -> list[list[Piece]]:
    """A block's lines, each with its nearest anchor where the block reaches over several."""
    box = enclosing(piece.box for piece in block)
    slack = 0.5 * min(piece.height for piece in block)
    beside = [anchor for anchor in anchors if box[1] - slack <= anchor <= box[3] + slack]
    if len(beside) < 2:
        return [list(block)]
    parts: dict[float, list[Piece]] = {}
    for line in rows_of(block):
        middle = _middle(line.box)
        nearest = min(beside, key=lambda anchor: abs(anchor - middle))
        parts.setdefault(nearest, []).extend(line.pieces)
    return list(parts.values())


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _are_level(first: Box, second: Box) -> bool:
    """Whether the middle of one stands between the edges of the other."""
    return first[1] <= _middle(second) <= first[3] or second[1] <= _middle(first) <= second[3]


def _parts_anchors(first: Box, second: Box, anchors: Sequence[float]) -> bool:
    """Whether each has an anchor of its own."""
    own = [{anchor for anchor in anchors if box[1] <= anchor <= box[3]} for box in (first, second)]
    return bool(own[0]) and bool(own[1]) and not own[0] & own[1]
