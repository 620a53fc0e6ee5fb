"""The two networks of PP-OCR as the fast engine uses them; OpenVINO and ONNX Runtime each run them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractors.errors import EngineError
from extractors.ocr.engine import EngineSettings
from extractors.ocr.model_files import DETECTION, RECOGNITION, PinnedModel, installed_model
from extractors.ocr.text_boxes import ProbabilityMap

# Of the detector's input, blue first as PaddleOCR has it.
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
STEP = 8  # pixels of width a time step of the recogniser
Pixels = NDArray[np.uint8]  # pictures x height x width x 3, RGB


class Networks(Protocol):
    """A detector and a recogniser. Not to be shared between threads."""

    def text_map(self, canvas: Pixels) -> ProbabilityMap:
        """How likely each pixel of one picture belongs to a line of text."""
        ...

    def classify(self, batches: Sequence[tuple[Pixels, int]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Likeliest class and its probability for each time step of the lines of all batches, one after the other.

        A batch is its pictures, 48 pixels high, and how many of them, from the first, are lines; the rest is padding.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The ONNX files of both networks."""

    detection: Path
    recognition: Path


def model_files(settings: EngineSettings) -> ModelFiles:
    """The files that the settings name, else those of the installed wheel."""
    return ModelFiles(
        _model_file(settings.detection_model, DETECTION), _model_file(settings.recognition_model, RECOGNITION)
    )


def _model_file(folder: Path | None, installed: PinnedModel) -> Path:
    if folder is None:
        return installed_model(installed)
    file = folder / "inference.onnx"
    if not file.is_file():
        raise EngineError(
            "model-folder", f"模型文件夹 {folder} 中缺少 inference.onnx。", "请指定 PaddleOCR 导出的 ONNX 模型文件夹。"
        )
    return file
