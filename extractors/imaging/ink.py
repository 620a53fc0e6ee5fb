"""How much is on a page: print, pictures, colour, or nothing."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import box_of, to_pixels
from extractors.imaging.channels import brightest, darkest
from extractors.imaging.red_ink import Mask
from extractors.models import Line, Seal
from extractors.ocr.engine import Image

_MARGIN = 0.04  # share of the page at each edge that scanners darken
_CONTRAST = 48  # grey levels darker than the paper around it that count as ink
_PAPER = 0.6  # of the brightest surroundings: darker ones are the desk under a photographed sheet
_INKED = 0.0012  # share of inked pixels from which a page is not empty: some twenty printed characters
_SPECK = 4  # pixels of half the picture's size: a dot of the scanner, less than a full stop
_INKED_LINE = 0.02  # the same within a line's box
_LEGIBLE, _LEGIBLE_CHARACTERS = 0.9, 3  # confidence and length of a line that nothing but print gives
_READABLE = 0.6  # confidence under which a reading of shine-through or dirt is no text
_FILL_WIDTH, _FILL_BLOCK = 150, 6  # pixels: a page is looked at from afar, in blocks of half a line
_PLAIN = 4.0  # standard deviation in grey levels up to which a block is plain paper
_COLOURFUL = 30  # difference of the channels from which a pixel has a colour; JPEG alone makes up to 20
_COLOURED = 0.0004  # share of such pixels from which a page is no grey scan: less than a faint seal has


def find_ink(image: Image) -> Mask:
    """Pixels clearly darker than the paper around them, at half the picture's size; desk and edges have none."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    tenth = cv2.resize(small, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    surroundings = cv2.medianBlur(tenth, 5)
    paper = cv2.erode((surroundings > _PAPER * float(surroundings.max())).astype(np.uint8), np.ones((5, 5), np.uint8))
    size = (small.shape[1], small.shape[0])
    background = cv2.resize(surroundings, size)
    on_paper = cv2.resize(paper, size, interpolation=cv2.INTER_NEAREST) > 0
    ink = np.asarray((cv2.subtract(background, small) > _CONTRAST) & on_paper)
    y, x = round(size[1] * _MARGIN), round(size[0] * _MARGIN)
    ink[:y], ink[-y:], ink[:, :x], ink[:, -x:] = False, False, False, False
    return _without_specks(ink)


def _without_specks(ink: Mask) -> Mask:
    """Without the single dots of fax noise and dust, which are no print however many they are."""
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    specks = statistics[:, cv2.CC_STAT_AREA] <= _SPECK
    mask: Mask = ink & ~specks[labels]
    return mask


def is_blank(ink: Mask, lines: Sequence[Line], seals: Sequence[Seal]) -> bool:
    """Whether a page is empty: nothing legible, no seal, hardly any ink. The back of a sheet may shine through."""
    if seals or any(_is_legible(line) or (line.confidence >= _READABLE and _is_inked(ink, line)) for line in lines):
        return False
    return float(ink.mean()) < _INKED


def filled_share(image: Image) -> float:
    """Share of a page that is not plain paper: print, pictures, the desk a sheet was photographed on.

    A sheet with nothing but a headline has 0.01 to 0.06, one with a photograph and its caption 0.2 and more (measured
    on generated dossiers).
    """
    size = (_FILL_WIDTH, max(_FILL_BLOCK, round(_FILL_WIDTH * image.shape[0] / image.shape[1])))
    grey = cv2.resize(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
    rows, columns = (side // _FILL_BLOCK for side in grey.shape)
    blocks = grey[: rows * _FILL_BLOCK, : columns * _FILL_BLOCK].reshape(rows, _FILL_BLOCK, columns, _FILL_BLOCK)
    return float((blocks.std(axis=(1, 3)) > _PLAIN).mean())


def has_colour(image: Image) -> bool:
    """Whether a picture has colours at all; on a grey scan no seal can be told by its red."""
    sample = image[::3, ::3]
    difference = brightest(sample) - darkest(sample)
    tint = float(np.median(difference))  # of yellowish paper or light
    return float((difference > tint + _COLOURFUL).mean()) > _COLOURED


def _is_legible(line: Line) -> bool:
    return line.confidence >= _LEGIBLE and len(line.text) >= _LEGIBLE_CHARACTERS


def _is_inked(ink: NDArray[np.bool_], line: Line) -> bool:
    """Whether a line is written in ink and does not just shine through."""
    height, width = ink.shape
    left, top, right, bottom = box_of(to_pixels(line.polygon, width, height).tolist())
    part = ink[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
    return bool(part.size) and float(part.mean()) > _INKED_LINE
