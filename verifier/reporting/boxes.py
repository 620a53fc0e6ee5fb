"""The box drawn around a place, in pixels of the figure."""

from collections.abc import Sequence

from extractors.models import Point
from verifier.reporting.places import bounding_box

_PADDING = 5.0  # between text and box
_LEAST_SIZE = 8.0  # a place without extent still gets a box
_RIM = 3.0  # the line stays inside the figure


def outline(corners: Sequence[Point], width: float, height: float) -> list[Point]:
    """Corners moved outwards, clear of the text and inside the figure; a sliver becomes a small rectangle."""
    left, top, right, bottom = bounding_box(tuple(corners))
    if min(right - left, bottom - top) < _LEAST_SIZE:
        left, right = _widened(left, right)
        top, bottom = _widened(top, bottom)
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    return [(_outwards(x, middle_x, width), _outwards(y, middle_y, height)) for x, y in corners]


def _widened(low: float, high: float) -> tuple[float, float]:
    lack = max(_LEAST_SIZE - (high - low), 0.0) / 2
    return low - lack, high + lack


def _outwards(coordinate: float, middle: float, size: float) -> float:
    moved = coordinate + (_PADDING if coordinate > middle else -_PADDING)
    return min(max(moved, _RIM), size - _RIM)
