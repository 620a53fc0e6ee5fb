"""The fast engine on either runtime reads what PaddleOCR reads with the same models."""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from extractors.errors import EngineError
from extractors.imaging.crops import cut_line
from extractors.ocr.engine import EngineSettings, Image, OcrEngine, create_engine, engine_version
from extractors.ocr.model_files import detection_folder, recognition_folder
from tests.extractors.paper import Sheet, font, notice

RUNTIMES = ("openvino", "onnxruntime")


@pytest.fixture(scope="module", params=RUNTIMES)
def fast(request: pytest.FixtureRequest) -> OcrEngine:
    return create_engine(EngineSettings(name=request.param))


def _text(image: Image, engine: OcrEngine) -> Counter[str]:
    quads = engine.detect(image, 1280)
    return Counter("".join(reading.text for reading in engine.recognise([cut_line(image, quad) for quad in quads])))


def test_a_page_reads_as_paddleocr_reads_it(fast: OcrEngine, engine: OcrEngine) -> None:
    page = notice().pixels
    ours, reference = _text(page, fast), _text(page, engine)
    assert sum(reference.values()) > 200
    assert sum((ours - reference).values()) + sum((reference - ours).values()) <= 0.01 * sum(reference.values())


def test_readings_come_in_the_order_of_the_crops_whatever_their_widths(fast: OcrEngine) -> None:
    texts = ["1", "许昌市中小企业公共服务示范平台申请报告", "资产总额", "12,345.67", "二〇二六年三月", "8人"] * 3
    size = 32
    crops = [Sheet((round(font(size).getlength(text)) + 20, 48)).write(text, (10, 2), size).pixels for text in texts]
    assert [reading.text for reading in fast.recognise(crops)] == texts
    assert fast.recognise([]) == []


def test_every_character_has_its_place_and_its_own_confidence(fast: OcrEngine) -> None:
    text, size = "资产总额12,345,678.90元", 32
    crop = Sheet((round(font(size).getlength(text)) + 20, 48)).write(text, (10, 2), size).pixels
    crop[:, -120:-80] = np.random.default_rng(3).integers(0, 255, (48, 40, 3))  # a smudge over the last figures
    (reading,) = fast.recognise([crop])
    assert reading.text.startswith("资产总额")
    assert len(reading.spans) == len(reading.character_confidences) == len(reading.text)
    assert min(reading.character_confidences) < 0.8 < reading.character_confidences[0]
    for index in range(4):
        middle = sum(reading.spans[index]) / 2 * crop.shape[1]
        left, right = (10 + font(size).getlength(text[:length]) for length in (index, index + 1))
        assert left - 8 < middle < right + 8


def test_a_line_longer_than_the_largest_shape_is_still_read(fast: OcrEngine) -> None:
    text, size = "服务中小企业发展" * 12, 32
    crop = Sheet((round(font(size).getlength(text)) + 20, 48)).write(text, (10, 2), size).pixels
    (reading,) = fast.recognise([crop])
    missing = Counter(text) - Counter(reading.text)
    assert sum(missing.values()) <= 0.05 * len(text)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_models_of_the_site_bring_their_own_characters(runtime: str, tmp_path: Path) -> None:
    folders = detection_folder(tmp_path / "made"), recognition_folder(tmp_path / "made")
    own = [shutil.copytree(folder, tmp_path / f"{folder.name}-of-the-site") for folder in folders]
    settings = EngineSettings(name=runtime, detection_model=own[0], recognition_model=own[1])
    assert "rec-of-the-site" in create_engine(settings).version.replace("_", "-")
    assert create_engine(settings).version == engine_version(settings)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_an_engine_that_reads_wrongly_is_refused_at_the_start(runtime: str, tmp_path: Path) -> None:
    """Characters of another model: each class is a wrong character."""
    folder = recognition_folder(tmp_path)
    described = folder / "inference.yml"
    text = described.read_text(encoding="utf-8")
    described.write_text(text.replace('"0", "1"', '"1", "0"'), encoding="utf-8")
    assert described.read_text(encoding="utf-8") != text
    with pytest.raises(EngineError) as raised:
        create_engine(EngineSettings(name=runtime, recognition_model=folder))
    assert raised.value.code == "engine-self-test"


@pytest.mark.parametrize("text", ["PostProcess: {}", "[", "PostProcess: {character_dict: 3}"])
def test_a_model_without_its_characters_is_refused(text: str, tmp_path: Path) -> None:
    folder = recognition_folder(tmp_path)
    (folder / "inference.yml").write_text(text, encoding="utf-8")
    with pytest.raises(EngineError) as raised:
        create_engine(EngineSettings(recognition_model=folder))
    assert raised.value.code == "model-without-characters"


def test_auto_is_openvino_where_it_is_installed() -> None:
    assert EngineSettings().runtime == "openvino"
    assert engine_version(EngineSettings()) == engine_version(EngineSettings(name="openvino"))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core cannot be told from another")
def test_page_processes_are_not_all_kept_on_one_core(fast: OcrEngine) -> None:
    """Pinned to a core while it computes, each page process would take the same one."""
    everywhere, seen, ended = os.sched_getaffinity(0), set[frozenset[int]](), threading.Event()

    def watch(thread: int) -> None:
        while not ended.wait(0.005):
            seen.add(frozenset(os.sched_getaffinity(thread)))

    watcher = threading.Thread(target=watch, args=(threading.get_native_id(),))
    watcher.start()
    try:
        fast.detect(notice().pixels, 1280)
    finally:
        ended.set()
        watcher.join()
    assert seen == {frozenset(everywhere)}
