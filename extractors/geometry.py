"""Polygons, boxes and plane transforms: the only place that converts coordinates.

Pixels have their origin in the middle of the top left pixel's corner, x to the right, y down. Shares are pixels
divided by the page's width and height. A `Matrix` is a 3x3 homography acting on column vectors (x, y, 1).
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.models import Box, Point, Polygon

Matrix = NDArray[np.float64]
Quad = NDArray[np.float64]  # 4x2 pixels, clockwise from the top left of the text

IDENTITY: Matrix = np.eye(3)


def to_shares(quad: Iterable[Sequence[float]], width: int, height: int) -> Polygon:
    """Pixels of a picture of this size -> shares of it, cut at the picture's edge."""
    return tuple((_clip(float(x) / width), _clip(float(y) / height)) for x, y in quad)


def to_pixels(polygon: Polygon, width: int, height: int) -> Quad:
    """Shares -> pixels of a picture of this size."""
    return np.array([(x * width, y * height) for x, y in polygon], dtype=np.float64)


def _clip(share: float) -> float:
    return min(1.0, max(0.0, share))


def box_of(polygon: Iterable[Point]) -> Box:
    """The upright box around a polygon."""
    xs, ys = zip(*polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def polygon_of(box: Box) -> Polygon:
    """A box's four corners, clockwise from the top left."""
    left, top, right, bottom = box
    return (left, top), (right, top), (right, bottom), (left, bottom)


def enclosing(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of these."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def area(box: Box) -> float:
    """Area of a box, 0 where it is turned inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def intersection(first: Box, second: Box) -> Box:
    """The box common to both (turned inside out where they do not meet)."""
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


def covered(inner: Box, outer: Box) -> float:
    """Share of `inner` that lies inside `outer`."""
    whole = area(inner)
    return area(intersection(inner, outer)) / whole if whole else 0.0


def overlap(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Length common to two intervals as a share of the shorter one."""
    shorter = min(first[1] - first[0], second[1] - second[0])
    if shorter <= 0:
        return 0.0
    return max(0.0, min(first[1], second[1]) - max(first[0], second[0])) / shorter


def centre(box: Box) -> Point:
    """The middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def expand(box: Box, horizontally: float, vertically: float) -> Box:
    """The box grown by these shares of the page on each side, cut at the page's edge."""
    left, top, right, bottom = box
    return (
        _clip(left - horizontally),
        _clip(top - vertically),
        _clip(right + horizontally),
        _clip(bottom + vertically),
    )


def part_of(polygon: Polygon, start: float, stop: float, *, vertical: bool = False) -> Polygon:
    """The part of a line's four-cornered polygon between two shares of its length.

    The length of a horizontal line runs from its left to its right edge, that of a vertical one from top to bottom.
    """
    top_left, top_right, bottom_right, bottom_left = polygon
    if vertical:
        return (
            _between(top_left, bottom_left, start),
            _between(top_right, bottom_right, start),
            _between(top_right, bottom_right, stop),
            _between(top_left, bottom_left, stop),
        )
    return (
        _between(top_left, top_right, start),
        _between(top_left, top_right, stop),
        _between(bottom_left, bottom_right, stop),
        _between(bottom_left, bottom_right, start),
    )


def _between(first: Point, second: Point, share: float) -> Point:
    return first[0] + (second[0] - first[0]) * share, first[1] + (second[1] - first[1]) * share


def transform(matrix: Matrix, points: Quad) -> Quad:
    """Points (n x 2) through a homography."""
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    moved: Quad = homogeneous[:, :2] / homogeneous[:, 2:3]
    return moved


def translation(x: float, y: float) -> Matrix:
    """Move by (x, y) pixels."""
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def scaling(x: float, y: float) -> Matrix:
    """Stretch by these factors."""
    return np.diag([x, y, 1.0])


def quarter_turns(turns: int, width: int, height: int) -> Matrix:
    """Turn a picture of this size counter-clockwise by `turns` quarters so that it fills its new frame again."""
    match turns % 4:
        case 0:
            return np.eye(3)
        case 1:
            return np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]])
        case 2:
            return np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]])
        case _:
            return np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


def in_shares(matrix: Matrix, source: tuple[int, int], target: tuple[int, int]) -> tuple[float, ...]:
    """A pixel homography between two pictures (width, height) as one between their shares, row-major."""
    shares = scaling(1 / target[0], 1 / target[1]) @ matrix @ scaling(*source)
    return tuple(float(value) for value in (shares / shares[2, 2]).ravel())


def from_top_left(quad: Quad) -> Quad:
    """The corners starting at the top left: of the edges in clockwise order, the one that points right comes first.

    Sorting corners by their coordinates fails on a long line that stands and leans by more than its own thickness.
    """
    edges = np.roll(quad, -1, axis=0) - quad
    rightwards = edges[:, 0] / np.maximum(np.hypot(edges[:, 0], edges[:, 1]), 1e-9)
    return np.asarray(np.roll(quad, -int(np.argmax(rightwards)), axis=0))


def edge_lengths(quad: Quad) -> tuple[float, float]:
    """Mean width and height of a quadrilateral along its own edges, in pixels."""
    top_left, top_right, bottom_right, bottom_left = quad
    width = (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2
    height = (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    return width, height
