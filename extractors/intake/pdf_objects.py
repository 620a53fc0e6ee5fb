"""What is drawn on a PDF page besides text: pictures, paths, annotations, with their place and order."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from extractors.geometry import IDENTITY, Matrix, to_shares
from extractors.intake.pdf_paths import Drawing
from extractors.intake.picture import is_complete_jpeg
from extractors.models import Box

_DEEPEST_FORM = 8  # forms inside forms; deeper ones are drawn but not looked into
_WITH_ALPHA = (pdfium_c.FPDFBitmap_BGRA, pdfium_c.FPDFBitmap_BGRA_Premul)
_ROW_BY_ROW: tuple[list[str], ...] = (["FlateDecode"], ["LZWDecode"], [])
_SHRINK = 1e-5  # of the size: far under a pixel, far over the error of 32-bit floating point
_MOST_OBJECTS = 200_000  # a page with more is a map or an attack
# Annotations that may hold what a person reads; links, pop-ups and highlighter strokes do not.
_READ_ANNOTATIONS = frozenset(
    {
        pdfium_c.FPDF_ANNOT_STAMP,
        pdfium_c.FPDF_ANNOT_FREETEXT,
        pdfium_c.FPDF_ANNOT_WIDGET,
        pdfium_c.FPDF_ANNOT_INK,
        pdfium_c.FPDF_ANNOT_LINE,
        pdfium_c.FPDF_ANNOT_POLYGON,
        pdfium_c.FPDF_ANNOT_SQUARE,
        pdfium_c.FPDF_ANNOT_CIRCLE,
        pdfium_c.FPDF_ANNOT_WATERMARK,
    }
)
_UNSEEN_FLAGS = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A raster picture on the page, to be asked as long as the page is open.

    `order` is its place in the drawing order, `box` its place on the page as shown (shares), `size` its own pixels.
    """

    order: int
    box: Box
    size: tuple[int, int]
    page: pdfium.PdfPage
    handle: Any

    def alpha(self) -> NDArray[np.uint8] | None:
        """Opacity at about one value a point, rows from the top of `box`; None where it cannot be told."""
        raw = pdfium_c.FPDFImageObj_GetRenderedBitmap(self.page.pdf, self.page, self.handle)
        if not raw:
            return None
        try:
            if pdfium_c.FPDFBitmap_GetFormat(raw) not in _WITH_ALPHA:
                return None
            width, height = pdfium_c.FPDFBitmap_GetWidth(raw), pdfium_c.FPDFBitmap_GetHeight(raw)
            stride = pdfium_c.FPDFBitmap_GetStride(raw)
            data = ctypes.string_at(pdfium_c.FPDFBitmap_GetBuffer(raw), stride * height)
        finally:
            pdfium_c.FPDFBitmap_Destroy(raw)
        opacity = np.frombuffer(data, np.uint8).reshape(height, stride)[:, 3 : width * 4 : 4]
        return np.rot90(opacity, -pdfium_c.FPDFPage_GetRotation(self.page))

    def decodes(self) -> bool:
        """Whether PDFium can draw it at all; where it cannot, it leaves the paper white."""
        raw = pdfium_c.FPDFImageObj_GetBitmap(self.handle)
        if not raw:
            return False
        pdfium_c.FPDFBitmap_Destroy(raw)
        return True

    def is_intact(self) -> bool:
        """Whether a JPEG has its end mark and an uncompressed picture all its rows; the others cannot be told."""
        filters = _filters(self.handle)
        if filters == ["DCTDecode"]:
            size = pdfium_c.FPDFImageObj_GetImageDataRaw(self.handle, None, 0)
            data = (ctypes.c_ubyte * size)()
            pdfium_c.FPDFImageObj_GetImageDataRaw(self.handle, data, size)
            return is_complete_jpeg(bytes(data))
        metadata = pdfium_c.FPDF_IMAGEOBJ_METADATA()
        if filters not in _ROW_BY_ROW or not pdfium_c.FPDFImageObj_GetImageMetadata(self.handle, self.page, metadata):
            return True
        row = -(-metadata.width * metadata.bits_per_pixel // 8)
        return bool(pdfium_c.FPDFImageObj_GetImageDataDecoded(self.handle, None, 0) >= row * metadata.height)

    def shrink(self) -> None:
        """Draw it smaller by a hundredth of a pixel about its middle.

        PDFium draws a picture on every pixel it touches. One that is to fill a raster exactly touches the next column
        by an error in the seventh digit, and is then stretched by a pixel: all of it is resampled.
        """
        middle, shrunk = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]]), np.diag([1 - _SHRINK, 1 - _SHRINK, 1])
        moved = _matrix(self.handle) @ middle @ shrunk @ np.linalg.inv(middle)
        raw = pdfium_c.FS_MATRIX(moved[0, 0], moved[1, 0], moved[0, 1], moved[1, 1], moved[0, 2], moved[1, 2])
        pdfium_c.FPDFPageObj_SetMatrix(self.handle, raw)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An object's place in the drawing order, and the matrix from the form it stands in to the page (PDF points)."""

    order: int
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class PageObjects:
    """What is on a page besides text. `drawn` finds any object, text included, by its address."""

    pictures: tuple[Picture, ...]
    drawing: Drawing
    annotations: tuple[Box, ...]
    drawn: dict[int, Drawn]


def address(pointer: Any) -> int:
    """The address a PDFium handle points to: handles to one object differ, their addresses do not."""
    return int(ctypes.cast(pointer, ctypes.c_void_p).value or 0)


def read_objects(page: pdfium.PdfPage, to_page: Matrix) -> PageObjects:
    """Read the objects of a page; `to_page` turns PDF coordinates into shares of the page as shown."""
    pictures: list[Picture] = []
    drawing = Drawing()
    drawn: dict[int, Drawn] = {}
    for place, (handle, matrix) in enumerate(_objects(page, None, IDENTITY, 0)):
        if place >= _MOST_OBJECTS:
            break
        drawn[address(handle)] = Drawn(place, matrix)
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(handle, to_page @ matrix)
            pictures.append(Picture(place, box, _pixel_size(handle), page, handle))
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            drawing.add(handle, place, to_page @ matrix @ _matrix(handle))
    return PageObjects(tuple(pictures), drawing, tuple(_annotations(page, to_page)), drawn)


def _objects(page: pdfium.PdfPage, form: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """Handles of all objects in drawing order, forms opened, each with the matrix from its space to the page's."""
    if form is None:
        handles = (pdfium_c.FPDFPage_GetObject(page, i) for i in range(pdfium_c.FPDFPage_CountObjects(page)))
    else:
        handles = (pdfium_c.FPDFFormObj_GetObject(form, i) for i in range(pdfium_c.FPDFFormObj_CountObjects(form)))
    for handle in handles:
        yield handle, matrix
        if pdfium_c.FPDFPageObj_GetType(handle) == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            yield from _objects(page, handle, matrix @ _matrix(handle), depth + 1)


def _matrix(handle: Any) -> Matrix:
    raw = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, raw):
        return IDENTITY
    return np.array([[raw.a, raw.c, raw.e], [raw.b, raw.d, raw.f], [0.0, 0.0, 1.0]])


def _bounds(handle: Any, to_page: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return (0.0, 0.0, 0.0, 0.0)
    return shown_box(left.value, bottom.value, right.value, top.value, to_page)


def shown_box(left: float, bottom: float, right: float, top: float, to_page: Matrix) -> Box:
    """A box in PDF coordinates -> shares of the page as shown, cut at its edge."""
    corners = to_page @ np.array([[left, right, right, left], [bottom, bottom, top, top], [1.0, 1.0, 1.0, 1.0]])
    (x0, y0), (x1, y1) = to_shares([corners[:2].min(axis=1), corners[:2].max(axis=1)], 1, 1)
    return (x0, y0, x1, y1)


def _pixel_size(handle: Any) -> tuple[int, int]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium_c.FPDFImageObj_GetImagePixelSize(handle, width, height):
        return (0, 0)
    return width.value, height.value


def _filters(handle: Any) -> list[str]:
    names = []
    for index in range(pdfium_c.FPDFImageObj_GetImageFilterCount(handle)):
        buffer = ctypes.create_string_buffer(64)
        pdfium_c.FPDFImageObj_GetImageFilter(handle, index, buffer, len(buffer))
        names.append(buffer.value.decode("ascii", "replace"))
    return names


def _annotations(page: pdfium.PdfPage, to_page: Matrix) -> Iterator[Box]:
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium_c.FPDFAnnot_GetSubtype(annotation) not in _READ_ANNOTATIONS:
                continue
            rect = pdfium_c.FS_RECTF()
            if pdfium_c.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS:
                continue
            if pdfium_c.FPDFAnnot_GetRect(annotation, rect):
                yield shown_box(rect.left, rect.bottom, rect.right, rect.top, to_page)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
