"""Turn and straighten a page by its own lines of text.

Detection says how the lines lie. Tall quadrilaterals mean a page turned by 90 or 270 degrees; which of the two is
decided by reading a few lines both ways, and 0 against 180 once the page has been read. What is left is a small slope,
which on a flat scan is the same everywhere (skew) and on a photograph changes down the page (perspective): slopes of
text lines over y and of long vertical strokes (frames, table rules, paper edges) over x are each fitted with a straight
line, and the four border lines so given are mapped to a rectangle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import IDENTITY, Matrix, Quad, edge_lengths, quarter_turns, transform, translation
from extractors.imaging.crops import cut_line
from extractors.ocr.engine import Image, OcrEngine, Recognition
from extractors.ocr.tiling import detect_lines

_SAMPLE_LINES, _SAMPLE_LENGTH = 6, 12  # lines, and what is read of each in line heights
_SURE_READING = 0.9  # mean confidence above which the other direction is not tried
_MAX_SLOPE = 0.36  # tan 20 degrees
_MAX_CHANGE = 0.5  # change of slope across the page; more is no page but a misfit
_ENOUGH_STROKES = 6  # from which a change of slope is told from a few stray ones
_EDGE = 0.4  # of the picture's height: the edge of a sheet
_NEGLIGIBLE = 0.0025  # slope of 0.14 degrees: resampling would blur more than it straightens
_SLIGHT = 0.035  # slope of 2 degrees: lines are found as well as on the straightened picture


@dataclass(frozen=True, slots=True, eq=False)
class UprightPicture:
    """`matrix` maps pixels of the picture as it came to pixels of `image`; `lines` are found in the latter."""

    image: Image
    matrix: Matrix
    lines: list[Quad]


@dataclass(frozen=True, slots=True)
class _SlopeFit:
    """Slope at the middle of the page, and how much it changes from one side to the other."""

    middle: float
    change: float

    def at(self, share: float) -> float:
        return self.middle + self.change * (share - 0.5)


def make_upright(image: Image, engine: OcrEngine) -> UprightPicture:
    """Turn, straighten and rectify a picture; one with too little text is returned as it came.

    A page that stands on its head has level lines too: `stands_on_its_head` tells it once they are read.
    """
    found = detect_lines(image, engine, engine.detection_side)
    turns = _quarter_turns(image, found, engine)
    height, width = image.shape[:2]
    turning = quarter_turns(turns, width, height) if turns else IDENTITY
    turned = np.ascontiguousarray(np.rot90(image, turns)) if turns else image
    lines = [_reordered(transform(turning, quad), turns) for quad in found]
    straightening = _straightening(turned, lines)
    if straightening is None:
        return UprightPicture(turned, turning, lines if not turns else _detected(turned, engine))
    straight = _warped(turned, straightening)
    again = turns or straightening.slope > _SLIGHT
    lines = _detected(straight, engine) if again else [transform(straightening.matrix, quad) for quad in lines]
    return UprightPicture(straight, straightening.matrix @ turning, lines)


def stands_on_its_head(upright: UprightPicture, readings: Sequence[Recognition], engine: OcrEngine) -> bool:
    """Whether the longest lines, whose `readings` follow `upright.lines`, read better the other way round."""
    sample = _longest(upright.lines, standing=False)
    sure = _mean_sureness([readings[index] for index in sample])
    if not sample or sure >= _SURE_READING:
        return False
    return sure < _sureness_turned(upright.image, [upright.lines[index] for index in sample], 2, engine)


def turned(upright: UprightPicture, turns: int, engine: OcrEngine) -> UprightPicture:
    """The picture after so many more quarter turns, counter-clockwise."""
    height, width = upright.image.shape[:2]
    image = np.ascontiguousarray(np.rot90(upright.image, turns))
    return UprightPicture(image, quarter_turns(turns, width, height) @ upright.matrix, _detected(image, engine))


def _detected(image: Image, engine: OcrEngine) -> list[Quad]:
    return detect_lines(image, engine, engine.detection_side)


def _quarter_turns(image: Image, quads: list[Quad], engine: OcrEngine) -> int:
    """Counter-clockwise quarter turns that bring the lines level: 0, or 1 or 3 by the better reading."""
    lengths = [edge_lengths(quad) for quad in quads]
    lying = sum(width for width, height in lengths if width > 1.5 * height)
    standing = sum(height for width, height in lengths if height > 1.5 * width)
    if standing <= lying:
        return 0
    sample = [quads[index] for index in _longest(quads, standing=True)]
    sure = _sureness_turned(image, sample, 1, engine)
    return 1 if sure >= _SURE_READING or sure >= _sureness_turned(image, sample, 3, engine) else 3


def _longest(quads: list[Quad], *, standing: bool) -> list[int]:
    """Which are the longest lines of the page's main direction; very long ones are no better than fairly long ones."""
    along, across = (1, 0) if standing else (0, 1)
    lengths = [edge_lengths(quad) for quad in quads]
    lines = [index for index, length in enumerate(lengths) if length[along] > 1.5 * length[across]]
    return sorted(lines, key=lambda index: -lengths[index][along])[:_SAMPLE_LINES]


def _sureness_turned(image: Image, quads: list[Quad], turns: int, engine: OcrEngine) -> float:
    """How surely the beginnings of these lines are read after so many quarter turns."""
    crops = [np.rot90(cut_line(image, quad), turns) for quad in quads]
    return _mean_sureness(
        engine.recognise([np.ascontiguousarray(crop[:, : _SAMPLE_LENGTH * crop.shape[0]]) for crop in crops])
    )


def _mean_sureness(readings: Sequence[Recognition]) -> float:
    characters = [confidence for reading in readings for confidence in reading.character_confidences]
    return float(np.mean(characters)) if characters else 0.0


def _reordered(quad: Quad, turns: int) -> Quad:
    """The turned quadrilateral with its corners again clockwise from the top left as now seen."""
    return np.roll(quad, -turns, axis=0) if turns else quad


@dataclass(frozen=True, slots=True, eq=False)
class _Straightening:
    """Homography that makes text lines level and long strokes plumb; the new picture's size; the largest slope."""

    matrix: Matrix
    size: tuple[int, int]
    slope: float


def _straightening(image: Image, lines: list[Quad]) -> _Straightening | None:
    """None where lines and strokes lie straight already, or too few tell."""
    height, width = image.shape[:2]
    level = _text_slopes(lines, width, height)
    if level is None:
        return None
    plumb = _stroke_slopes(image, level.middle) or _SlopeFit(-level.middle, 0.0)
    largest = max(abs(level.middle), abs(plumb.middle), abs(level.change) / 2, abs(plumb.change) / 2)
    if largest < _NEGLIGIBLE:
        return None
    corners = _border_corners(level, plumb, width, height)
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), dtype=np.float64)
    return _Straightening(*_with_all_text(matrix, lines, width, height), largest)


def _warped(image: Image, straightening: _Straightening) -> Image:
    paper = tuple(int(channel) for channel in np.median(image[::16, ::16].reshape(-1, 3), axis=0))
    straight = cv2.warpPerspective(
        image,
        straightening.matrix,
        straightening.size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )
    return np.asarray(straight, dtype=np.uint8)


def _text_slopes(lines: list[Quad], width: int, height: int) -> _SlopeFit | None:
    """Fit dy/dx of the text lines over the height of the page."""
    slopes, places, weights = [], [], []
    for quad in lines:
        length, thickness = edge_lengths(quad)
        if length < 4 * thickness or length < 0.06 * width:
            continue
        along = (quad[1] - quad[0]) + (quad[2] - quad[3])
        if along[0] <= 0:
            continue
        slopes.append(along[1] / along[0])
        places.append(quad[:, 1].mean() / height)
        weights.append(length)
    return _fit(np.array(slopes), np.array(places), np.array(weights))


def _stroke_slopes(image: Image, expected_level: float) -> _SlopeFit | None:
    """Fit dx/dy of long, nearly vertical strokes over the width of the page."""
    height, width = image.shape[:2]
    scale = 1000 / max(height, width)
    small = cv2.cvtColor(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(small)[0]
    segments = np.asarray(found if found is not None else [], dtype=np.float64).reshape(-1, 4)
    run, rise = segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]
    upright = np.abs(rise) > 0.08 * small.shape[0]
    slopes = run[upright] / rise[upright]
    places = (segments[upright, 0] + segments[upright, 2]) / 2 / small.shape[1]
    lengths = np.abs(rise[upright])
    near = np.abs(slopes + expected_level) < 0.27  # 15 degrees off square with the text
    if lengths[near].sum() < 0.6 * small.shape[0]:
        return None
    edges = near & (lengths > _EDGE * small.shape[0])
    return _fit_edges(slopes[edges], places[edges], lengths[edges]) or _fit(slopes[near], places[near], lengths[near])


def _fit_edges(
    slopes: NDArray[np.float64], places: NDArray[np.float64], lengths: NDArray[np.float64]
) -> _SlopeFit | None:
    """Fit of the two edges of a photographed sheet, which lean towards each other; None where there are none."""
    if not 2 <= len(slopes) < _ENOUGH_STROKES or np.ptp(places) < 0.5:
        return None
    fit = _robust_line(slopes, places, lengths)
    return fit if abs(fit.change) <= _MAX_CHANGE and abs(fit.middle) <= _MAX_SLOPE else None


def _fit(slopes: NDArray[np.float64], places: NDArray[np.float64], weights: NDArray[np.float64]) -> _SlopeFit | None:
    """Robust weighted line through slope over place; a change is believed only where it explains the slopes better."""
    if len(slopes) == 0:
        return None
    level = _weighted_median(slopes, weights)
    if abs(level) > _MAX_SLOPE:
        return None
    flat = _SlopeFit(level, 0.0)
    near = np.abs(slopes - level) < 0.12
    if near.sum() < _ENOUGH_STROKES or np.ptp(places[near]) < 0.3:
        return flat
    slopes, places, weights = slopes[near], places[near], weights[near]
    fit = _robust_line(slopes, places, weights)
    spread_flat = _weighted_median(np.abs(slopes - level), weights)
    spread = _weighted_median(np.abs(slopes - fit.middle - fit.change * (places - 0.5)), weights)
    if abs(fit.change) > _MAX_CHANGE or spread > 0.6 * spread_flat:
        return flat
    return fit


def _robust_line(slopes: NDArray[np.float64], places: NDArray[np.float64], weights: NDArray[np.float64]) -> _SlopeFit:
    """Iteratively reweighted least squares, L1-like."""
    middle, change = _weighted_median(slopes, weights), 0.0
    design = np.column_stack([np.ones_like(places), places - 0.5])
    for _ in range(5):
        residuals = np.abs(slopes - middle - change * (places - 0.5))
        trust = weights / np.maximum(residuals, 0.002)
        (middle, change), *_ = np.linalg.lstsq(design * np.sqrt(trust)[:, None], slopes * np.sqrt(trust), rcond=None)
    return _SlopeFit(float(middle), float(change))


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(cumulated, cumulated[-1] / 2)])


def _border_corners(level: _SlopeFit, plumb: _SlopeFit, width: int, height: int) -> Quad:
    """Corners where the fitted lines through the middles of the four edges meet, clockwise from the top left."""
    rows = [(level.at(0.0), width / 2, 0.0), (level.at(1.0), width / 2, float(height))]
    columns = [(plumb.at(0.0), 0.0, height / 2), (plumb.at(1.0), float(width), height / 2)]
    corners = []
    for row, column in ((0, 0), (0, 1), (1, 1), (1, 0)):
        slope_y, x0, y0 = rows[row]  # y = y0 + slope_y (x - x0)
        slope_x, x1, y1 = columns[column]  # x = x1 + slope_x (y - y1)
        x = (x1 + slope_x * (y0 - y1 - slope_y * x0)) / (1 - slope_x * slope_y)
        corners.append((x, y0 + slope_y * (x - x0)))
    return np.array(corners)


def _with_all_text(matrix: Matrix, lines: list[Quad], width: int, height: int) -> tuple[Matrix, tuple[int, int]]:
    """Widen the new picture so that no line of text is cut off; at most by a quarter on each side."""
    points = transform(matrix, np.concatenate(lines))
    margin = 0.01 * max(width, height)
    left, top = np.minimum(points.min(axis=0) - margin, 0.0)
    right, bottom = np.maximum(points.max(axis=0) + margin, (width, height))
    left, right = max(left, -width / 4), min(right, width * 1.25)
    top, bottom = max(top, -height / 4), min(bottom, height * 1.25)
    return translation(-left, -top) @ matrix, (round(right - left), round(bottom - top))
