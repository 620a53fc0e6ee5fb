"""PaddleOCR's detector and recogniser on ONNX Runtime (or, by `device`, on a GPU).

The two PaddleOCR modules are used rather than its whole pipeline because pages are turned, straightened and cut by
`extractors.imaging`, which keeps every coordinate. PaddleOCR averages the confidence of a line; a number is only as
sure as its worst digit, so its CTC decoding is replaced by `extractors.ocr.ctc`, on the same probabilities.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.errors import EngineError
from extractors.geometry import Quad, from_top_left
from extractors.ocr.ctc import CtcDecoder
from extractors.ocr.engine import EngineSettings, Image, Recognition, engine_version
from extractors.ocr.model_files import DETECTION, RECOGNITION, detection_folder, recognition_folder

_BOX_THRESHOLD = 0.4  # 0.6, PaddleOCR's own, loses single lines under a seal and lone cells (docs/decisions/0003)


class PaddleEngine:
    """PP-OCR models through `paddleocr`."""

    name = "paddle"

    def __init__(self, settings: EngineSettings) -> None:
        # PaddleX asks the network for model sources and writes under a home folder unless told otherwise.
        os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"
        folder = tempfile.mkdtemp(prefix="verifier-models-")
        # Page processes end without running what Python registers for its own exit, multiprocessing's finalizers do.
        self._cleanup = Finalize(self, shutil.rmtree, args=(folder, True), exitpriority=0)
        os.environ.setdefault("PADDLE_PDX_CACHE_HOME", folder)
        from paddleocr import TextDetection, TextRecognition  # noqa: PLC0415 -- takes seconds and 150 MB

        models = Path(folder)
        detection = settings.detection_model or detection_folder(models)
        recognition = settings.recognition_model or recognition_folder(models)
        runtime = {
            "engine": "onnxruntime",
            # Without the arena the memory of one odd page size goes back (600 against 1226 MiB after 34 pictures).
            "engine_config": {
                "intra_op_num_threads": settings.threads,
                "inter_op_num_threads": 1,
                "enable_cpu_mem_arena": False,
            },
            "device": _device(settings.device),
        }
        self.detection_side = settings.detection_side
        self._batch_size = settings.batch_size
        self._detector = TextDetection(
            model_name=_model_name(detection, DETECTION.name), model_dir=str(detection), **runtime
        )
        self._recogniser = TextRecognition(
            model_name=_model_name(recognition, RECOGNITION.name), model_dir=str(recognition), **runtime
        )
        predictor = self._recogniser.paddlex_predictor
        predictor.post_op = _CharacterReadings(CtcDecoder(predictor.post_op.character))
        self.version = engine_version(settings)

    def detect(self, image: Image, side: int) -> list[Quad]:
        """Find the lines of a picture."""
        result = self._detector.predict(
            np.ascontiguousarray(image[:, :, ::-1]),  # PaddleOCR takes BGR
            limit_side_len=side,
            limit_type="max",
            box_thresh=_BOX_THRESHOLD,
        )[0]
        return [from_top_left(np.asarray(quad, dtype=np.float64).reshape(4, 2)) for quad in result["dt_polys"]]

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """Read line pictures, similar widths together so that little is padded."""
        order = sorted(range(len(crops)), key=lambda index: crops[index].shape[1] / crops[index].shape[0])
        readings: list[Recognition | None] = [None] * len(crops)
        results = self._recogniser.predict(
            [np.ascontiguousarray(crops[index][:, :, ::-1]) for index in order], batch_size=self._batch_size
        )
        for index, result in zip(order, results, strict=True):
            readings[index] = result["rec_text"]
        return [reading for reading in readings if reading is not None]


class _CharacterReadings:
    """Stands where PaddleOCR's CTC decoder stood; called with one batch, whose crops come sorted by width."""

    def __init__(self, decoder: CtcDecoder) -> None:
        self._decoder = decoder

    def __call__(
        self,
        predictions: Sequence[NDArray[np.float32]],
        *,
        wh_ratio_list: Sequence[float],
        max_wh_ratio: float,
        **_unused: Any,
    ) -> tuple[list[Recognition], list[float]]:
        widths = [ratio / max_wh_ratio for ratio in wh_ratio_list]
        readings = self._decoder.decode(np.asarray(predictions[0]), widths, wh_ratio_list)
        return readings, [reading.confidence for reading in readings]


def _device(name: str) -> str:
    """The device as PaddleOCR names it; one that ONNX Runtime cannot use is refused here, not page by page."""
    import onnxruntime  # noqa: PLC0415

    if re.fullmatch(r"cpu|gpu(:\d+)?", name) is None:
        raise EngineError("unknown-device", f"没有名为“{name}”的设备。", "VERIFIER_DEVICE 可为 cpu、gpu:0、gpu:1 等。")
    if name != "cpu" and "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        raise EngineError(
            "no-gpu",
            f"识别引擎无法使用“{name}”。",
            "请安装与显卡驱动相配的 onnxruntime-gpu（代替 onnxruntime），或将 VERIFIER_DEVICE 设为 cpu。",
        )
    return name


def _model_name(folder: Path, default: str) -> str:
    """The model's name as its `inference.yml` gives it; PaddleX refuses a folder under another name."""
    import yaml  # noqa: PLC0415

    config_file = folder / "inference.yml"
    if not config_file.is_file() or not (folder / "inference.onnx").is_file():
        raise EngineError(
            "model-folder",
            f"模型文件夹 {folder} 中缺少 inference.onnx 或 inference.yml。",
            "请指定 PaddleOCR 导出的 ONNX 模型文件夹。",
        )
    if default == folder.name:
        return default
    name: str = yaml.safe_load(config_file.read_text(encoding="utf-8"))["Global"]["model_name"]
    return name
