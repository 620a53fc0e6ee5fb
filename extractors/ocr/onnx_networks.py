"""The PP-OCR networks on ONNX Runtime: where OpenVINO cannot be installed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.ocr.engine import EngineSettings
from extractors.ocr.networks import DEVIATION, MEAN, ModelFiles, Pixels
from extractors.ocr.text_boxes import ProbabilityMap


class OnnxNetworks:
    """PP-OCR's networks on ONNX Runtime in single precision; here the recogniser's last layer is not worth a cut."""

    def __init__(self, files: ModelFiles, settings: EngineSettings) -> None:
        import onnxruntime  # noqa: PLC0415 -- heavy, and only where pages are read

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = settings.threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # the memory of one odd shape goes back
        sessions = [
            onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
            for file in (files.detection, files.recognition)
        ]
        self._detector, self._recogniser = sessions

    def text_map(self, canvas: Pixels) -> ProbabilityMap:
        """See Networks."""
        mean, deviation = (255 * np.array(part, dtype=np.float32) for part in (MEAN, DEVIATION))
        found: ProbabilityMap = _run(self._detector, _planes(canvas, mean, deviation))[0, 0]
        return found

    def classify(self, batches: Sequence[tuple[Pixels, int]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """See Networks."""
        classes, confidences = [], []
        middle = np.full(3, 127.5, dtype=np.float32)
        for pixels, lines in batches:
            probabilities = _run(self._recogniser, _planes(pixels, middle, middle))[:lines]
            classes.append(probabilities.argmax(axis=-1).ravel())
            confidences.append(probabilities.max(axis=-1).ravel())
        return np.concatenate(classes), np.concatenate(confidences)


def _run(session: Any, planes: NDArray[np.float32]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: planes})[0]
    return result


def _planes(pixels: Pixels, mean: NDArray[np.float32], deviation: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pictures x channels (blue first) x height x width, normalised."""
    blue_first = pixels[..., ::-1].astype(np.float32)
    return np.ascontiguousarray(((blue_first - mean) / deviation).transpose(0, 3, 1, 2))
