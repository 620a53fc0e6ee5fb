"""Red ink: where it is, and the picture without it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr.engine import Image

Mask = NDArray[np.bool_]

# Red minus green after white balance. A fresh stamp has 60 to 200; a faint one on a photograph, whose colour JPEG has
# halved in size and in strength, 10 to 20. What counts as ink therefore starts just above the page's own colour noise.
_FAINTEST, _STRONG = 9, 24
_ABOVE_NOISE = 7
_CLIP_LIMIT = 20.0  # of CLAHE: print under a star reads at 20, not yet at 10
# OpenCV hue is degrees / 2: magenta-red to orange-red. Gold lettering of licences starts at 20.
_HUE_FROM, _HUE_TO = 152, 14


def red_ink(image: Image) -> Mask:
    """Pixels of red ink; the paper's own tint is taken out first."""
    balanced = _white_balanced(image)
    hue = cv2.cvtColor(balanced, cv2.COLOR_RGB2HSV)[:, :, 0]
    redness = cv2.subtract(balanced[:, :, 0], balanced[:, :, 1])
    noise = float(np.percentile(redness[::4, ::4], 90))
    threshold = min(max(noise + _ABOVE_NOISE, _FAINTEST), _STRONG)
    mask: Mask = (redness > threshold) & ((hue >= _HUE_FROM) | (hue <= _HUE_TO))
    return mask


def without_red(image: Image, ink: Mask) -> Image:
    """The picture as a red filter shows it: red ink becomes paper, black print under it stays.

    In the red channel red ink is nearly as light as paper; stretching it so that the ink's own level becomes white
    makes the rest of it vanish.
    """
    channel = image[:, :, 0].astype(np.float32)
    level = float(np.percentile(channel[ink], 35)) if ink.any() else 255.0
    return _grey(np.clip(channel * (255.0 / max(level, 96.0)), 0, 255).astype(np.uint8))


def with_local_contrast(line: Image) -> Image:
    """The red channel of one line of text with its contrast raised place by place (CLAHE, Zuiderveld 1994).

    Print under thick ink is only a little darker than the ink; stretched over the whole picture it fades with it.
    """
    height, width = line.shape[:2]
    tiles = (max(1, round(2 * width / height)), 3)  # half a character wide, a third of a line high
    return _grey(np.asarray(cv2.createCLAHE(_CLIP_LIMIT, tiles).apply(line[:, :, 0]), dtype=np.uint8))


def _grey(channel: NDArray[np.uint8]) -> Image:
    return np.repeat(channel[:, :, None], 3, axis=2)


def only_red(image: Image) -> Image:
    """Red ink dark on white, black print gone.

    Red ink is dark in the green channel and light in the red one, black print dark in both. The channels keep the full
    sharpness of the luminance, which a mask of the colour (halved by JPEG) has lost.
    """
    balanced = _white_balanced(image)
    green = balanced[:, :, 1].astype(np.int16)
    black = 255 - balanced[:, :, 0].astype(np.int16)
    lettering = np.clip(green + np.clip(2 * (black - 64), 0, 255), 0, 255).astype(np.uint8)
    return np.repeat(lettering[:, :, None], 3, axis=2)


def _white_balanced(image: Image) -> Image:
    """Scale the channels so that the paper is neutral."""
    sample = image[::8, ::8].reshape(-1, 3)
    bright = sample[sample.sum(axis=1) >= np.percentile(sample.sum(axis=1), 60)]
    paper = np.median(bright, axis=0).astype(np.float32)
    if paper.min() < 64:  # a dark picture has no paper to balance by
        return image
    gains = paper.max() / paper
    return np.asarray(np.clip(image * gains, 0, 255), dtype=np.uint8)
