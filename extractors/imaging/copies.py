"""Black copies of round seals: a ring with lettering inside, printed in black by a copier or scanned without colour.

Black print is everywhere on a page, so a ring is told from it by its surroundings: beside its line there is paper, and
letters stand all along its inside. Circles are proposed by the gradient's votes (Hough transform; Yuen et al. 1990).
"""

from dataclasses import replace
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.imaging.circles import BAND, Circles, hits, places
from extractors.imaging.outlines import Outline, ring_of
from extractors.imaging.red_ink import Mask
from extractors.models import SealInk
from extractors.ocr.engine import Image

_VOTING_SIDE = 600  # pixels of the longer side of the picture on which circles are proposed
_SMALLEST, _LARGEST = 0.13, 0.3  # diameter as a share of the page's shorter side; logos are smaller
_STEEPEST, _FEWEST_VOTES, _RESOLUTION = 120, 30, 1.5  # of `cv2.HoughCircles`
_MOST_TRIED = 12
_VOTING_INK = 60  # of 255: share of a pixel that is ink
_RULE = 0.06  # of the shorter side: what runs straight so far is a rule
_SHORTEST_ARC = 0.05  # of the shorter side: pieces of a ring are longer, characters shorter
_DARKER = 0.8  # of the paper's brightness: ink
_PAPER_REACH = 50  # pixels at working size: more than the widest stroke
_STEPS = (3.0, 1.5, 0.75)  # pixels by which a proposed circle is moved and changed
_NEAR = 0.6  # share of directions with ink near a proposed circle for it to be tried
_NARROW = 0.015  # half width of the line as a share of the radius
_LINE, _CLEARER = 0.85, 0.35  # share of directions with ink on the line, and by how much that is more than beside it
_INSIDE, _OUTSIDE = (0.9, 0.93), (1.07, 1.1)  # of the radius: paper on both sides of the line
_LETTERS = (0.68, 0.76, 0.84)  # of the radius: where the lettering stands
_LETTERED = (0.15, 0.8)  # share of directions in which it has ink: less is a drawn circle, more is something solid
_REDDISH = 8  # red minus green, more than the paper's: faint red ink that passes for black
_CONFIDENCE = 0.25  # neither a copy nor faint ink proves a seal, however clear its ring is


def find_copies(image: Image) -> list[Outline]:
    """Rings with lettering in black or faint ink, in pixels of the picture at working size."""
    ink = _dark(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    copies: list[Outline] = []
    for proposed in _proposed(ink):
        circle = _fitted(ink, proposed)
        if circle is not None and _is_seal(ink, circle) and all(_apart(circle, other) for other in copies):
            colour = SealInk.RED if _redness(image, ink, circle) > _REDDISH else SealInk.BLACK
            copies.append(replace(ring_of(circle, _CONFIDENCE), ink=colour))
    return copies


def _dark(grey: NDArray[np.uint8]) -> Mask:
    """What is darker than the paper around it."""
    tenth = cv2.resize(grey, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    lightest = cv2.dilate(tenth, np.ones((_PAPER_REACH // 10,) * 2, np.uint8))
    paper = cv2.resize(cv2.blur(lightest, (5, 5)), grey.shape[::-1])
    return np.asarray(grey < _DARKER * paper)


def _proposed(ink: Mask) -> Circles:
    """Circles that many edges point at, in pixels of the mask, those with most votes first.

    Rules and characters have no vote: they are most of the ink on a page.
    """
    scale = _VOTING_SIDE / max(ink.shape)
    small = cv2.resize(ink.astype(np.uint8) * 255, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = min(small.shape)
    inked = np.asarray(small > _VOTING_INK, dtype=np.uint8)
    for kernel in (np.ones((1, round(_RULE * side)), np.uint8), np.ones((round(_RULE * side), 1), np.uint8)):
        rules = cv2.morphologyEx(inked, cv2.MORPH_OPEN, kernel)
        inked[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(inked)
    large = statistics[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) >= _SHORTEST_ARC * side
    large[0] = False
    found = cv2.HoughCircles(
        cv2.GaussianBlur(np.where(large[labels], small, 0).astype(np.uint8), (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        _RESOLUTION,
        minDist=_SMALLEST * side,
        param1=_STEEPEST,
        param2=_FEWEST_VOTES,
        minRadius=round(_SMALLEST * side / 2),
        maxRadius=round(_LARGEST * side / 2),
    )
    return np.zeros((0, 3)) if found is None else np.asarray(found[0][:_MOST_TRIED] / scale, dtype=np.float64)


def _fitted(ink: Mask, circle: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The circle moved to where most ink lies on it; None where it has no line."""
    if hits(ink, circle[None], BAND).mean() < _NEAR:
        return None
    for step in _STEPS:
        for _ in range(3):
            tried = circle + step * np.array(list(product((0, -1, 1), repeat=3)))
            best = tried[int(np.argmax(hits(ink, tried, _NARROW).mean(axis=1)))]
            if np.array_equal(best, circle):
                break
            circle = best
    return circle


def _is_seal(ink: Mask, circle: NDArray[np.float64]) -> bool:
    """Whether a circle is a line with paper on both sides and lettering along its inside."""
    line = _seen(ink, circle, 1.0)
    inside, outside = (min(_seen(ink, circle, share) for share in shares) for shares in (_INSIDE, _OUTSIDE))
    letters = float(np.mean([_seen(ink, circle, share) for share in _LETTERS]))
    return line >= _LINE and line - max(inside, outside) >= _CLEARER and _LETTERED[0] <= letters <= _LETTERED[1]


def _seen(ink: Mask, circle: NDArray[np.float64], share: float) -> float:
    return float(hits(ink, (circle * (1, 1, share))[None], _NARROW).mean())


def _apart(circle: NDArray[np.float64], other: Outline) -> bool:
    return float(np.hypot(*(circle[:2] - other.centre))) > other.half_axes[0]


def _redness(image: Image, ink: Mask, circle: NDArray[np.float64]) -> float:
    """Red minus green of the ink on a circle, more than the page's."""
    columns, rows = np.rint(places(circle)).astype(int).T
    on_page = (columns >= 0) & (columns < ink.shape[1]) & (rows >= 0) & (rows < ink.shape[0])
    columns, rows = columns[on_page], rows[on_page]
    inked = ink[rows, columns]
    line = image[rows[inked], columns[inked]].astype(np.int16)
    page = image[::16, ::16].reshape(-1, 3).astype(np.int16)
    return float(np.median(line[:, 0] - line[:, 1]) - np.median(page[:, 0] - page[:, 1])) if len(line) else 0.0
