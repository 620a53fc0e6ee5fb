"""Outlines of red seals: thin closed lines of red ink (circle, ellipse or rectangle) around lettering.

Solid red shapes such as the national emblem, red headlines and photographs have no such outline. Circles are found by
random triples of ink pixels (RANSAC, Fischler and Bolles 1981), ovals by an ellipse through the outermost ink.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import covered
from extractors.imaging.red_ink import Mask
from extractors.models import Box, SealShape

_WORKING_WIDTH = 1200  # pixels; outlines are found on a picture of this longer side
_SMALLEST, _LARGEST = 0.045, 0.42  # diameter as a share of the shorter side of the page
_BINS = 90  # directions in which an outline is looked for
_BAND = 0.05  # half width of the outline as a share of its radius
_ENOUGH_OUTLINE = 0.6  # share of directions with ink on the outline; lettering and table rules cut some away
_SMALL, _ENOUGH_OF_SMALL = 0.08, 0.8  # below this diameter emblems and lettering form near-circles: ask for more
_SOLID_WITHOUT_CLEAR_SIDES = 0.45  # the foot of a national emblem cut off by the picture's edge has 0.59
_BETTER_OVAL = 0.05  # share of directions by which an oval has to be clearer than a circle
_ASLANT = 0.86  # axes of a round seal on a photograph that perspective has pressed; ovals are cut at 0.8 and below
_ENOUGH_SIDES, _CLEAR_SIDES = 0.6, 0.8  # share of each side of a frame with ink on it; of a circle's box 0.55
_SOLID = 0.6  # share of ink inside the outline above which the shape is filled, not stamped
_LINE = 1.6  # density of ink on the outline over that inside; a circle through lines of red print has 1.3
_WITHIN_OUTERMOST = (1.0, 0.985, 0.97, 0.955, 0.94)  # shares of the outermost ink's ellipse at which its line may run
_CLEAR_OUTSIDE = 0.45  # share of directions that may have ink just outside the outline


@dataclass(frozen=True, slots=True)
class Outline:
    """An ellipse or rectangle in pixels: centre, half axes, rotation in degrees (of the first axis, clockwise)."""

    shape: SealShape
    centre: tuple[float, float]
    half_axes: tuple[float, float]
    rotation: float
    confidence: float

    @property
    def box(self) -> Box:
        """Upright box around the outline, in pixels."""
        angle = np.radians(self.rotation)
        a, b = self.half_axes
        if self.shape is SealShape.SQUARE:
            half_width = abs(a * np.cos(angle)) + abs(b * np.sin(angle))
            half_height = abs(a * np.sin(angle)) + abs(b * np.cos(angle))
        else:
            half_width = float(np.hypot(a * np.cos(angle), b * np.sin(angle)))
            half_height = float(np.hypot(a * np.sin(angle), b * np.cos(angle)))
        x, y = self.centre
        return x - half_width, y - half_height, x + half_width, y + half_height

    def moved(self, x: float, y: float) -> "Outline":
        """The same outline with these pixels added to its place."""
        return replace(self, centre=(self.centre[0] + x, self.centre[1] + y))

    def shrunk(self, share: float) -> "Outline":
        """The outline about the same centre with its axes times this share."""
        return replace(self, half_axes=(self.half_axes[0] * share, self.half_axes[1] * share))

    def scaled(self, factor: float) -> "Outline":
        """The same outline on a picture `factor` times as large."""
        x, y = self.centre
        a, b = self.half_axes
        return Outline(self.shape, (x * factor, y * factor), (a * factor, b * factor), self.rotation, self.confidence)


def find_outlines(ink: Mask) -> list[Outline]:
    """Seal outlines in a mask of red ink, in the mask's pixels, clearest first."""
    scale = min(1.0, _WORKING_WIDTH / max(ink.shape))
    small = cv2.resize(ink.astype(np.uint8) * 255, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) > 80
    side = min(small.shape)
    candidates = [
        outline
        for cluster in _clusters(small, gap=max(3, round(0.008 * side)))
        for outline in _outlines_in(cluster, _SMALLEST * side, _LARGEST * side)
        if outline.confidence >= (_ENOUGH_OF_SMALL if 2 * outline.half_axes[0] < _SMALL * side else _ENOUGH_OUTLINE)
    ]
    return [outline.scaled(1 / scale) for outline in _distinct(candidates)]


def _distinct(candidates: list[Outline]) -> list[Outline]:
    """Of outlines that lie on each other the one with the most ink on it."""
    kept: list[Outline] = []
    for candidate in sorted(candidates, key=lambda outline: -outline.confidence):
        if all(covered(candidate.box, other.box) < 0.5 and covered(other.box, candidate.box) < 0.5 for other in kept):
            kept.append(candidate)
    return kept


def _clusters(mask: Mask, gap: int) -> list[Mask]:
    """Red ink grouped where the gaps are small; each cluster as a mask of the whole page."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * gap + 1, 2 * gap + 1))
    joined = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(joined)
    smallest = _SMALLEST * min(mask.shape)
    clusters = []
    for label in range(1, count):
        width, height = statistics[label, cv2.CC_STAT_WIDTH], statistics[label, cv2.CC_STAT_HEIGHT]
        if min(width, height) >= 0.6 * smallest:
            clusters.append(mask & (labels == label))
    return clusters


def _outlines_in(cluster: Mask, smallest: float, largest: float) -> list[Outline]:
    """Up to three overlapping seals of one cluster of ink, the clearest first; their outlines are taken out in turn.

    A frame whose sides are all there is asked for first: four large characters in it pass for a circle, but a circle
    touches the middle of each side of its box only.
    """
    rest, found = cluster.copy(), []
    for _ in range(3):
        outline = (
            _square(rest, smallest, largest, _CLEAR_SIDES)
            or _best_ring(rest, smallest, largest)
            or _square(rest, smallest, largest, _ENOUGH_SIDES)
        )
        if outline is None:
            break
        found.append(outline)
        rest &= ~_filled(outline, rest.shape)
        if rest.sum() < 0.1 * cluster.sum():
            break
    return found


def _best_ring(mask: Mask, smallest: float, largest: float) -> Outline | None:
    """A circle, or an oval where more ink lies on it. A circle seen aslant is an oval that is nearly a circle."""
    circle, oval = _best_circle(mask, smallest, largest), _oval(mask, smallest, largest)
    if circle is None or (oval is not None and oval.confidence > circle.confidence + _BETTER_OVAL):
        return oval
    return circle


def _best_circle(mask: Mask, smallest: float, largest: float) -> Outline | None:
    """The circle with most of its outline in ink: random triples of ink pixels (RANSAC), then a refined fit."""
    points = np.argwhere(mask)[:, ::-1].astype(np.float64)
    if len(points) < 60:
        return None
    chance = np.random.default_rng(len(points))  # the same page always gives the same seals
    best: tuple[float, NDArray[np.float64]] = (0.0, np.zeros(3))
    for triple in points[chance.integers(0, len(points), (400, 3))]:
        circle = _circle_through(triple)
        if circle is None or not smallest <= 2 * circle[2] <= largest:
            continue
        coverage = _circle_coverage(mask, circle)
        if coverage > best[0]:
            best = coverage, circle
    coverage, circle = best
    if coverage < 0.6 * _ENOUGH_OUTLINE:
        return None
    coverage, circle = _refined_circle(mask, circle)
    if coverage < _ENOUGH_OUTLINE or not smallest <= 2 * circle[2] <= largest:
        return None
    x, y, radius = (float(value) for value in circle)
    outline = Outline(SealShape.ROUND, (x, y), (radius, radius), 0.0, coverage)
    return outline if _stamped(mask, outline) else None


def _circle_through(points: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Centre and radius (x, y, r) of the circle through three points."""
    (x1, y1), (x2, y2), (x3, y3) = points
    twice_area = 2 * (x1 * (y2 - y3) + x2 * (y3 - y1) + x3 * (y1 - y2))
    if abs(twice_area) < 1e-6:
        return None
    first, second, third = x1**2 + y1**2, x2**2 + y2**2, x3**2 + y3**2
    x = (first * (y2 - y3) + second * (y3 - y1) + third * (y1 - y2)) / twice_area
    y = (first * (x3 - x2) + second * (x1 - x3) + third * (x2 - x1)) / twice_area
    return np.array([x, y, np.hypot(x - x1, y - y1)])


_DIRECTIONS = np.linspace(0, 2 * np.pi, _BINS, endpoint=False)


def _stamped(mask: Mask, outline: Outline) -> bool:
    """Whether a round or oval outline is a line around lettering, not the edge of something solid or a pattern."""
    (x, y), (a, b) = outline.centre, outline.half_axes
    larger = (Outline(outline.shape, (x, y), (a * k, b * k), outline.rotation, 0.0) for k in (1.12, 1.18, 1.25))
    outside = min(_coverage(mask, ring, 0.02) for ring in larger)
    inside = _fill(mask, outline)
    return outside <= _CLEAR_OUTSIDE and inside <= _SOLID and _line_density(mask, outline) >= _LINE * inside


def _line_density(mask: Mask, outline: Outline) -> float:
    """Share of ink in a narrow band along an outline."""
    band = _filled(outline, mask.shape, grow=1.025) & ~_filled(outline, mask.shape, grow=0.975)
    return float(mask[band].mean()) if band.any() else 0.0


def _circle_coverage(mask: Mask, circle: NDArray[np.float64], band: float = 0.02) -> float:
    """Share of directions in which there is ink within `band` radii of the circle."""
    x, y, radius = (float(value) for value in circle)
    return _coverage(mask, Outline(SealShape.ROUND, (x, y), (radius, radius), 0.0, 0.0), band)


def _coverage(mask: Mask, ring: Outline, band: float) -> float:
    """Share of directions in which there is ink within `band` half axes of a round or oval outline."""
    height, width = mask.shape
    (x, y), (a, b) = ring.centre, ring.half_axes
    cosine, sine = np.cos(np.radians(ring.rotation)), np.sin(np.radians(ring.rotation))
    hit = np.zeros(_BINS, dtype=bool)
    for share in np.linspace(1 - band, 1 + band, 5):
        u, v = a * share * np.cos(_DIRECTIONS), b * share * np.sin(_DIRECTIONS)
        columns = np.rint(x + u * cosine - v * sine).astype(int)
        rows = np.rint(y + u * sine + v * cosine).astype(int)
        inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        hit[inside] |= mask[rows[inside], columns[inside]]
    return float(hit.mean())


def _refined_circle(mask: Mask, circle: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Least-squares circle through the ink near a first guess; the better covered of the two."""
    points = np.argwhere(mask)[:, ::-1].astype(np.float64)
    best = _circle_coverage(mask, circle, _BAND), circle
    for _ in range(3):
        distance = np.hypot(points[:, 0] - best[1][0], points[:, 1] - best[1][1]) / best[1][2]
        near = points[np.abs(distance - 1) < _BAND]
        if len(near) < 20:
            break
        design = np.column_stack([2 * near, np.ones(len(near))])
        (x, y, rest), *_ = np.linalg.lstsq(design, (near**2).sum(axis=1), rcond=None)
        refined = np.array([x, y, np.sqrt(max(rest + x * x + y * y, 1.0))])
        coverage = _circle_coverage(mask, refined, _BAND)
        if coverage <= best[0]:
            break
        best = coverage, refined
    return best


def _oval(mask: Mask, smallest: float, largest: float) -> Outline | None:
    """Ellipse through the outermost ink in each direction."""
    points = _outermost(mask)
    if len(points) < 30:
        return None
    (x, y), (first, second), rotation = cv2.fitEllipse(points.astype(np.float32))
    if (
        min(first, second) < 0.6 * smallest
        or max(first, second) > largest
        or min(first, second) < 0.4 * max(first, second)
    ):
        return None
    shape = SealShape.ROUND if min(first, second) > _ASLANT * max(first, second) else SealShape.OVAL
    outline = Outline(shape, (x, y), (first / 2, second / 2), rotation, 0.0)
    outline = max((outline.shrunk(share) for share in _WITHIN_OUTERMOST), key=lambda oval: _line_density(mask, oval))
    outline = replace(outline, confidence=_coverage(mask, outline, _BAND))
    return outline if outline.confidence >= _ENOUGH_OUTLINE + 0.1 and _stamped(mask, outline) else None


def _outermost(mask: Mask) -> NDArray[np.float64]:
    """For each direction from the middle of the ink its outermost pixel."""
    points = np.argwhere(mask)[:, ::-1].astype(np.float64)
    if len(points) < 60:
        return points
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    offsets = points - middle
    distance = np.hypot(*offsets.T)
    direction = ((np.arctan2(offsets[:, 1], offsets[:, 0]) + np.pi) / (2 * np.pi) * _BINS).astype(int) % _BINS
    order = np.lexsort((-distance, direction))
    _, first = np.unique(direction[order], return_index=True)
    outer: NDArray[np.float64] = points[order][first]
    return outer


def _square(mask: Mask, smallest: float, largest: float, enough: float) -> Outline | None:
    """Rectangle around the ink with ink along at least this share of each of its four sides."""
    points = np.argwhere(mask)[:, ::-1].astype(np.float32)
    if len(points) < 60:
        return None
    (x, y), (width, height), rotation = cv2.minAreaRect(points)
    if (
        min(width, height) < 0.8 * smallest
        or max(width, height) > 0.6 * largest
        or min(width, height) < 0.4 * max(width, height)
    ):
        return None
    outline = Outline(SealShape.SQUARE, (x, y), (width / 2, height / 2), rotation, 0.0)
    sides = _side_coverage(mask, outline)
    solid = _SOLID if enough >= _CLEAR_SIDES else _SOLID_WITHOUT_CLEAR_SIDES
    if min(sides) < enough or _fill(mask, outline) > solid:
        return None
    return replace(outline, confidence=float(np.mean(sides)))


def _side_coverage(mask: Mask, outline: Outline) -> list[float]:
    """Share of each side of a rectangle that has ink on it."""
    height, width = mask.shape
    angle = np.radians(outline.rotation)
    along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    a, b = outline.half_axes
    steps = np.linspace(-0.95, 0.95, 40)
    shares = []
    for direction, reach, normal, distance in (
        (along, a, across, b),
        (along, a, across, -b),
        (across, b, along, a),
        (across, b, along, -a),
    ):
        hit = np.zeros(len(steps), dtype=bool)
        for depth in np.linspace(0.84, 1.02, 6):
            points = np.array(outline.centre) + np.outer(steps * reach, direction) + normal * distance * depth
            columns, rows = np.rint(points).astype(int).T
            inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
            hit[inside] |= mask[rows[inside], columns[inside]]
        shares.append(float(hit.mean()))
    return shares


def _filled(outline: Outline, shape: tuple[int, ...], grow: float = 1.06) -> Mask:
    """The area inside an outline."""
    canvas = np.zeros(shape[:2], dtype=np.uint8)
    a, b = outline.half_axes
    if outline.shape is SealShape.SQUARE:
        corners = cv2.boxPoints((outline.centre, (2 * a * grow, 2 * b * grow), outline.rotation))
        cv2.fillPoly(canvas, [np.rint(corners).astype(np.int32)], (1,))
    else:
        cv2.ellipse(canvas, (outline.centre, (2 * a * grow, 2 * b * grow), outline.rotation), (1,), -1)
    return canvas.astype(bool)


def _fill(mask: Mask, outline: Outline) -> float:
    """Share of ink inside an outline."""
    inside = _filled(outline, mask.shape, grow=0.9)
    return float(mask[inside].mean()) if inside.any() else 1.0
