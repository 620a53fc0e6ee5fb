"""The recogniser's last layer, computed only where a character may stand.

The layer maps 120 features of a time step to 18,710 classes and takes two fifths of the recogniser's time although
three steps in four are blank. A step whose logit for blank is high enough is blank: one column tells that. The whole
layer is computed for the other steps only.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SURELY_BLANK = 26.0  # logit of blank above which no character was ever the likeliest class (docs/decisions/0004)
ROWS = 256  # steps at a time: 256 x 18,710 floats are 19 MB


@dataclass(frozen=True, slots=True, eq=False)
class CtcHead:
    """`blank_weights` and `blank_bias` give the logit of blank (class 0), `logits` all classes' for ROWS steps."""

    blank_weights: Floats
    blank_bias: float
    logits: Callable[[Floats], Floats]

    def classify(self, features: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Likeliest class and its probability for each step; `features`: steps x features.

        The probability of a step taken for blank is given as 1.
        """
        classes = np.zeros(len(features), dtype=np.int64)
        confidences = np.ones(len(features), dtype=np.float32)
        blank = features @ self.blank_weights + self.blank_bias
        open_steps = np.flatnonzero(blank <= _SURELY_BLANK)
        rows = np.zeros((ROWS, features.shape[1]), dtype=np.float32)
        for start in range(0, len(open_steps), ROWS):
            steps = open_steps[start : start + ROWS]
            rows[: len(steps)] = features[steps]
            logits = self.logits(rows)[: len(steps)]
            likeliest = logits.argmax(axis=1)
            classes[steps] = likeliest
            characters = np.flatnonzero(likeliest)
            confidences[steps[characters]] = _softmax_of(logits[characters], likeliest[characters])
        return classes, confidences


def _softmax_of(logits: Floats, classes: NDArray[np.int64]) -> Floats:
    """Probability of one class in each row."""
    chosen = logits[np.arange(len(logits)), classes]
    logits -= chosen[:, None]  # the chosen one is the largest, so no exponential overflows
    np.exp(logits, out=logits)
    return np.asarray(1 / logits.sum(axis=1), dtype=np.float32)
