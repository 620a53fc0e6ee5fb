"""PaddleOCR's models behind our interface read what PaddleOCR's own pipeline reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractors.geometry import box_of
from extractors.imaging.crops import cut_line
from extractors.ocr.engine import OcrEngine
from tests.extractors.ocr.paddle_pipeline import paddle_pipeline
from tests.extractors.paper import Sheet, font, notice


def test_the_text_is_that_of_paddleocrs_own_pipeline(tmp_path: Path, engine: OcrEngine) -> None:
    pixels = notice().pixels[:900]
    pipeline = paddle_pipeline(tmp_path)
    (theirs,) = pipeline.predict(
        np.ascontiguousarray(pixels[:, :, ::-1]), text_det_limit_side_len=960, text_det_limit_type="max"
    )
    quads = engine.detect(pixels, 960)
    ours = engine.recognise([cut_line(pixels, quad) for quad in quads])
    assert sorted(reading.text for reading in ours) == sorted(theirs["rec_texts"])
    confidences = {reading.text: reading.confidence for reading in ours}
    for text, confidence in zip(theirs["rec_texts"], theirs["rec_scores"], strict=True):
        assert confidences[text] == pytest.approx(confidence, abs=0.02)


def test_every_character_lies_where_it_was_drawn(engine: OcrEngine) -> None:
    text, size = "资产总额12,345,678.90元，占82.6%", 32
    crop = Sheet((round(font(size).getlength(text)) + 20, 48)).write(text, (10, 2), size).pixels
    (reading,) = engine.recognise([crop])
    assert reading.text.replace(",", "，") == text.replace(",", "，")
    for index, (start, stop) in enumerate(reading.spans):
        middle = (start + stop) / 2 * crop.shape[1]
        left, right = (10 + font(size).getlength(text[:length]) for length in (index, index + 1))
        assert left - 8 < middle < right + 8
        assert type(start) is float
    assert list(reading.spans) == sorted(reading.spans)


def test_crops_come_back_in_the_order_given(engine: OcrEngine) -> None:
    texts = [line.text for line in notice().printed[1:7]]
    crops = [Sheet((round(font(32).getlength(text)) + 20, 48)).write(text, (10, 2)).pixels for text in texts]
    together = engine.recognise(crops)
    assert [reading.text for reading in together] == [engine.recognise([crop])[0].text for crop in crops]
    for reading, text in zip(together, texts, strict=True):
        assert len(reading.text) == len(text)
        assert len(reading.spans) == len(reading.character_confidences) == len(reading.text)


def test_nothing_to_read_is_read_as_nothing(engine: OcrEngine) -> None:
    blank = Sheet((300, 48)).pixels
    assert engine.detect(Sheet((600, 800)).pixels, 960) == []
    assert engine.recognise([]) == []
    (reading,) = engine.recognise([blank])
    assert (reading.text, reading.spans) == ("", ())


def test_odd_crops_do_no_harm(engine: OcrEngine) -> None:
    """A single pixel, a hair line, a strip a hundred times as long as high."""
    shapes = [(1, 1), (40, 2), (2, 300), (20, 2000)]
    readings = engine.recognise([np.full((*shape, 3), 250, dtype=np.uint8) for shape in shapes])
    assert len(readings) == len(shapes)


def test_quadrilaterals_run_clockwise_from_the_top_left(engine: OcrEngine) -> None:
    sheet = notice()
    quads = engine.detect(sheet.pixels, 960)
    assert len(quads) == len(sheet.printed)
    for quad in quads:
        left, top, right, bottom = box_of(quad.tolist())
        assert quad == pytest.approx(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]), abs=4)
