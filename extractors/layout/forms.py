"""Values written into a form: behind their label in the same cell, or in the cell beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.layout.key_values import extract_key_values, label_pattern
from extractors.layout.passages import Passage, join
from extractors.layout.rows import pieces_of
from extractors.layout.tables import Cell, CellRow, cell_rows, join_cells
from extractors.models import Page

_UNIT = re.compile(r"^\s*\((?:单位[::]?)?\s*(?P<unit>[^()]{1,12})\)")
_BEFORE_LABEL = " :;,。、()其中米套台元%人"
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
    values = extract_key_values(pieces_of(page), labels)
    return {name: _with_unit(passage) for name, passage in values.items()}


def _from_cells(rows: Sequence[CellRow], labels: Mapping[str, Sequence[str]]) -> dict[str, FormValue]:
    patterns = {name: label_pattern(words) for name, words in labels.items()}
    values: dict[str, FormValue] = {}
    for row in (_without_chance_gaps(row, patterns) for row in rows):
        hits = [_hits(cell.passage.text, patterns) for cell in row.cells]
        for index, cell in enumerate(row.cells):
            for name, passage in _inside(cell, hits[index]):
                value = _with_unit(passage)
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
        parted = cell.grid is not None and cell.page.grids[cell.grid].columns == 1
        begins = any(start == 0 for start, _, _ in _hits(cell.passage.text, patterns))
        if parted and cells and not begins and not _is_label(cells[-1], patterns):
            cells[-1] = join_cells(cells[-1], cell)
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
        if alone and all(stop <= other[0] or other[1] <= start for other in chosen):
            chosen.append((start, stop, name))
    return sorted(chosen)


def _inside(cell: Cell, hits: Sequence[tuple[int, int, str]]) -> list[tuple[str, Passage]]:
    """Each label of a cell with the text up to the next one."""
    ends = [*(hit[0] for hit in hits), len(cell.passage.text)][1:]
    return [(name, cell.passage.cut(stop, end)) for (_, stop, name), end in zip(hits, ends, strict=True)]


def _beside(row: CellRow, hits: Sequence[Sequence[tuple[int, int, str]]], index: int) -> Passage:
    """The text of the next cell, unless that has a label of its own."""
    if index + 1 < len(row.cells) and not hits[index + 1]:
        return row.cells[index + 1].passage.stripped(":;,")
    return join([])


def _with_unit(passage: Passage) -> FormValue:
    match = _UNIT.match(passage.text)
    if match is None:
        return FormValue(passage.stripped(":;,。_"))
    return FormValue(passage.cut(match.end()).stripped(":;,。_"), match.group("unit").strip())
