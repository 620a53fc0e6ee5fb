"""Sheets and scans to PDF: real text for born-digital pages, one JPEG a page for scans, perhaps with hidden text."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image

from samples.drawing.sheet import POINT, Box, Line, Picture, Sheet, Text

if TYPE_CHECKING:
    from samples.fonts import Face

# Both libraries report glyphs and font tables that do not matter here, once a page.
logging.getLogger("fontTools").setLevel(logging.ERROR)
logging.getLogger("fpdf").setLevel(logging.ERROR)


@dataclass(frozen=True)
class HiddenText:
    """A word of an invisible text layer: the left end of its baseline and its size; shares of the page, points."""

    x: float
    y: float
    text: str
    size: float


@dataclass(frozen=True)
class ScannedPage:
    """A page that is one picture, as bytes of a JPEG, with its size in millimetres."""

    jpeg: bytes
    width: float
    height: float
    hidden: tuple[HiddenText, ...] = ()
    hidden_face: Face | None = None


PdfPage = Sheet | ScannedPage


def write_pdf(pages: list[PdfPage], *, producer: str = "") -> bytes:
    """Return a PDF of the pages in order."""
    pdf = FPDF(unit="mm")
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))  # else the bytes differ from run to run
    if producer:
        pdf.set_producer(producer)
    known: dict[Face, str] = {}
    for page in pages:
        pdf.add_page(orientation="portrait", format=(page.width, page.height))
        if isinstance(page, Sheet):
            _draw_sheet(pdf, page, known)
        else:
            pdf.image(io.BytesIO(page.jpeg), x=0, y=0, w=page.width, h=page.height)
            _hide_text(pdf, page, known)
    return bytes(pdf.output())


def _draw_sheet(pdf: FPDF, sheet: Sheet, known: dict[Face, str]) -> None:
    if sheet.paper != (255, 255, 255):
        pdf.set_fill_color(*sheet.paper)
        pdf.rect(0, 0, sheet.width, sheet.height, style="F")
    for item in sheet.items:
        match item:
            case Text():
                _draw_text(pdf, item, known)
            case Line():
                pdf.set_draw_color(*item.colour)
                pdf.set_line_width(item.width)
                pdf.line(item.x1, item.y1, item.x2, item.y2)
            case Box():
                style = ("D" if item.line else "") + ("F" if item.fill else "")
                pdf.set_draw_color(*(item.line or (0, 0, 0)))
                pdf.set_fill_color(*(item.fill or (255, 255, 255)))
                pdf.set_line_width(item.line_width)
                pdf.rect(item.x, item.y, item.width, item.height, style=style or None)
            case Picture():
                pdf.image(_limit(item), x=item.x, y=item.y, w=item.width, h=item.height)


def _limit(item: Picture) -> Image.Image:
    """Return the picture with no more pixels than 220 to the inch."""
    most = max(8, round(item.width / 25.4 * 220))
    if item.image.width <= most:
        return item.image
    return item.image.resize(
        (most, max(8, round(item.image.height * most / item.image.width))), Image.Resampling.LANCZOS
    )


def _draw_text(pdf: FPDF, item: Text, known: dict[Face, str]) -> None:
    pdf.set_text_color(*item.colour)
    pdf.set_draw_color(*item.colour)
    x = item.x
    for face, run in item.face.runs(item.text):
        _set_font(pdf, face, item.size, known)
        pieces = run if item.spacing else [run]
        for piece in pieces:
            with pdf.local_context():
                if item.bold:
                    pdf.text_mode = TextMode.FILL_STROKE
                    pdf.set_line_width(item.size * POINT / 40)
                pdf.text(x, item.y, piece)
            x += sum(face.advance(character) for character in piece) * item.size * POINT + item.spacing * len(piece)


def _hide_text(pdf: FPDF, page: ScannedPage, known: dict[Face, str]) -> None:
    if page.hidden_face is None:
        return
    for word in page.hidden:
        _set_font(pdf, page.hidden_face, word.size, known)
        with pdf.local_context():
            pdf.text_mode = TextMode.INVISIBLE
            pdf.text(word.x * page.width, word.y * page.height, word.text)


def _set_font(pdf: FPDF, face: Face, size: float, known: dict[Face, str]) -> None:
    if face not in known:
        known[face] = f"face{len(known)}"
        pdf.add_font(known[face], fname=face.path, collection_font_number=face.index)
    pdf.set_font(known[face], size=size)
