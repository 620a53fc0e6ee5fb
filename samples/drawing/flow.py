"""Text and tables one below another, over as many sheets as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.drawing.sheet import A4, POINT, Line, Sheet, Text
from samples.drawing.table import Table, TableLayout
from samples.drawing.wrapping import wrap

if TYPE_CHECKING:
    from samples.drawing.look import Look
    from samples.fonts import Typeface

BLANK_OPEN, BLANK_CLOSE = "⟦", "⟧"  # what stands between them is a filled-in blank: underlined, perhaps by hand


class Flow:
    """A cursor that moves down the page and turns to the next one."""

    def __init__(self, look: Look, *, turned: bool = False) -> None:
        self.look = look
        self.turned = turned
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.new_page()

    @property
    def sheet(self) -> Sheet:
        """The sheet the cursor is on."""
        return self.sheets[-1]

    @property
    def left(self) -> float:
        """Left edge of the text."""
        return self.look.margins[0]

    @property
    def right(self) -> float:
        """Right edge of the text."""
        return self.sheet.width - self.look.margins[2]

    @property
    def width(self) -> float:
        """Width of the text."""
        return self.right - self.left

    @property
    def bottom(self) -> float:
        """Lower edge of the text."""
        return self.sheet.height - self.look.margins[3]

    @property
    def page(self) -> int:
        """Number of the current sheet, from 0."""
        return len(self.sheets) - 1

    def new_page(self) -> None:
        """Turn to a fresh sheet."""
        self.sheets.append(Sheet(A4[1], A4[0]) if self.turned else Sheet())
        self.y = self.look.margins[1]

    def space(self, height: float) -> None:
        """Leave some millimetres free."""
        self.y += height

    def need(self, height: float) -> None:
        """Turn to the next page unless so much is left on this one."""
        if self.y + height > self.bottom and self.y > self.look.margins[1] + 1:
            self.new_page()

    def title(
        self,
        text: str,
        *,
        size: float = 20,
        before: float = 0,
        after: float = 6,
        spacing: float = 0,
        bold: bool | None = None,
    ) -> None:
        """Write a centred title, over several lines where it is long."""
        self.space(before)
        pitch = size * POINT * 1.45
        for line in wrap(text, self.look.title, size, self.width):
            self.need(pitch)
            self.sheet.write_centred(
                (self.left + self.right) / 2,
                self.y + pitch * 0.75,
                line,
                self.look.title,
                size,
                spacing=spacing,
                colour=self.look.ink,
                bold=self.look.bold_titles if bold is None else bold,
            )
            self.y += pitch
        self.space(after)

    def paragraph(
        self,
        text: str,
        *,
        indent: float = 2,
        align: str = "left",
        size: float | None = None,
        face: Typeface | None = None,
        bold: bool = False,
        after: float = 0,
        hand: bool = False,
    ) -> None:
        """Write a paragraph, first line indented by so many characters."""
        size = size or self.look.size
        face = face or (self.look.pen if hand else self.look.body)
        pitch = size * POINT * self.look.leading * 1.05
        lead = indent * size * POINT
        bare = text.replace(BLANK_OPEN, "").replace(BLANK_CLOSE, "")
        marked = _underlined(text)
        at = 0
        for number, line in enumerate(wrap(bare, face, size, self.width, first=self.width - lead)):
            self.need(pitch)
            x = self.left + (lead if number == 0 and align == "left" else 0)
            width = face.width(line) * size * POINT
            x = {"left": x, "center": self.left + (self.width - width) / 2, "right": self.right - width}[align]
            place = (x, self.y + pitch * 0.72)
            self._write_line(line, marked[at : at + len(line)], place, face, size, bold=bold, hand=hand)
            at += len(line)
            at += at < len(bare) and bare[at] == "\n"
            self.y += pitch
        self.space(after)

    def table(self, table: Table) -> list[tuple[int, float, float]]:
        """Draw a table; return for each row its page (from 0), its top and its height."""
        layout = TableLayout(table, self.look, self.width)
        places: dict[int, tuple[int, float, float]] = {}
        for start, end in layout.blocks():
            height = sum(layout.heights[start:end])
            if self.y + height > self.bottom and self.y > self.look.margins[1] + 1:
                self.new_page()
                if table.repeat_head and start >= table.head:
                    self.y = layout.draw(self.sheet, self.left, self.y, range(table.head))
            y = self.y
            for row in range(start, end):
                places[row] = (self.page, y, layout.heights[row])
                y += layout.heights[row]
            self.y = layout.draw(self.sheet, self.left, self.y, range(start, end))
        return [places[row] for row in sorted(places)]

    def finish(self) -> list[Sheet]:
        """Write headers and footers and return the sheets."""
        for number, sheet in enumerate(self.sheets, start=1):
            middle = sheet.width / 2
            if self.look.header:
                sheet.write_centred(middle, 14, self.look.header, self.look.body, 9, colour=(90, 90, 90))
                sheet.add(Line(self.look.margins[0], 15.5, sheet.width - self.look.margins[2], 15.5, 0.15))
            if self.look.footer:
                text = self.look.footer.format(n=number, m=len(self.sheets))
                sheet.write_centred(middle, sheet.height - 12, text, self.look.body, 9)
        return self.sheets

    def _write_line(
        self,
        line: str,
        marked: list[bool],
        place: tuple[float, float],
        face: Typeface,
        size: float,
        *,
        bold: bool,
        hand: bool,
    ) -> None:
        x, y = place
        start = 0
        for end in range(1, len(line) + 1):
            if end < len(line) and marked[end] == marked[start]:
                continue
            piece = line[start:end]
            width = face.width(piece) * size * POINT
            pen = hand or (marked[start] and self.look.by_hand)
            if piece.strip():
                ink = self.look.pen_ink if pen else self.look.ink
                used = self.look.pen if pen else face
                self.sheet.add(Text(x, y, piece, used, size, ink, bold=bold, hand=pen))
            if marked[start]:
                self.sheet.add(Line(x, y + size * POINT * 0.18, x + width, y + size * POINT * 0.18, 0.2, self.look.ink))
            x += width
            start = end


def _underlined(text: str) -> list[bool]:
    """Return for each character that is written whether it belongs to a filled-in blank."""
    marks, inside = [], False
    for character in text:
        if character in (BLANK_OPEN, BLANK_CLOSE):
            inside = character == BLANK_OPEN
        else:
            marks.append(inside)
    return marks
