"""Which share of the processor's limit of matrix products the detector and the recogniser reach, one thread.

    python -m tests.benchmarks.limits

The limit is what OpenVINO reaches in a single large matrix product, in the precision that the networks run in, in the
same minute. What the networks have to multiply is counted in the graph that OpenVINO has read (the recogniser without
its last layer, `extractors/ocr/ctc_head.py`); the time is processor time, the best of several.
"""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import openvino

from extractors.ocr.engine import EngineSettings
from extractors.ocr.model_files import DETECTION, RECOGNITION, installed_model
from extractors.ocr.networks import model_files
from extractors.ocr.openvino_networks import OpenVinoNetworks

_SIDE = 1536  # of the matrices
_PAGE = (1280, 960)  # of the detector's canvas: an A4 page without blank stretches
_LINES = ((8, 96), (4, 320), (1, 688), (1, 1664))  # crops and width of batches as they occur
_TRIES = 5
_HEIGHT = 48
_CLASSES = 10_000  # a layer with more outputs is the recogniser's last, which is computed for few steps only


def main() -> None:
    """Print the limit, and what the networks reach of it."""
    core = openvino.Core()
    precision = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
    limit = _matrix_product(core, precision)
    _say(f"{core.get_property('CPU', 'FULL_DEVICE_NAME').strip()}, {precision}: limit {limit / 1e9:.0f} GFLOP/s")
    networks = OpenVinoNetworks(model_files(EngineSettings()), EngineSettings())
    canvas = np.full((1, *_PAGE, 3), 255, dtype=np.uint8)
    work = _operations(core, str(installed_model(DETECTION)), (1, 3, *_PAGE))
    _report(f"detector {_PAGE[1]} x {_PAGE[0]}", work, _best(lambda: networks.text_map(canvas)), limit)
    chance = np.random.default_rng(1)
    for count, width in _LINES:
        pixels = chance.integers(0, 255, (count, _HEIGHT, width, 3)).astype(np.uint8)
        # Of one line OpenVINO leaves the shapes open, so the work of two is counted.
        work = count / 2 * _operations(core, str(installed_model(RECOGNITION)), (2, 3, _HEIGHT, width))
        seconds = _best(lambda pixels=pixels, count=count: networks._features(pixels, count))  # type: ignore[misc]
        _report(f"recogniser {count} x {width}", work, seconds, limit)


def _matrix_product(core: Any, precision: str) -> float:
    """Operations a second of one matrix product."""
    operations = openvino.opset13
    left = operations.parameter([_SIDE, _SIDE], openvino.Type.f32)
    right = operations.constant(np.random.default_rng(0).random((_SIDE, _SIDE), dtype=np.float32))
    model = openvino.Model([operations.matmul(left, right, False, False)], [left])
    runtime = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision}
    request = core.compile_model(model, "CPU", runtime).create_infer_request()
    values = np.ones((_SIDE, _SIDE), dtype=np.float32)
    return float(2 * _SIDE**3 / _best(lambda: request.infer({0: values})))


def _operations(core: Any, file: str, shape: tuple[int, ...]) -> float:
    """Multiplications and additions of a network on an input of this shape, without the recogniser's last layer."""
    model = core.read_model(file)
    model.reshape(list(shape))
    return float(sum(_of_node(node) for node in model.get_ordered_ops()))


def _of_node(node: Any) -> float:
    kind = node.get_type_name()
    if kind == "MatMul":
        inner = node.input(0).get_shape()[-2 if node.get_attributes()["transpose_a"] else -1]
        shape = node.output(0).get_shape()
        return 0.0 if shape[-1] > _CLASSES else float(2 * math.prod(shape) * inner)
    if kind in ("Convolution", "GroupConvolution"):
        kernel = node.input(1).get_shape()  # [groups,] outputs, inputs, height, width
        per_output = math.prod(kernel[2 if kind == "GroupConvolution" else 1 :])
        return float(2 * math.prod(node.output(0).get_shape()) * per_output)
    if kind in ("ConvolutionBackpropData", "GroupConvolutionBackpropData"):
        kernel = node.input(1).get_shape()  # [groups,] inputs, outputs, height, width
        per_input = math.prod(kernel[2 if kind.startswith("Group") else 1 :])
        return float(2 * math.prod(node.input(0).get_shape()) * per_input)
    return 0.0


def _best(run: Callable[[], Any]) -> float:
    """Processor seconds of the quickest of several runs, after one to warm up."""
    run()
    seconds = []
    for _ in range(_TRIES):
        started = time.process_time()
        run()
        seconds.append(time.process_time() - started)
    return min(seconds)


def _report(name: str, work: float, seconds: float, limit: float) -> None:
    share = 100 * work / seconds / limit
    _say(f"  {name:28} {work / 1e9:6.1f} GFLOP {1000 * seconds:7.1f} ms {share:5.0f} % of the limit")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
