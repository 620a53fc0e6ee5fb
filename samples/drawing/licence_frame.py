"""Frames and grounds of certificates: the meander of the portrait licence, the guilloche of the landscape one."""

from __future__ import annotations

import math
import random
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from samples.drawing.sheet import Box, Colour, Line, Picture, Sheet
from samples.fonts import default_case

if TYPE_CHECKING:
    from collections.abc import Iterator


def draw_frame(sheet: Sheet, box: tuple[float, float, float, float], colour: Colour) -> None:
    """Draw a double frame with a meander between its lines; the box is left, top, width, height."""
    x, y, width, height = box
    for inset in (0.0, 1.0, 7.0, 8.0):
        sheet.add(Box(x + inset, y + inset, width - 2 * inset, height - 2 * inset, line=colour, line_width=0.35))
    for left, top in _steps(x + 2, y + 2, width - 4, height - 4, 4.6):
        sheet.add(
            Line(left, top, left + 3.4, top, 0.4, colour),
            Line(left + 3.4, top, left + 3.4, top + 3.2, 0.4, colour),
            Line(left + 3.4, top + 3.2, left + 1, top + 3.2, 0.4, colour),
            Line(left + 1, top + 3.2, left + 1, top + 1.4, 0.4, colour),
            Line(left + 1, top + 1.4, left + 2.2, top + 1.4, 0.4, colour),
        )


def _steps(x: float, y: float, width: float, height: float, pitch: float) -> Iterator[tuple[float, float]]:
    across, down = int(width / pitch), int(height / pitch)
    for place in range(across):
        yield x + place * width / across, y
        yield x + place * width / across, y + height - 4
    for place in range(1, down - 1):
        yield x, y + place * height / down
        yield x + width - 4, y + place * height / down


def draw_mesh(sheet: Sheet, box: tuple[float, float, float, float], colour: Colour, rng: random.Random) -> None:
    """Draw a border of crossing waves and a pale repeated ground; the box is left, top, width, height."""
    x, y, width, height = box
    sheet.add(Picture(x, y, width, height, _ground(colour, rng.randint(0, 3))))
    for inset in (0.0, 9.0):
        sheet.add(Box(x + inset, y + inset, width - 2 * inset, height - 2 * inset, line=colour, line_width=0.3))


@lru_cache(maxsize=16)
def _ground(colour: Colour, choice: int) -> Image.Image:
    """Return the wave border and the ground's pale letters as one picture, 8 pixels to the millimetre."""
    width, height, band = 2184, 1408, 72
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    letters = ("SCJDGL", "SCJG", "市场监管", "")[choice]
    face = default_case().pick("hei", random.Random(choice), latin=False)
    for row in range(200, height - 200, 260) if letters else []:
        for column in range(160, width - 200, 420):
            draw.text((column, row), letters, fill=(*colour, 26), font=face.face_of(letters[0]).at(64))
    for phase in range(6):
        for start, along in (
            ((0, band / 2), "x"),
            ((0, height - band / 2), "x"),
            ((band / 2, 0), "y"),
            ((width - band / 2, 0), "y"),
        ):
            points = []
            for step in range(0, width if along == "x" else height, 8):
                swing = band * 0.45 * math.sin(step / 46 + phase * math.pi / 3)
                points.append((step, start[1] + swing) if along == "x" else (start[0] + swing, step))
            draw.line(points, fill=(*colour, 190), width=2)
    return image
