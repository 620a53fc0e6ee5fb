"""PDF pages -> picture and text layer, by PDFium.

PDFium is not thread-safe, whatever the documents: every call is made under one lock, one page is open at a time, and
every handle is closed in `finally`. What PDFium keeps of pages it has shown is bounded by about the file's size and is
freed with the document.
"""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.errors import IntakeError, PageError
from extractors.geometry import Matrix, area
from extractors.intake.content import HiddenReason, Image, PageContent, TextLayer
from extractors.intake.limits import Limits
from extractors.intake.pdf_characters import Character, read_characters
from extractors.intake.pdf_objects import PageObjects, Picture, read_objects
from extractors.intake.picture import check_size
from extractors.intake.problems import guarded, intake_error, page_error, problem
from extractors.intake.regions import covered_share
from extractors.intake.text_layer import PageFrame, layer_of
from extractors.intake.visibility import mark_hidden
from extractors.models import Problem

PDFIUM = threading.RLock()

_POINTS_AN_INCH = 72
_TAIL_BYTES = 2_048  # the end mark of a PDF stands in the last kilobyte, or a little before what mail has appended
_FAR = 1_000_000  # PageToDevice answers in whole units: this many make shares exact to a millionth
_SCAN_FROM = 0.8  # share of the page from which one picture is the page
_DISTORTION = 0.02  # paper sizes are rounded to points, scans to pixels
_LEGIBLE_EM = 20.0  # pixels of a character: room for the strokes of a dense one (docs/decisions/0017)
_SMALLEST_PRINT = 3.0  # points: what is smaller is not meant to be read
_LARGE_FROM = 0.05  # share from which a picture decides on resolution, and must be intact
_XFA_FORMS = (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND)
# Text hidden in these ways was meant to be read once, or is meant to be read by machines only. The invisible text of a
# searchable scan and what a program leaves off the page are ordinary.
_SUSPICIOUS = {HiddenReason.PAINTED_OVER: "被色块遮盖", HiddenReason.COLOURLESS: "与纸同色"}
_SUSPICIOUS_CHARACTERS = 3


class PdfDocument:
    """A PDF that is open for reading pages."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        with PDFIUM:
            self._document = _open(path)
            try:
                with guarded(IntakeError, "damaged-file"):
                    claimed = len(self._document)
                    self._page_count = _count_pages(self._document, min(claimed, limits.file_pages + 1))
                    self._notes = tuple(problem(error) for error in self._findings(path, claimed))
            except IntakeError:
                self._document.close()
                raise

    @property
    def page_count(self) -> int:
        """Pages up to the last one that exists (one more than the limit where there are more)."""
        return self._page_count

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What a person has to know of the file: parts of it that are missing or not read."""
        return self._notes

    def page(self, number: int) -> PageContent:
        """Raster and text layer of one page.

        Raises PageError: page-missing, page-unreadable, page-too-large, picture-truncated, out-of-memory.
        """
        if not 1 <= number <= self._page_count:
            raise page_error("page-missing", number=number)
        with PDFIUM, guarded(PageError, "page-unreadable"):
            page = self._document[number - 1]
            try:
                return _read_page(page, self._limits)
            finally:
                page.close()

    def close(self) -> None:
        """Close the document; closing twice is harmless."""
        with PDFIUM:
            self._document.close()

    def _findings(self, path: Path, claimed: int) -> list[IntakeError]:
        if not self._page_count:
            raise intake_error("damaged-file")
        findings = []
        if claimed > self._page_count <= self._limits.file_pages:
            findings.append(intake_error("pages-missing", claimed=claimed, count=self._page_count))
        elif not _has_end_mark(path):
            findings.append(intake_error("possibly-truncated", count=self._page_count))
        if self._document.get_formtype() in _XFA_FORMS:
            findings.append(intake_error("dynamic-form"))
        if attachments := self._document.count_attachments():
            findings.append(intake_error("attachments-unread", count=attachments))
        return findings


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise intake_error("encrypted-pdf") from error
        raise intake_error("damaged-file" if _has_end_mark(path) else "truncated-file") from error
    except OSError as error:
        raise intake_error("unreadable-file") from error
    try:
        with guarded(IntakeError, "damaged-file"):
            # Before any page is loaded, or form fields are not drawn. No scripts run: this PDFium has no JavaScript.
            document.init_forms()
    except IntakeError:
        document.close()
        raise
    return document


def _has_end_mark(path: Path) -> bool:
    with guarded(IntakeError, "unreadable-file"), path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL_BYTES))
        return b"%%EOF" in stream.read()


def _count_pages(document: pdfium.PdfDocument, claimed: int) -> int:
    """The number of the last page that exists: a file can claim a million pages and have one.

    Looks up sizes only, which parses no content. A page missing between others is that page's error.
    """
    size = pdfium_c.FS_SIZEF()
    numbers = range(claimed, 0, -1)
    return next((number for number in numbers if pdfium_c.FPDF_GetPageSizeByIndexF(document, number - 1, size)), 0)


def _read_page(page: pdfium.PdfPage, limits: Limits) -> PageContent:
    size = page.get_size()
    if not (math.isfinite(size[0] * size[1]) and min(size) > 0):
        raise page_error("page-unreadable")
    to_page = _to_page(page)
    objects = read_objects(page, to_page)
    characters = read_characters(page, to_page, size, objects.drawn)
    large = [picture for picture in objects.pictures if area(picture.box) >= _LARGE_FROM]
    for picture in large:
        check_size(*picture.size, limits)
        if not picture.is_intact():
            raise page_error("picture-truncated")
    scan = _scan(objects, characters, size, limits)
    if scan is not None:
        scan.shrink()
    width, height = _raster_size(size, large, characters, scan, limits)
    image = _render(page, width, height)
    _check_drawn(large, image)
    pixels_a_point = width / size[0]
    text = _read_text(characters, objects, size, image)
    return PageContent(
        image=image,
        width=width,
        height=height,
        dpi=pixels_a_point * _POINTS_AN_INCH,
        text=text,
        picture_share=covered_share(picture.box for picture in objects.pictures),
        notes=() if text is None else tuple(problem(error) for error in _text_findings(text)),
    )


def _to_page(page: pdfium.PdfPage) -> Matrix:
    """PDF coordinates -> shares of the page as shown: crop box and rotation as PDFium itself applies them."""
    left, bottom, right, top = page.get_bbox()
    corners = [(left, bottom), (right, bottom), (left, top)]
    shown = []
    for x, y in corners:
        device_x, device_y = ctypes.c_int(), ctypes.c_int()
        if not pdfium_c.FPDF_PageToDevice(page, 0, 0, _FAR, _FAR, 0, x, y, device_x, device_y):
            raise page_error("page-unreadable")
        shown.append((device_x.value / _FAR, device_y.value / _FAR))
    source = np.array([[x, y, 1.0] for x, y in corners]).T
    target = np.array([[x, y, 1.0] for x, y in shown]).T
    matrix: Matrix = target @ np.linalg.inv(source)
    return matrix


def _scan(
    objects: PageObjects, characters: Sequence[Character], size: tuple[float, float], limits: Limits
) -> Picture | None:
    """The picture that decides on the raster: it is the page, and nothing on the page is finer than it.

    A page may also have a coarse background, with text that its resolution would make illegible.
    """
    large = [picture for picture in objects.pictures if area(picture.box) >= _LARGE_FROM]
    if len(large) != 1 or area(large[0].box) < _SCAN_FROM:
        return None
    is_alone = (
        len(objects.pictures) == 1
        and not objects.drawing.lettering
        and not objects.annotations
        and all(character.hidden is not None or character.order < large[0].order for character in characters)
    )
    is_fine = _pixels_a_point(large[0], size) >= limits.raster_dpi / _POINTS_AN_INCH
    return large[0] if is_alone or is_fine else None


def _raster_size(
    size: tuple[float, float],
    pictures: Sequence[Picture],
    characters: Sequence[Character],
    scan: Picture | None,
    limits: Limits,
) -> tuple[int, int]:
    """Pixels of the raster: a scan at its own resolution, else what text and pictures need, within the limits."""
    if scan is not None:
        width, height = _scan_size(size, scan)
    else:
        finest = max((_pixels_a_point(picture, size) for picture in pictures), default=0.0)
        detail = min(max(finest, _needed_by_text(characters)), limits.raster_detail_dpi / _POINTS_AN_INCH)
        scale = max(limits.raster_dpi / _POINTS_AN_INCH, detail)
        width, height = size[0] * scale, size[1] * scale
    down = min(1.0, math.sqrt(limits.raster_pixels / (width * height)), limits.raster_side / max(width, height))
    return max(1, round(width * down)), max(1, round(height * down))


def _needed_by_text(characters: Sequence[Character]) -> float:
    """Pixels a point at which the smallest print of the page is legible."""
    sizes = [character.place.em for character in characters if character.hidden is None]
    smallest = min((size for size in sizes if size >= _SMALLEST_PRINT), default=math.inf)
    return _LEGIBLE_EM / smallest


def _scan_size(size: tuple[float, float], scan: Picture) -> tuple[float, float]:
    """The page in pixels of its one picture; to the pixel where the picture is not distorted, so that none is mixed."""
    left, top, right, bottom = scan.box
    scale = _pixels_a_point(scan, size)
    width, height = size[0] * scale, size[1] * scale
    for own in (scan.size, scan.size[::-1]):  # a picture may be drawn turned by 90 degrees
        exact = own[0] / (right - left), own[1] / (bottom - top)
        if abs(exact[0] / width - 1) <= _DISTORTION:
            return exact
    return width, height


def _pixels_a_point(picture: Picture, size: tuple[float, float]) -> float:
    left, top, right, bottom = picture.box
    # By area, so that a picture drawn turned by 90° needs no second thought.
    return math.sqrt(picture.size[0] * picture.size[1] / ((right - left) * (bottom - top) * size[0] * size[1]))


def _render(page: pdfium.PdfPage, width: int, height: int) -> Image:
    """Draw the page with annotations and form fields straight into an RGB array."""
    image = np.full((height, width, 3), 255, dtype=np.uint8)
    buffer = image.ctypes.data_as(ctypes.c_void_p)
    bitmap = pdfium_c.FPDFBitmap_CreateEx(width, height, pdfium_c.FPDFBitmap_BGR, buffer, width * 3)
    if not bitmap:
        raise page_error("page-unreadable")
    try:
        arguments = (page, 0, 0, width, height, 0, pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_REVERSE_BYTE_ORDER)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, *arguments)
        if page.formenv:
            pdfium_c.FPDF_FFLDraw(page.formenv, bitmap, *arguments)
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)
    return image


def _check_drawn(pictures: Sequence[Picture], image: Image) -> None:
    """A picture that PDFium cannot decode leaves white paper and no error: that page is not blank, it is unread."""
    height, width, _ = image.shape
    for picture in pictures:
        left, top, right, bottom = picture.box
        shown = image[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
        if shown.size and shown.min() == shown.max() and not picture.decodes():
            raise page_error("page-unreadable")


def _read_text(
    characters: Sequence[Character], objects: PageObjects, size: tuple[float, float], image: Image
) -> TextLayer | None:
    without_glyphs = mark_hidden(characters, objects, image, image.shape[1] / size[0])
    drawn = [picture.box for picture in objects.pictures]
    frame = PageFrame(*size, tuple(objects.drawing.rules))
    return layer_of(characters, frame, [*drawn, *objects.drawing.lettering, *objects.annotations], len(without_glyphs))


def _text_findings(text: TextLayer) -> list[PageError]:
    findings = []
    if text.without_glyphs:
        findings.append(page_error("font-missing", count=text.without_glyphs))
    hidden = [found for found in text.hidden if found.reason in _SUSPICIOUS]
    count = sum(character.isalnum() for found in hidden for character in found.line.text)
    if count >= _SUSPICIOUS_CHARACTERS:
        reasons = "、".join(sorted({_SUSPICIOUS[found.reason] for found in hidden}))
        findings.append(page_error("hidden-text", count=count, reasons=reasons))
    return findings
