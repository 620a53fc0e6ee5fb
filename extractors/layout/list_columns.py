"""Columns of a list: its headings, however they wrap or run together, and where one column ends and the next begins.

A column's bounds are the rulings between two headings where the paper has them; else the place between the headings
that the fewest texts of the rows below cross.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from extractors.geometry import box_of, enclosing, overlap
from extractors.layout.passages import Passage, Piece, concatenate
from extractors.layout.rows import rows_of
from extractors.layout.tables import CellRow
from extractors.models import Box, Page

Headers = Mapping[str, re.Pattern[str]]

_STACKED = 0.3  # shared width of two lines of one heading, of the shorter
_WRAP = 0.7  # line heights between two lines of a heading without rulings
_BESIDE = 0.02  # of the page's width, by which the text of an outer column may reach beyond the table
_GAP = 0.4  # ems between two characters of a heading from which they may be of two
_MOST_PARTS, _SHORT = 4, 2  # of a heading that is written apart, and the characters of each
_USUAL = 0.5  # share of a grid's rows that have a ruling from which it parts columns
_SAME_RULING = 0.006  # of the page's width
_CROSSED = 0.5  # share of a column's texts from which a bound that cuts them is none
_LEAST_HEADINGS = 2
_FIGURE = re.compile(r"^[\d.,年月日-]+$|\d{3}")  # a number, or a text with one in it
_MOST_HEADER_ROWS = 3


@dataclass(frozen=True, eq=False)
class Column:
    """A column; `name` is empty where the heading is none that is looked for. `left` and `right` are its bounds.

    `half` counts the lists that stand side by side, from the left: 序号|名称|序号|名称 are the columns of two.
    """

    name: str
    heading: Passage
    box: Box
    left: float = 0.0
    right: float = 1.0
    half: int = 0

    @property
    def middle(self) -> float:
        """Middle of its heading."""
        return (self.box[0] + self.box[2]) / 2


@dataclass(frozen=True, eq=False)
class Header:
    """The headings of a table on a page and the lower edge of the row that they stand in."""

    columns: tuple[Column, ...]
    top: float
    bottom: float

    def holds(self, name: str) -> bool:
        """Whether a column of this name is among them."""
        return any(column.name == name for column in self.columns)


def find_header(page: Page, rows: Sequence[CellRow], headers: Headers, key: str) -> Header | None:
    """The headings on a page: the row, or the rows that are one heading, with the most columns that are looked for."""
    best: tuple[tuple[int, int], Header] | None = None
    for start in range(len(rows)):
        for stop in range(start + 1, min(start + _MOST_HEADER_ROWS, len(rows)) + 1):
            if stop - start > 1 and not _may_belong(rows[stop - 2], rows[stop - 1]):
                break
            columns = _columns_of(page, rows[start:stop], headers)
            names = {column.name for column in columns} - {""}
            order = (len(names), start - stop)
            if len(names) >= _LEAST_HEADINGS and key in names and (best is None or order > best[0]):
                best = order, _header(columns, rows[start:stop])
    return best[1] if best is not None else None


def _header(columns: Sequence[Column], rows: Sequence[CellRow]) -> Header:
    pieces = [piece for row in rows for cell in row.cells for piece in cell.passage.pieces]
    return Header(tuple(columns), min(piece.box[1] for piece in pieces), max(piece.box[3] for piece in pieces))


def _may_belong(above: CellRow, below: CellRow) -> bool:
    """Whether a row can be the next line of a heading: no figures, and ruled like it or close below it."""
    if any(_FIGURE.search(cell.text) for row in (above, below) for cell in row.cells) or not below.text.strip("|"):
        return False
    if all(cell.grid is not None for cell in (*above.cells, *below.cells)):
        return any(cell.row_span > 1 or cell.column_span > 1 for cell in above.cells)
    pieces = [[piece for cell in row.cells for piece in cell.passage.pieces] for row in (above, below)]
    if not pieces[0] or not pieces[1]:
        return False
    height = min(piece.height for part in pieces for piece in part)
    return min(piece.box[1] for piece in pieces[1]) - max(piece.box[3] for piece in pieces[0]) < _WRAP * height


def _columns_of(page: Page, rows: Sequence[CellRow], headers: Headers) -> list[Column]:
    """The headings of some rows, read cell by cell where uprights are ruled, else by what stands above what."""
    cells = [cell for row in rows for cell in row.cells if cell.text]
    if len(rows) > 1:
        clusters = _stacked([piece for cell in cells for piece in cell.passage.pieces])
        found = _sorted(column for cluster in clusters for column in _parted(cluster, headers))
        return _spelled(_rejoined(found, headers), headers)
    ruled = [cell for cell in cells if cell.grid is not None and page.grids[cell.grid].columns > 1]
    columns = [column for cell in ruled for column in _columns_in(cell.passage.pieces, headers)]
    loose = [piece for cell in cells if cell not in ruled for piece in cell.passage.pieces]
    columns += [column for cluster in _stacked(loose) for column in _parted(cluster, headers)]
    return _spelled(_rejoined(_sorted(columns), headers), headers)


def _rejoined(columns: Sequence[Column], headers: Headers) -> list[Column]:
    """Columns, those as one that were parted for nothing: 企业|满意度 where another heading is 服务企业名称."""
    found: list[Column] = []
    for column in columns:
        before = found[-1] if found else None
        if before is not None and before.name and _goes_on(before.heading, column.heading):
            others = (other for other in columns if other.name == before.name)
            if any(other.heading.text != before.heading.text for other in others):
                found[-1] = _column(concatenate([before.heading, column.heading]), headers)
                continue
        found.append(column)
    return found


def _goes_on(first: Passage, second: Passage) -> bool:
    """Whether the second begins with the character of a line that stands behind the last one of the first."""
    last, begin = first.pieces[-1], second.pieces[0]
    return last.line is begin.line and last.stop == begin.start


def _spelled(columns: Sequence[Column], headers: Headers) -> list[Column]:
    """Columns, those that are one heading written apart (姓   名) as one."""
    found: list[Column] = []
    index = 0
    while index < len(columns):
        stop = index + 1
        for end in range(min(index + _MOST_PARTS, len(columns)), index + 1, -1):
            parts = columns[index:end]
            text = "".join(part.heading.text for part in parts)
            apart = all(len(part.heading.text) <= _SHORT for part in parts)
            if apart and any(pattern.fullmatch(text) for pattern in headers.values()):
                stop = end
                break
        parts = columns[index:stop]
        found.append(parts[0] if len(parts) == 1 else _column(concatenate([part.heading for part in parts]), headers))
        index = stop
    return found


def _sorted(columns: Iterable[Column]) -> list[Column]:
    return sorted(columns, key=lambda column: column.middle)


def _columns_in(pieces: Sequence[Piece], headers: Headers) -> list[Column]:
    """The heading of a ruled cell; several where the rulings between them are lost and each is one looked for."""
    parts = [column for cluster in _stacked(pieces) for column in _parted(cluster, headers)]
    if len(parts) > 1 and all(part.name for part in parts) and len({part.name for part in parts}) == len(parts):
        return parts
    return _parted(pieces, headers)


def _stacked(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that stand one above the other, from the lowest up; a piece above several is cut up between them."""
    clusters: list[list[Piece]] = []
    parts = [part for piece in pieces for part in _at_gaps(piece)]
    for piece in sorted(parts, key=lambda piece: -(piece.box[1] + piece.box[3])):
        below = [cluster for cluster in clusters if _is_above(piece, cluster)]
        if not below:
            clusters.append([piece])
        elif len(below) == 1:
            below[0].append(piece)
        else:
            below.sort(key=lambda cluster: _extent(cluster)[0])
            bounds = [(_extent(first)[1] + _extent(second)[0]) / 2 for first, second in pairwise(below)]
            for index, part in cut_at(piece, bounds):
                below[index].append(part)
    return clusters


def _at_gaps(piece: Piece) -> Iterator[Piece]:
    """A piece cut where its characters stand apart: the last characters of two headings side by side (意 意)."""
    if not piece.line.spans or piece.line.vertical:
        yield piece
        return
    characters = [
        Piece(piece.page, piece.line, index, index + 1)
        for index in range(piece.start, piece.stop)
        if not piece.line.text[index].isspace()
    ]
    start = piece.start
    for before, after in pairwise(characters):
        if after.box[0] - before.box[2] > _GAP * piece.em:
            yield Piece(piece.page, piece.line, start, before.stop)
            start = after.start
    yield Piece(piece.page, piece.line, start, piece.stop)


def _is_above(piece: Piece, cluster: Sequence[Piece]) -> bool:
    if any(overlap((piece.box[1], piece.box[3]), (other.box[1], other.box[3])) > 0.6 for other in cluster):
        return False
    return overlap((piece.box[0], piece.box[2]), _extent(cluster)) > _STACKED


def _extent(pieces: Sequence[Piece]) -> tuple[float, float]:
    return min(piece.box[0] for piece in pieces), max(piece.box[2] for piece in pieces)


def cut_at(piece: Piece, bounds: Sequence[float]) -> Iterator[tuple[int, Piece]]:
    """A piece cut at upright lines, each part with the number of lines left of it."""
    if not piece.line.spans or piece.line.vertical:
        middle = (piece.box[0] + piece.box[2]) / 2
        yield sum(bound < middle for bound in bounds), piece
        return
    start, place = piece.start, -1
    for index in range(piece.start, piece.stop):
        if piece.line.text[index].isspace():
            continue
        box = box_of(Piece(piece.page, piece.line, index, index + 1).polygon)
        here = sum(bound < (box[0] + box[2]) / 2 for bound in bounds)
        if place >= 0 and here != place:
            yield place, Piece(piece.page, piece.line, start, index)
            start = index
        place = here
    if place >= 0:
        yield place, Piece(piece.page, piece.line, start, piece.stop)


def _parted(cluster: Sequence[Piece], headers: Headers) -> list[Column]:
    """A heading as a column; several where the headings of one line run together (性别年龄)."""
    passage = concatenate([row.passage for row in rows_of(cluster)]).compact
    if not passage.text:
        return []
    if len(rows_of(cluster)) == 1:
        tiles = _tiles(passage.text, headers)
        ends = [0, *accumulate(tiles)]
        parts = [_column(passage.cut(start, stop), headers) for start, stop in pairwise(ends)]
        if len(parts) > 1 and len({part.name for part in parts}) == len(parts):
            return parts
    return [_column(passage, headers)]


def _tiles(text: str, headers: Headers) -> list[int]:
    """Lengths of the headings that a text consists of, one behind the other; nothing where it does not."""
    if not text:
        return []
    for length in range(len(text), 1, -1):
        if any(pattern.fullmatch(text[:length]) for pattern in headers.values()):
            rest = _tiles(text[length:], headers)
            if rest or length == len(text):
                return [length, *rest]
    return []


def _column(passage: Passage, headers: Headers) -> Column:
    name = next((name for name, pattern in headers.items() if pattern.search(passage.text)), "")
    return Column(name, passage, enclosing(piece.box for piece in passage.pieces))


def bounded(columns: Sequence[Column], page: Page, body: Sequence[Piece]) -> list[Column]:
    """The columns with their bounds on a page, told from its rulings and the texts below the headings.

    Of two columns whose bound would cut most texts, one without a name is no column of its own.
    """
    found = sorted(columns, key=lambda column: column.middle)
    rulings = _rulings(page)
    while True:
        bounds = [_bound(first, second, rulings, body) for first, second in pairwise(found)]
        joined = next((index for index, bound in enumerate(bounds) if _cuts(bound, found, index, body)), None)
        if joined is None:
            break
        del found[joined if not found[joined].name else joined + 1]
    lefts, rights = [0.0, *bounds], [*bounds, 1.0]
    edges = [x for grid in page.grids for x in (grid.box[0], grid.box[2])] if page.grids else []
    if edges:
        lefts[0] = min(*edges, found[0].box[0]) - _BESIDE
        rights[-1] = max(*edges, found[-1].box[2]) + _BESIDE
    return [replace(column, left=left, right=right) for column, left, right in zip(found, lefts, rights, strict=True)]


def _rulings(page: Page) -> list[float]:
    """Uprights that part most rows of the ruled table that has the most, or of one not much shorter."""
    found: list[float] = []
    most = max((grid.rows for grid in page.grids), default=0)
    for grid in page.grids:
        if grid.columns < 2 or 2 * grid.rows < most:
            continue
        edges = Counter[float]()
        for cell in grid.cells:
            for x in (cell.box[0], cell.box[2]):
                near = next((edge for edge in edges if abs(edge - x) < _SAME_RULING), x)
                edges[near] += cell.row_span
        # An upright inside the table is the edge of the cells on both its sides.
        found += [edge for edge, count in edges.items() if count > 2 * _USUAL * grid.rows]
    return found


def _bound(first: Column, second: Column, rulings: Sequence[float], body: Sequence[Piece]) -> float:
    between = [x for x in rulings if first.middle < x < second.middle]
    if between:
        target = (first.box[2] + second.box[0]) / 2
        return min(between, key=lambda x: abs(x - target))
    return _emptiest(first, second, body)


def _emptiest(first: Column, second: Column, body: Sequence[Piece]) -> float:
    """The place between the middles of two headings that the fewest texts cross; of several the widest gap."""
    left, right = first.middle, second.middle
    spans = [(piece.box[0], piece.box[2]) for piece in body if piece.box[2] > left and piece.box[0] < right]
    spans += [(first.box[0], first.box[2]), (second.box[0], second.box[2])]
    edges = sorted({left, right, *(x for span in spans for x in span if left < x < right)})
    gaps = [(sum(start < (a + b) / 2 < end for start, end in spans), a - b, (a + b) / 2) for a, b in pairwise(edges)]
    return min(gaps)[2] if gaps else (left + right) / 2


def _cuts(bound: float, columns: Sequence[Column], index: int, body: Sequence[Piece]) -> bool:
    """Whether a bound beside a column without a name cuts most of the texts that stand there."""
    first, second = columns[index], columns[index + 1]
    if first.name and second.name:
        return False
    near = [piece for piece in body if first.box[0] < piece.box[2] and piece.box[0] < second.box[2]]
    slack = 0.3
    crossing = [piece for piece in near if piece.box[0] + slack * piece.em < bound < piece.box[2] - slack * piece.em]
    return len(crossing) > 2 and len(crossing) > _CROSSED * len(near)


def carried(columns: Sequence[Column], before: Page, after: Page) -> list[Column]:
    """The columns on a page that does not repeat the headings: stretched as its ruled table is."""
    old, new = _table_extent(before), _table_extent(after)
    if old is None or new is None:
        return list(columns)

    def moved(x: float) -> float:
        return new[0] + (x - old[0]) * (new[1] - new[0]) / (old[1] - old[0])

    return [
        replace(column, box=(moved(column.box[0]), column.box[1], moved(column.box[2]), column.box[3]))
        for column in columns
    ]


def _table_extent(page: Page) -> tuple[float, float] | None:
    """Left and right edge of the page's largest ruled table."""
    grid = max(page.grids, key=lambda grid: grid.box[2] - grid.box[0], default=None)
    if grid is None or grid.box[2] - grid.box[0] < 0.4:
        return None
    return grid.box[0], grid.box[2]
