"""Engines and their models: chosen by name, pinned by digest, or given as folders."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from extractors.errors import EngineError, PageError
from extractors.ocr import model_files
from extractors.ocr.engine import EngineSettings, OcrEngine, create_engine, engine_version
from extractors.ocr.model_files import DETECTION, RECOGNITION, detection_folder, recognition_folder
from tests.extractors.paper import notice


def test_an_unknown_engine_is_refused_by_name() -> None:
    with pytest.raises(EngineError) as raised:
        create_engine(EngineSettings(name="tesseract"))
    assert raised.value.code == "unknown-ocr-engine"
    assert "tesseract" in str(raised.value)
    assert "paddle" in raised.value.hint


def test_the_engine_none_refuses_pictures() -> None:
    engine = create_engine(EngineSettings(name="none"))
    picture = np.full((40, 200, 3), 255, dtype=np.uint8)
    assert engine.recognise([]) == []
    for read in (lambda: engine.detect(picture, 960), lambda: engine.recognise([picture])):
        with pytest.raises(PageError) as raised:
            read()
        assert raised.value.code == "ocr-disabled"


def test_models_lie_in_folders_that_paddleocr_loads(tmp_path: Path) -> None:
    detection, recognition = detection_folder(tmp_path), recognition_folder(tmp_path)
    for folder, model in ((detection, DETECTION), (recognition, RECOGNITION)):
        digest = hashlib.sha256((folder / "inference.onnx").read_bytes()).hexdigest()
        assert digest == model.sha256
        config = json.loads((folder / "inference.yml").read_text(encoding="utf-8"))
        assert config["Global"]["model_name"] == folder.name == model.name
    characters = config["PostProcess"]["character_dict"]
    assert {"许", "昌", "元", "0", "9", "A", "，"} <= set(characters)
    assert len(characters) == len(set(characters))
    assert detection_folder(tmp_path) == detection  # made twice is made once


def test_a_changed_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "DETECTION", replace(DETECTION, sha256="0" * 64))
    with pytest.raises(EngineError) as raised:
        model_files.detection_folder(tmp_path)
    assert raised.value.code == "model-changed"


def test_a_missing_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "DETECTION", replace(DETECTION, file="PP-OCRv9_det.onnx"))
    with pytest.raises(EngineError) as raised:
        model_files.detection_folder(tmp_path)
    assert raised.value.code == "models-missing"
    assert "PP-OCRv9_det.onnx" in str(raised.value)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as raised:
        create_engine(EngineSettings(name="paddle", detection_model=tmp_path))
    assert raised.value.code == "model-folder"
    assert str(tmp_path) in str(raised.value)


@pytest.mark.parametrize(
    ("device", "code"), [("gpx", "unknown-device"), ("gpu:x", "unknown-device"), ("gpu:0", "no-gpu")]
)
def test_a_device_that_is_not_there_is_refused_before_the_first_page(device: str, code: str) -> None:
    if code == "no-gpu" and "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this machine can use a GPU")
    with pytest.raises(EngineError) as raised:
        create_engine(EngineSettings(name="paddle", device=device))
    assert raised.value.code == code
    assert device in str(raised.value)


def test_models_of_the_site_are_used(tmp_path: Path, engine: OcrEngine) -> None:
    """A folder under another name, as a site keeps a larger model."""
    made = detection_folder(tmp_path / "made"), recognition_folder(tmp_path / "made")
    own = tmp_path / "det-of-the-site", tmp_path / "rec-of-the-site"
    for source, target in zip(made, own, strict=True):
        shutil.copytree(source, target)
    settings = EngineSettings(name="paddle", detection_model=own[0], recognition_model=own[1])
    other = create_engine(settings)
    assert "det-of-the-site" in other.version
    assert other.version == engine_version(settings) != engine.version
    line = notice().pixels[260:340]
    quads = other.detect(line, 960)
    assert np.array(quads) == pytest.approx(np.array(engine.detect(line, 960)))


def test_the_folder_of_an_engine_goes_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = create_engine(EngineSettings(name="paddle"))
    assert list(tmp_path.glob("verifier-models-*"))
    del made
    import gc

    gc.collect()
    assert not list(tmp_path.glob("verifier-models-*"))
