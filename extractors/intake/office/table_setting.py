"""Tables -> rows with heights and columns with places, in points, that can be put on pages piece by piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, chain

from extractors.intake.office.blocks import Cell, Table
from extractors.intake.office.typesetting import LEADING, Piece, set_paragraphs
from extractors.models import Box, GridCell

_PADDING = 4.0  # inside a cell, on all sides
_NARROWEST = 20.0  # a column holds at least one character
_LOWEST = 10.5 * LEADING + 2 * _PADDING  # an empty row


class SetTable:
    """A table set within `width` points."""

    def __init__(self, table: Table, width: float) -> None:
        self._table = table
        widest = max(sum(table.widths), 1e-6)
        widths = [max(_NARROWEST, own / widest * width) for own in table.widths]
        self._lefts = [edge * width / sum(widths) for edge in accumulate(widths, initial=0.0)]
        self._contents = [set_paragraphs(cell.paragraphs, self._inner_width(cell)) for cell in table.cells]
        self._by_row: dict[int, list[int]] = defaultdict(list)
        for index, cell in enumerate(table.cells):
            self._by_row[cell.row].append(index)
        self._heights = self._row_heights()

    def height(self, start: int, end: int) -> float:
        """Height of the rows from `start` up to `end`."""
        return sum(self._heights[start:end])

    def groups(self) -> Iterator[tuple[int, int]]:
        """Rows that cells hold together, which no page break may part."""
        held = {row for cell in self._table.cells for row in range(cell.row + 1, cell.row + cell.row_span)}
        start = 0
        for row in range(1, self._table.rows + 1):
            if row not in held:
                yield start, row
                start = row

    def rows(self, start: int, end: int) -> tuple[list[Piece], list[tuple[GridCell, Box]]]:
        """The text and the cells of some rows; places from the top left of the first, cells counted from it."""
        tops = list(accumulate(self._heights[start:end], initial=0.0))
        pieces: list[Piece] = []
        cells: list[tuple[GridCell, Box]] = []
        for index in chain.from_iterable(self._by_row[row] for row in range(start, end)):
            cell, (content, _) = self._table.cells[index], self._contents[index]
            row = cell.row - start
            left, top = self._lefts[cell.column], tops[row]
            box = (left, top, self._lefts[cell.column + cell.column_span], tops[row + cell.row_span])
            cells.append((GridCell(row, cell.column, cell.row_span, cell.column_span, box), box))
            pieces.extend(
                Piece(piece.text, left + _PADDING + piece.left, top + _PADDING + piece.top, piece.size)
                for piece in content
            )
        return pieces, cells

    def _inner_width(self, cell: Cell) -> float:
        return self._lefts[cell.column + cell.column_span] - self._lefts[cell.column] - 2 * _PADDING

    def _row_heights(self) -> list[float]:
        heights = [_LOWEST] * self._table.rows
        # Cells of one row first; what a higher cell needs beyond its rows is given to the last of them.
        for cell, (_, height) in sorted(
            zip(self._table.cells, self._contents, strict=True), key=lambda pair: pair[0].row_span
        ):
            last = cell.row + cell.row_span - 1
            missing = height + 2 * _PADDING - sum(heights[cell.row : last + 1])
            heights[last] += max(0.0, missing)
        return heights
