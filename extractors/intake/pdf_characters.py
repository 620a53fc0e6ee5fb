"""The characters stored in a PDF page, with their place on the page as shown and whether a person sees them."""

from __future__ import annotations

import ctypes
import math
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.geometry import IDENTITY, Matrix
from extractors.intake.characters import unified
from extractors.intake.content import HiddenReason
from extractors.intake.pdf_objects import Drawn, address, shown_box
from extractors.intake.problems import page_error
from extractors.models import Box

_MOST_CHARACTERS = 100_000  # a page of the smallest print has 20,000
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNKNOWN_CATEGORIES = frozenset({"Co", "Cn", "Cc", "Cs"})
_IGNORED = frozenset("\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH JOINER}")
_RIGHT_ANGLE_WITHIN = 2.0  # degrees; a scan's text layer follows the scan's skew
_WITHOUT_INK = frozenset({pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP})
_STROKED = frozenset({pdfium_c.FPDF_TEXTRENDERMODE_STROKE, pdfium_c.FPDF_TEXTRENDERMODE_STROKE_CLIP})
_SAME_POINT = 0.05  # points: what 32-bit floating point leaves of equality
_SAME_START = 0.5  # ems: side bearings are smaller
_FAINT_ALPHA = 8  # of 255
_UNKNOWN = Drawn(sys.maxsize, IDENTITY)  # beyond the objects that are looked at: nothing is known to lie over it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a character stands.

    `angle` is by how many degrees clockwise its line is turned on the page as shown. In the line's own frame (points,
    x along the line, y across it and down) the character begins at `start`, ends at `end` and stands on `baseline`;
    `em` is its font size. `box` is the glyph's upright box in shares of the page as shown.
    """

    angle: int
    start: float
    end: float
    baseline: float
    em: float
    box: Box


@dataclass(slots=True)
class Character:
    """One character. `order` is its place in the drawing order, `colour` its ink (RGB).

    `has_glyph` is False where its font is not in the file, `is_readable` where its meaning is unknown. `after_space`
    says that white space came before it.
    """

    text: str
    place: Place
    order: int
    colour: tuple[int, int, int]
    has_glyph: bool
    is_readable: bool
    after_space: bool
    hidden: HiddenReason | None


@dataclass(frozen=True, slots=True)
class _TextObject:
    """What the characters of one text object have in common."""

    order: int
    matrix: Matrix
    colour: tuple[int, int, int]
    is_embedded: bool
    hidden: HiddenReason | None


def read_characters(
    page: pdfium.PdfPage, to_page: Matrix, size: tuple[float, float], drawn: Mapping[int, Drawn]
) -> list[Character]:
    """The characters of a page in the order they are stored.

    `to_page` turns PDF coordinates into shares of the page as shown, `size` is the latter's width and height in
    points, `drawn` comes from `pdf_objects.read_objects`. What is hidden by its own nature (mode, colour, place) is
    marked; what other things hide is for `visibility` to find. Raises PageError `text-endless`.
    """
    text_page = page.get_textpage()
    try:
        count = pdfium_c.FPDFText_CountChars(text_page)
        if count > _MOST_CHARACTERS:
            raise page_error("text-endless", count=count)
        return list(_characters(text_page, np.diag([*size, 1.0]) @ to_page, to_page, drawn))
    finally:
        text_page.close()


def _characters(
    text_page: pdfium.PdfTextPage, to_points: Matrix, to_page: Matrix, drawn: Mapping[int, Drawn]
) -> Iterator[Character]:
    objects: dict[int, _TextObject] = {}
    after_space = False
    for index, text, is_readable in _texts(text_page):
        if text.isspace():
            after_space = True
            continue
        handle = pdfium_c.FPDFText_GetTextObject(text_page, index)
        key = address(handle)
        if key not in objects:
            objects[key] = _text_object(text_page, index, handle, drawn.get(key, _UNKNOWN))
        place = _place(text_page, index, objects[key].matrix, to_points, to_page)
        if place is None:
            continue
        common = objects[key]
        yield Character(
            text=text,
            place=place,
            order=common.order,
            colour=common.colour,
            has_glyph=common.is_embedded,
            is_readable=is_readable,
            after_space=after_space,
            hidden=common.hidden or _outside(place.box),
        )
        after_space = False


def _texts(text_page: pdfium.PdfTextPage) -> Iterator[tuple[int, str, bool]]:
    """Index, text and readability of each character; the halves of a UTF-16 pair are put together."""
    count = pdfium_c.FPDFText_CountChars(text_page)
    high = 0
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if pdfium_c.FPDFText_IsHyphen(text_page, index) == 1:
            yield index, "-", True
            continue
        text = chr(code) if code <= 0x10FFFF else _REPLACEMENT
        if text in _IGNORED:
            continue
        if text.isspace():
            yield index, " ", True
        elif pdfium_c.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        elif is_known(text) and pdfium_c.FPDFText_HasUnicodeMapError(text_page, index) != 1:
            yield index, unified(text), True
        else:
            yield index, _REPLACEMENT, False


def is_known(text: str) -> bool:
    """Whether a character means the same to everybody: not private, unassigned, a control or a replacement."""
    return text != _REPLACEMENT and unicodedata.category(text) not in _UNKNOWN_CATEGORIES


def _text_object(text_page: pdfium.PdfTextPage, index: int, handle: Any, drawn: Drawn) -> _TextObject:
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle) if handle else pdfium_c.FPDF_TEXTRENDERMODE_FILL
    read = pdfium_c.FPDFText_GetStrokeColor if mode in _STROKED else pdfium_c.FPDFText_GetFillColor
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    alpha_known = bool(read(text_page, index, red, green, blue, alpha))
    hidden = None
    if mode in _WITHOUT_INK:
        hidden = HiddenReason.INVISIBLE
    elif alpha_known and alpha.value < _FAINT_ALPHA:
        hidden = HiddenReason.COLOURLESS
    font = pdfium_c.FPDFTextObj_GetFont(handle) if handle else None
    is_embedded = bool(font) and pdfium_c.FPDFFont_GetIsEmbedded(font) == 1
    return _TextObject(drawn.order, drawn.matrix, (red.value, green.value, blue.value), is_embedded, hidden)


def _place(text_page: pdfium.PdfTextPage, index: int, form: Matrix, to_points: Matrix, to_page: Matrix) -> Place | None:
    """Where a character stands, None where PDFium cannot say: a glyph without a place cannot be on the page."""
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix, loose = pdfium_c.FS_MATRIX(), pdfium_c.FS_RECTF()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not (
        pdfium_c.FPDFText_GetCharOrigin(text_page, index, x, y)
        and pdfium_c.FPDFText_GetMatrix(text_page, index, matrix)
        and pdfium_c.FPDFText_GetLooseCharBox(text_page, index, loose)
        and pdfium_c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    ):
        return None
    along = to_points[:2, :2] @ (matrix.a, matrix.b)
    across = to_points[:2, :2] @ (matrix.c, matrix.d)
    em = pdfium_c.FPDFText_GetFontSize(text_page, index) * math.hypot(*across)
    angle = _angle(*along)
    if _is_in_form_space(x.value, y.value, matrix, form):
        to_points, to_page = to_points @ form, to_page @ form
    origin = to_points @ (x.value, y.value, 1.0)
    start, baseline = turned_point(origin[0], origin[1], angle)
    end = start + em
    if angle % 90 == 0:
        # The loose box is the glyph's advance; it is upright, so of slanted lines it says nothing.
        corners = to_points @ np.array([[loose.left, loose.right], [loose.bottom, loose.top], [1.0, 1.0]])
        extent = [turned_point(px, py, angle)[0] for px, py in corners[:2].T]
        # Several characters of one /ActualText all have their object's origin; their boxes share its width.
        start = min(extent) if min(extent) > start + _SAME_START * em else start
        end = max(extent)
    box = shown_box(left.value, bottom.value, right.value, top.value, to_page)
    return Place(angle, float(start), float(max(end, start)), float(baseline), float(abs(em)), box)


def _is_in_form_space(x: float, y: float, text: Any, form: Matrix) -> bool:
    """Whether PDFium left a character's place in the coordinates of the form it is drawn in.

    It does so with text that a file spells out beside the glyphs (/ActualText): browsers do this for 日, 月, 人 and all
    others whose glyph a font shares with a Kangxi radical. Such a character's place is its text object's, whose own
    matrix is right.
    """
    moved = form @ (x, y, 1.0)
    return math.hypot(moved[0] - text.e, moved[1] - text.f) <= _SAME_POINT


def _angle(x: float, y: float) -> int:
    degrees = math.degrees(math.atan2(y, x))
    right = round(degrees / 90) * 90
    return (right if abs(degrees - right) <= _RIGHT_ANGLE_WITHIN else round(degrees)) % 360


def turned_point(x: float, y: float, angle: int) -> tuple[float, float]:
    """A point of the page in the frame of lines turned clockwise by `angle`: x along the line, y across and down."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cos + y * sin, y * cos - x * sin


def page_point(along: float, across: float, angle: int) -> tuple[float, float]:
    """The inverse of `turned_point`."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return along * cos - across * sin, along * sin + across * cos


def _outside(box: Box) -> HiddenReason | None:
    """`shown_box` cuts at the page's edge: nothing is left of what lies beyond it."""
    left, top, right, bottom = box
    return HiddenReason.OUTSIDE if right <= 0 or left >= 1 or bottom <= 0 or top >= 1 else None
