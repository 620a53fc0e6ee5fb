"""What an OCR engine is, and which there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractors.errors import EngineError
from extractors.geometry import Quad

_LIBRARIES = {"paddle": "paddleocr", "openvino": "openvino", "onnxruntime": "onnxruntime"}
_INSTALLED = ("PP-OCRv6_small_det", "PP-OCRv6_small_rec")  # the models in the rapidocr wheel
Image = NDArray[np.uint8]  # height x width x 3, RGB


@dataclass(frozen=True, slots=True)
class Recognition:
    """What one crop says; `spans` and `character_confidences` hold one entry a character of `text`."""

    text: str
    confidence: float
    spans: tuple[tuple[float, float], ...] = ()
    character_confidences: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How to make an engine; it travels to the page processes and is made into an engine there.

    Model folders hold `inference.onnx` and `inference.yml`; None means the PP-OCRv6 small models of the installed
    `rapidocr` wheel. `device` is PaddleOCR's word: `cpu`, `gpu:0`. `threads` is the number of threads of one engine.
    `auto` is OpenVINO where its wheel is installed (there is none for some processors), else ONNX Runtime.
    """

    name: str = "auto"
    detection_model: Path | None = None
    recognition_model: Path | None = None
    device: str = "cpu"
    threads: int = 1
    detection_side: int = 1280
    batch_size: int = 6

    @property
    def runtime(self) -> str:
        """The engine's name, `auto` decided."""
        if self.name != "auto":
            return self.name
        return "openvino" if find_spec("openvino") is not None else "onnxruntime"


class OcrEngine(Protocol):
    """Finds lines of text in a picture and reads them. Not to be shared between threads."""

    name: str
    version: str
    detection_side: int  # longer side in pixels at which pages are best looked at

    def detect(self, image: Image, side: int) -> list[Quad]:
        """Quadrilaterals of the lines, in pixels, clockwise from the top left as seen in the picture.

        `side` bounds the longer side of the picture that the detector sees: time and memory grow with its square.
        """
        ...

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """The text of pictures that show one horizontal line each, in the order given."""
        ...


def engine_version(settings: EngineSettings) -> str:
    """Library and models of the engine that the settings name, without loading it."""
    if settings.runtime not in _LIBRARIES:
        return "0"
    models = (settings.detection_model, settings.recognition_model)
    names = [model.name if model is not None else default for model, default in zip(models, _INSTALLED, strict=True)]
    return f"{version(_LIBRARIES[settings.runtime])}/{'+'.join(names)}"


def create_engine(settings: EngineSettings) -> OcrEngine:
    """Load the engine that the settings name."""
    match settings.runtime:
        case "paddle":
            from extractors.ocr.paddle import PaddleEngine  # noqa: PLC0415 -- heavy, and only where pages are read

            return PaddleEngine(settings)
        case "openvino" | "onnxruntime":
            from extractors.ocr.fast import FastEngine  # noqa: PLC0415

            return FastEngine(settings)
        case "none":
            from extractors.ocr.none import NoEngine  # noqa: PLC0415

            return NoEngine()
        case unknown:
            raise EngineError(
                "unknown-ocr-engine",
                f"没有名为“{unknown}”的识别引擎。",
                "可用的引擎：auto、openvino、onnxruntime、paddle、none。",
            )
