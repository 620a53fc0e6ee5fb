"""Vector drawing on a PDF page: rectangles that cover, rules that divide, curves that may be lettering."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium_c

from extractors.geometry import Matrix, box_of
from extractors.models import Box, Point

_OPAQUE = 255
_THIN = 0.004  # share of the page: a filled rectangle thinner than this is a rule, not a surface
_SAME = 0.0005  # share of the page: points closer than this along an axis are on one straight rule
# A filled path of at least this many segments may be lettering: text that a design program has turned into curves.
_LETTERING_SEGMENTS = 12
# Beyond this a path is a drawing whose single strokes are nobody's table.
_MOST_SEGMENTS = 400


@dataclass(frozen=True, slots=True)
class Cover:
    """A filled rectangle that hides what was drawn before it. `order` is its place in the drawing order."""

    order: int
    box: Box


@dataclass(slots=True)
class Drawing:
    """What the paths of a page are to its text. All boxes are shares of the page; rules are boxes without width."""

    covers: list[Cover] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    lettering: list[Box] = field(default_factory=list)

    def add(self, handle: Any, order: int, to_page: Matrix) -> None:
        """Sort in one path object; `to_page` turns its coordinates into shares of the page as shown."""
        count = pdfium_c.FPDFPath_CountSegments(handle)
        is_filled, is_stroked = _draw_mode(handle)
        if not (is_filled or is_stroked) or count < 2:
            return
        outlines = list(_outlines(handle, min(count, _MOST_SEGMENTS), to_page))
        points = [point for outline in outlines for point in outline]
        box = _on_page(box_of(points))
        if is_filled and count >= _LETTERING_SEGMENTS and not all(_is_rectangle(outline) for outline in outlines):
            self.lettering.append(box)
            return
        for outline in outlines:
            if is_filled and _is_rectangle(outline):
                self._add_rectangle(handle, order, _on_page(box_of(outline)))
            else:
                self.rules.extend(_rules(outline))

    def _add_rectangle(self, handle: Any, order: int, box: Box) -> None:
        left, top, right, bottom = box
        if right - left <= _THIN or bottom - top <= _THIN:
            x, y = (left + right) / 2, (top + bottom) / 2
            self.rules.append((x, top, x, bottom) if right - left < bottom - top else (left, y, right, y))
            return
        self.rules.extend([(left, top, left, bottom), (right, top, right, bottom)])
        if _is_opaque(handle):
            self.covers.append(Cover(order, box))


def _draw_mode(handle: Any) -> tuple[bool, bool]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(handle, fill, stroke):
        return False, False
    return fill.value != pdfium_c.FPDF_FILLMODE_NONE, bool(stroke.value)


def _outlines(handle: Any, count: int, to_page: Matrix) -> Iterator[list[Point]]:
    """The corners of each closed or open piece of a path, in shares; a curve counts by its points."""
    outline: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(handle, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO and outline:
            yield outline
            outline = []
        shown = to_page @ (x.value, y.value, 1.0)
        outline.append((float(shown[0]), float(shown[1])))
        if pdfium_c.FPDFPathSegment_GetClose(segment) and outline[0] != outline[-1]:
            outline.append(outline[0])
    if outline:
        yield outline


def _is_rectangle(outline: list[Point]) -> bool:
    """Whether the corners are those of an upright rectangle, so that its box is what it fills."""
    left, top, right, bottom = box_of(outline)
    return len(outline) in (4, 5) and all(
        min(abs(x - left), abs(x - right)) <= _SAME and min(abs(y - top), abs(y - bottom)) <= _SAME for x, y in outline
    )


def _rules(outline: list[Point]) -> Iterator[Box]:
    for (x0, y0), (x1, y1) in itertools.pairwise(outline):
        if abs(x0 - x1) <= _SAME or abs(y0 - y1) <= _SAME:
            yield _on_page((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _is_opaque(handle: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return (
        bool(pdfium_c.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha))
        and alpha.value == _OPAQUE
        and not pdfium_c.FPDFPageObj_HasTransparency(handle)
    )


def _on_page(box: Box) -> Box:
    left, top, right, bottom = (min(1.0, max(0.0, share)) for share in box)
    return left, top, right, bottom
