"""Names written by hand: strokes as splines through chance points, pressed harder in their middles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from tests.extractors.paper import Colour, Sheet

BLACK_PEN: Colour = (35, 35, 45)
BLUE_PEN: Colour = (25, 45, 140)


def sign(
    sheet: Sheet,
    place: tuple[float, float],
    *,
    height: float = 80,
    characters: int = 3,
    pen: Colour = BLACK_PEN,
    seed: int = 1,
) -> Sheet:
    """Write a name that nobody can read, its left end and its middle at `place`."""
    chance = np.random.default_rng(seed)
    for number in range(characters):
        corner = np.array([place[0] + number * 0.75 * height, place[1] + chance.normal(0, 0.06 * height)])
        for _ in range(6):
            _stroke(sheet, chance.uniform((0, -0.5), (0.8, 0.5), (4, 2)) * height + corner, pen, height)
    run_on = np.array([(0.2, 0.3), (1.2, 0.1), (2.0, 0.35), (2.8, 0.0)]) * height + np.array(place)
    _stroke(sheet, run_on, pen, height)
    return sheet


def _stroke(sheet: Sheet, points: NDArray[np.float64], pen: Colour, height: float) -> None:
    """A cubic Bézier curve, thin at its ends."""
    draw = ImageDraw.Draw(sheet.picture)
    for t in np.linspace(0, 1, 60):
        weights = np.array([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
        x, y = weights @ points
        half = height * (0.01 + 0.03 * np.sin(np.pi * t))
        draw.ellipse((x - half, y - half, x + half, y + half), pen)
