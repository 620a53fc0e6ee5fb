"""A figure cut out of the page's picture, with boxes drawn on it."""

import base64
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

from PIL import Image, ImageDraw

from verifier.reporting.boxes import outline
from verifier.reporting.figures import Figure

BOX_COLOUR = (11, 87, 208)  # blue: seals are red, print is black
_BOX_WIDTH = 3
_HALO_COLOUR = (255, 255, 255)  # keeps the box visible on dark photographs
_JPEG_QUALITY = 72
_MOST_HEIGHT = 760


@dataclass(frozen=True, slots=True)
class Crop:
    """A piece of a page's picture as JPEG; width and height in pixels."""

    form: ClassVar[str] = "crop"
    jpeg: bytes
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The picture as data URI."""
        return "data:image/jpeg;base64," + base64.b64encode(self.jpeg).decode("ascii")


def crop(figure: Figure, page: Image.Image, most_width: int) -> Crop:
    """Cut a figure out of the RGB picture of its upright page, at most `most_width` pixels wide."""
    left, top = int(figure.window[0] * page.width), int(figure.window[1] * page.height)
    right = max(round(figure.window[2] * page.width), left + 1)
    bottom = max(round(figure.window[3] * page.height), top + 1)
    scale = min(most_width / (right - left), _MOST_HEIGHT / (bottom - top), 1.0)
    size = max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1)
    cut = page.resize(size, Image.Resampling.LANCZOS, box=(left, top, right, bottom))
    canvas = ImageDraw.Draw(cut)
    for polygon in figure.polygons:
        corners = [((x * page.width - left) * scale, (y * page.height - top) * scale) for x, y in polygon]
        box = outline(corners, cut.width, cut.height)
        canvas.polygon(box, outline=_HALO_COLOUR, width=_BOX_WIDTH + 2)
        canvas.polygon(box, outline=BOX_COLOUR, width=_BOX_WIDTH)
    return Crop(_encoded(cut), cut.width, cut.height)


def _encoded(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return buffer.getvalue()
