"""The PP-OCR models on OpenVINO: the fast engine for processors.

What makes it fast (docs/decisions/0004): bfloat16 where the processor has it, lines squeezed to part of their width,
the recogniser's last layer computed only where a character may stand, and few fixed input shapes, because OpenVINO
keeps a compiled program, in time and in memory, for every shape it has seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.errors import EngineError
from extractors.geometry import Quad
from extractors.ocr.ctc import CtcDecoder
from extractors.ocr.ctc_head import ROWS, CtcHead
from extractors.ocr.engine import EngineSettings, Image, Recognition, engine_version
from extractors.ocr.model_files import DETECTION, RECOGNITION, installed_model, read_characters
from extractors.ocr.text_boxes import text_boxes

_MEAN, _DEVIATION = (
    (0.485, 0.456, 0.406),
    (0.229, 0.224, 0.225),
)  # of the detector's input, blue first as PaddleOCR has it
# Sides of the detector's canvas in pixels: A4 at 960 and 1280 fits 704 x 960 and 960 x 1280 with little waste.
_CANVAS_SIDES = (160, 320, 480, 704, 960, 1280, 1600, 1920, 2560, 3200, 4000)
_PAPER = 255
_LINE_HEIGHT = 48
_SQUEEZE = 0.8  # of a line's width: errors do not rise until 0.6 (docs/decisions/0004), the rest is margin for digits
_STEP = 8  # pixels of width a time step
_GREY = 127  # padding beside a line: zero after normalisation, as in training
# Widths in pixels with the numbers of crops a batch may have: a batch is padded to one of these shapes.
_BATCHES: Sequence[tuple[int, Sequence[int]]] = (
    (64, (1, 8, 32)),
    (128, (1, 8, 24)),
    (224, (1, 4, 12)),
    (352, (1, 4, 8)),
    (512, (1, 2, 6)),
    (768, (1, 2, 4)),
    (1152, (1, 2)),
    (1728, (1,)),
    (2592, (1,)),
)
_SELF_TEST = "0123456789 ABCDEF"


class OpenVinoEngine:
    """PP-OCR models on OpenVINO."""

    name = "openvino"

    def __init__(self, settings: EngineSettings) -> None:
        import openvino  # noqa: PLC0415 -- heavy, and only where pages are read

        core = openvino.Core()
        capabilities: Sequence[str] = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        runtime = {
            "INFERENCE_PRECISION_HINT": "bf16" if "BF16" in capabilities else "f32",
            "INFERENCE_NUM_THREADS": settings.threads,
            "NUM_STREAMS": 1,
        }
        detection = _model_file(settings.detection_model) or installed_model(DETECTION)
        recognition = _model_file(settings.recognition_model) or installed_model(RECOGNITION)
        self.detection_side = settings.detection_side
        self.version = engine_version(settings)
        self._detector = _request(core, _detector(openvino, core, detection), runtime)
        parts = _recogniser(openvino, core, recognition)
        self._recogniser = _request(core, parts.backbone, runtime)
        head = _request(core, parts.head, runtime)
        self._head = CtcHead(parts.blank_weights, parts.blank_bias, lambda rows: head.infer({0: rows})[0])
        self._decoder = CtcDecoder(["", *read_characters(recognition), " "])
        self._test()

    def detect(self, image: Image, side: int) -> list[Quad]:
        """Find the lines of a picture."""
        height, width = image.shape[:2]
        scale = min(1.0, side / max(height, width))
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        canvas = np.full((1, _canvas_side(small[1]), _canvas_side(small[0]), 3), _PAPER, dtype=np.uint8)
        resized = image if scale == 1.0 else cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        canvas[0, : small[1], : small[0]] = resized
        probabilities = self._detector.infer({0: canvas})[0][0, 0, : small[1], : small[0]]
        factors = np.array([width / small[0], height / small[1]])
        return [box * factors for box in text_boxes(np.ascontiguousarray(probabilities))]

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """Read line pictures, lines of similar width together; the last layer runs once over all of them."""
        batches = list(_batches(crops))
        if not batches:
            return []
        features = [self._features(batch, crops) for batch in batches]
        classes, confidences = self._head.classify(np.concatenate(features))
        readings: dict[int, Recognition] = {}
        start = 0
        for batch in batches:
            steps = batch.width // _STEP
            for index, width in zip(batch.indices, batch.widths, strict=True):
                line = slice(start, start + steps)
                ratio = crops[index].shape[1] / crops[index].shape[0]
                readings[index] = self._decoder.decode_line(
                    classes[line], confidences[line], width / batch.width, ratio
                )
                start += steps
        return [readings[index] for index in range(len(crops))]

    def _features(self, batch: "_Batch", crops: Sequence[Image]) -> NDArray[np.float32]:
        """Steps of all lines of a batch x features."""
        features = self._recogniser.infer({0: batch.pixels(crops)})[0]
        used: NDArray[np.float32] = features[: len(batch.indices)]
        return used.reshape(-1, used.shape[-1]).copy()  # the request's own memory is written over by its next call

    def _test(self) -> None:
        """Read a known line; an engine that errs here (broken model, faulty bf16) must not read dossiers."""
        picture = np.full((96, 640, 3), _PAPER, dtype=np.uint8)
        cv2.putText(picture, _SELF_TEST, (30, 62), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3, cv2.LINE_AA)
        boxes = self.detect(picture, 640)
        text = self.recognise([picture])[0].text
        if not boxes or text.replace(" ", "") != _SELF_TEST.replace(" ", ""):
            raise EngineError(
                "engine-self-test",
                f"识别引擎自检失败：应读出“{_SELF_TEST}”，实为“{text}”。",
                "请改用 VERIFIER_OCR_ENGINE=paddle，并联系管理员。",
            )


@dataclass(frozen=True, slots=True)
class _Batch:
    """Crops read together: `widths` are the pixels that each fills of `width`; `size` is the padded number of crops."""

    indices: tuple[int, ...]
    widths: tuple[int, ...]
    width: int
    size: int

    def pixels(self, crops: Sequence[Image]) -> NDArray[np.uint8]:
        """Crops x height x width x 3, RGB."""
        pixels = np.full((self.size, _LINE_HEIGHT, self.width, 3), _GREY, dtype=np.uint8)
        for row, (index, width) in enumerate(zip(self.indices, self.widths, strict=True)):
            shrinks = crops[index].shape[1] > width
            how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
            pixels[row, :, :width] = cv2.resize(crops[index], (width, _LINE_HEIGHT), interpolation=how)
        return pixels


def _batches(crops: Sequence[Image]) -> Iterator[_Batch]:
    """Crops by width, as few padded pixels as the fixed shapes allow."""
    widths = [_width_of(crop) for crop in crops]
    waiting = sorted(range(len(crops)), key=lambda index: widths[index])
    for width, sizes in _BATCHES:
        fitting = [index for index in waiting if widths[index] <= width]
        waiting = waiting[len(fitting) :]
        while fitting:
            size = max((size for size in sizes if size <= len(fitting)), default=sizes[0])
            taken, fitting = fitting[:size], fitting[size:]
            yield _Batch(tuple(taken), tuple(widths[index] for index in taken), width, size)


def _width_of(crop: Image) -> int:
    """Width of a line as the recogniser sees it: squeezed, and a line too long for the largest shape more so."""
    height, width = crop.shape[:2]
    squeezed: int = ceil(_SQUEEZE * _LINE_HEIGHT * width / height)
    return min(max(_STEP, squeezed), _BATCHES[-1][0])


def _canvas_side(pixels: int) -> int:
    return next((side for side in _CANVAS_SIDES if side >= pixels), -(-pixels // 32) * 32)


def _request(core: Any, model: Any, runtime: dict[str, Any]) -> Any:
    return core.compile_model(model, "CPU", runtime).create_infer_request()


def _detector(openvino: Any, core: Any, file: Path) -> Any:
    """The detector taking RGB bytes, height x width x 3."""
    return _taking_bytes(
        openvino, core.read_model(file), [255 * mean for mean in _MEAN], [255 * part for part in _DEVIATION]
    )


@dataclass(frozen=True, slots=True, eq=False)
class _RecogniserParts:
    """The recogniser cut before its last layer: `head` takes ROWS steps of features."""

    backbone: Any
    head: Any
    blank_weights: NDArray[np.float32]
    blank_bias: float


def _recogniser(openvino: Any, core: Any, file: Path) -> _RecogniserParts:
    """The recogniser without its last layer, taking RGB bytes, and that layer."""
    model = core.read_model(file)
    softmax = model.get_results()[0].input(0).get_source_output().get_node()
    addition = _before(softmax, "Add")
    product = _before(addition, "MatMul")
    weights, bias = (
        np.array(node.input(1).get_source_output().get_node().data, dtype=np.float32) for node in (product, addition)
    )
    backbone = openvino.Model([product.input(0).get_source_output()], model.get_parameters())
    operations = openvino.opset13
    rows = operations.parameter([ROWS, weights.shape[0]], openvino.Type.f32)
    logits = operations.add(operations.matmul(rows, operations.constant(weights), False, False), bias.ravel())
    return _RecogniserParts(
        _taking_bytes(openvino, backbone, [127.5] * 3, [127.5] * 3),
        openvino.Model([logits], [rows]),
        weights[:, 0].copy(),
        float(bias.ravel()[0]),
    )


def _before(node: Any, kind: str) -> Any:
    """The nearest operation of a kind on the way back from a node along first inputs."""
    while node.get_type_name() != kind:
        if not node.inputs():
            raise EngineError("model-shape", "识别模型的结构与PP-OCR不符。", "请使用 PP-OCR 的识别模型。")
        node = node.input(0).get_source_output().get_node()
    return node


def _taking_bytes(openvino: Any, model: Any, mean: list[float], deviation: list[float]) -> Any:
    """Conversion from RGB bytes, normalisation included, as part of the model."""
    preparation = openvino.preprocess.PrePostProcessor(model)
    taken = preparation.input()
    taken.tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC")).set_shape([-1, -1, -1, 3])
    taken.preprocess().convert_element_type(openvino.Type.f32).reverse_channels().mean(mean).scale(deviation)
    taken.model().set_layout(openvino.Layout("NCHW"))
    return preparation.build()


def _model_file(folder: Path | None) -> Path | None:
    """The ONNX file of a model folder that a site names."""
    if folder is None:
        return None
    file = folder / "inference.onnx"
    if not file.is_file():
        raise EngineError(
            "model-folder", f"模型文件夹 {folder} 中缺少 inference.onnx。", "请指定 PaddleOCR 导出的 ONNX 模型文件夹。"
        )
    return file
