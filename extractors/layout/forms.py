"""Values written into a form: behind their label in the same cell, or in the cell beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.geometry import centre, enclosing, overlap
from extractors.layout.key_values import label_pattern
from extractors.layout.passages import Passage, Piece, concatenate, join
from extractors.layout.rows import pieces_of, rows_of
from extractors.layout.tables import Cell, CellRow, cell_rows
from extractors.models import GridCell, Page

_UNIT = re.compile(r"^\s*\((?:单位[::]?)?\s*(?P<unit>[^()]{1,12})\)")
_BEFORE_LABEL = " :;,。、()其中米套台元%人"
_LINE_FEED = 1.5  # distance of two lines of one cell, in line heights
_STACKED = 0.3  # shared width of two such lines, of the shorter
_BLANK = 0.3  # ems between two parts of one line
_FORM_CELLS = 8  # a page with a ruled table of so many cells is read cell by cell


@dataclass(frozen=True, eq=False)
class FormValue:
    """What is written for a label; `unit` is what the label names in brackets: 上年末总资产（万元）."""

    passage: Passage
    unit: str = ""


def extract_form_values(page: Page, labels: Mapping[str, Sequence[str]]) -> dict[str, FormValue]:
    """The value of each label on a page of a form, ruled or not; of a label found twice the first with a value."""
    if sum(len(grid.cells) for grid in page.grids) >= _FORM_CELLS:
        return _from_cells(cell_rows(page), labels)
    return _from_cells(_block_rows(page), labels)


def _block_rows(page: Page) -> list[CellRow]:
    """The text of a form without rulings as blocks, each with the blocks right of it that are level with it.

    Lines that follow each other closely in one column are one cell of the form, unless a ruling parts them.
    """
    blocks: list[list[Piece]] = []
    for piece in sorted(pieces_of(page), key=lambda piece: piece.box[1]):
        place = _ruled_cell(page, piece)
        above = [block for block in blocks if _ruled_cell(page, block[0]) == place and _goes_on(block, piece)]
        blocks = [block for block in blocks if block not in above]
        blocks.append([*(other for block in above for other in block), piece])
    cells = [_block_cell(page, block) for block in blocks]
    rows = []
    for cell in sorted(cells, key=lambda cell: cell.box[1]):
        right = [other for other in cells if other.box[0] >= cell.box[2] and _is_level(cell, other)]
        rows.append(CellRow((cell, *sorted(right, key=lambda other: other.box[0]))))
    return rows


def _ruled_cell(page: Page, piece: Piece) -> GridCell | None:
    """The cell of a ruled table in which a piece stands."""
    x, y = centre(piece.box)
    cells = (cell for grid in page.grids for cell in grid.cells)
    return next((cell for cell in cells if cell.box[0] <= x <= cell.box[2] and cell.box[1] <= y <= cell.box[3]), None)


def _goes_on(block: Sequence[Piece], piece: Piece) -> bool:
    """Whether a line is the next one of a block, or a further part of its last line with a blank between."""
    for other in block:
        a, b = other.box, piece.box
        height = min(other.height, piece.height)
        distance = (b[1] + b[3] - a[1] - a[3]) / 2
        beside = max(b[0] - a[2], a[0] - b[2])
        if 0.5 * height < distance < _LINE_FEED * height and overlap((a[0], a[2]), (b[0], b[2])) > _STACKED:
            return True
        if abs(distance) < 0.5 * height and beside < _BLANK * piece.em:
            return True
    return False


def _block_cell(page: Page, pieces: Sequence[Piece]) -> Cell:
    passage = concatenate([row.passage for row in rows_of(pieces)], "\n")
    return Cell(page, enclosing(piece.box for piece in pieces), passage)


def _is_level(cell: Cell, other: Cell) -> bool:
    return overlap((cell.box[1], cell.box[3]), (other.box[1], other.box[3])) > 0.5


def _from_cells(rows: Sequence[CellRow], labels: Mapping[str, Sequence[str]]) -> dict[str, FormValue]:
    patterns = {name: label_pattern(words) for name, words in labels.items()}
    values: dict[str, FormValue] = {}
    for row in (_without_chance_gaps(row, patterns) for row in rows):
        hits = [_hits(cell.passage.text, patterns) for cell in row.cells]
        for index, cell in enumerate(row.cells):
            for name, passage in _inside(cell, hits[index]):
                value = _with_unit(_unwrapped(passage))
                if not value.passage and name == hits[index][-1][2]:
                    value = FormValue(_beside(row, hits, index), value.unit)
                if not values.get(name) or not values[name].passage:
                    values[name] = value
    return values


def _without_chance_gaps(row: CellRow, patterns: Mapping[str, re.Pattern[str]]) -> CellRow:
    """A row without upright rulings is parted at its gaps, and the blanks of a form leave gaps inside a cell, too.

    There a new cell begins where a label does, or behind a cell that is a label alone.
    """
    cells: list[Cell] = []
    for cell in row.cells:
        parted = cell.grid is None or cell.page.grids[cell.grid].columns == 1
        begins = any(start == 0 for start, _, _ in _hits(cell.passage.text, patterns))
        together = bool(cells) and cells[-1].grid == cell.grid  # text beside a table is none of its cells
        if parted and together and not begins and not _is_label(cells[-1], patterns):
            cells[-1] = _block_cell(cell.page, [*cells[-1].passage.pieces, *cell.passage.pieces])
        else:
            cells.append(cell)
    return CellRow(tuple(cells))


def _is_label(cell: Cell, patterns: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether a cell holds labels, at most with their unit, and nothing else."""
    hits = _hits(cell.passage.text, patterns)
    return bool(hits) and not any(_with_unit(passage).passage for _, passage in _inside(cell, hits))


def _hits(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[tuple[int, int, str]]:
    """Start, end and name of the labels in a cell; of overlapping ones the longest."""
    every = [
        (match.start(), match.end(), name) for name, pattern in patterns.items() for match in pattern.finditer(text)
    ]
    chosen: list[tuple[int, int, str]] = []
    for start, stop, name in sorted(every, key=lambda hit: hit[0] - hit[1]):
        alone = start == 0 or text[start - 1].isspace() or text[start - 1] in _BEFORE_LABEL
        alone = alone or (stop - start > 2 and text[stop : stop + 1] == ":")  # the gap before it is lost
        if alone and all(stop <= other[0] or other[1] <= start for other in chosen):
            chosen.append((start, stop, name))
    return sorted(chosen)


def _inside(cell: Cell, hits: Sequence[tuple[int, int, str]]) -> list[tuple[str, Passage]]:
    """Each label of a cell with the text up to the next one."""
    ends = [*(hit[0] for hit in hits), len(cell.passage.text)][1:]
    return [(name, cell.passage.cut(stop, end)) for (_, stop, name), end in zip(hits, ends, strict=True)]


def _unwrapped(passage: Passage) -> Passage:
    """The passage without its line breaks, save between figures: two figures are not one."""
    text = passage.text
    kept = [
        index
        for index, character in enumerate(text)
        if character != "\n" or (text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit())
    ]
    return Passage("".join(text[index] for index in kept), tuple(passage.origins[index] for index in kept))


def _beside(row: CellRow, hits: Sequence[Sequence[tuple[int, int, str]]], index: int) -> Passage:
    """The text of the next cell up to a label of its own."""
    if index + 1 < len(row.cells):
        stop = hits[index + 1][0][0] if hits[index + 1] else None
        return _unwrapped(row.cells[index + 1].passage.cut(0, stop)).stripped(":;,")
    return join([])


def _with_unit(passage: Passage) -> FormValue:
    match = _UNIT.match(passage.text)
    if match is None:
        return FormValue(passage.stripped(":;,。_"))
    return FormValue(passage.cut(match.end()).stripped(":;,。_"), match.group("unit").strip())
