"""What scanners and telephones do to a sheet, and where they put each point of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tests.extractors.paper import Pixels

Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scan:
    """A picture of a sheet; `matrix` maps pixels of the sheet to pixels of the picture."""

    pixels: Pixels
    matrix: Matrix
    sheet: tuple[int, int]  # width, height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Shares of the sheet -> shares of the picture."""
        point = self.matrix @ (x * self.sheet[0], y * self.sheet[1], 1.0)
        height, width = self.pixels.shape[:2]
        return float(point[0] / point[2] / width), float(point[1] / point[2] / height)


def flat(pixels: Pixels) -> Scan:
    return Scan(pixels, np.eye(3), (pixels.shape[1], pixels.shape[0]))


def turned(pixels: Pixels, degrees: int) -> Scan:
    """Laid on the glass `degrees` counter-clockwise from upright (90, 180, 270)."""
    height, width = pixels.shape[:2]
    matrices = {
        90: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
    }
    picture = np.ascontiguousarray(np.rot90(pixels, degrees // 90))
    return Scan(picture, np.array(matrices[degrees], dtype=np.float64), (width, height))


def skewed(pixels: Pixels, degrees: float, background: tuple[int, int, int] = (255, 255, 255)) -> Scan:
    """Pulled in askew: turned clockwise about its middle within the same frame."""
    height, width = pixels.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0), (0, 0, 1)])
    return _warped(pixels, matrix, (width, height), background)


# Where the corners of the sheet lie in the photograph (shares of it), clockwise from the top left.
FROM_BELOW = ((0.17, 0.10), (0.85, 0.13), (0.95, 0.93), (0.06, 0.91))
FROM_THE_SIDE = ((0.08, 0.15), (0.93, 0.06), (0.90, 0.95), (0.10, 0.86))


def photographed(
    pixels: Pixels,
    corners: tuple[tuple[float, float], ...] = FROM_BELOW,
    desk: tuple[int, int, int] = (62, 48, 40),
    seed: int = 5,
) -> Scan:
    """By telephone: in perspective, on a dark desk, light falling off to one corner and a hand's shadow across."""
    height, width = pixels.shape[:2]
    size = (round(width * 1.1), round(height * 1.1))
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    target = np.array([(x * size[0], y * size[1]) for x, y in corners], dtype=np.float32)
    scan = _warped(pixels, np.asarray(cv2.getPerspectiveTransform(source, target), dtype=np.float64), size, desk)
    lit = scan.pixels * _light(size)[:, :, None]
    blurred = cv2.GaussianBlur(lit.astype(np.float32), (0, 0), 0.7)
    return Scan(grained(np.clip(blurred, 0, 255).astype(np.uint8), 3.0, seed), scan.matrix, scan.sheet)


def _light(size: tuple[int, int]) -> NDArray[np.float32]:
    x, y = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    falling_off = 1.0 - 0.4 * (0.6 * x + 0.4 * y)
    shadow = 1.0 - 0.35 / (1 + np.exp(-(x + 0.4 * y - 1.0) * 40))
    return (falling_off * shadow).astype(np.float32)


def _warped(pixels: Pixels, matrix: Matrix, size: tuple[int, int], background: tuple[int, int, int]) -> Scan:
    picture = cv2.warpPerspective(
        pixels,
        matrix,
        size,
        flags=cv2.INTER_AREA | cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=background,
    )
    return Scan(np.asarray(picture, dtype=np.uint8), np.asarray(matrix), (pixels.shape[1], pixels.shape[0]))


def grained(pixels: Pixels, deviation: float, seed: int = 3) -> Pixels:
    """With the sensor's noise."""
    noise = np.random.default_rng(seed).normal(0, deviation, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def faxed(pixels: Pixels, seed: int = 3) -> Pixels:
    """Black and white only, with specks and ragged strokes."""
    grey = cv2.GaussianBlur(cv2.cvtColor(grained(pixels, 18, seed), cv2.COLOR_RGB2GRAY), (0, 0), 0.8)
    black = np.where(grey < 165, 0, 255).astype(np.uint8)
    specks = np.random.default_rng(seed).random(black.shape) < 0.0006
    black[specks] = 0
    return np.repeat(black[:, :, None], 3, axis=2)


def compressed(pixels: Pixels, quality: int) -> Pixels:
    """Through JPEG and back, colours at half the size."""
    data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1], dtype=np.uint8)


def smaller(pixels: Pixels, share: float) -> Pixels:
    """Scanned with fewer dots an inch."""
    return np.asarray(cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), dtype=np.uint8)
