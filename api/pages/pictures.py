"""Smaller pictures of pages, made from the stored one when they are asked for."""

from enum import IntEnum
from io import BytesIO
from typing import BinaryIO

from PIL import Image

_JPEG_QUALITY = 78


class PictureWidth(IntEnum):
    """Widths in pixels that a picture may be asked for: a few, so that caches meet the same one again."""

    THUMBNAIL = 200  # too small to be read
    READING = 1000


def reduced(picture: BinaryIO, width: PictureWidth) -> bytes:
    """The JPEG of a page, at most `width` pixels wide."""
    with Image.open(picture, formats=["JPEG"]) as page:
        height = max(1, round(page.height * width / page.width))
        page.draft("RGB", (width, height))  # a JPEG is decoded at an eighth to a half of its size, whatever suffices
        smaller = page.convert("RGB")
    smaller.thumbnail((width, height), Image.Resampling.LANCZOS)
    answer = BytesIO()
    smaller.save(answer, "JPEG", quality=_JPEG_QUALITY)
    return answer.getvalue()
