"""A worker does not start with a model that is not the pinned one: it could read pages wrong and nobody would know."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.ocr.model_files import DETECTION, RECOGNITION, PinnedModel, installed_model
from tests.workers.service import ROOT, Service


@pytest.mark.parametrize("flipped", [DETECTION, RECOGNITION], ids=lambda model: model.name)
def test_one_flipped_byte_of_a_model_and_the_worker_does_not_start(
    service: Service, flipped: PinnedModel, tmp_path: Path
) -> None:
    package = tmp_path / "site" / "rapidocr"  # found before the installed one
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").touch()
    for model in (DETECTION, RECOGNITION):
        (package / "models" / model.file).symlink_to(installed_model(model))
    content = bytearray(installed_model(flipped).read_bytes())
    content[len(content) // 2] ^= 1
    (package / "models" / flipped.file).unlink()
    (package / "models" / flipped.file).write_bytes(content)
    environment = service.environment | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), str(ROOT)]),
        "VERIFIER_OCR_ENGINE": "onnxruntime",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "verifier.cli", "worker"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 2
    assert flipped.file in ended.stderr
    assert "model-changed" in ended.stderr
