"""Lines of text out of a DB detector's probability map.

After Liao et al. 2020, "Real-time Scene Text Detection with Differentiable Binarization": the detector draws each line
thinner than it is, so each connected piece of the map is boxed and the box is grown again.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Quad, from_top_left

_INK = 0.3  # probability from which a pixel belongs to a line
_BOX = 0.4  # mean probability of a line; 0.6, PaddleOCR's own, loses single lines under a seal and lone cells
_GROWTH = 1.5  # PaddleOCR's unclip ratio for these models
_LEAST_SIDE, _LEAST_GROWN = 3.0, 5.0  # pixels of the map, before and after growing
_MOST = 3000

ProbabilityMap = NDArray[np.float32]  # height x width


def text_boxes(probabilities: ProbabilityMap) -> list[Quad]:
    """Boxes in pixels of the map, clockwise from the top left of the text."""
    ink = (probabilities > _INK).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    return [box for contour in contours[:_MOST] for box in _box(np.asarray(contour), probabilities)]


def _box(contour: NDArray[np.int32], probabilities: ProbabilityMap) -> Iterator[Quad]:
    middle, (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < _LEAST_SIDE:
        return
    corners = np.asarray(cv2.boxPoints((middle, (width, height), angle)), dtype=np.float32)
    if _mean_inside(probabilities, corners) < _BOX:
        return
    growth = 2 * _GROWTH * width * height / (2 * (width + height))
    if min(width, height) + growth < _LEAST_GROWN:
        return
    grown = cv2.boxPoints((middle, (width + growth, height + growth), angle))
    yield from_top_left(np.asarray(grown, dtype=np.float64))


def _mean_inside(probabilities: ProbabilityMap, corners: NDArray[np.float32]) -> float:
    height, width = probabilities.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    part = probabilities[top : bottom + 1, left : right + 1]
    mask = np.zeros(part.shape, dtype=np.uint8)
    cv2.fillPoly(mask, [np.asarray(corners - (left, top), dtype=np.int32)], (1,))
    return float(cv2.mean(part, mask)[0])
