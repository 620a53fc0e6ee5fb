"""The PP-OCRv6 small models that come inside the `rapidocr` wheel, as folders that PaddleOCR loads without a download.

PaddleOCR wants a folder with `inference.onnx` and an `inference.yml` in its own form (`Global.model_name`,
`PreProcess`, `PostProcess`); the recogniser's classes are: blank, the characters of the ONNX metadata key
`character`, then space.
The wheel's files are pinned by SHA-256, so a changed model cannot read pages unnoticed.
"""

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from extractors.errors import EngineError


@dataclass(frozen=True, slots=True)
class PinnedModel:
    """One ONNX file of the wheel."""

    name: str
    file: str
    sha256: str


DETECTION = PinnedModel(
    "PP-OCRv6_small_det",
    "PP-OCRv6_det_small.onnx",
    "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
)
RECOGNITION = PinnedModel(
    "PP-OCRv6_small_rec",
    "PP-OCRv6_rec_small.onnx",
    "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
)

# The preprocessing that PaddleOCR publishes for these models; a crop becomes 3 x 48 x width.
_DETECTION_CONFIG: Mapping[str, Any] = {
    "Global": {"model_name": DETECTION.name},
    "PreProcess": {
        "transform_ops": [
            {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
            {"DetResizeForTest": {"resize_long": 960}},
            {
                "NormalizeImage": {
                    "mean": [0.485, 0.456, 0.406],
                    "order": "hwc",
                    "scale": "1./255.",
                    "std": [0.229, 0.224, 0.225],
                }
            },
            {"ToCHWImage": None},
            {"KeepKeys": {"keep_keys": ["image", "shape"]}},
        ]
    },
    "PostProcess": {
        "name": "DBPostProcess",
        "thresh": 0.3,
        "box_thresh": 0.6,
        "max_candidates": 3000,
        "unclip_ratio": 1.5,
    },
}
_RECOGNITION_CONFIG: Mapping[str, Any] = {
    "Global": {"model_name": RECOGNITION.name},
    "PreProcess": {
        "transform_ops": [
            {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
            {"RecResizeImg": {"image_shape": [3, 48, 320]}},
            {"KeepKeys": {"keep_keys": ["image"]}},
        ]
    },
}


def detection_folder(parent: Path) -> Path:
    """Make the detector's model folder under `parent`."""
    return _folder(parent, DETECTION, _DETECTION_CONFIG)


def recognition_folder(parent: Path) -> Path:
    """Make the recogniser's model folder under `parent`; its character list comes from the ONNX file itself."""
    characters = read_characters(installed_model(RECOGNITION))
    config = {**_RECOGNITION_CONFIG, "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters}}
    return _folder(parent, RECOGNITION, config)


def read_characters(model: Path) -> list[str]:
    """The recogniser's characters, without blank and space: from `inference.yml` beside it, else from its metadata."""
    described = model.with_name("inference.yml")
    if described.is_file():
        return _listed_characters(described)
    import onnxruntime  # noqa: PLC0415 -- heavy

    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    metadata: Mapping[str, str] = session.get_modelmeta().custom_metadata_map
    if "character" not in metadata:
        raise _no_characters(model)
    return metadata["character"].splitlines()


def _listed_characters(described: Path) -> list[str]:
    """The characters that PaddleOCR's own description of a model lists."""
    try:
        listed = yaml.load(described.read_bytes(), yaml.CSafeLoader)["PostProcess"]["character_dict"]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise _no_characters(described) from error
    if not isinstance(listed, list):
        raise _no_characters(described)
    return [str(character) for character in listed]


def _no_characters(file: Path) -> EngineError:
    return EngineError("model-without-characters", f"识别模型 {file} 不含字符表。", "请使用 PP-OCR 的识别模型。")


def _folder(parent: Path, model: PinnedModel, config: Mapping[str, Any]) -> Path:
    folder = parent / model.name
    folder.mkdir(parents=True, exist_ok=True)
    onnx = folder / "inference.onnx"
    if not onnx.exists():
        onnx.symlink_to(installed_model(model))
    # JSON is YAML, and is written and read much faster than 18,000 YAML list items.
    (folder / "inference.yml").write_text(json.dumps(config, ensure_ascii=False), encoding="utf-8")
    return folder


def installed_model(model: PinnedModel) -> Path:
    """The file in the installed wheel. Raises EngineError where it is absent or not the pinned one."""
    package = importlib.util.find_spec("rapidocr")
    if package is None or package.origin is None:
        raise EngineError("models-missing", "未安装 rapidocr，找不到识别模型。", "请按 README 运行 make install。")
    path = Path(package.origin).parent / "models" / model.file
    if not path.is_file():
        raise EngineError("models-missing", f"识别模型文件缺失：{model.file}。", "请按 README 运行 make install。")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != model.sha256:
        raise EngineError("model-changed", f"识别模型 {model.file} 与发布时不一致。", "请重新安装，或联系管理员。")
    return path
