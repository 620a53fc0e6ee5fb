"""An engine that reads nothing: only text layers and office files are read, and every picture is reported unread."""

from collections.abc import Sequence

from extractors.errors import PageError
from extractors.geometry import Quad
from extractors.ocr.engine import Image, Recognition


class NoEngine:
    """Refuses pictures, so that a page without a text layer can never look read."""

    name = "none"
    version = "0"
    detection_side = 0

    def detect(self, image: Image, side: int) -> list[Quad]:  # noqa: ARG002 -- the protocol's signature
        """Raise PageError `ocr-disabled`."""
        raise PageError("ocr-disabled", "该页是图片，而文字识别已关闭，未读取。", "请启用识别引擎后重新核验。")

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """Raise PageError `ocr-disabled`."""
        for crop in crops:
            self.detect(crop, 0)
        return []
