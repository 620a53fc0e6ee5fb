"""The PP-OCR networks on OpenVINO, in bfloat16 where the processor has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.errors import EngineError
from extractors.ocr.ctc_head import ROWS, CtcHead
from extractors.ocr.engine import EngineSettings
from extractors.ocr.networks import DEVIATION, MEAN, ModelFiles, Pixels
from extractors.ocr.text_boxes import ProbabilityMap


class OpenVinoNetworks:
    """PP-OCR's networks on OpenVINO; the recogniser is cut before its last layer."""

    def __init__(self, files: ModelFiles, settings: EngineSettings) -> None:
        import openvino  # noqa: PLC0415 -- heavy, and only where pages are read

        core = openvino.Core()
        capabilities: Sequence[str] = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        runtime = {
            "INFERENCE_PRECISION_HINT": "bf16" if "BF16" in capabilities else "f32",
            "INFERENCE_NUM_THREADS": settings.threads,
            "NUM_STREAMS": 1,
            # Each page process would pin itself to the same first core, and all of them would share it.
            "ENABLE_CPU_PINNING": False,
        }
        self._detector = _request(core, _detector(openvino, core, files.detection), runtime)
        parts = _recogniser(openvino, core, files.recognition)
        self._recogniser = _request(core, parts.backbone, runtime)
        head = _request(core, parts.head, runtime)
        self._head = CtcHead(parts.blank_weights, parts.blank_bias, lambda rows: _inferred(head, rows))

    def text_map(self, canvas: Pixels) -> ProbabilityMap:
        """See Networks."""
        found: ProbabilityMap = _inferred(self._detector, canvas)[0, 0]
        return found

    def classify(self, batches: Sequence[tuple[Pixels, int]]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """See Networks; the last layer runs once over all batches."""
        return self._head.classify(np.concatenate([self._features(*batch) for batch in batches]))

    def _features(self, pixels: Pixels, lines: int) -> NDArray[np.float32]:
        """Steps of all lines of a batch x features."""
        used = _inferred(self._recogniser, pixels)[:lines]
        return used.reshape(-1, used.shape[-1])


def _inferred(request: Any, given: NDArray[Any]) -> NDArray[np.float32]:
    """What a network makes of this. Raises RuntimeError where it cannot, for want of memory.

    Not by `infer`: where that cannot (OpenVINO 2026.4), it raises nothing and returns what the call before it had made.
    """
    request.start_async({0: given})
    request.wait()
    made: NDArray[np.float32] = request.get_output_tensor(0).data
    return made.copy()  # the request's own memory is written over by its next call


def _request(core: Any, model: Any, runtime: dict[str, Any]) -> Any:
    return core.compile_model(model, "CPU", runtime).create_infer_request()


def _detector(openvino: Any, core: Any, file: Path) -> Any:
    """The detector taking RGB bytes, height x width x 3."""
    return _taking_bytes(
        openvino, core.read_model(file), [255 * mean for mean in MEAN], [255 * part for part in DEVIATION]
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
