"""Read the lines of a picture: find them, cut them out, read them, downwards where they run so."""

from collections.abc import Sequence

import numpy as np

from extractors.geometry import Quad, edge_lengths, to_shares
from extractors.imaging.crops import cut_line
from extractors.models import Line, TextSource
from extractors.ocr.engine import Image, OcrEngine, Recognition
from extractors.ocr.script import simplified
from extractors.ocr.tiling import detect_lines

_TALL = 1.5  # height over width from which a line may run downwards
_CERTAINLY_DOWNWARDS = 2.6
_LEAST_CONFIDENCE = 0.3  # below it a reading is noise (QR codes, emblems, guilloche)


def read_lines(image: Image, engine: OcrEngine, source: TextSource = TextSource.OCR) -> tuple[Line, ...]:
    """Find and read the lines of an upright picture; polygons are shares of it."""
    quads = detect_lines(image, engine, engine.detection_side)
    return lines_of(image, quads, read_quads(image, quads, engine), source)


def lines_of(
    image: Image, quads: Sequence[Quad], readings: Sequence[tuple[Recognition, bool]], source: TextSource
) -> tuple[Line, ...]:
    """What was read in quadrilaterals of a picture, without noise."""
    height, width = image.shape[:2]
    return tuple(
        Line(
            text=simplified(reading.text),
            polygon=to_shares(quad, width, height),
            confidence=reading.confidence,
            source=source,
            spans=reading.spans,
            character_confidences=reading.character_confidences,
            vertical=vertical,
        )
        for quad, (reading, vertical) in zip(quads, readings, strict=True)
        if reading.text and reading.confidence >= _LEAST_CONFIDENCE
    )


def read_quads(image: Image, quads: Sequence[Quad], engine: OcrEngine) -> list[tuple[Recognition, bool]]:
    """Read each quadrilateral; a tall one along its height or, if not very tall, the way that reads better."""
    crops: list[Image] = []
    ways: list[tuple[int, bool]] = []  # (index of the quadrilateral, whether read downwards) of each crop
    for index, quad in enumerate(quads):
        crop = cut_line(image, quad)
        ratio = edge_lengths(quad)[1] / max(edge_lengths(quad)[0], 1.0)
        if ratio < _CERTAINLY_DOWNWARDS:
            crops.append(crop)
            ways.append((index, False))
        if ratio >= _TALL:
            crops.append(np.ascontiguousarray(np.rot90(crop)))
            ways.append((index, True))
    best: dict[int, tuple[Recognition, bool]] = {}
    for (index, vertical), reading in zip(ways, engine.recognise(crops), strict=True):
        if index not in best or reading.confidence > best[index][0].confidence:
            best[index] = reading, vertical
    return [best[index] for index in range(len(quads))]
