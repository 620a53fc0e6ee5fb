"""What the tests of text layers share."""

from __future__ import annotations

from pathlib import Path

from extractors.intake.content import HiddenReason, TextLayer
from extractors.models import Box
from tests.extractors.intake.conftest import ReadPage
from tests.extractors.intake.pdfs import RawPdf

WIDTH, HEIGHT = 595, 842


def raw_layer(raw: RawPdf, tmp_path: Path, read_page: ReadPage) -> TextLayer:
    path = tmp_path / "raw.pdf"
    path.write_bytes(raw.output())
    text = read_page(path).text
    assert text is not None
    return text


def texts(layer: TextLayer) -> list[str]:
    return [line.text for line in layer.lines]


def hidden(layer: TextLayer) -> list[tuple[str, HiddenReason]]:
    return [(found.line.text, found.reason) for found in layer.hidden]


def em_box(x: float, baseline: float, width: float, size: float) -> Box:
    """Where a line drawn at this place stands: a Chinese font's em box, 0.88 above and 0.12 below the baseline."""
    return (
        x / WIDTH,
        (baseline - 0.88 * size) / HEIGHT,
        (x + width) / WIDTH,
        (baseline + 0.12 * size) / HEIGHT,
    )
