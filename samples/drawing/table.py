"""Tables with merged cells, wrapped text and breaks over pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samples.drawing.sheet import POINT, Colour, Line, Sheet, Text
from samples.drawing.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samples.drawing.look import Look


@dataclass(frozen=True)
class Cell:
    """One cell; `text` may hold newlines. `hand` cells are written with a pen."""

    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    align: str = "center"
    valign: str = "middle"
    bold: bool = False
    hand: bool = False
    vertical: bool = False  # characters below one another
    height: float = 0.0  # least height in millimetres
    colour: Colour | None = None
    size: float | None = None


Row = list[Cell]


@dataclass
class Table:
    """Rows of cells over columns of relative widths; the first `head` rows may be repeated after a page break."""

    widths: Sequence[float]
    rows: list[Row]
    head: int = 0
    repeat_head: bool = True
    row_height: float = 8.0
    size: float | None = None
    ruling: str | None = None
    padding: float = 1.2


@dataclass
class Placed:
    """A cell with its place in the grid."""

    cell: Cell
    row: int
    column: int
    lines: list[str] = field(default_factory=list)


def row_of(*texts: object, align: str = "center", hand: bool = False, bold: bool = False) -> Row:
    """Make a row of plain cells."""
    return [Cell(str(text), align=align, hand=hand, bold=bold) for text in texts]


class TableLayout:
    """The measured table: where each cell stands and how high each row is."""

    def __init__(self, table: Table, look: Look, width: float) -> None:
        self.table, self.look = table, look
        self.size = table.size or look.size * 0.9
        total = sum(table.widths)
        self.edges = [0.0]
        for share in table.widths:
            self.edges.append(self.edges[-1] + share / total * width)
        self.cells = self._place()
        self.heights = self._measure()

    def blocks(self) -> list[tuple[int, int]]:
        """Return runs of rows [start, end) that must stay on one page, because a merged cell spans them."""
        bounds = []
        start, end = 0, 0
        spans = {
            row: max((p.row + p.cell.rowspan for p in self.cells if p.row == row), default=row + 1)
            for row in range(len(self.heights))
        }
        for row in range(len(self.heights)):
            end = max(end, spans[row])
            if end == row + 1:
                bounds.append((start, end))
                start = end
        return bounds

    def draw(self, sheet: Sheet, left: float, top: float, rows: range) -> float:
        """Draw some rows with their top at `top`; return the bottom."""
        offsets = {rows.start: top}
        for row in rows:
            offsets[row + 1] = offsets[row] + self.heights[row]
        for placed in self.cells:
            if placed.row in rows:
                last = min(placed.row + placed.cell.rowspan, rows.stop)
                self._draw_cell(sheet, placed, left, offsets[placed.row], offsets[last])
        return offsets[rows.stop]

    def _place(self) -> list[Placed]:
        taken: set[tuple[int, int]] = set()
        placed = []
        for row, cells in enumerate(self.table.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                taken.update((row + i, column + j) for i in range(cell.rowspan) for j in range(cell.colspan))
                placed.append(Placed(cell, row, column))
                column += cell.colspan
        return placed

    def _measure(self) -> list[float]:
        heights = [self.table.row_height] * len(self.table.rows)
        for placed in sorted(self.cells, key=lambda one: one.cell.rowspan):
            cell = placed.cell
            width = self.edges[placed.column + cell.colspan] - self.edges[placed.column] - 2 * self.table.padding
            face = self.look.pen if cell.hand else self.look.body
            size = self._size_of(cell)
            placed.lines = list(cell.text.replace("\n", "")) if cell.vertical else wrap(cell.text, face, size, width)
            needed = max(cell.height, len(placed.lines) * size * POINT * 1.25 + 2 * self.table.padding)
            end = placed.row + cell.rowspan
            short = needed - sum(heights[placed.row : end])
            if short > 0:
                heights[end - 1] += short
        return heights

    def _size_of(self, cell: Cell) -> float:
        size = cell.size or self.size
        return size * 1.12 if cell.hand else size

    def _draw_cell(self, sheet: Sheet, placed: Placed, left: float, top: float, bottom: float) -> None:
        cell, look = placed.cell, self.look
        x1, x2 = left + self.edges[placed.column], left + self.edges[placed.column + cell.colspan]
        self._rule(
            sheet,
            (x1, top, x2, bottom),
            first=placed.column == 0,
            last=placed.column + cell.colspan == len(self.table.widths),
        )
        size = self._size_of(cell)
        pitch = size * POINT * 1.25
        free = bottom - top - len(placed.lines) * pitch
        y = (
            top
            + {"top": self.table.padding, "middle": free / 2, "bottom": free - self.table.padding}[cell.valign]
            + pitch * 0.78
        )
        face = look.pen if cell.hand else look.body
        colour = cell.colour or (look.pen_ink if cell.hand else look.ink)
        for line in placed.lines:
            text = Text(0, y, line, face, size, colour, bold=cell.bold, hand=cell.hand)
            slack = x2 - x1 - text.width
            shift = {"left": self.table.padding, "center": slack / 2, "right": slack - self.table.padding}[cell.align]
            if line.strip():
                sheet.add(Text(x1 + max(shift, 0.3), y, line, face, size, colour, bold=cell.bold, hand=cell.hand))
            y += pitch

    def _rule(self, sheet: Sheet, box: tuple[float, float, float, float], *, first: bool, last: bool) -> None:
        ruling = self.table.ruling or self.look.ruling
        x1, y1, x2, y2 = box
        width = self.look.rule_width
        if ruling == "none":
            return
        sheet.add(Line(x1, y1, x2, y1, width), Line(x1, y2, x2, y2, width))
        if ruling == "horizontal":
            return
        if not (first and ruling == "open-sides"):
            sheet.add(Line(x1, y1, x1, y2, width))
        if not (last and ruling == "open-sides"):
            sheet.add(Line(x2, y1, x2, y2, width))
