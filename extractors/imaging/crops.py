"""Cut pieces out of page pictures."""

import cv2
import numpy as np

from extractors.geometry import Quad, edge_lengths
from extractors.ocr.engine import Image


def cut_line(image: Image, quad: Quad) -> Image:
    """The piece inside a quadrilateral, squared up; its size follows the quadrilateral's own edges (at least 1 x 1)."""
    width, height = (max(1, round(length)) for length in edge_lengths(quad))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    piece = cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(piece, dtype=np.uint8)
