"""A second look at the places under seals: with the red ink taken out, and in other lights."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractors.geometry import (
    Quad,
    area,
    box_of,
    covered,
    edge_lengths,
    enclosing,
    intersection,
    polygon_of,
    to_pixels,
    to_shares,
)
from extractors.imaging.crops import cut_line
from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import Mask, with_local_contrast, without_red
from extractors.imaging.seals import has_name
from extractors.models import Box, Line, Polygon, Reading, TextSource
from extractors.ocr.engine import Image, OcrEngine, Recognition
from extractors.ocr.script import simplified
from extractors.ocr.tiling import detect_lines
from extractors.reading.lines import lines_of, read_quads

_SEAL_LETTERING = 0.8  # share of red among the inked pixels of a line above which it is the seal's own lettering
_PRINT_DARKNESS, _PALE_PRINT = 0.5, 0.85  # of the paper's brightness: black print, and pale print away from red ink
_LINE_EDGE = 0.15  # of a line's height
_LEANING = 0.2  # rise over run of a line on a straightened page
_LINE_MARGIN = 0.12  # of a line's height
_SURE = 0.9  # of each character of a line that two passes read the same
_AROUND_SEAL = 0.08  # of the seal's size


def with_text_under_seals(
    image: Image, ink: Mask, outlines: list[Outline], lines: tuple[Line, ...], engine: OcrEngine
) -> tuple[Line, ...]:
    """Read the places under seals again with the red ink taken out; both readings are kept."""
    height, width = image.shape[:2]
    for outline in filter(has_name, outlines):
        seal_box = box_of(to_shares(polygon_of(outline.box), width, height))
        touched = [line for line in lines if _touch(line.polygon, seal_box)]
        lettering = [line for line in touched if _is_seal_lettering(line, seal_box, image, ink)]
        under = [
            line
            for line in _read_without_red(image, ink, _band(seal_box, touched), seal_box, engine)
            if not _is_seal_lettering(line, seal_box, image, ink)  # what is left of it without the red
        ]
        kept = [line for line in lines if line not in lettering]
        lines = merged(kept, _read_in_other_lights(under, touched, image, engine))
    return lines


def _touch(polygon: Polygon, box: Box) -> bool:
    return area(intersection(box_of(polygon), box)) > 0


def _read_in_other_lights(lines: list[Line], before: list[Line], image: Image, engine: OcrEngine) -> list[Line]:
    """Lines under a seal, each also read from the picture as it is and with its local contrast raised.

    Taking the red out hides strokes of black print where the ink lies thick, leaving it in covers others. A line that
    was read surely, and the same with the red ink in `before`, is not read again: the pass for another seal, which took
    the ink out as well, does not confirm it.
    """
    height, width = image.shape[:2]
    doubtful = [line for line in lines if not line.vertical and not _is_confirmed(line, before)]
    crops = [cut_line(image, _widened(to_pixels(line.polygon, width, height))) for line in doubtful]
    readings = engine.recognise([*crops, *(with_local_contrast(crop) for crop in crops)])
    pairs = zip(readings[: len(crops)], readings[len(crops) :], strict=True)
    again = {line: settled(line, *pair) for line, pair in zip(doubtful, pairs, strict=True)}
    return [again.get(line, line) for line in lines]


def _is_confirmed(line: Line, before: list[Line]) -> bool:
    return any(
        other.text == line.text
        and other.source is TextSource.OCR
        and _overlap(line, other)
        and min((*line.character_confidences, *other.character_confidences), default=0.0) >= _SURE
        for other in before
    )


def _widened(quad: Quad) -> Quad:
    """A line's quadrilateral with a margin: the strokes that a seal touches lie at its edge more often than not."""
    margin = _LINE_MARGIN * edge_lengths(quad)[1]
    return quad + margin * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


def settled(line: Line, as_it_is: Recognition, with_contrast: Recognition) -> Line:
    """The line as most certainty has it, that of ways that agree taken together; what others read stays beside it."""
    readings = [
        line,
        *(
            replace(
                line,
                text=simplified(reading.text),
                confidence=reading.confidence,
                source=source,
                spans=reading.spans,
                character_confidences=reading.character_confidences,
            )
            for reading, source in ((as_it_is, TextSource.OCR), (with_contrast, TextSource.OCR_WITHOUT_RED))
            if reading.text
        ),
    ]
    certainty: defaultdict[str, float] = defaultdict(float)
    for reading in readings:
        certainty[reading.text] += sum(reading.character_confidences)
    best = max(readings, key=lambda reading: certainty[reading.text])
    others = {one.text: Reading(one.text, one.confidence, one.source) for one in readings if one.text != best.text}
    return replace(best, alternatives=tuple(others.values()))


def without_seal_lettering(lines: Sequence[Line], image: Image, ink: Mask, outlines: Sequence[Outline]) -> list[Line]:
    """The lines but for those that are the lettering of a seal: it is read with the seal."""
    height, width = image.shape[:2]
    boxes = [box_of(to_shares(polygon_of(outline.box), width, height)) for outline in outlines]
    return [line for line in lines if not any(_is_seal_lettering(line, box, image, ink) for box in boxes)]


def _is_seal_lettering(line: Line, seal_box: Box, image: Image, ink: Mask) -> bool:
    """Whether a line found inside a seal is written in red, or leans as only a ring's lettering does."""
    if covered(box_of(line.polygon), seal_box) < 0.7:
        return False
    height, width = image.shape[:2]
    quad = to_pixels(line.polygon, width, height)
    run, rise = quad[1] - quad[0]
    if abs(rise) > _LEANING * abs(run):
        return True
    left, top, right, bottom = box_of(quad.tolist())
    edge = _LINE_EDGE * (bottom - top)  # the feet of another line may reach into this one
    rows, columns = slice(int(top + edge), int(bottom - edge) + 1), slice(int(left), int(right) + 1)
    grey, red = cv2.cvtColor(image[rows, columns], cv2.COLOR_RGB2GRAY), ink[rows, columns]
    near_red = cv2.dilate(red.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    paper = float(grey.max())
    black = ((grey < _PRINT_DARKNESS * paper) & ~red) | ((grey < _PALE_PRINT * paper) & ~near_red)
    return bool(red.any()) and float(red.sum()) > _SEAL_LETTERING * float(red.sum() + black.sum())


def _band(seal_box: Box, touched: list[Line]) -> Box:
    """The full width of the page at the height of a seal and the lines it touches: lines under it are read whole."""
    _, top, _, bottom = enclosing([seal_box, *(box_of(line.polygon) for line in touched)])
    margin = _AROUND_SEAL * (seal_box[3] - seal_box[1])
    return 0.0, max(0.0, top - margin), 1.0, min(1.0, bottom + margin)


def _read_without_red(image: Image, ink: Mask, region: Box, seal_box: Box, engine: OcrEngine) -> tuple[Line, ...]:
    """Lines of a part of the page that reach under a seal, read with the red ink taken out."""
    height, width = image.shape[:2]
    left, top = int(region[0] * width), int(region[1] * height)
    right, bottom = round(region[2] * width), round(region[3] * height)
    part = without_red(image[top:bottom, left:right], ink[top:bottom, left:right])
    corner = np.array([left, top], dtype=np.float64)
    quads = [
        quad
        for quad in detect_lines(part, engine, engine.detection_side)
        if _touch(to_shares(quad + corner, width, height), seal_box)
    ]
    readings = read_quads(part, quads, engine)
    return lines_of(image, [quad + corner for quad in quads], readings, TextSource.OCR_WITHOUT_RED)


def merged(first_pass: list[Line], second_pass: list[Line]) -> tuple[Line, ...]:
    """Of lines that lie on each other those of the surer pass; what the other pass read there becomes an alternative.

    A pass is taken or left as a whole for each stretch of paper: two halves of one line from two passes would repeat
    the characters that both have read.
    """
    kept = list(first_pass)
    anew = [line for line in second_pass if line not in first_pass]  # two seals side by side have one band
    for group in _stretches(anew, first_pass):
        second = [line for line in group if line in anew]
        first = [line for line in group if line not in anew]
        better, other = (second, first) if _certainty(second) >= _certainty(first) else (first, second)
        kept = [line for line in kept if line not in first]
        kept += [_with_alternatives(line, other) for line in better]
    return tuple(kept)


def _stretches(second_pass: list[Line], first_pass: list[Line]) -> list[list[Line]]:
    """Lines of both passes in groups that overlap, directly or through others."""
    groups: list[list[Line]] = []
    for line in second_pass:
        touched = [group for group in groups if any(_overlap(line, other) for other in group)]
        own = [line, *(other for other in first_pass if _overlap(line, other))]
        for group in touched:
            own += [other for other in group if other not in own]
            groups.remove(group)
        for other in own[1:]:  # a first reading may reach into the stretch of another second one
            for group in [group for group in groups if other in group]:
                own += [member for member in group if member not in own]
                groups.remove(group)
        groups.append(own)
    return groups


def _overlap(first: Line, second: Line) -> bool:
    """Whether two lines stand on the same row and share some of their length."""
    a, b = box_of(first.polygon), box_of(second.polygon)
    common = intersection(a, b)
    height = min(a[3] - a[1], b[3] - b[1])
    return common[2] - common[0] > 0.3 * height and common[3] - common[1] > 0.5 * height


def _certainty(lines: list[Line]) -> float:
    return sum(len(line.text) * line.confidence for line in lines)


def _with_alternatives(line: Line, others: list[Line]) -> Line:
    """The line with all other readings of its place: the other pass's, and those that stood beside them."""
    readings = list(line.alternatives)
    for other in others:
        if _overlap(line, other):
            readings += [Reading(other.text, other.confidence, other.source), *other.alternatives]
    distinct: dict[str, Reading] = {}
    for reading in readings:
        if reading.text != line.text:
            distinct.setdefault(reading.text, reading)
    return replace(line, alternatives=tuple(distinct.values()))
