"""Outlines of red seals: thin closed lines of red ink (circle, ellipse or rectangle) around lettering.

Solid red shapes such as the national emblem, red headlines and photographs have no such outline. Ovals are found by an
ellipse through the outermost ink.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import covered
from extractors.imaging.circles import BAND, BINS, best_circle, points_of, refined
from extractors.imaging.red_ink import Mask
from extractors.models import Box, SealInk, SealShape

_SMALLEST, _LARGEST = 0.045, 0.42  # diameter as a share of the shorter side of the page
_ENOUGH_OUTLINE = 0.6  # share of directions with ink on the outline; lettering and table rules cut some away
_SMALL, _ENOUGH_OF_SMALL = 0.08, 0.8  # below this diameter emblems and lettering form near-circles: ask for more
_SOLID_WITHOUT_CLEAR_SIDES = 0.45  # the foot of a national emblem cut off by the picture's edge has 0.59
_FINEST_GAP = 8  # pixels: gaps up to it are closed at working size
_BETTER_OVAL = 0.05  # share of directions by which an oval has to be clearer than a circle
_ASLANT = 0.86  # axes of a round seal on a photograph that perspective has pressed; ovals are cut at 0.8 and below
_ENOUGH_SIDES, _CLEAR_SIDES = 0.6, 0.8  # share of each side of a frame with ink on it; of a circle's box 0.55
_SOLID = 0.6  # share of ink inside the outline above which the shape is filled, not stamped
_LINE = 1.6  # density of ink on the outline over that inside; a circle through lines of red print has 1.3
_WITHIN_OUTERMOST = (1.0, 0.985, 0.97, 0.955, 0.94)  # shares of the outermost ink's ellipse at which its line may run
_CLEAR_OUTSIDE = 0.45  # share of directions that may have ink just outside the outline


@dataclass(frozen=True, slots=True)
class Outline:
    """An ellipse or rectangle in pixels: centre, half axes, rotation in degrees (of the first axis, clockwise).

    `confidence` is how sure it is that a seal stands there; `whole` is false where only a slice of it is on the page.
    """

    shape: SealShape
    centre: tuple[float, float]
    half_axes: tuple[float, float]
    rotation: float
    confidence: float
    ink: SealInk = SealInk.RED
    whole: bool = True

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
        return replace(self, centre=(x * factor, y * factor), half_axes=(a * factor, b * factor))


def ring_of(circle: NDArray[np.float64], confidence: float) -> Outline:
    """The outline of a round seal whose line is a circle (x, y, radius)."""
    x, y, radius = (float(value) for value in circle)
    return Outline(SealShape.ROUND, (x, y), (radius, radius), 0.0, confidence)


def find_outlines(ink: Mask) -> list[Outline]:
    """Seal outlines in a mask of red ink at working size, in the mask's pixels, clearest first."""
    side = min(ink.shape)
    candidates = [
        outline
        for cluster in clusters(ink, gap=max(3, round(0.008 * side)))
        for outline in _outlines_in(cluster, _SMALLEST * side, _LARGEST * side)
        if outline.confidence >= (_ENOUGH_OF_SMALL if 2 * outline.half_axes[0] < _SMALL * side else _ENOUGH_OUTLINE)
    ]
    return _distinct(candidates)


def _distinct(candidates: list[Outline]) -> list[Outline]:
    """Of outlines that lie on each other the one with the most ink on it."""
    kept: list[Outline] = []
    for candidate in sorted(candidates, key=lambda outline: -outline.confidence):
        if all(covered(candidate.box, other.box) < 0.5 and covered(other.box, candidate.box) < 0.5 for other in kept):
            kept.append(candidate)
    return kept


def clusters(mask: Mask, gap: int) -> list[Mask]:
    """Red ink grouped where the gaps are small; each cluster as a mask of the whole page."""
    step = max(1, gap // _FINEST_GAP)  # wide gaps are closed on a smaller mask
    height, width = mask.shape
    size = (-(-width // step), -(-height // step))
    small = (cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    reach = round(gap / step)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    joined = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel)
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(joined)
    smallest = 0.6 * _SMALLEST * min(mask.shape) / step
    kept = [label for label in range(1, count) if statistics[label, 2:4].min() >= smallest]
    if not kept:
        return []
    whole = cv2.resize(labels.astype(np.int16), (width, height), interpolation=cv2.INTER_NEAREST)
    return [mask & (whole == label) for label in kept]


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
        rest &= ~filled(outline, rest.shape)
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
    """The circle with most of its outline in ink."""
    points = points_of(mask)
    if len(points) < 60:
        return None
    seen, circle = best_circle(mask, points, smallest, largest)
    if seen < 0.6 * _ENOUGH_OUTLINE:
        return None
    seen, circle = refined(mask, points, circle)
    if seen < _ENOUGH_OUTLINE or not smallest <= 2 * circle[2] <= largest:
        return None
    outline = ring_of(circle, seen)
    return outline if is_stamped(mask, outline) else None


_DIRECTIONS = np.linspace(0, 2 * np.pi, BINS, endpoint=False)


def is_stamped(mask: Mask, outline: Outline, clear: float = _CLEAR_OUTSIDE) -> bool:
    """Whether a round or oval outline is a line around lettering, not the edge of something solid or a pattern.

    `clear` is the share of directions that may have ink just outside it.
    """
    (x, y), (a, b) = outline.centre, outline.half_axes
    larger = (Outline(outline.shape, (x, y), (a * k, b * k), outline.rotation, 0.0) for k in (1.12, 1.18, 1.25))
    outside = min(_coverage(mask, ring, 0.02) for ring in larger)
    inside = _fill(mask, outline)
    return outside <= clear and inside <= _SOLID and line_density(mask, outline) >= _LINE * inside


def line_density(mask: Mask, outline: Outline) -> float:
    """Share of ink in a narrow band along an outline."""
    band = filled(outline, mask.shape, grow=1.025) & ~filled(outline, mask.shape, grow=0.975)
    return float(mask[band].mean()) if band.any() else 0.0


def _coverage(mask: Mask, ring: Outline, band: float) -> float:
    """Share of directions in which there is ink within `band` half axes of a round or oval outline."""
    height, width = mask.shape
    (x, y), (a, b) = ring.centre, ring.half_axes
    cosine, sine = np.cos(np.radians(ring.rotation)), np.sin(np.radians(ring.rotation))
    hit = np.zeros(BINS, dtype=bool)
    for share in np.linspace(1 - band, 1 + band, 5):
        u, v = a * share * np.cos(_DIRECTIONS), b * share * np.sin(_DIRECTIONS)
        columns = np.rint(x + u * cosine - v * sine).astype(int)
        rows = np.rint(y + u * sine + v * cosine).astype(int)
        inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        hit[inside] |= mask[rows[inside], columns[inside]]
    return float(hit.mean())


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
    outline = max((outline.shrunk(share) for share in _WITHIN_OUTERMOST), key=lambda oval: line_density(mask, oval))
    outline = replace(outline, confidence=_coverage(mask, outline, BAND))
    return outline if outline.confidence >= _ENOUGH_OUTLINE + 0.1 and is_stamped(mask, outline) else None


def _outermost(mask: Mask) -> NDArray[np.float64]:
    """For each direction from the middle of the ink its outermost pixel."""
    points = points_of(mask)
    if len(points) < 60:
        return points
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    offsets = points - middle
    distance = np.hypot(*offsets.T)
    direction = ((np.arctan2(offsets[:, 1], offsets[:, 0]) + np.pi) / (2 * np.pi) * BINS).astype(int) % BINS
    order = np.lexsort((-distance, direction))
    _, first = np.unique(direction[order], return_index=True)
    outer: NDArray[np.float64] = points[order][first]
    return outer


def _square(mask: Mask, smallest: float, largest: float, enough: float) -> Outline | None:
    """Rectangle around the ink with ink along at least this share of each of its four sides."""
    points = points_of(mask).astype(np.float32)
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


def filled(outline: Outline, shape: tuple[int, ...], grow: float = 1.06) -> Mask:
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
    inside = filled(outline, mask.shape, grow=0.9)
    return float(mask[inside].mean()) if inside.any() else 1.0
