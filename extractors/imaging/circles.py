"""Circles of ink: found by random triples of inked pixels (RANSAC, Fischler and Bolles 1981), then fitted to the ink.

A circle is (x, y, radius) in pixels of the mask it lies on.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.imaging.red_ink import Mask

Circles = NDArray[np.float64]

BINS = 90  # directions in which a line is looked for
BAND = 0.05  # half width of a line as a share of its radius
_NARROW = 0.02  # the same while circles are tried
_DEPTHS = 5  # places across the band
_TRIPLES = 400
_DIRECTIONS = np.linspace(0, 2 * np.pi, BINS, endpoint=False)


def points_of(mask: Mask) -> NDArray[np.float64]:
    """Inked pixels as (x, y), row by row."""
    found = cv2.findNonZero(mask.astype(np.uint8))  # many times as fast as numpy's
    return np.zeros((0, 2)) if found is None else np.asarray(found, dtype=np.float64)[:, 0]


def tried_circles(points: NDArray[np.float64], smallest: float, largest: float) -> Circles:
    """Circles through random triples of points with diameters within bounds: rows of (x, y, radius).

    The same points always give the same circles.
    """
    chance = np.random.default_rng(len(points))
    first, second, third = np.moveaxis(points[chance.integers(0, len(points), (_TRIPLES, 3))], 1, 0)
    (x1, y1), (x2, y2), (x3, y3) = first.T, second.T, third.T
    twice_area = 2 * (x1 * (y2 - y3) + x2 * (y3 - y1) + x3 * (y1 - y2))
    with np.errstate(divide="ignore", invalid="ignore"):  # points on one line have no circle and are left out below
        squares = [(side**2).sum(axis=1) for side in (first, second, third)]
        x = (squares[0] * (y2 - y3) + squares[1] * (y3 - y1) + squares[2] * (y1 - y2)) / twice_area
        y = (squares[0] * (x3 - x2) + squares[1] * (x1 - x3) + squares[2] * (x2 - x1)) / twice_area
        radius = np.hypot(x - x1, y - y1)
        usable = (np.abs(twice_area) >= 1e-6) & (2 * radius >= smallest) & (2 * radius <= largest)
    return np.asarray(np.column_stack([x, y, radius])[usable], dtype=np.float64)


def hits(mask: Mask, circles: Circles, band: float = _NARROW) -> NDArray[np.bool_]:
    """Of each circle the directions in which there is ink within `band` radii of its line."""
    shares = np.linspace(1 - band, 1 + band, _DEPTHS)
    reach = circles[:, 2, None, None] * shares
    columns = np.rint(circles[:, 0, None, None] + reach * np.cos(_DIRECTIONS)[:, None]).astype(int)
    rows = np.rint(circles[:, 1, None, None] + reach * np.sin(_DIRECTIONS)[:, None]).astype(int)
    found = within(mask, columns, rows)
    found[found] = mask[rows[found], columns[found]]
    return np.asarray(found.any(axis=2))


def within(mask: Mask, columns: NDArray[np.int_], rows: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Which places lie on the mask."""
    height, width = mask.shape
    return np.asarray((columns >= 0) & (columns < width) & (rows >= 0) & (rows < height))


def places(circle: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points (x, y) of a circle in all directions."""
    x, y, radius = circle
    return np.column_stack([x + radius * np.cos(_DIRECTIONS), y + radius * np.sin(_DIRECTIONS)])


def coverage(mask: Mask, circle: NDArray[np.float64], band: float = _NARROW) -> float:
    """Share of directions in which there is ink on a circle."""
    return float(hits(mask, circle[None], band).mean())


def best_circle(mask: Mask, points: NDArray[np.float64], smallest: float, largest: float) -> tuple[float, Circles]:
    """The circle with ink in most directions, of those tried, and their share; (0, zeros) where none was possible."""
    tried = tried_circles(points, smallest, largest)
    if not len(tried):
        return 0.0, np.zeros(3)
    shares = hits(mask, tried).mean(axis=1)
    best = int(np.argmax(shares))
    return float(shares[best]), tried[best]


def refined(mask: Mask, points: NDArray[np.float64], circle: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Least-squares circle through the points near a first guess; the better covered of the two, with its coverage."""
    best = coverage(mask, circle, BAND), circle
    for _ in range(3):
        distance = np.hypot(points[:, 0] - best[1][0], points[:, 1] - best[1][1]) / best[1][2]
        near = points[np.abs(distance - 1) < BAND]
        if len(near) < 20:
            break
        design = np.column_stack([2 * near, np.ones(len(near))])
        (x, y, rest), *_ = np.linalg.lstsq(design, (near**2).sum(axis=1), rcond=None)
        fitted = np.array([x, y, np.sqrt(max(rest + x * x + y * y, 1.0))])
        covered = coverage(mask, fitted, BAND)
        if covered <= best[0]:
            break
        best = covered, fitted
    return best
