"""Comparisons of pixels and places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.intake.content import PageContent


def pixels(page: PageContent) -> NDArray[np.uint8]:
    """The page's picture, which has to be there and of the size the page claims."""
    assert page.image is not None
    assert page.image.shape == (page.height, page.width, 3)
    assert page.image.dtype == np.uint8
    return page.image


def close(found: Sequence[float], expected: Sequence[float], within: float = 0.01) -> bool:
    return list(found) == pytest.approx(list(expected), abs=within)


def all_close(found: Sequence[Sequence[float]], expected: Sequence[Sequence[float]], within: float = 0.01) -> bool:
    return len(found) == len(expected) and all(close(*pair, within) for pair in zip(found, expected, strict=True))
