"""Which stored characters a person sees: what is covered, colourless, tiny or absent from the picture is marked."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.intake.content import HiddenReason, Image
from extractors.intake.pdf_characters import Character
from extractors.intake.pdf_objects import PageObjects, Picture

_OPAQUE_FROM = 0.8  # mean opacity over a character's box from which what lies under it cannot be read
_TINY_PIXELS = 2.0
_INK_CONTRAST = 16  # of 255: less than this between the lightest and the darkest pixel is paper and noise
_WHITE_FROM = 235
_PAPER_FROM = 200


def mark_hidden(
    characters: Sequence[Character], objects: PageObjects, image: Image, pixels_a_point: float
) -> tuple[Character, ...]:
    """Mark the characters nobody sees; return those that nobody sees only because their font is missing here."""
    _mark_tiny(characters, pixels_a_point)
    _mark_covered(characters, objects)
    return _mark_without_ink(characters, image)


def _mark_tiny(characters: Sequence[Character], pixels_a_point: float) -> None:
    for character in characters:
        if character.hidden is None and character.place.em * pixels_a_point < _TINY_PIXELS:
            character.hidden = HiddenReason.TINY


def _mark_covered(characters: Sequence[Character], objects: PageObjects) -> None:
    if not characters:
        return
    order = np.array([character.order for character in characters])
    boxes = np.array([character.place.box for character in characters])
    middle = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2], axis=1)
    for cover in objects.drawing.covers:
        _mark(characters, _under(middle, order, cover.box, cover.order), HiddenReason.PAINTED_OVER)
    for picture in objects.pictures:
        under = _under(middle, order, picture.box, picture.order)
        if under.any():
            under[under] = _opacity(picture, middle[under]) >= _OPAQUE_FROM
            _mark(characters, under, HiddenReason.COVERED)


def _mark(characters: Sequence[Character], which: NDArray[np.bool_], reason: HiddenReason) -> None:
    for index in np.flatnonzero(which):
        if characters[index].hidden is None:
            characters[index].hidden = reason


def _under(
    middle: NDArray[np.float64], order: NDArray[np.int64], box: tuple[float, float, float, float], above: int
) -> NDArray[np.bool_]:
    left, top, right, bottom = box
    x, y = middle.T
    inside: NDArray[np.bool_] = (order < above) & (x > left) & (x < right) & (y > top) & (y < bottom)
    return inside


def _opacity(picture: Picture, middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Opacity of the picture around each point, 1 where it cannot be told: OCR then reads what is to be seen."""
    alpha = picture.alpha()
    if alpha is None or not alpha.size:
        return np.ones(len(middle))
    left, top, right, bottom = picture.box
    height, width = alpha.shape
    columns = ((middle[:, 0] - left) / (right - left) * width).astype(int).clip(0, width - 1)
    rows = ((middle[:, 1] - top) / (bottom - top) * height).astype(int).clip(0, height - 1)
    reach = 4  # the alpha picture has about one value a point: roughly a character's half size
    return np.array(
        [
            alpha[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1].mean() / 255
            for row, column in zip(rows, columns, strict=True)
        ]
    )


def _mark_without_ink(characters: Sequence[Character], image: Image) -> tuple[Character, ...]:
    without_glyphs: list[Character] = []
    seen = [character for character in characters if character.hidden is None]
    for _, line in itertools.groupby(seen, key=lambda found: (found.place.angle, round(found.place.baseline))):
        inked: list[Character] = []
        blank: list[Character] = []
        for character in line:
            crop = _crop(image, character.place.box)
            has_ink = _has_ink(crop)
            if (has_ink or not character.has_glyph) and _is_white_on_paper(character, crop):
                character.hidden = HiddenReason.COLOURLESS
            (inked if has_ink else blank).append(character)
        for character in blank:
            if not character.has_glyph:
                if character.hidden is None:
                    without_glyphs.append(character)
                continue
            if inked:
                # A hole in a line that is otherwise seen: layer and picture disagree, so the picture is to be read.
                character.is_readable = False
            else:
                character.hidden = HiddenReason.NO_INK
    return tuple(without_glyphs)


def _is_white_on_paper(character: Character, crop: Image) -> bool:
    return crop.size > 0 and min(character.colour) >= _WHITE_FROM and float(np.median(crop)) >= _PAPER_FROM


def _crop(image: Image, box: tuple[float, float, float, float]) -> Image:
    """The glyph's pixels and one more on each side: a stroke may be thinner than a pixel."""
    height, width, _ = image.shape
    left, top, right, bottom = box
    return image[
        max(0, int(top * height) - 1) : int(bottom * height) + 2, max(0, int(left * width) - 1) : int(right * width) + 2
    ]


def _has_ink(crop: Image) -> bool:
    return crop.size > 0 and int((crop.max(axis=(0, 1)) - crop.min(axis=(0, 1))).max()) >= _INK_CONTRAST
