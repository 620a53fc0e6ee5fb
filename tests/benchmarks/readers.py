"""The engines that are compared, each as a function from a page's picture to its text."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np

from extractors.imaging.crops import cut_line
from extractors.imaging.upright import make_upright
from extractors.ocr.engine import EngineSettings, Image, create_engine
from extractors.reading.picture import read_picture
from tests.extractors.ocr.paddle_pipeline import paddle_pipeline

Reader = Callable[[Image], str]


def _lines(engine_name: str) -> Reader:
    """Our engine with the turning and straightening of the page, and nothing more."""
    engine = create_engine(EngineSettings(name=engine_name))

    def read(image: Image) -> str:
        upright = make_upright(image, engine)
        readings = engine.recognise([cut_line(upright.image, quad) for quad in upright.lines])
        return "".join(reading.text for reading in readings)

    return read


def _whole_page() -> Reader:
    """All that the product does with a page: seals, the text under them, signatures, rulings."""
    engine = create_engine(EngineSettings())
    return lambda image: "".join(line.text for line in read_picture(image, engine, "page", 1).lines)


def _paddleocr() -> Reader:
    """PaddleOCR's own pipeline on ONNX Runtime with the same models."""
    os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"
    pipeline = paddle_pipeline(
        Path(tempfile.mkdtemp(prefix="benchmark-models-")),
        engine_config={"intra_op_num_threads": 1, "inter_op_num_threads": 1},
    )
    return lambda image: "".join(pipeline.predict(np.ascontiguousarray(image[:, :, ::-1]))[0]["rec_texts"])


def _rapidocr() -> Reader:
    """RapidOCR as it comes, on one thread."""
    from rapidocr import RapidOCR

    peer = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})
    return lambda image: "".join(peer(np.ascontiguousarray(image[:, :, ::-1])).txts or ())


def _tesseract() -> Reader:
    """Tesseract's command with simplified Chinese (Debian: tesseract-ocr-chi-sim)."""

    def read(image: Image) -> str:
        picture = cv2.imencode(".png", image[:, :, ::-1])[1].tobytes()
        command = ["tesseract", "-", "-", "-l", "chi_sim", "--psm", "3"]
        return subprocess.run(command, input=picture, capture_output=True, check=True).stdout.decode()

    return read


READERS: Mapping[str, Callable[[], Reader]] = {
    "openvino": lambda: _lines("openvino"),
    "onnxruntime": lambda: _lines("onnxruntime"),
    "whole-page": _whole_page,
    "paddleocr": _paddleocr,
    "rapidocr": _rapidocr,
    "tesseract": _tesseract,
}
