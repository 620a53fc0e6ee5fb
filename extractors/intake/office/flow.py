"""Blocks -> pages: a plain layout on A4 that gives every line a place, so that a reviewer can be shown one.

It is not the layout that an office program would make; page breaks that are stored in the file are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.geometry import enclosing, polygon_of
from extractors.intake.office.blocks import Block, Paragraph, PastedPicture, Table
from extractors.intake.office.table_setting import SetTable
from extractors.intake.office.typesetting import LEADING, Piece, character_width, set_paragraphs
from extractors.models import Box, Grid, GridCell, Line, TextSource

A4 = (595.28, 841.89)  # points
MARGIN = 54.0


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of text and tables; sizes in points. Longer than A4 where a row of a table would not fit otherwise."""

    width: float
    height: float
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A page that is one picture; `part` is its name in the file."""

    part: str


OfficePage = TextPage | PicturePage


@dataclass(slots=True)
class _Sheet:
    """The page being filled: `top` is how far it is. Tables are their cells with boxes in points."""

    top: float = MARGIN
    pieces: list[Piece] = field(default_factory=list)
    tables: list[list[tuple[GridCell, Box]]] = field(default_factory=list)
    pictures: list[PicturePage] = field(default_factory=list)


def lay_out(blocks: Iterable[Block], *, width: float = A4[0]) -> tuple[OfficePage, ...]:
    """Set the blocks on pages `width` points wide and as high as A4 is in proportion; pictures get their own."""
    flow = _Flow(width)
    for block in blocks:
        flow.add(block)
    return flow.finished()


class _Flow:
    def __init__(self, width: float) -> None:
        self._width = width
        self._height = width * A4[1] / A4[0]
        self._room = width - 2 * MARGIN
        self._sheet = _Sheet()
        self._pages: list[OfficePage] = []

    def add(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._add_paragraph(block)
        elif isinstance(block, Table):
            self._add_table(block)
        elif isinstance(block, PastedPicture):
            self._sheet.pictures.append(PicturePage(block.part))
        else:
            self._turn_page()

    def finished(self) -> tuple[OfficePage, ...]:
        self._turn_page()
        # A file without a word is still a file with a page: blank, not absent.
        return tuple(self._pages) or (self._text_page(_Sheet()),)

    def _add_paragraph(self, paragraph: Paragraph) -> None:
        pieces, _ = set_paragraphs([paragraph], self._room)
        row_height = paragraph.size * LEADING
        rows = paragraph.text.count("\n") + 1 if not pieces else 1 + round(pieces[-1].top / row_height)
        for row in range(rows):
            self._turn_page_without(row_height)
            own = [piece for piece in pieces if round(piece.top / row_height) == row]
            self._place([Piece(piece.text, piece.left, 0.0, piece.size) for piece in own])
            self._sheet.top += row_height

    def _add_table(self, table: Table) -> None:
        set_table = SetTable(table, self._room)
        first = 0
        for start, end in set_table.groups():
            if self._sheet.top + set_table.height(first, end) > self._height - MARGIN:
                self._place_rows(set_table, first, start)
                first = start
                self._turn_page_without(set_table.height(start, end))
        self._place_rows(set_table, first, table.rows)

    def _place_rows(self, table: SetTable, start: int, end: int) -> None:
        if start == end:
            return
        pieces, cells = table.rows(start, end)
        self._place(pieces)
        self._sheet.tables.append([(cell, _moved(box, MARGIN, self._sheet.top)) for cell, box in cells])
        self._sheet.top += table.height(start, end)

    def _place(self, pieces: Iterable[Piece]) -> None:
        top = self._sheet.top
        self._sheet.pieces.extend(
            Piece(piece.text, MARGIN + piece.left, top + piece.top, piece.size) for piece in pieces
        )

    def _turn_page_without(self, height: float) -> None:
        """Turn the page if there is not this much room left on one that has been begun."""
        if self._sheet.top + height > self._height - MARGIN and self._sheet.top > MARGIN:
            self._turn_page()

    def _turn_page(self) -> None:
        sheet, self._sheet = self._sheet, _Sheet()
        if sheet.pieces or sheet.tables:
            self._pages.append(self._text_page(sheet))
        self._pages.extend(sheet.pictures)

    def _text_page(self, sheet: _Sheet) -> TextPage:
        height = max(self._height, sheet.top + MARGIN)
        return TextPage(
            width=self._width,
            height=height,
            lines=tuple(_line(piece, self._width, height) for piece in sheet.pieces),
            grids=tuple(_grid(cells, self._width, height) for cells in sheet.tables),
        )


def _moved(box: Box, x: float, y: float) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _share(box: Box, width: float, height: float) -> Box:
    return box[0] / width, box[1] / height, min(1.0, box[2] / width), min(1.0, box[3] / height)


def _line(piece: Piece, width: float, height: float) -> Line:
    box = (piece.left, piece.top, piece.left + piece.width, piece.top + piece.size)
    at, total = 0.0, max(sum(map(character_width, piece.text)), 1e-6)
    spans = []
    for character in piece.text:
        end = at + character_width(character) / total
        spans.append((at, min(1.0, end)))
        at = end
    return Line(piece.text, polygon_of(_share(box, width, height)), 1.0, TextSource.OFFICE, tuple(spans))


def _grid(cells: list[tuple[GridCell, Box]], width: float, height: float) -> Grid:
    shown = tuple(
        GridCell(cell.row, cell.column, cell.row_span, cell.column_span, _share(box, width, height))
        for cell, box in cells
    )
    return Grid(
        box=enclosing(cell.box for cell in shown),
        rows=max(cell.row + cell.row_span for cell in shown),
        columns=max(cell.column + cell.column_span for cell in shown),
        cells=shown,
    )
