"""Pictures (JPEG, PNG, TIFF, BMP, WebP) -> RGB arrays. The one function that decodes them is `decode`."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps

from extractors.errors import IntakeError, PageError
from extractors.intake.content import Image, PageContent
from extractors.intake.formats import Format, read_format
from extractors.intake.limits import Limits
from extractors.intake.problems import guarded, page_error, problem
from extractors.models import Problem

Pillow.MAX_IMAGE_PIXELS = None  # check_size decides, and tells the applicant the limit; Pillow calls the file broken
_WHITE = (255, 255, 255)
_16_BIT_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})
_ALPHA_MODES = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})
# A WebP of a page whose foot is blank ends in zero bytes, too: measured, up to one for 15,000 pixels.
_ZERO_TAIL_BYTES, _PIXELS_A_ZERO_BYTE = 64, 4096
# Resolutions that a scanner writes. Cameras and editors put 72 or 96 into pictures that were never on paper.
_SCAN_DPI = (100.0, 1200.0)


class PictureDocument:
    """A picture file; a TIFF may hold many pages. Only the page asked for is decoded."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._format = read_format(path)
        self._limits = limits
        self._page_count, self._notes = self._count_pages()

    @property
    def page_count(self) -> int:
        """Frames of a TIFF, 1 for the others (an animation's first frame is what a person is shown)."""
        return self._page_count

    @property
    def notes(self) -> tuple[Problem, ...]:
        """`possibly-truncated` for a TIFF whose chain of pages breaks off."""
        return self._notes

    def page(self, number: int) -> PageContent:
        """Decode one page. Raises PageError: page-missing, page-too-large, picture-truncated, page-unreadable."""
        if not 1 <= number <= self._page_count:
            raise page_error("page-missing", number=number)
        with guarded(PageError, "page-unreadable"), self._path.open("rb") as stream:
            image, dpi = decode(stream, self._format, self._limits, frame=number - 1)
        height, width, _ = image.shape
        return PageContent(image, width, height, dpi, None, picture_share=1.0)

    def close(self) -> None:
        """Nothing is held between pages."""

    def _count_pages(self) -> tuple[int, tuple[Problem, ...]]:
        with (
            guarded(IntakeError, "damaged-file"),
            self._path.open("rb") as stream,
            _opened(stream, self._format) as picture,
        ):
            if self._format is not Format.TIFF:
                return 1, ()
            return _count_frames(picture, self._limits.file_pages)


def decode(stream: BinaryIO, file_format: Format, limits: Limits, *, frame: int = 0) -> tuple[Image, float | None]:
    """Decode one frame to RGB, upright by its EXIF orientation, on white paper, 8 bits deep; and its dpi.

    Larger pictures are scaled down to `limits.raster_pixels`. Raises PageError: page-too-large, picture-truncated
    (never grey in silence), page-unreadable.
    """
    if file_format is Format.JPEG and not is_complete_jpeg(_peek(stream)):
        raise page_error("picture-truncated")
    zero_tail = _zero_tail(_peek(stream)) if file_format is Format.WEBP else 0
    with guarded(PageError, "page-unreadable"), _opened(stream, file_format) as picture:
        picture.seek(frame)
        check_size(*picture.size, limits)
        if zero_tail > _ZERO_TAIL_BYTES + picture.width * picture.height // _PIXELS_A_ZERO_BYTE:
            raise page_error("picture-truncated")
        dpi = _scan_dpi(picture)
        full = picture.width * picture.height
        # JPEG alone can decode at 1/2, 1/4, 1/8 of its size; this never goes below what is asked for.
        picture.draft(None, _reduced(picture.size, limits))
        _load(picture)
        ImageOps.exif_transpose(picture, in_place=True)
        rgb = _rgb(picture)
        target = _reduced(rgb.size, limits)
        if rgb.size != target:
            rgb = rgb.resize(target, Pillow.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(rgb), dpi and dpi * math.sqrt(target[0] * target[1] / full)


def _load(picture: Pillow.Image) -> None:
    try:
        picture.load()
    except OSError as error:
        raise page_error("picture-truncated" if "truncated" in str(error) else "page-unreadable") from error


def check_size(width: int, height: int, limits: Limits) -> None:
    """Raise PageError `page-too-large` for a picture over the limits, before any of it is decoded."""
    if width * height > limits.picture_pixels or max(width, height) > limits.picture_side:
        raise page_error(
            "page-too-large",
            width=width,
            height=height,
            pixels=limits.picture_pixels // 10_000,
            side=limits.picture_side,
        )


def _peek(stream: BinaryIO) -> bytes:
    data = stream.read()
    stream.seek(0)
    return data


def _zero_tail(data: bytes) -> int:
    """Zero bytes at the end. A broken transfer often leaves them in place of the rest; libwebp reads noise in them."""
    return len(data) - len(data.rstrip(b"\0"))


def is_complete_jpeg(data: bytes) -> bool:
    """Whether a JPEG has an end mark behind its picture data; thumbnails in its header have marks of their own.

    Of one that breaks off, or goes on in zero bytes, libjpeg fills the rest with grey and does not say so.
    """
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            return data.rfind(b"\xff\xd9") > at
        if marker == 0xFF:
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return False


@contextmanager
def _opened(stream: BinaryIO, file_format: Format) -> Iterator[Pillow.Image]:
    with warnings.catch_warnings():
        # Pillow warns of large pictures (the limits here decide instead) and of broken metadata (not needed); picture
        # data that cannot be decoded is an error.
        warnings.simplefilter("ignore")
        with Pillow.open(stream, formats=[file_format.upper()]) as picture:
            yield picture


def _count_frames(picture: Pillow.Image, most: int) -> tuple[int, tuple[Problem, ...]]:
    """Frames of a TIFF, at most one more than `most`: a file of a few kilobytes can list millions."""
    for count in range(1, most + 1):
        try:
            with guarded(IntakeError, "possibly-truncated", count=count):
                picture.seek(count)
        except IntakeError as error:
            if isinstance(error.__cause__, EOFError):  # how Pillow says that there are no more
                return count, ()
            return count, (problem(error),)
    return most + 1, ()


def _reduced(size: tuple[int, int], limits: Limits) -> tuple[int, int]:
    width, height = size
    scale = min(1.0, math.sqrt(limits.raster_pixels / (width * height)))
    return max(1, int(width * scale)), max(1, int(height * scale))


def _rgb(picture: Pillow.Image) -> Pillow.Image:
    """Any mode -> RGB as seen on white paper; never more than three pictures at once, the largest are 0.4 GB each."""
    if picture.mode in _16_BIT_MODES:
        return _8_bit(picture)
    if picture.mode in _ALPHA_MODES or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        paper = Pillow.new("RGB", shown.size, _WHITE)
        paper.paste(shown, mask=shown)
        return paper
    return picture.convert("RGB")


def _8_bit(picture: Pillow.Image) -> Pillow.Image:
    """16-bit grey -> RGB by the high byte; Pillow itself would cut every value above 255 to white."""
    values = np.asarray(picture)
    if values.max(initial=0) > 0xFF or picture.mode != "I":
        values = values >> 8
    return Pillow.fromarray(np.clip(values, 0, 255).astype(np.uint8), "L").convert("RGB")


def _scan_dpi(picture: Pillow.Image) -> float | None:
    written = picture.info.get("dpi")
    if not isinstance(written, tuple) or len(written) != 2:
        return None
    dpi = float(min(written))
    return dpi if math.isfinite(dpi) and _SCAN_DPI[0] <= dpi <= _SCAN_DPI[1] else None


def decode_bytes(data: bytes, file_format: Format, limits: Limits) -> tuple[Image, float | None]:
    """`decode` for a picture that is held in memory, e.g. out of an office file."""
    return decode(io.BytesIO(data), file_format, limits)
