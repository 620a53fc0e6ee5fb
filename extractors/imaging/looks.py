"""What a page looks like from afar, as 64 bits: pages that are copies of one picture have almost the same ones."""

import cv2
import numpy as np

from extractors.ocr.engine import Image

_SIDE = 8
_STEP = 2.0  # grey levels by which a spot is darker than its neighbour; on plain paper noise decides less


def look_of(image: Image) -> str:
    """The difference hash of an upright picture (RGB): 16 hexadecimal digits."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_SIDE + 1, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    bits = (small[:, :-1] - small[:, 1:] > _STEP).flatten()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
