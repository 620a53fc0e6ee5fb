"""PaddleOCR's own pipeline with the installed models: the reference that engines are compared with."""

from pathlib import Path
from typing import Any

from extractors.ocr.model_files import DETECTION, RECOGNITION, detection_folder, recognition_folder


def paddle_pipeline(models: Path, **options: Any) -> Any:
    """The pipeline on ONNX Runtime, reading pages as they lie; its model folders are made under `models`."""
    from paddleocr import PaddleOCR  # takes seconds

    return PaddleOCR(
        text_detection_model_name=DETECTION.name,
        text_detection_model_dir=str(detection_folder(models)),
        text_recognition_model_name=RECOGNITION.name,
        text_recognition_model_dir=str(recognition_folder(models)),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        engine="onnxruntime",
        **options,
    )
