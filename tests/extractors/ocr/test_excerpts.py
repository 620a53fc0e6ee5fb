"""What is left out of a picture before the detector sees it is blank, and nothing moves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractors.geometry import box_of
from extractors.ocr.engine import EngineSettings, Image, OcrEngine, create_engine
from extractors.ocr.excerpts import excerpt_of
from tests.extractors.paper import Sheet


@pytest.fixture(scope="module")
def fast() -> OcrEngine:
    return create_engine(EngineSettings())


def _noisy(image: Image, deviation: float) -> Image:
    noise = np.random.default_rng(4).normal(0, deviation, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def test_a_blank_sheet_leaves_nothing_even_where_the_scanner_adds_noise() -> None:
    sheet = Sheet((900, 1280)).pixels
    assert excerpt_of(sheet) is None
    assert excerpt_of(_noisy(sheet - 12, 6.0)) is None


def test_a_small_picture_is_left_as_it_is() -> None:
    strip = Sheet((700, 96)).write("许昌", (300, 30)).pixels
    excerpt = excerpt_of(strip)
    assert excerpt is not None
    assert (excerpt.image == strip).all()


def test_lines_far_apart_are_found_where_they_stand(fast: OcrEngine) -> None:
    sheet = Sheet((900, 1280)).write("许昌市中小企业公共服务示范平台", (200, 90)).write("二〇二六年三月", (560, 1150))
    excerpt = excerpt_of(sheet.pixels)
    assert excerpt is not None
    assert excerpt.image.shape[0] < 0.4 * sheet.pixels.shape[0]
    found = sorted((box_of(quad.tolist()) for quad in fast.detect(sheet.pixels, 1280)), key=lambda box: box[1])
    assert len(found) == len(sheet.printed)
    height, width = sheet.pixels.shape[:2]
    for box, printed in zip(found, sheet.printed, strict=True):
        assert box == pytest.approx(np.array(printed.box) * (width, height, width, height), abs=10)


def test_every_kept_row_knows_where_it_was() -> None:
    image = Sheet((400, 1000)).pixels
    for row in (100, 420, 900):
        image[row : row + 20, 50:300] = row // 5
    excerpt = excerpt_of(image)
    assert excerpt is not None
    assert (excerpt.image == image[excerpt.rows, excerpt.left : excerpt.left + excerpt.image.shape[1]]).all()
    start = int(np.flatnonzero(excerpt.rows == 900)[0])
    quad = np.array([(0.0, start), (50.0, start), (50.0, start + 20), (0.0, start + 20)])
    assert excerpt.in_picture(quad)[:, 1] == pytest.approx([900, 900, 920, 920])
    assert excerpt.in_picture(quad)[:, 0] == pytest.approx(np.array([0, 50, 50, 0]) + excerpt.left)
    above = np.array([(0.0, -3.0), (9.0, -3.0), (9.0, 5.0), (0.0, 5.0)])
    assert excerpt.in_picture(above)[0, 1] == excerpt.rows[0] - 3


@pytest.mark.parametrize("height", [40, 70])
def test_large_characters_below_each_other_stay_as_far_apart_as_they_are_high(height: int) -> None:
    image = Sheet((400, 1200)).pixels
    tops = (100, 400, 700)  # no lines of text: one below the other they are a heading written downwards
    for top in tops:
        image[top : top + height, 150:220] = 0
    excerpt = excerpt_of(image)
    assert excerpt is not None
    assert len(excerpt.rows) < 0.4 * image.shape[0]
    inked = np.flatnonzero((excerpt.image < 128).any(axis=(1, 2)))
    gaps = np.diff(inked)[np.diff(inked) > 1]
    assert len(gaps) == len(tops) - 1
    assert gaps.min() > 0.9 * height


@pytest.mark.parametrize(("paper", "ink"), [(255, 205), (250, 0), (40, 230)])
def test_pale_print_and_print_on_dark_ground_are_kept(paper: int, ink: int) -> None:
    image = np.full((1280, 900, 3), paper, dtype=np.uint8)
    cv2.putText(image, "12,345,678.90", (300, 640), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (ink,) * 3, 1, cv2.LINE_AA)
    inked = np.flatnonzero((np.abs(image.astype(int) - paper) > 20).any(axis=(1, 2)))
    excerpt = excerpt_of(_noisy(image, 4.0))
    assert excerpt is not None
    assert set(inked) <= set(excerpt.rows)
