"""A picture without its blank stretches: the detector's time grows with the pixels that it is shown.

Of a page with a few lines most is paper. Its margins are cut off, and stretches of empty rows between what stands on it
are shortened, but never to less than the height of what stands beside them, so that lines which were apart stay apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import Quad
from extractors.ocr.engine import Image

_BLUR = 5  # pixels: takes the noise of a scan out, and leaves a tenth of the faintest stroke's contrast
_MARK = 10  # grey levels by which the blurred picture differs from its surroundings where something stands
_FEWEST = 2  # such pixels in a row: a stroke makes more, blurred
_SMALL = 300_000  # pixels of a picture that is left as it is: a seal, the strip of its ring
_MARGIN = 16  # blank pixels kept around everything
_LEAST_GAP, _MOST_GAP = 2 * _MARGIN, 96  # blank rows kept between two stretches


@dataclass(frozen=True, slots=True, eq=False)
class Excerpt:
    """The rows and columns of a picture on which something stands; `rows` are the numbers that they had there."""

    image: Image
    rows: NDArray[np.intp]
    left: int

    def in_picture(self, quad: Quad) -> Quad:
        """A quadrilateral found in the excerpt, in pixels of the picture."""
        edges = np.append(self.rows, self.rows[-1] + 1)
        inside = np.clip(quad[:, 1], 0, len(self.rows))
        down = np.interp(inside, np.arange(len(edges)), edges) + (quad[:, 1] - inside)
        return np.column_stack([quad[:, 0] + self.left, down])


def excerpt_of(image: Image) -> Excerpt | None:
    """What is not blank of a picture; None where nothing stands on it. Of a small one little would be saved."""
    height, width = image.shape[:2]
    if height * width < _SMALL:
        return Excerpt(image, np.arange(height), 0)
    marks = _marks(image)
    columns = np.flatnonzero(marks.sum(axis=0) >= _FEWEST)
    inked = np.flatnonzero(marks.sum(axis=1) >= _FEWEST)
    if not len(columns) or not len(inked):
        return None
    left, right = max(0, columns[0] - _MARGIN), min(width, columns[-1] + _MARGIN + 1)
    rows = _kept_rows(inked, height)
    return Excerpt(image[rows, left:right], rows, int(left))


def _marks(image: Image) -> NDArray[np.bool_]:
    """Where a picture is darker or lighter than the paper around."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    size = max(1, grey.shape[1] // 10), max(1, grey.shape[0] // 10)
    around = cv2.medianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), 5)
    surroundings = cv2.resize(around, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.absdiff(cv2.blur(grey, (_BLUR, _BLUR)), surroundings) > _MARK)


def _kept_rows(inked: NDArray[np.intp], height: int) -> NDArray[np.intp]:
    """The inked rows and the blank ones that stay with them."""
    breaks = np.flatnonzero(np.diff(inked) > _LEAST_GAP)
    stretches: Sequence[tuple[int, int]] = [
        (int(inked[first]), int(inked[last]) + 1)
        for first, last in zip([0, *(breaks + 1)], [*breaks, len(inked) - 1], strict=True)
    ]
    kept = np.zeros(height, dtype=bool)
    kept[max(0, stretches[0][0] - _MARGIN) : stretches[-1][1] + _MARGIN] = True
    for (above, start), (stop, below) in pairwise(stretches):
        tallest = max(start - above, below - stop)
        gap = min(max(tallest, _LEAST_GAP), _MOST_GAP)
        kept[start + gap // 2 : max(start + gap // 2, stop - gap // 2)] = False
    return np.flatnonzero(kept)
