"""Detection on pictures of unusual shape: web pages saved in one piece, scrolled screenshots, strips of a page.

The detector sees a picture scaled to a fixed longer side; on a strip of 1080 x 15000 pixels nothing legible would be
left. Long pictures are cut across, between lines of text; wide ones are given a longer side instead, for a cut would go
through the lines.
"""

from collections.abc import Iterator

import numpy as np

from extractors.geometry import Quad
from extractors.ocr.engine import Image, OcrEngine

_USUAL = 1.5  # longer over shorter side of a page; the detector's side is meant for it
_LONG = 2.2  # from which a picture counts as long
_OVERLAP = 0.12  # of two tiles, in widths: more than a line of text is high
_LARGEST_SIDE = 4000  # of a wide strip as the detector sees it


def detect_lines(image: Image, engine: OcrEngine, side: int) -> list[Quad]:
    """Quadrilaterals of the lines of a picture of any shape, in its pixels; `side` bounds the longer side of a page."""
    height, width = image.shape[:2]
    if max(height, width) <= _LONG * min(height, width):
        return engine.detect(image, side)
    if width > height:
        wider = round(side * width / height / _USUAL)
        return engine.detect(image, min(wider, width, _LARGEST_SIDE))
    return [
        quad
        for start, stop, core in _tiles(height, width)
        for quad in _in_tile(engine.detect(image[start:stop], side), start, core)
    ]


def _tiles(height: int, width: int) -> Iterator[tuple[int, int, tuple[float, float]]]:
    """Start, stop, and the core in which a line's middle must lie for the line to be taken from this tile."""
    step, overlap = round(_USUAL * width), round(_OVERLAP * width)
    for start in range(0, height, step):
        stop = min(height, start + step + overlap)
        last = stop >= height
        yield start, stop, (start + overlap / 2 if start else 0.0, height if last else start + step + overlap / 2)
        if last:
            return


def _in_tile(quads: list[Quad], offset: int, core: tuple[float, float]) -> Iterator[Quad]:
    for quad in quads:
        moved = quad + np.array([0.0, float(offset)])
        if core[0] <= moved[:, 1].mean() < core[1]:
            yield moved
