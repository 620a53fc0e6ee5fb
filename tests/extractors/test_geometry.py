"""Coordinates survive the way there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractors.geometry import (
    area,
    box_of,
    centre,
    covered,
    edge_lengths,
    enclosing,
    expand,
    from_top_left,
    in_shares,
    intersection,
    overlap,
    part_of,
    polygon_of,
    quarter_turns,
    scaling,
    to_pixels,
    to_shares,
    transform,
    translation,
)
from extractors.models import Box

SIDES = st.integers(1, 5000)
SHARES = st.floats(0, 1)
TURNS = st.integers(-4, 8)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    xs = sorted(draw(st.tuples(SHARES, SHARES)))
    ys = sorted(draw(st.tuples(SHARES, SHARES)))
    return xs[0], ys[0], xs[1], ys[1]


@given(boxes(), SIDES, SIDES)
def test_shares_to_pixels_and_back(box: Box, width: int, height: int) -> None:
    polygon = polygon_of(box)
    back = to_shares(to_pixels(polygon, width, height), width, height)
    assert np.array(back) == pytest.approx(np.array(polygon))
    assert box_of(polygon) == box


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), SIDES, SIDES)
def test_shares_never_leave_the_page(x: float, y: float, width: int, height: int) -> None:
    ((across, down),) = to_shares([(x, y)], width, height)
    assert 0 <= across <= 1
    assert 0 <= down <= 1


@given(TURNS, SIDES, SIDES, SHARES, SHARES)
def test_quarter_turns_fill_the_frame_and_come_back(turns: int, width: int, height: int, x: float, y: float) -> None:
    size = (height, width) if turns % 2 else (width, height)
    matrix = quarter_turns(turns, width, height)
    corners = transform(matrix, to_pixels(polygon_of((0, 0, 1, 1)), width, height))
    assert box_of(corners.tolist()) == (0, 0, *size)
    point = np.array([(x * width, y * height)])
    back = transform(quarter_turns(-turns, *size), transform(matrix, point))
    assert back == pytest.approx(point, abs=1e-6)


@pytest.mark.parametrize("turns", range(4))
def test_quarter_turns_are_those_of_the_pixels(turns: int) -> None:
    picture = np.zeros((20, 30), dtype=np.uint8)
    picture[4, 7] = 1
    turned = np.rot90(picture, turns)
    ((x, y),) = transform(quarter_turns(turns, 30, 20), np.array([(7.5, 4.5)]))
    assert turned[int(y), int(x)] == 1


@given(TURNS, st.tuples(SIDES, SIDES), st.floats(-50, 50), st.floats(0.2, 5), boxes())
def test_a_homography_in_shares_does_what_it_does_in_pixels(
    turns: int, sides: tuple[int, int], shift: float, factor: float, box: Box
) -> None:
    width, height = sides
    size = (height, width) if turns % 2 else (width, height)
    matrix = translation(shift, -shift) @ scaling(factor, factor) @ quarter_turns(turns, width, height)
    shares = np.array(in_shares(matrix, (width, height), size)).reshape(3, 3)
    polygon = polygon_of(box)
    by_pixels = transform(matrix, to_pixels(polygon, width, height)) / size
    assert transform(shares, np.array(polygon)) == pytest.approx(by_pixels, abs=1e-6)
    assert transform(np.linalg.inv(shares), by_pixels) == pytest.approx(np.array(polygon), abs=1e-6)


@given(boxes(), boxes())
def test_boxes_and_what_they_share(first: Box, second: Box) -> None:
    common, around = area(intersection(first, second)), enclosing([first, second])
    assert common <= min(area(first), area(second)) + 1e-12
    assert intersection(first, second) == intersection(second, first)
    assert covered(first, around) == pytest.approx(1.0) or area(first) == 0
    assert 0 <= covered(first, second) <= 1 + 1e-9
    assert area(around) + 1e-12 >= max(area(first), area(second))
    left, top, right, bottom = first
    assert left <= centre(first)[0] <= right
    assert top <= centre(first)[1] <= bottom


@given(boxes(), SHARES, SHARES)
def test_a_grown_box_holds_the_old_one_and_stays_on_the_page(box: Box, across: float, down: float) -> None:
    left, top, right, bottom = expand(box, across, down)
    assert 0 <= left <= box[0]
    assert 0 <= top <= box[1]
    assert box[2] <= right <= 1
    assert box[3] <= bottom <= 1


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [((0, 2), (1, 3), 0.5), ((0, 1), (2, 3), 0.0), ((0, 4), (1, 2), 1.0), ((1, 1), (0, 2), 0.0)],
)
def test_overlap_of_intervals(first: tuple[float, float], second: tuple[float, float], expected: float) -> None:
    assert overlap(first, second) == overlap(second, first) == expected


@given(boxes(), SHARES, SHARES, st.booleans())
def test_parts_of_a_line_lie_in_it_and_the_whole_is_the_line(
    box: Box, start: float, stop: float, vertical: bool
) -> None:
    assume(start <= stop)
    polygon = polygon_of(box)
    assert np.array(part_of(polygon, 0, 1, vertical=vertical)) == pytest.approx(np.array(polygon))
    left, top, right, bottom = box_of(part_of(polygon, start, stop, vertical=vertical))
    low, high = (top, bottom) if vertical else (left, right)
    first, length = (box[1], box[3] - box[1]) if vertical else (box[0], box[2] - box[0])
    assert (low, high) == pytest.approx((first + start * length, first + stop * length))


@given(st.floats(-40, 40), st.floats(5, 500), st.floats(1.5, 20), st.integers(0, 3))
def test_corners_begin_at_the_top_left_whatever_the_order(
    degrees: float, height: float, ratio: float, rolled: int
) -> None:
    angle = np.radians(degrees)
    turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    quad = np.array([(0, 0), (ratio * height, 0), (ratio * height, height), (0, height)]) @ turn + 100
    assert from_top_left(np.roll(quad, rolled, axis=0)) == pytest.approx(quad)
    assert edge_lengths(quad) == pytest.approx((ratio * height, height))
