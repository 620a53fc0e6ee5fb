"""Cells: those of ruled grids, and loose pieces of text as cells of their own, row by row down the page.

Everything that reads a form or a table works on these rows, so it need not know whether the paper has ruling lines.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.geometry import area, box_of, centre, enclosing, intersection, overlap
from extractors.layout.passages import Passage, Piece, concatenate
from extractors.layout.rows import pieces_of, rows_of
from extractors.models import Box, Grid, GridCell, Page

_MANY_HEADINGS = 3  # in one cell between rulings: more than a column of two things, 学历院校, has
_STACKED = 0.3  # shared width of two lines of one text, of the shorter
_WRAP = 1.5  # distance of two lines of one heading from top to top, in line heights
_TIGHT = 0.6  # line heights between two lines of one text
_VISIBLE = 0.3  # ems of a gap between two characters that may be one between two columns
_CLOSE = 0.15  # ems between two parts of one line


@dataclass(frozen=True, eq=False)
class Cell:
    """Text in its box. `grid` is the index of the ruled table on the page, None for a loose piece."""

    page: Page
    box: Box
    passage: Passage
    grid: int | None = None
    row_span: int = 1
    column_span: int = 1

    @property
    def text(self) -> str:
        """Folded text without spaces."""
        return re.sub(r"\s", "", self.passage.text)


@dataclass(frozen=True, eq=False)
class CellRow:
    """Cells side by side, left to right; empty cells of ruled tables included."""

    cells: tuple[Cell, ...]

    @property
    def top(self) -> float:
        """Upper edge, in shares of the page's height."""
        return min(cell.box[1] for cell in self.cells)

    @property
    def text(self) -> str:
        """Texts of the cells, separated by bars."""
        return "|".join(cell.text for cell in self.cells)


def cell_rows(page: Page) -> list[CellRow]:
    """All text of a page as rows of cells, from top to bottom."""
    inside, loose = _pieces_by_cell(page)
    rows = [row for index, grid in enumerate(page.grids) for row in _grid_rows(page, index, grid, inside)]
    rows, loose = _with_level_pieces(rows, loose)
    rows += [CellRow(tuple(_loose_cell(page, [piece]) for piece in row.pieces)) for row in rows_of(loose)]
    return sorted(rows, key=lambda row: row.top)


def _loose_cell(page: Page, pieces: Sequence[Piece]) -> Cell:
    return Cell(page, enclosing(piece.box for piece in pieces), _passage(pieces))


def _with_level_pieces(rows: Sequence[CellRow], loose: Sequence[Piece]) -> tuple[list[CellRow], list[Piece]]:
    """Rows of grids with the pieces that stand level with them: a faint ruling loses cells, not the text in them."""
    beside: dict[int, list[Piece]] = {}
    rest: list[Piece] = []
    for piece in loose:
        index = _level_row(rows, piece)
        if index is None:
            rest.append(piece)
        else:
            beside.setdefault(index, []).append(piece)
    joined = []
    for index, row in enumerate(rows):
        pieces = beside.get(index, [])
        box = (0.0, row.top, 1.0, max(cell.box[3] for cell in row.cells))
        added = [_loose_cell(row.cells[0].page, part) for _, part in _parted(box, pieces)] if pieces else []
        joined.append(CellRow(tuple(sorted((*row.cells, *added), key=lambda cell: cell.box[0]))))
    return joined, rest


def _level_row(rows: Sequence[CellRow], piece: Piece) -> int | None:
    """The row that a piece beside a grid belongs to: its nearest cell of one row's height is level with the piece."""
    left, top, right, bottom = piece.box
    best: tuple[float, int] | None = None
    for index, row in enumerate(rows):
        free = all(overlap((left, right), (cell.box[0], cell.box[2])) < _STACKED for cell in row.cells if cell.text)
        for cell in row.cells:
            gap = max(cell.box[0] - right, left - cell.box[2])
            level = cell.box[1] < (top + bottom) / 2 < cell.box[3] and cell.row_span == 1
            if free and level and gap > -(right - left) / 2 and (best is None or gap < best[0]):
                best = gap, index
    return best[1] if best is not None else None


def _grid_rows(
    page: Page, index: int, grid: Grid, inside: Mapping[tuple[int, GridCell], list[Piece]]
) -> Iterator[CellRow]:
    for number in range(grid.rows):
        row: list[Cell] = []
        for cell in sorted((cell for cell in grid.cells if cell.row == number), key=lambda cell: cell.box[0]):
            pieces = inside.get((index, cell), [])
            for box, part in _parted(cell.box, pieces) if grid.columns == 1 else [(cell.box, pieces)]:
                row.append(Cell(page, box, _passage(part), index, cell.row_span, cell.column_span))
        if row:
            yield CellRow(tuple(row))


def _parted(box: Box, pieces: Sequence[Piece]) -> list[tuple[Box, list[Piece]]]:
    """The text of a row without upright rulings as columns: pieces that stand one above the other belong together."""
    columns: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.box[0]):
        joined = [column for column in columns if any(_same_column(other, piece) for other in column)]
        columns = [column for column in columns if column not in joined]
        columns.append([*(other for column in joined for other in column), piece])
    if not columns:
        return [(box, [])]
    extents = [enclosing(piece.box for piece in column) for column in columns]
    parts = [
        ((left, box[1], right, box[3]), column) for (left, _, right, _), column in zip(extents, columns, strict=True)
    ]
    return sorted(parts, key=lambda part: part[0][0])


def _same_column(first: Piece, second: Piece) -> bool:
    """Whether two pieces of a row are one text: lines one above the other, or parts of a line close together.

    A figure is never joined with what stands right of it: figures are set flush right, up to the next column.
    """
    a, b = first.box, second.box
    if overlap((a[1], a[3]), (b[1], b[3])) < 0.5:
        return overlap((a[0], a[2]), (b[0], b[2])) > _STACKED
    left, right = (first, second) if a[0] < b[0] else (second, first)
    return right.box[0] - left.box[2] < _CLOSE * left.em and re.search(r"[.,]\d{2,3}\)?$", left.text) is None


def _pieces_by_cell(page: Page) -> tuple[dict[tuple[int, GridCell], list[Piece]], list[Piece]]:
    """Pieces inside each grid cell, lines cut where they cross a ruling, and the pieces outside all grids."""
    inside: dict[tuple[int, GridCell], list[Piece]] = {}
    loose: list[Piece] = []
    for piece in pieces_of(page):
        for part, place in _cut_at_rulings(page, piece):
            if place is None:
                loose.append(part)
            else:
                inside.setdefault(place, []).append(part)
    return inside, loose


def _cut_at_rulings(page: Page, piece: Piece) -> Iterator[tuple[Piece, tuple[int, GridCell] | None]]:
    near = [
        (index, cell)
        for index, grid in enumerate(page.grids)
        if area(intersection(grid.box, piece.box)) > 0
        for cell in grid.cells
        if area(intersection(cell.box, piece.box)) > 0
    ]
    if len(near) <= 1 or not piece.line.spans:
        middle = centre(piece.box)
        yield piece, next((place for place in near if _contains(place[1].box, middle)), None)
        return
    start, place = piece.start, None
    for index in range(piece.start, piece.stop):
        middle = centre(box_of(Piece(piece.page, piece.line, index, index + 1).polygon))
        here = next((candidate for candidate in near if _contains(candidate[1].box, middle)), place)
        if here != place and index > start:
            yield Piece(piece.page, piece.line, start, index), place
            start = index
        place = here
    yield Piece(piece.page, piece.line, start, piece.stop), place


def _contains(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _passage(pieces: Sequence[Piece]) -> Passage:
    """Lines of one cell joined without a break: they are one text that wraps."""
    return concatenate([row.passage for row in rows_of(pieces)])


def join_cells(first: Cell, second: Cell) -> Cell:
    """Two parts of one cell as one, its lines in reading order."""
    pieces = [*first.passage.pieces, *second.passage.pieces]
    return replace(first, box=enclosing([first.box, second.box]), passage=_passage(pieces))


def read_columns(
    rows: Sequence[CellRow], headers: Mapping[str, re.Pattern[str]], least: int
) -> tuple[int, list[dict[str, Cell]]] | None:
    """Rows of a table under a header row, as cells by column name.

    `headers` maps a column's name to the pattern of its heading; a row with at least `least` different headings is the
    header. Returns its index among `rows` and the rows after it to the end of `rows`; None without a header row.
    """
    for index in range(len(rows)):
        last, header = _header_at(rows, index)
        columns = header_columns(header, headers)
        if len(columns) >= least:
            return last, [place_by_column(following, columns) for following in rows[last + 1 :]]
    return None


def _header_at(rows: Sequence[CellRow], index: int) -> tuple[int, CellRow]:
    """The row as a header, with the index of its last row: without rulings headings that wrap make several rows."""
    last = index
    while last + 1 < len(rows) and _wraps_into(rows[last], rows[last + 1]):
        last += 1
    columns: list[Cell] = []
    for cell in (cell for row in rows[index : last + 1] for cell in row.cells):
        above = next((other for other in columns if last > index and _under(cell.box, other.box) > _STACKED), None)
        if above is None:
            columns.append(cell)
        else:
            columns[columns.index(above)] = join_cells(above, cell)
    return last, CellRow(tuple(sorted(columns, key=lambda cell: cell.box[0])))


def _wraps_into(row: CellRow, below: CellRow) -> bool:
    """Whether two rows of loose text without figures follow each other as closely as the lines of one text."""
    cells = (*row.cells, *below.cells)
    if any(cell.grid is not None or re.search(r"\d", cell.text) for cell in cells):
        return False
    same_page = row.cells[0].page is below.cells[0].page
    return same_page and below.top - row.top < _WRAP * min(cell.box[3] - cell.box[1] for cell in cells)


def header_columns(row: CellRow, headers: Mapping[str, re.Pattern[str]]) -> dict[str, Box]:
    """Boxes of the headings that a row has."""
    columns: dict[str, Box] = {}
    for cell in row.cells:
        several = _headings_in(cell, headers)
        if len(several) > 1:
            columns |= {name: box for name, box in several.items() if name not in columns}
            continue
        for name, pattern in headers.items():
            if name not in columns and pattern.search(cell.text):
                columns[name] = cell.box
                break
    return columns


def _headings_in(cell: Cell, headers: Mapping[str, re.Pattern[str]]) -> dict[str, Box]:
    """Headings that stand so close, without an upright ruling, that they were read as one; none for 学历及院校.

    A cell between rulings that holds many headings is one whose other rulings were not seen.
    """
    passage = cell.passage.compact
    found = sorted(
        ((match, name) for name, pattern in headers.items() if (match := pattern.search(passage.text)) is not None),
        key=lambda hit: hit[0].start(),
    )
    if not _is_unparted(cell) and len(found) < _MANY_HEADINGS:
        return {}
    if any(after.start() < before.end() for (before, _), (after, _) in pairwise(found)):
        return {}
    if any(
        re.search(r"[及和与、/]", passage.text[first.end() : last.start()]) for (first, _), (last, _) in pairwise(found)
    ):
        return {}
    return {name: enclosing(piece.box for piece in passage.group(match).pieces) for match, name in found}


def place_by_column(row: CellRow, columns: Mapping[str, Box]) -> dict[str, Cell]:
    """Cells under the heading that they share most width with."""
    found: dict[str, Cell] = {}
    headings = list(columns.values())
    for cell in (part for whole in row.cells for part in _cut_between(whole, headings)):
        name = max(columns, key=lambda column: _under(cell.box, columns[column]))
        if _under(cell.box, columns[name]) > 0.3 and name not in found:
            found[name] = cell
    return found


def _cut_between(cell: Cell, headings: Sequence[Box]) -> list[Cell]:
    """A line that no upright ruling parts, cut at the gaps that it has between two headings above: 2024年350.5."""
    pieces = cell.passage.pieces
    if len(pieces) != 1 or not pieces[0].line.spans or not _is_unparted(cell):
        return [cell]
    (piece,) = pieces
    visible = [index for index in range(piece.start, piece.stop) if not piece.line.text[index].isspace()]
    boxes = [Piece(piece.page, piece.line, index, index + 1).box for index in visible]
    gaps = [(after[0] - before[2], index + 1) for index, (before, after) in enumerate(pairwise(boxes))]
    starts = [0]
    for first, second in pairwise(sorted(box for box in headings if _covers(cell.box, box))):
        middle = (first[2] + second[0]) / 2
        near = [(gap, index) for gap, index in gaps if abs(boxes[index][0] - gap / 2 - middle) < piece.em]
        widest, index = max(near, default=(0.0, 0))
        if widest > _VISIBLE * piece.em and index > starts[-1]:
            starts.append(index)
    parts = [
        Piece(piece.page, piece.line, visible[start], visible[stop - 1] + 1)
        for start, stop in pairwise([*starts, len(visible)])
    ]
    if len(parts) == 1:
        return [cell]
    return [
        replace(cell, box=(part.box[0], cell.box[1], part.box[2], cell.box[3]), passage=_passage([part]))
        for part in parts
    ]


def _is_unparted(cell: Cell) -> bool:
    return cell.grid is None or cell.page.grids[cell.grid].columns == 1


def _covers(cell: Box, heading: Box) -> bool:
    return min(cell[2], heading[2]) - max(cell[0], heading[0]) > 0.5 * (heading[2] - heading[0])


def _under(cell: Box, heading: Box) -> float:
    return overlap((cell[0], cell[2]), (heading[0], heading[2]))


def join_wrapped(rows: Sequence[CellRow], by_column: Sequence[Mapping[str, Cell]]) -> list[dict[str, Cell]]:
    """Rows of a table under its headings, those joined that are one row of a table without rulings.

    A cell that wraps makes several lines, and the cells of one line beside it stand level with none of them.
    """
    joined: list[dict[str, Cell]] = []
    for row, placed in zip(rows, by_column, strict=True):
        cells = dict(placed)
        if joined:
            cells |= _below(joined[-1], [cell for cell in row.cells if cell not in placed.values()])
        if joined and _is_same_row(joined[-1], cells):
            for name, cell in cells.items():
                above = joined[-1].get(name)
                joined[-1][name] = join_cells(above, cell) if above is not None and above.text else cell
        else:
            joined.append(dict(placed))
    return joined


def _below(above: Mapping[str, Cell], cells: Sequence[Cell]) -> dict[str, Cell]:
    """Ends of wrapped cells that reach under no heading, by the column that they go on in."""
    return {
        name: cell
        for cell in cells
        for name, other in above.items()
        if cell.text and cell.grid is None and _under(cell.box, other.box) > _STACKED
    }


def _is_same_row(above: Mapping[str, Cell], cells: Mapping[str, Cell]) -> bool:
    """Whether loose cells go on with a row: closely below it in columns that are not all filled, or level with it."""
    first = {name: cell for name, cell in above.items() if cell.text}
    second = {name: cell for name, cell in cells.items() if cell.text}
    cells_of_both = (*first.values(), *second.values())
    if not first or not second or any(cell.grid is not None for cell in cells_of_both):
        return False
    if len({id(cell.page) for cell in cells_of_both}) > 1:
        return False
    height = min(cell.box[3] - cell.box[1] for cell in second.values())
    shared = first.keys() & second.keys()
    if shared:
        gaps = [second[name].box[1] - first[name].box[3] for name in shared]
        return first.keys() != second.keys() and max(gaps) < _TIGHT * height
    return min(cell.box[1] for cell in second.values()) < max(cell.box[3] for cell in first.values())
