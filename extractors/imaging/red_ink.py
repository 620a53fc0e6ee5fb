"""Red ink: where it is, and the picture without it."""

from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.imaging.channels import brightest, channel, darkest
from extractors.ocr.engine import Image

Mask = NDArray[np.bool_]

# Red minus green after white balance. A fresh stamp has 60 to 200; a faint one on a photograph, whose colour JPEG has
# halved in size and in strength, 10 to 20. What counts as ink therefore starts just above the page's own colour noise.
_FAINTEST, _STRONG = 9, 24
_ABOVE_NOISE = 7
_CLIP_LIMIT = 20.0  # of CLAHE: print under a star reads at 20, not yet at 10
_IN_SHADOW = 0.35  # brightness of the deepest shadow on a sheet, of its lit part; a desk is darker
_DARKER_THAN_PAPER = 0.8
_STRONGEST_TINT = 1.5  # of yellowed paper or lamplight, channel against channel; a red picture has more
_DARKEST_INK = 0.4  # red light that red ink gives back, of the paper's; print and what lies beside the sheet give less
_WIDEST_STROKE = 0.05  # of the shorter side of a page: seals' stars and headlines are finer
# OpenCV hue is degrees / 2: magenta-red to orange-red. Gold lettering of licences starts at 20.
_HUE_FROM, _HUE_TO = 152, 14


def red_ink(image: Image) -> Mask:
    """Pixels of red ink on paper; the paper's own tint and its shadows are taken out first.

    A photographed sheet lies on something: a brown desk is no ink, and what is faint is measured by the paper alone.
    """
    reach = round(_WIDEST_STROKE * min(image.shape[:2]))
    paper = _paper(image, reach)
    brightness = brightest(paper)
    tint = np.maximum(paper * (255.0 / np.maximum(brightness, 1)[:, :, None]), 255 / _STRONGEST_TINT)
    divided = cv2.divide(image, _enlarged(np.rint(tint).astype(np.uint8), image), scale=255)
    neutral = np.asarray(divided, dtype=np.uint8)
    red, green = channel(neutral, 0), channel(neutral, 1)
    darkest_ink = _enlarged((brightness * _DARKEST_INK).astype(np.uint8), image)
    on_paper = np.asarray(cv2.compare(red, darkest_ink, cv2.CMP_GE), dtype=np.uint8)
    on_paper &= _between(_enlarged(brightness, image), ceil(_deepest_shadow(paper)), 255)
    on_paper &= ~_beside_paper(red, brightness, reach)
    redness = np.asarray(cv2.subtract(red, green), dtype=np.uint8)
    pale = (brightness <= _STRONGEST_TINT * darkest(paper).astype(np.float32)).astype(np.uint8)
    sample = redness[::4, ::4][(on_paper[::4, ::4] > 0) & (_enlarged(pale, image)[::4, ::4] > 0)]
    noise = float(np.percentile(sample, 90)) if sample.size else 0.0
    threshold = min(max(noise + _ABOVE_NOISE, _FAINTEST), _STRONG)
    hue = channel(np.asarray(cv2.cvtColor(neutral, cv2.COLOR_RGB2HSV), dtype=np.uint8), 0)
    other_hue = _between(hue, _HUE_TO + 1, _HUE_FROM - 1)
    strong = _between(redness, floor(threshold) + 1, 255)
    mask: Mask = (strong & ~other_hue & on_paper) > 0
    return mask


def _between(values: NDArray[np.uint8], least: int, most: int) -> NDArray[np.uint8]:
    """255 where a value lies between two, both included; 0 elsewhere."""
    return np.asarray(cv2.inRange(values, np.array(least), np.array(most)), dtype=np.uint8)


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


def redness(image: Image) -> Image:
    """Red ink dark on white by its colour alone: blunter than `only_red`, but black print leaves no trace."""
    difference = cv2.GaussianBlur(cv2.subtract(image[:, :, 0], image[:, :, 1]), (0, 0), 0.8)
    strength = max(float(np.percentile(difference, 97)), float(_STRONG))
    return _grey((255 - np.clip(difference * (255.0 / strength), 0, 255)).astype(np.uint8))


def evenly_lit(image: Image, reach: int) -> Image:
    """The picture with its paper white everywhere: shadows, falling light and tints divided out.

    `reach` in pixels is more than the widest stroke or solid shape, which must not pass for paper.
    """
    return _evened(image, _paper(image, reach))


def _paper(image: Image, reach: int) -> Image:
    """The colour of the paper around each point: the lightest within reach in each channel (morphological closing).

    It changes slowly, so it is given on a small copy of the picture; `_enlarged` brings it back to the full size.
    """
    factor = _working_scale(reach)
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(reach * factor))
    return np.asarray(cv2.blur(closed, (9, 9)), dtype=np.uint8)


def _working_scale(reach: int) -> float:
    return min(1.0, 24 / max(1, reach))


def _disc(diameter: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(diameter) | 1,) * 2), dtype=np.uint8)


def _enlarged(small: NDArray[np.uint8], image: Image) -> NDArray[np.uint8]:
    size = (image.shape[1], image.shape[0])
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _beside_paper(red: NDArray[np.uint8], brightness: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """255 for what is darker than paper over more than `reach`: the desk along the edges of a sheet."""
    small = cv2.resize(red, (brightness.shape[1], brightness.shape[0]), interpolation=cv2.INTER_AREA)
    darker = (small < _DARKER_THAN_PAPER * brightness).astype(np.uint8)
    opened = cv2.morphologyEx(darker, cv2.MORPH_OPEN, _disc(reach * _working_scale(reach)))
    desk = cv2.dilate(opened, np.ones((5, 5), np.uint8))
    whole = cv2.resize(desk * 255, (red.shape[1], red.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(whole, dtype=np.uint8)


def _deepest_shadow(paper: Image) -> float:
    """Brightness below which a picture's background is no paper in shadow but what the paper lies on."""
    return max(1.0, _IN_SHADOW * float(np.percentile(brightest(paper), 95)))


def _evened(image: Image, paper: Image) -> Image:
    lightest = np.maximum(paper, round(_deepest_shadow(paper))).astype(np.uint8)
    return np.asarray(cv2.divide(image, _enlarged(lightest, image), scale=255), dtype=np.uint8)


def _white_balanced(image: Image) -> Image:
    """Scale the channels so that the paper is neutral."""
    sample = image[::8, ::8].reshape(-1, 3)
    bright = sample[sample.sum(axis=1) >= np.percentile(sample.sum(axis=1), 60)]
    paper = np.median(bright, axis=0).astype(np.float32)
    if paper.min() < 64:  # a dark picture has no paper to balance by
        return image
    gains = paper.max() / paper
    return np.asarray(np.clip(image * gains, 0, 255), dtype=np.uint8)
