"""The seals on a page: whole ones, traces of faint and cut ones, black copies."""

import cv2
import numpy as np

from extractors.imaging.copies import find_copies
from extractors.imaging.outlines import Outline, find_outlines
from extractors.imaging.red_ink import Mask
from extractors.imaging.traces import find_traces
from extractors.ocr.engine import Image

_WORKING_SIDE = 1200  # pixels of the longer side of the picture on which seals are looked for
_INKED = 80  # of 255: share of a working pixel that is ink


def find_stamps(image: Image, ink: Mask) -> list[Outline]:
    """Outlines of seals in the picture's pixels, the clearest first; `ink` is its red ink.

    Black copies are looked for where no red seal is: beside one they would say nothing more.
    """
    scale = min(1.0, _WORKING_SIDE / max(ink.shape))
    share = cv2.resize(ink.astype(np.uint8) * 255, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = share > _INKED
    picture = np.asarray(cv2.resize(image, small.shape[::-1], interpolation=cv2.INTER_AREA), dtype=np.uint8)
    outlines = find_outlines(small)
    outlines += find_traces(picture, small, outlines)
    if not any(outline.whole for outline in outlines):
        outlines += find_copies(picture)
    return [outline.scaled(1 / scale) for outline in outlines]
