"""The fast engine for processors: PP-OCR's networks on OpenVINO or ONNX Runtime.

What makes it fast (docs/decisions/0004): bfloat16 where the processor has it, lines squeezed to part of their width,
the recogniser's last layer computed only where a character may stand, and few fixed input shapes, because OpenVINO
keeps a compiled program, in time and in memory, for every shape it has seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

from extractors.errors import EngineError
from extractors.geometry import Quad
from extractors.ocr.ctc import CtcDecoder
from extractors.ocr.engine import EngineSettings, Image, Recognition, engine_version
from extractors.ocr.model_files import read_characters
from extractors.ocr.networks import STEP, Networks, Pixels, model_files
from extractors.ocr.text_boxes import text_boxes

# Sides of the detector's canvas in pixels: A4 at 960 and 1280 fits 704 x 960 and 960 x 1280 with little waste, and a
# strip as wide as A4 at 200 dpi (the places under seals) 1664.
_CANVAS_SIDES = (160, 320, 480, 704, 960, 1280, 1664, 1920, 2560, 3200, 4000)
_PAPER = 255
_LINE_HEIGHT = 48
_SQUEEZE = 0.8  # of a line's width: errors do not rise until 0.6 (docs/decisions/0004), the rest is margin for digits
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


class FastEngine:
    """PP-OCR with few shapes and squeezed lines; `name` says on what its networks run."""

    def __init__(self, settings: EngineSettings) -> None:
        files = model_files(settings)
        self.name = settings.runtime
        self.version = engine_version(settings)
        self.detection_side = settings.detection_side
        self._networks = _networks(settings)
        self._decoder = CtcDecoder(["", *read_characters(files.recognition), " "])
        self._test()

    def detect(self, image: Image, side: int) -> list[Quad]:
        """Find the lines of a picture."""
        height, width = image.shape[:2]
        scale = min(1.0, side / max(height, width))
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        canvas = np.full((1, _canvas_side(small[1]), _canvas_side(small[0]), 3), _PAPER, dtype=np.uint8)
        resized = image if scale == 1.0 else cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        canvas[0, : small[1], : small[0]] = resized
        probabilities = self._networks.text_map(canvas)[: small[1], : small[0]]
        factors = np.array([width / small[0], height / small[1]])
        return [box * factors for box in text_boxes(np.ascontiguousarray(probabilities))]

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """Read line pictures, lines of similar width together; the last layer runs once over all of them."""
        batches = list(_batches(crops))
        if not batches:
            return []
        classes, confidences = self._networks.classify([(batch.pixels(crops), len(batch.indices)) for batch in batches])
        readings: dict[int, Recognition] = {}
        start = 0
        for batch in batches:
            steps = batch.width // STEP
            for index, width in zip(batch.indices, batch.widths, strict=True):
                line = slice(start, start + steps)
                ratio = crops[index].shape[1] / crops[index].shape[0]
                readings[index] = self._decoder.decode_line(
                    classes[line], confidences[line], width / batch.width, ratio
                )
                start += steps
        return [readings[index] for index in range(len(crops))]

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

    def pixels(self, crops: Sequence[Image]) -> Pixels:
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
    return min(max(STEP, squeezed), _BATCHES[-1][0])


def _canvas_side(pixels: int) -> int:
    return next((side for side in _CANVAS_SIDES if side >= pixels), -(-pixels // 32) * 32)


def _networks(settings: EngineSettings) -> Networks:
    files = model_files(settings)
    if settings.runtime == "openvino":
        from extractors.ocr.openvino_networks import OpenVinoNetworks  # noqa: PLC0415 -- loaded where it is used

        return OpenVinoNetworks(files, settings)
    from extractors.ocr.onnx_networks import OnnxNetworks  # noqa: PLC0415

    return OnnxNetworks(files, settings)
