"""Traces of seals: rings pressed faintly or in part, and slices of seals at a page's edge (骑缝章).

Less is asked of them than of a whole outline, so what is found here is for a person to look at and no proof of a seal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import covered
from extractors.imaging.circles import hits, places, points_of, refined, tried_circles
from extractors.imaging.outlines import Outline, clusters, filled, is_stamped, line_density, ring_of
from extractors.imaging.red_ink import Mask
from extractors.ocr.engine import Image

_RULE = 0.075  # of the page's shorter side: what runs straight so far is a rule; at the top of a ring it is 0.055
_GAP = 0.04  # of the shorter side: joins the pieces of a torn ring
_SMALLEST, _LARGEST = 0.11, 0.3  # diameter of a unit's seal as a share of the shorter side; 0.2 on a whole A4 page
_ENOUGH_OF_LINE = 0.5  # share of directions with ink on a faint ring; a circle through table rules has 0.47
_AROUND = 1.12  # of the radius: where nothing is around a ring
_LEAST_LINE = 0.17  # density of ink on it; on a circle through table rules 0.14
_CLEAR_OUTSIDE = 0.25  # share of directions with ink just outside it; around an emblem 0.38
_FAINT = 0.28  # confidence of a faint ring whose line is seen all around
_AS_LIGHT = 0.8  # of the brightness around a ring in the green channel
_OVERLAP = 0.3  # of a box: seals side by side lie on each other by less
_FEWEST = 30  # inked pixels
_AT_EDGE = 0.03  # of the shorter side: how near to a page's edge a slice ends, the page being scanned askew
_SLICE = 0.25  # confidence of a slice
_SLICE_LINE, _SLICE_DIRECTIONS = 0.75, 7  # share and number of a slice's directions in which its line is seen
_SLICE_SMALLEST, _SLICE_LARGEST = 0.15, 0.26  # as above; little of a circle leaves its size open
_WIDEST = 0.75  # of its circle's diameter: a wider slice is nearly the whole seal
_INSIDE, _JUST_OUTSIDE = 0.97, 1.04  # share of a slice's ink that lies within so many radii of the circle


@dataclass(frozen=True, slots=True)
class _Extent:
    """Where the ink of a slice lies: columns for one at the left or right edge, else rows; both ends in pixels."""

    axis: int
    start: float
    stop: float


def find_traces(picture: Image, ink: Mask, found: Sequence[Outline]) -> list[Outline]:
    """Traces of seals in a picture, beside the outlines that were found in the mask of its red ink."""
    rest = ink & ~_rules(ink)
    for outline in found:
        rest &= ~filled(outline, rest.shape)
    side = min(ink.shape)
    traces: list[Outline] = []
    for cluster in clusters(rest, gap=round(_GAP * side)):
        points = points_of(cluster)
        trace = (_slice(cluster, points) or _faint_ring(cluster, points)) if len(points) >= _FEWEST else None
        if (
            trace is not None
            and not any(_on_each_other(trace, other) for other in (*found, *traces))
            and _is_open(picture, trace)
        ):
            traces.append(trace)
    return traces


def _rules(ink: Mask) -> Mask:
    """Level and upright rules: where a red table's cross, circles find much ink."""
    length = round(_RULE * min(ink.shape))
    rules = np.zeros(ink.shape, dtype=bool)
    for kernel in ((1, length), (length, 1)):
        rules |= cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones(kernel, np.uint8)) > 0
    return rules


def _on_each_other(trace: Outline, other: Outline) -> bool:
    """Whether a trace is of the ink around another seal: specks and print beside its line."""
    return max(covered(trace.box, other.box), covered(other.box, trace.box)) > _OVERLAP


def _is_open(picture: Image, ring: Outline) -> bool:
    """Whether there is paper in a ring as around it: large red shapes are no ink but at their rims."""
    inside = filled(ring, picture.shape, grow=0.9)
    around = filled(ring, picture.shape, grow=1.25) & ~filled(ring, picture.shape, grow=1.1)
    return float(np.median(picture[inside, 1])) >= _AS_LIGHT * float(np.median(picture[around, 1]))


def _faint_ring(ink: Mask, points: NDArray[np.float64]) -> Outline | None:
    """A ring of which enough is seen to tell that it is one."""
    side = min(ink.shape)
    tried = tried_circles(points, _SMALLEST * side, _LARGEST * side)
    if not len(tried):
        return None
    # Lettering is as round as the line, but has the line around it.
    clear = hits(ink, tried).mean(axis=1) - hits(ink, tried * (1, 1, _AROUND)).mean(axis=1)
    seen, circle = refined(ink, points, tried[int(np.argmax(clear))])
    if seen < _ENOUGH_OF_LINE or not _SMALLEST * side <= 2 * circle[2] <= _LARGEST * side:
        return None
    ring = ring_of(circle, _FAINT * seen)
    if not is_stamped(ink, ring, _CLEAR_OUTSIDE) or line_density(ink, ring) < _LEAST_LINE:
        return None
    return replace(ring, whole=bool(_on_page(ink, circle).mean() > _SLICE_LINE))


def _on_page(ink: Mask, circle: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The directions in which a circle lies on the page."""
    return np.asarray(((places(circle) >= 0) & (places(circle) < ink.shape[::-1])).all(axis=1))


def _slice(ink: Mask, points: NDArray[np.float64]) -> Outline | None:
    """A slice of a ring that ends at the page's edge: within its extent its line is seen, and all its ink is inside."""
    extent = _extent_at_edge(ink, points)
    side = min(ink.shape)
    if extent is None:
        return None
    tried = tried_circles(_outermost(points, extent.axis), _SLICE_SMALLEST * side, _SLICE_LARGEST * side)
    tried = tried[2 * tried[:, 2] * _WIDEST >= extent.stop - extent.start]
    if not len(tried):
        return None
    best: tuple[int, NDArray[np.float64] | None] = (_SLICE_DIRECTIONS - 1, None)
    for circle, seen in zip(tried, hits(ink, tried), strict=True):
        along = places(circle)[:, extent.axis]
        expected = (along >= extent.start) & (along <= extent.stop) & _on_page(ink, circle)
        count = int((seen & expected).sum())
        if count > best[0] and count >= _SLICE_LINE * expected.sum() and _encloses(circle, points):
            best = count, circle
    return None if best[1] is None else replace(ring_of(best[1], _SLICE), whole=False)


def _extent_at_edge(ink: Mask, points: NDArray[np.float64]) -> _Extent | None:
    """The columns or rows of ink that stands at an edge of the page; None where it stands elsewhere."""
    margin = _AT_EDGE * min(ink.shape)
    for axis in (0, 1):
        start, stop = float(points[:, axis].min()), float(points[:, axis].max())
        if start <= margin or stop >= ink.shape[1 - axis] - 1 - margin:
            return _Extent(axis, start, stop)
    return None


def _outermost(points: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """The first and the last inked pixel of each column (axis 0) or row: on a slice these are the ring's."""
    order = points[np.lexsort((points[:, 1 - axis], points[:, axis]))]
    new = np.diff(order[:, axis], prepend=-1.0, append=-1.0) != 0
    return np.asarray(order[new[:-1] | new[1:]], dtype=np.float64)


def _encloses(circle: NDArray[np.float64], points: NDArray[np.float64]) -> bool:
    """Whether nearly all ink lies within a circle."""
    distance = np.hypot(points[:, 0] - circle[0], points[:, 1] - circle[1])
    return float((distance <= _JUST_OUTSIDE * circle[2]).mean()) >= _INSIDE
