"""Seals drawn from scratch: round with a star and ring text, oval, square name seals; with the faults of real ink."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from samples.fonts import default_case

if TYPE_CHECKING:
    from samples.fonts import Face, Typeface

PIXELS = 560  # side of the square a seal is drawn on
REDS = ((205, 20, 25), (220, 35, 40), (190, 15, 40), (225, 20, 20), (200, 45, 60), (215, 10, 60))


def round_seal(text: str, rng: random.Random, *, lower: str = "", code: str = "", star: bool = True) -> Image.Image:
    """Draw a round seal with the party's name on the ring, a line under the star and a number at the foot."""
    mask = Image.new("L", (PIXELS, PIXELS), 0)
    draw = ImageDraw.Draw(mask)
    line = rng.randint(11, 17)
    draw.ellipse((6, 6, PIXELS - 6, PIXELS - 6), outline=255, width=line)
    if rng.random() < 0.15:
        draw.ellipse((26, 26, PIXELS - 26, PIXELS - 26), outline=255, width=3)
    middle = PIXELS / 2
    face = default_case().pick(
        rng.choice(("song", "song", "song", "hei", "kai")), rng, heavy=rng.random() < 0.5, latin=False
    )
    height = rng.randint(78, 96)
    sweep = min(258 if code else 285, 19.5 * len(text) + 10)
    _ring(mask, text, face, height=height, radius=middle - 30 - height / 2, centre=-90, sweep=sweep)
    if star:
        _star(draw, middle, middle, rng.uniform(78, 98), rng.uniform(-2, 2))
    if lower:
        _straight(mask, lower, face, 56, (middle, middle + 150))
    if code:
        _ring(mask, code, face, height=36, radius=middle - 38, centre=90, sweep=-(5.4 * len(code)))
    return _ink(mask, rng)


def oval_seal(text: str, rng: random.Random, *, lower: str = "") -> Image.Image:
    """Draw an oval seal (wider than high), as used for contracts, invoices and counters."""
    mask = Image.new("L", (PIXELS, int(PIXELS * 0.7)), 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse((6, 6, mask.width - 6, mask.height - 6), outline=255, width=12)
    face = default_case().pick(rng.choice(("song", "hei")), rng, heavy=True, latin=False)
    sweep = min(240, 15 * len(text) + 40)
    _ring(mask, text, face, height=66, radius=mask.width / 2 - 62, centre=-90, sweep=sweep, flat=0.62)
    if lower:
        _straight(mask, lower, face, 50, (mask.width / 2, mask.height / 2 + 40))
    return _ink(mask, rng)


def square_seal(text: str, rng: random.Random) -> Image.Image:
    """Draw a personal seal: two or four characters in a frame, read from the right, column by column."""
    side = 300
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    draw.rectangle((8, 8, side - 8, side - 8), outline=255, width=12)
    signs = (text + "印")[:4] if len(text) == 3 else text + "之印"[: max(0, 4 - len(text))]
    face = default_case().pick(rng.choice(("song", "kai")), rng, heavy=True, latin=False)
    places = [(1, 0), (1, 1), (0, 0), (0, 1)]
    for sign, (column, row) in zip(signs[:4], places, strict=False):
        _glyph(mask, sign, face.face_of(sign), 118, (25 + column * 128 + 62, 25 + row * 128 + 62))
    return _ink(mask, rng)


def turn(image: Image.Image, degrees: float) -> Image.Image:
    """Turn a seal about its middle, growing the picture as needed."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True)


def fade(image: Image.Image, share: float) -> Image.Image:
    """Return the seal with less ink: 1 leaves it as it is, 0 removes it."""
    red, green, blue, alpha = image.split()
    return Image.merge("RGBA", (red, green, blue, alpha.point([round(value * share) for value in range(256)])))


def _ring(
    mask: Image.Image,
    text: str,
    face: Typeface,
    *,
    height: int,
    radius: float,
    centre: float,
    sweep: float,
    flat: float = 1.0,
) -> None:
    """Write a text along the ring, over `sweep` degrees about the direction `centre` (negative: from inside)."""
    step = sweep / max(len(text) - 1, 1)
    room = abs(math.radians(step)) * radius * (flat + 1) / 2
    narrow = min(1.0, 0.92 * room / height)
    for place, character in enumerate(text):
        angle = math.radians(centre - sweep / 2 + place * step)
        x = mask.width / 2 + radius * math.cos(angle)
        y = mask.height / 2 + radius * flat * math.sin(angle)
        normal = math.degrees(math.atan2(math.sin(angle) / flat, math.cos(angle)))
        upright = normal + (90 if sweep > 0 else -90)
        _glyph(mask, character, face.face_of(character), height, (x, y), degrees=-upright, narrow=narrow)


def _straight(mask: Image.Image, text: str, face: Typeface, size: int, middle: tuple[float, float]) -> None:
    """Write a text on a straight line about its middle."""
    x, y = middle
    pitch = size * 1.06
    for place, character in enumerate(text):
        _glyph(mask, character, face.face_of(character), size, (x + (place - (len(text) - 1) / 2) * pitch, y))


def _glyph(
    mask: Image.Image,
    character: str,
    face: Face,
    size: int,
    centre: tuple[float, float],
    *,
    degrees: float = 0,
    narrow: float = 1,
) -> None:
    """Press one character into the mask, narrowed and turned about its centre."""
    tile = Image.new("L", (size * 2, size * 2), 0)
    ImageDraw.Draw(tile).text(
        (size, size), character, fill=255, font=face.at(size), anchor="mm", stroke_width=1 + size // 60
    )
    tile = tile.resize((max(4, int(tile.width * narrow)), tile.height), Image.Resampling.BICUBIC)
    tile = tile.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    corner = (round(centre[0] - tile.width / 2), round(centre[1] - tile.height / 2))
    mask.paste(255, corner, tile)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, degrees: float) -> None:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(-90 + 36 * corner + degrees)
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    draw.polygon(points, fill=255)


def _ink(mask: Image.Image, rng: random.Random) -> Image.Image:
    """Turn a mask into ink: uneven pressure, pinholes and soft edges; how much differs from seal to seal."""
    noise = np.random.default_rng(rng.getrandbits(32))
    wear = rng.choice((0.0, 0.0, 0.15, 0.3, 0.5))
    alpha = np.asarray(mask.filter(ImageFilter.GaussianBlur(rng.uniform(0.4, 1.4))), dtype=np.float32)
    coarse = noise.random((9, 9), dtype=np.float32)
    pressure = np.asarray(Image.fromarray(coarse).resize(mask.size, Image.Resampling.BICUBIC), dtype=np.float32)
    alpha *= 1 - wear * np.clip(pressure * 1.4 - 0.2, 0, 1)
    holes = Image.fromarray((noise.random((mask.height // 3, mask.width // 3)) * 255).astype(np.uint8))
    speckle = np.asarray(holes.resize(mask.size, Image.Resampling.BILINEAR), dtype=np.float32) / 255
    alpha *= np.where(speckle < 0.08 + wear * 0.35, 0.35, 1.0)
    colour = Image.new("RGB", mask.size, rng.choice(REDS))
    colour.putalpha(Image.fromarray(np.clip(alpha * rng.uniform(0.75, 0.98), 0, 255).astype(np.uint8)))
    return colour
