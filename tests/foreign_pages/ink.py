"""What is not set in type: seals and handwriting, as outlines in SVG, so that no text layer tells what they say."""

import math
import random
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from markupsafe import Markup

from tests.foreign_pages.dossiers import read_data

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
SEAL_MILLIMETRES = 42
_RED = "#d2232a"


class FontsMissingError(RuntimeError):
    """A font of the prints is not installed."""


@lru_cache
def font_file(family: str) -> Path:
    """Return the file of a font. Raises FontsMissingError, which names the package that brings it."""
    entry = next(entry for entry in read_data("fonts") if entry["family"] == family)
    for folder in FONT_FOLDERS:
        if found := sorted(folder.rglob(entry["file"])):
            return found[0]
    raise FontsMissingError(f"{family} is not installed: apt-get install {entry['package']}")


def draw_seal(party: str, dx: float = 0, dy: float = 0) -> Markup:
    """Return the round seal of a party, its centre `dx` to the right of and `dy` below this place, in millimetres."""
    rng = random.Random(party)
    step = min(300 / len(party), 26)  # degrees from one character to the next along the ring
    turns = [step * (place - (len(party) - 1) / 2) for place in range(len(party))]
    narrow = min(1.0, 14 / len(party) * 0.95)
    characters = "".join(
        f'<g transform="rotate({turn:.2f}) translate(0 -76)">{_glyph(character, 23, narrow)}</g>'
        for character, turn in zip(party, turns, strict=True)
    )
    points = " ".join(
        f"{math.sin(math.radians(36 * n)) * (30 if n % 2 == 0 else 11.5):.2f},"
        f"{-math.cos(math.radians(36 * n)) * (30 if n % 2 == 0 else 11.5):.2f}"
        for n in range(10)
    )
    half = SEAL_MILLIMETRES / 2
    return Markup(
        f'<span class="stamp"><svg style="left:{dx - half}mm;top:{dy - half}mm;width:{SEAL_MILLIMETRES}mm;'
        f'height:{SEAL_MILLIMETRES}mm" viewBox="-102 -102 204 204"><g fill="{_RED}" '
        f'opacity="{rng.uniform(0.72, 0.9):.2f}" transform="rotate({rng.uniform(-9, 9):.1f})">'
        f'<circle r="97" fill="none" stroke="{_RED}" stroke-width="4.6"/>'
        f'<polygon points="{points}"/>{characters}</g></svg></span>'
    )


def draw_hand(text: str) -> Markup:
    """Return a name written by hand, in blue-black ink, from the strokes of `signatures.yaml`."""
    strokes_of, rng, paths = read_data("signatures"), random.Random(text), []
    for place, character in enumerate(text):
        for stroke in strokes_of[character]:
            points = [(x + place * 92 + rng.uniform(-3, 3), y + place * 6 + rng.uniform(-3, 3)) for x, y in stroke]
            paths.append(_curve(points))
    width = 11 * len(text)
    return Markup(
        f'<span class="pen"><svg style="width:{width}mm;height:13mm" viewBox="0 -5 {96 * len(text)} 125">'
        f'<path d="{" ".join(paths)}" fill="none" stroke="#1c2140" stroke-width="5" stroke-linecap="round"/>'
        "</svg></span>"
    )


def draw_blocks(side: int) -> Markup:
    """Return a square of black and white blocks with the three finder marks of a QR code (it says nothing)."""
    rng = random.Random(side)
    corners = [(0, 0), (side - 7, 0), (0, side - 7)]
    squares = [f"M{x} {y}h1v1h-1z" for x in range(side) for y in range(side) if rng.random() < 0.48]
    marks = "".join(
        f'<path d="M{x} {y}h7v7h-7z" fill="#000"/><path d="M{x + 1} {y + 1}h5v5h-5z" fill="#fff"/>'
        f'<path d="M{x + 2} {y + 2}h3v3h-3z" fill="#000"/>'
        for x, y in corners
    )
    return Markup(
        f'<svg style="width:20mm;height:20mm;flex:none" viewBox="0 0 {side} {side}">'
        f'<path d="{"".join(squares)}"/>{marks}</svg>'
    )


def _curve(points: list[tuple[float, float]]) -> str:
    """A stroke through the points, bent where there are more than two."""
    (x, y), *rest = points
    bends = [f"Q{a:.1f} {b:.1f} {(a + c) / 2:.1f} {(b + d) / 2:.1f}" for (a, b), (c, d) in pairwise(rest)]
    return f"M{x:.1f} {y:.1f}{''.join(bends)}L{rest[-1][0]:.1f} {rest[-1][1]:.1f}"


@lru_cache(maxsize=2048)
def _glyph(character: str, size: float, narrow: float) -> str:
    font = _open("TW-Sung")
    glyphs, name = font.getGlyphSet(), font.getBestCmap().get(ord(character))
    if name is None:
        raise FontsMissingError(f"TW-Sung has no {character}")
    pen = SVGPathPen(glyphs)
    glyphs[name].draw(pen)
    em = font["head"].unitsPerEm
    scale, left, down = size / em, -glyphs[name].width / 2, -0.38 * em
    return (
        f'<path transform="scale({scale * narrow:.5f} {-scale:.5f}) translate({left:.0f} {down:.0f})" '
        f'd="{pen.getCommands()}" stroke="{_RED}" stroke-width="{em * 0.02:.0f}"/>'
    )


@lru_cache
def _open(family: str) -> TTFont:
    return TTFont(font_file(family), lazy=True)
