"""Sets of boxes on one page: what they cover together, and fewer, larger boxes in their stead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from extractors.geometry import enclosing
from extractors.models import Box

_GRID = 400  # cells a side in which coverage is measured
_NEAR = 0.006  # share of the page; closer boxes are one region (about a third of a line of print)
_MOST_BOXES = 2_000  # more single drawings than this are one picture


def covered_share(boxes: Iterable[Box]) -> float:
    """Share of the page that these boxes cover together, to within about 0.5 %."""
    grid = np.zeros((_GRID, _GRID), dtype=bool)
    for left, top, right, bottom in boxes:
        grid[round(top * _GRID) : round(bottom * _GRID), round(left * _GRID) : round(right * _GRID)] = True
    return float(grid.mean())


def merged_boxes(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes that touch or nearly touch, put together until none does; top to bottom, left to right."""
    if len(boxes) > _MOST_BOXES:
        return (enclosing(boxes),)
    pending = [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
    merged: list[Box] = []
    while pending:
        box = pending.pop()
        touching = [other for other in merged if _is_near(other, box)]
        if touching:
            merged = [other for other in merged if not _is_near(other, box)]
            pending.append(enclosing([box, *touching]))
        else:
            merged.append(box)
    return tuple(sorted(merged, key=lambda box: (box[1], box[0])))


def _is_near(first: Box, second: Box) -> bool:
    return (
        first[0] - _NEAR <= second[2]
        and second[0] - _NEAR <= first[2]
        and first[1] - _NEAR <= second[3]
        and second[1] - _NEAR <= first[3]
    )
