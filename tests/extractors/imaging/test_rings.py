"""A ring's line is found where it is, whatever lies over it, and its name stands in one piece on the strip."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import only_red, red_ink
from extractors.imaging.rings import STRIP_HEIGHT, fitted, place_of_name, unrolled
from extractors.models import SealShape
from tests.extractors.paper import Sheet, notice
from tests.extractors.scans import compressed, grained
from tests.extractors.stamps import oval_seal, round_seal

NAME = "许昌鼎信企业管理咨询有限公司"
CENTRE = (500.0, 500.0)


def _guess(x: float, y: float, share: float, half_axes: tuple[float, float] = (125, 125)) -> Outline:
    shape = SealShape.ROUND if half_axes[0] == half_axes[1] else SealShape.OVAL
    axes = half_axes[0] * share, half_axes[1] * share
    return Outline(shape, (CENTRE[0] + x, CENTRE[1] + y), axes, 0.0, 0.8)


@pytest.mark.parametrize(("x", "y", "share"), [(0, 0, 1.0), (6, -5, 1.0), (-8, 4, 0.96), (3, 7, 1.06)])
@pytest.mark.parametrize("ink", [0.9, 0.3])
def test_a_guess_is_put_right(x: float, y: float, share: float, ink: float) -> None:
    sheet = notice().stamp(round_seal(NAME, ink=ink), CENTRE)
    ring, seen = fitted(red_ink(compressed(grained(sheet.pixels, 3), 70)), _guess(x, y, share))
    assert ring.centre == pytest.approx(CENTRE, abs=2)
    assert ring.half_axes == pytest.approx((123, 123), abs=3)
    assert seen > 0.9


def test_the_neighbour_does_not_pull_a_ring_aside() -> None:
    sheet = Sheet().stamp(round_seal(NAME), CENTRE).stamp(round_seal("禹州市市场监督管理局"), (690, 540))
    ring, _ = fitted(red_ink(sheet.pixels), _guess(7, 4, 1.03))
    assert ring.centre == pytest.approx(CENTRE, abs=2)
    assert ring.half_axes == pytest.approx((123, 123), abs=3)


def test_an_oval_stays_an_oval() -> None:
    sheet = Sheet().stamp(oval_seal(NAME), CENTRE)
    ring, seen = fitted(red_ink(sheet.pixels), _guess(3, 2, 0.985, (150, 100)))
    assert ring.centre == pytest.approx(CENTRE, abs=2)
    assert sorted(ring.half_axes) == pytest.approx([99, 149], abs=3)
    assert seen > 0.9


def test_a_seal_cut_by_the_edge_shows_a_part_of_its_line() -> None:
    pixels = Sheet().stamp(round_seal(NAME), CENTRE).pixels[:, : int(CENTRE[0]) + 40]
    _, seen = fitted(red_ink(np.ascontiguousarray(pixels)), _guess(0, 0, 1.0))
    assert 0.4 < seen < 0.75


def test_without_ink_the_outline_stays() -> None:
    guess = _guess(0, 0, 1.0)
    assert fitted(np.zeros((1000, 1000), dtype=bool), guess) == (guess, 0.0)


@pytest.mark.parametrize("turned", [0, 75, 140, 180, -100])
def test_the_name_stands_in_one_piece_however_the_seal_was_turned(turned: int) -> None:
    seal = round_seal(NAME).rotate(turned, Pillow.Resampling.BICUBIC)
    sheet = Sheet().stamp(seal, CENTRE)
    strip = unrolled(only_red(sheet.pixels), _guess(0, 0, 0.985))
    place = place_of_name(strip)
    rolled = np.roll(strip, -place.turned, axis=1)
    ink = (rolled[STRIP_HEIGHT // 3 : 3 * STRIP_HEIGHT // 4, :, 1] < 128).any(axis=0)
    columns = np.flatnonzero(ink)
    # All letters lie between the ends, and the ends lie close to the first and the last.
    assert columns[0] == pytest.approx(place.start, abs=12)
    assert columns[-1] == pytest.approx(place.stop, abs=12)
    assert place.stop - place.start < 0.85 * strip.shape[1]


def test_a_ring_without_a_gap_may_begin_anywhere() -> None:
    strip = np.full((STRIP_HEIGHT, 600, 3), 255, dtype=np.uint8)
    for x in range(0, 600, 20):
        cv2.rectangle(strip, (x, 16), (x + 12, 52), (0, 0, 0), -1)
    place = place_of_name(strip)
    assert (place.turned, place.start, place.stop) == (0, 0, 600)
    assert place_of_name(np.full_like(strip, 255)).stop == 600
