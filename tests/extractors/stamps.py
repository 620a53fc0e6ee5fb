"""Seals as they are cut in China: a ring of lettering around a star, an oval, a square name seal; with alpha."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from tests.extractors.paper import RED, Colour, font

_FINE = 3  # drawn this many times as large


def round_seal(
    name: str, diameter: int = 250, *, colour: Colour = RED, ink: float = 0.9, foot: str = ""
) -> Pillow.Image:
    """The seal of a company or an authority; `ink` is how much of it comes off on the paper, 0 to 1."""
    size = diameter * _FINE
    mask = Pillow.new("L", (size, size))
    draw = ImageDraw.Draw(mask)
    edge = size * 0.01
    draw.ellipse((edge, edge, size - edge, size - edge), outline=255, width=round(size * 0.025))
    middle, radius = size / 2, size * 0.17
    star = [
        (middle + r * math.sin(k * math.pi / 5), middle - r * math.cos(k * math.pi / 5))
        for k, r in ((k, radius if k % 2 == 0 else radius * 0.38) for k in range(10))
    ]
    draw.polygon(star, fill=255)
    sweep = min(232.0 if foot else 270.0, 21.0 * len(name))
    _ring(mask, name, (0.37 * size, 0.37 * size), round(size * 0.13), sweep)
    if foot:
        draw.text((middle, size * 0.76), foot, 255, font(round(size * 0.08)), anchor="mm")
    return _inked(mask, diameter / size, colour, ink)


def oval_seal(name: str, size: tuple[int, int] = (300, 200), *, foot: str = "", ink: float = 0.9) -> Pillow.Image:
    """A seal for contracts or invoices, wider than high."""
    width, height = (side * _FINE for side in size)
    mask = Pillow.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((3, 3, width - 3, height - 3), outline=255, width=round(height * 0.025))
    inset = 0.15 * height
    _ring(mask, name, (width / 2 - inset, height / 2 - inset), round(height * 0.17), sweep=250)
    if foot:
        draw.text((width / 2, height * 0.56), foot, 255, font(round(height * 0.15)), anchor="mm")
    return _inked(mask, 1 / _FINE, RED, ink)


def square_seal(name: str, side: int = 110, *, ink: float = 0.9) -> Pillow.Image:
    """A person's name seal: four characters, read from the right, column by column."""
    size = side * _FINE
    mask = Pillow.new("L", (size, size))
    draw = ImageDraw.Draw(mask)
    draw.rectangle((3, 3, size - 3, size - 3), outline=255, width=round(size * 0.045))
    for character, (column, row) in zip(name, ((0.72, 0.28), (0.72, 0.72), (0.28, 0.28), (0.28, 0.72)), strict=True):
        draw.text((column * size, row * size), character, 255, font(round(size * 0.4)), anchor="mm")
    return _inked(mask, side / size, RED, ink)


def _ring(mask: Pillow.Image, text: str, half_axes: tuple[float, float], height: int, sweep: float) -> None:
    """Letter an arc that opens downwards, evenly spaced; every character stands on the ring."""
    middle = mask.width / 2, mask.height / 2
    angles = np.radians(np.linspace(-90 - sweep / 2, -90 + sweep / 2, 2000))
    along = np.cumsum(np.hypot(half_axes[0] * np.sin(angles), half_axes[1] * np.cos(angles)))
    for character, way in zip(text, np.linspace(along[0], along[-1], len(text)), strict=True):
        angle = float(np.interp(way, along, angles))
        x, y = middle[0] + half_axes[0] * math.cos(angle), middle[1] + half_axes[1] * math.sin(angle)
        outwards = math.degrees(math.atan2(math.sin(angle) / half_axes[1], math.cos(angle) / half_axes[0]))
        glyph = Pillow.new("L", (2 * height, 2 * height))
        ImageDraw.Draw(glyph).text((height, height), character, 255, font(height), anchor="mm")
        glyph = glyph.rotate(-(outwards + 90), Pillow.Resampling.BICUBIC)
        mask.paste(255, (round(x - height), round(y - height)), glyph)


def _inked(mask: Pillow.Image, scale: float, colour: Colour, ink: float) -> Pillow.Image:
    """The seal's picture: uneven ink, as a rubber stamp leaves it."""
    size = round(mask.width * scale), round(mask.height * scale)
    alpha = np.asarray(mask.resize(size, Pillow.Resampling.LANCZOS), dtype=np.float32) * ink
    clouds = Pillow.fromarray(np.random.default_rng(9).integers(190, 256, (7, 7), dtype=np.uint8))
    alpha *= np.asarray(clouds.resize(size, Pillow.Resampling.BICUBIC), dtype=np.float32) / 255
    picture = Pillow.new("RGBA", size, colour)
    picture.putalpha(Pillow.fromarray(np.clip(alpha, 0, 255).astype(np.uint8)))
    return picture
