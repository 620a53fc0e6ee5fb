"""Round and oval seals: their outline fitted to the ink at full size, and the ring of lettering unrolled to a strip.

Outlines are found on a small copy of the page, where neighbouring seals and print pull them aside. A ring unrolled
about a wrong centre climbs and falls, and its letters are cut; so the line itself is looked for once more.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import Mask
from extractors.models import SealShape
from extractors.ocr.engine import Image

STRIP_HEIGHT = 64  # pixels of the unrolled ring
_OUTER, _RING_DEPTH = 0.97, 0.45  # where the ring of lettering begins and how deep it is, as shares of the radius
_DIRECTIONS = 240  # rays along which the line is looked for
_NEAREST, _FARTHEST, _STEPS = 0.78, 1.25, 120  # where along a ray, as shares of the half axes
_TRIPLES = 300
_ON_LINE = 0.015  # of the radius: how far from a circle a point of its line may lie
_NEAR_LINE = 0.03  # the same for an ellipse fitted to what was found
_LINE_SEEN = 0.5  # share of directions in which the line must be found for the fit to be taken
_LEAST_ASPECT = 0.86  # of a round seal seen aslant
_LETTERS = (0.4, 0.8)  # shares of a strip's height at which it has letters, but neither the seal's number nor its star
_EMPTY = 0.35  # of the common darkness of letters: less in a direction is a gap between words


def fitted(ink: Mask, outline: Outline) -> tuple[Outline, float]:
    """The outline with its centre and axes put on the outer edge of its line, and the share of the line that is seen.

    It stays as it is where no line is clear.
    """
    points, rays = _edges(ink, outline)
    if len(points) < _DIRECTIONS // 4:
        return outline, 0.0
    start = outline
    if outline.shape is SealShape.ROUND:
        circle = _circle(points, rays, float(np.mean(outline.half_axes)))
        if circle is not None:
            start = replace(outline, centre=circle[:2], half_axes=(circle[2], circle[2]), rotation=0.0)
    best = max((outline, start, _ellipse(points, start)), key=lambda ring: _seen(points, rays, ring, _ON_LINE))
    if _seen(points, rays, best, _ON_LINE) < _LINE_SEEN:
        best = outline
    return best, _seen(points, rays, best, _NEAR_LINE)


def unrolled(picture: Image, outline: Outline) -> Image:
    """The lettering ring as a straight strip of one turn, clockwise from the bottom.

    A band of even depth inside the outline; steps along an oval are even in length, not in angle, so that the letters
    at its ends are not spread.
    """
    a, b = (_OUTER * half_axis for half_axis in outline.half_axes)
    angle = np.radians(outline.rotation)
    first = np.pi / 2 - angle
    directions = np.linspace(first, first + 2 * np.pi, 2000)
    steps = np.hypot(a * np.sin(directions), b * np.cos(directions))
    turn = np.interp(np.linspace(0, 1, _turn_length(outline)), np.cumsum(steps) / steps.sum(), directions)[None, :]
    depth = np.linspace(0, _RING_DEPTH * min(outline.half_axes), STRIP_HEIGHT)[:, None]
    slope = np.hypot(b * np.cos(turn), a * np.sin(turn))
    u = a * np.cos(turn) - depth * b * np.cos(turn) / slope
    v = b * np.sin(turn) - depth * a * np.sin(turn) / slope
    columns = outline.centre[0] + u * np.cos(angle) - v * np.sin(angle)
    rows = outline.centre[1] + u * np.sin(angle) + v * np.cos(angle)
    strip = cv2.remap(
        picture, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return np.asarray(strip, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the name stands on a strip: turned on by so many columns it runs from `start` to `stop`."""

    turned: int
    start: int
    stop: int


def place_of_name(strip: Image) -> Place:
    """The name runs from one end of the widest gap between letters around to the other.

    Names leave the gap at the bottom; a seal pressed askew or on its head has it elsewhere. Without a gap the name may
    stand anywhere.
    """
    width = strip.shape[1]
    top, bottom = (round(share * STRIP_HEIGHT) for share in _LETTERS)
    darkness = 255.0 - strip[top:bottom, :, 1].mean(axis=0)
    half = STRIP_HEIGHT // 8
    closed = np.concatenate([darkness[-half:], darkness, darkness[:half]])
    around = np.convolve(closed, np.ones(2 * half + 1) / (2 * half + 1), "valid")
    empty = around < _EMPTY * float(np.percentile(around, 75))
    if not empty.any() or empty.all():
        return Place(0, 0, width)
    start, stop = _longest_run(empty)
    if stop - start < STRIP_HEIGHT // 2:
        return Place(0, 0, width)
    middle = (start + stop) // 2
    return Place(middle % width, stop - middle, start + width - middle)


def _longest_run(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """Beginning and end of the longest run of true values in a closed circle; the end may lie beyond the circle's."""
    shift = int(np.flatnonzero(~flags)[0])
    edges = np.diff(np.concatenate([[0], np.roll(flags, -shift).astype(int), [0]]))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    longest = int(np.argmax(stops - starts))
    return int(starts[longest]) + shift, int(stops[longest]) + shift


def _turn_length(outline: Outline) -> int:
    """Length in strip pixels of one turn, so that characters keep their proportions in the middle of the ring."""
    a, b = outline.half_axes
    return round(2 * np.pi * 0.75 * (a + b) / 2 * STRIP_HEIGHT / (_RING_DEPTH * min(a, b)))


def _places(
    outline: Outline, directions: NDArray[np.float64], shares: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Columns and rows of points at these shares of the half axes in these directions (of the ellipse's own angle)."""
    (x, y), (a, b), angle = outline.centre, outline.half_axes, np.radians(outline.rotation)
    u, v = a * shares * np.cos(directions - angle), b * shares * np.sin(directions - angle)
    columns = x + u * np.cos(angle) - v * np.sin(angle)
    rows = y + u * np.sin(angle) + v * np.cos(angle)
    return columns.astype(np.float32), rows.astype(np.float32)


def _edges(ink: Mask, outline: Outline) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """Where rays from the middle leave ink, near the outline: points (x, y) and the number of the ray of each."""
    directions = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    columns, rows = _places(outline, directions[:, None], np.linspace(_NEAREST, _FARTHEST, _STEPS)[None, :])
    along = cv2.remap(ink.astype(np.uint8), columns, rows, cv2.INTER_NEAREST) > 0
    ray, step = np.nonzero(along[:, :-1] & ~along[:, 1:])
    points = np.column_stack([columns[ray, step], rows[ray, step]]).astype(np.float64)
    return points, ray


def _circle(points: NDArray[np.float64], rays: NDArray[np.int_], radius: float) -> tuple[float, float, float] | None:
    """The circle, about as large as the outline, that most rays leave ink at (RANSAC)."""
    chance = np.random.default_rng(len(points))
    best: tuple[int, tuple[float, float, float] | None] = (0, None)
    for triple in points[chance.integers(0, len(points), (_TRIPLES, 3))]:
        circle = _through(triple)
        if circle is None or not 0.85 * radius < circle[2] < 1.15 * radius:
            continue
        near = np.abs(np.hypot(points[:, 0] - circle[0], points[:, 1] - circle[1]) - circle[2]) < _ON_LINE * radius
        seen = len(np.unique(rays[near]))
        if seen > best[0]:
            best = seen, circle
    return best[1]


def _through(points: NDArray[np.float64]) -> tuple[float, float, float] | None:
    """Centre and radius of the circle through three points."""
    design = np.column_stack([2 * points, np.ones(3)])
    if abs(float(np.linalg.det(design))) < 1e-3:
        return None
    x, y, rest = np.linalg.solve(design, (points**2).sum(axis=1))
    return float(x), float(y), float(np.sqrt(max(rest + x * x + y * y, 0.0)))


def _ellipse(points: NDArray[np.float64], start: Outline) -> Outline:
    """An ellipse through the points near a first guess; the guess where they give none that a seal can have."""
    found = start
    for _ in range(3):
        near = points[np.abs(_reach(points, found) - 1) < _NEAR_LINE]
        if len(near) < _DIRECTIONS // 4:
            return found
        centre, (first, second), rotation = cv2.fitEllipse(near.astype(np.float32))
        low, high = sorted((first, second))
        if start.shape is SealShape.ROUND and low < _LEAST_ASPECT * high:
            return found
        found = replace(
            found, centre=(float(centre[0]), float(centre[1])), half_axes=(first / 2, second / 2), rotation=rotation
        )
    return found


def _reach(points: NDArray[np.float64], ring: Outline) -> NDArray[np.float64]:
    """How far out points lie, 1 on the outline."""
    angle = np.radians(ring.rotation)
    x, y = points[:, 0] - ring.centre[0], points[:, 1] - ring.centre[1]
    u, v = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
    return np.asarray(np.hypot(u / ring.half_axes[0], v / ring.half_axes[1]))


def _seen(points: NDArray[np.float64], rays: NDArray[np.int_], ring: Outline, near: float) -> float:
    """Share of rays that leave ink at an outline."""
    return len(np.unique(rays[np.abs(_reach(points, ring) - 1) < near])) / _DIRECTIONS
