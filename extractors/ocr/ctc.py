"""Decoding of a CTC recogniser's output into characters with their confidence and place along the line.

The recogniser gives, for each of T time steps along the padded crop, a probability for each class; class 0 is blank.
Best-path decoding after Graves et al. 2006: the likeliest class a step, repeats merged, blanks dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.ocr.engine import Recognition

_FULL_WIDTH, _HALF_WIDTH = 1.0, 0.55  # of a character, in units of the line's character height
_FIGURES = frozenset("0123456789.,，")
_ENOUGH_FIGURES = 3  # distances between neighbouring figures from which their usual distance is known
# Of the usual distance; of 1,435 lines with figures of the survey's scans none has so wide a gap in a sound number.
_GAP = 1.8
_BESIDE_GAP = 0.5  # confidence of figures between which another seems to be lost


@dataclass(frozen=True, slots=True)
class CtcDecoder:
    """`characters[k]` is class k; class 0 (blank) has any placeholder."""

    characters: Sequence[str]

    def decode(
        self, probabilities: NDArray[np.float32], widths: Sequence[float], ratios: Sequence[float]
    ) -> list[Recognition]:
        """Read a batch.

        `probabilities`: crops x steps x classes. `widths`: the share of the padded width that each crop fills.
        `ratios`: width over height of each crop, which gives the character pitch.
        """
        classes = probabilities.argmax(axis=-1)
        confidences = probabilities.max(axis=-1)
        return [
            self.decode_line(line, confidence, width, ratio)
            for line, confidence, width, ratio in zip(classes, confidences, widths, ratios, strict=True)
        ]

    def decode_line(
        self, classes: NDArray[np.int64], confidences: NDArray[np.float32], width: float, ratio: float
    ) -> Recognition:
        """Read one crop from the likeliest class of each time step and its probability."""
        starts = np.flatnonzero(np.diff(classes, prepend=-1))
        ends = np.append(starts[1:], len(classes))
        emitted = [(start, end) for start, end in zip(starts, ends, strict=True) if classes[start] != 0]
        if not emitted:
            return Recognition("", 0.0)
        text = "".join(self.characters[classes[start]] for start, _ in emitted)
        certainty = tuple(float(confidences[start:end].max()) for start, end in emitted)
        steps = len(classes) * width
        centres = [min(1.0, float(start + end) / 2 / steps) for start, end in emitted]
        return _stripped(text, _doubting_gaps(text, certainty, centres), _spans(text, centres, ratio))


def _doubting_gaps(text: str, confidences: tuple[float, ...], centres: Sequence[float]) -> tuple[float, ...]:
    """Low confidence beside a gap within a number: 12,345,678.90 under a blot is surely read as 12,345,690."""
    neighbours = [
        (index, centres[index + 1] - centres[index])
        for index, pair in enumerate(pairwise(text))
        if _FIGURES.issuperset(pair)
    ]
    if len(neighbours) < _ENOUGH_FIGURES:
        return confidences
    usual = float(np.median([distance for _, distance in neighbours]))
    beside = {place for index, gap in neighbours if gap > _GAP * usual for place in (index, index + 1)}
    return tuple(min(sure, _BESIDE_GAP) if place in beside else sure for place, sure in enumerate(confidences))


def _spans(text: str, centres: Sequence[float], ratio: float) -> tuple[tuple[float, float], ...]:
    """Extent of each character around its centre, bounded by half the way to its neighbours."""
    spans = []
    for index, (character, middle) in enumerate(zip(text, centres, strict=True)):
        half = (_HALF_WIDTH if character.isascii() else _FULL_WIDTH) / max(ratio, 0.1) / 2
        before = (middle - centres[index - 1]) / 2 if index else middle
        after = (centres[index + 1] - middle) / 2 if index + 1 < len(centres) else 1 - middle
        spans.append((middle - min(half, before), middle + min(half, after)))
    return tuple(spans)


def _stripped(text: str, confidences: tuple[float, ...], spans: tuple[tuple[float, float], ...]) -> Recognition:
    """Drop spaces at both ends; the mean confidence is that of what remains."""
    kept = [index for index, character in enumerate(text) if not character.isspace()]
    if not kept:
        return Recognition("", 0.0)
    first, last = kept[0], kept[-1] + 1
    return Recognition(
        text[first:last], float(np.mean(confidences[first:last])), spans[first:last], confidences[first:last]
    )
