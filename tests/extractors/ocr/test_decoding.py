"""The parts of an engine that need no model: decoding, scripts, tiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.geometry import Quad
from extractors.ocr.ctc import CtcDecoder
from extractors.ocr.engine import Image, Recognition
from extractors.ocr.script import simplified
from extractors.ocr.tiling import detect_lines

CHARACTERS = ["blank", "1", "万", "元", " "]


def _decode(path: Sequence[int], width: float = 1.0, ratio: float = 4.0) -> Recognition:
    """What a recogniser says that is sure of this path: one class a step."""
    probabilities = np.full((1, len(path), len(CHARACTERS)), 0.02, dtype=np.float32)
    probabilities[0, np.arange(len(path)), path] = 0.92
    return CtcDecoder(CHARACTERS).decode(probabilities, [width], [ratio])[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ([0, 0, 0, 0], ""),
        ([1, 1, 1, 1], "1"),
        ([1, 0, 1, 0], "11"),
        ([0, 1, 1, 0, 2, 3, 3, 0], "1万元"),
        ([4, 4, 1, 4, 2, 4], "1 万"),
        ([4, 0, 4], ""),
    ],
)
def test_repeats_are_merged_and_blanks_dropped(path: list[int], text: str) -> None:
    reading = _decode(path)
    assert reading.text == text
    assert len(reading.spans) == len(reading.character_confidences) == len(text)
    assert reading.confidence == pytest.approx(0.92 if text else 0.0)


def test_padding_does_not_move_characters() -> None:
    """The crop fills half the padded width: its last step is the crop's end."""
    alone, padded = _decode([0, 1, 0, 0, 0, 2, 0, 0]), _decode([0, 1, 0, 0, 0, 2, 0, 0, *([0] * 8)], width=0.5)
    assert np.array(padded.spans) == pytest.approx(np.array(alone.spans))


@pytest.mark.parametrize(
    ("path", "sure"),
    [
        ([1, 0, 1, 0, 1, 0, 1, 0, 1, 0], [True] * 5),
        ([1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0], [True, True, False, False, True]),  # one figure is lost
        ([1, 0, 1, 0, 0, 0, 0, 0, 1], [True] * 3),  # too few to know how wide they stand
        ([1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 2], [True] * 5),  # 1111   万
    ],
)
def test_a_gap_within_a_number_is_doubted(path: list[int], sure: list[bool]) -> None:
    assert [confidence > 0.9 for confidence in _decode(path).character_confidences] == sure


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60), st.floats(0.1, 60))
def test_spans_are_in_order_and_on_the_line(path: list[int], ratio: float) -> None:
    reading = _decode(path, ratio=ratio)
    edges = [edge for span in reading.spans for edge in span]
    assert edges == pytest.approx(sorted(edges))
    assert all(-1e-9 <= edge <= 1 + 1e-9 for edge in edges)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("許昌鼎信企業", "许昌鼎信企业"),
        ("資產總額12萬元", "资产总额12万元"),
        ("乾隆著", "乾隆著"),
        ("ABC123", "ABC123"),
    ],
)
def test_one_script(text: str, expected: str) -> None:
    assert simplified(text) == expected


@given(st.text())
def test_the_script_never_changes_the_length(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)


class _Lines:
    """A detector for which every row that is not white is a line; it notes what it is shown."""

    name, version, detection_side = "rows", "0", 1280

    def __init__(self) -> None:
        self.shown: list[tuple[tuple[int, ...], int]] = []

    def detect(self, image: Image, side: int) -> list[Quad]:
        self.shown.append((image.shape[:2], side))
        rows = np.flatnonzero(image[:, 0, 0] == 0)
        groups = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []
        width = image.shape[1]
        return [
            np.array([(0, g[0]), (width, g[0]), (width, g[-1] + 1), (0, g[-1] + 1)], dtype=np.float64) for g in groups
        ]

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        return [Recognition("", 0.0) for _ in crops]


@pytest.mark.parametrize("height", [3000, 7777, 15000])
def test_every_line_of_a_long_picture_is_found_once(height: int) -> None:
    image = np.full((height, 1000, 3), 255, dtype=np.uint8)
    tops = range(10, height - 40, 61)
    for top in tops:
        image[top : top + 30] = 0
    engine = _Lines()
    quads = detect_lines(image, engine, 1280)
    assert sorted(quad[0, 1] for quad in quads) == list(tops)
    assert sorted(quad[2, 1] - quad[0, 1] for quad in quads) == [30.0] * len(tops)
    assert all(shape[0] <= 1.7 * shape[1] for shape, _ in engine.shown)


def test_a_page_is_shown_whole_and_a_wide_strip_at_a_longer_side() -> None:
    engine = _Lines()
    detect_lines(np.full((1754, 1240, 3), 255, dtype=np.uint8), engine, 1280)
    detect_lines(np.full((300, 3000, 3), 255, dtype=np.uint8), engine, 1280)
    (page, strip) = engine.shown
    assert page == ((1754, 1240), 1280)
    assert strip[0] == (300, 3000)
    assert 1280 < strip[1] <= 3000
