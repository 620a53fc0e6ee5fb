"""Read the picture of one page: upright, lines, seals, the text under them, grids."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from extractors.geometry import (
    Matrix,
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
from extractors.imaging.red_ink import Mask, red_ink, with_local_contrast, without_red
from extractors.imaging.rulings import find_grids
from extractors.imaging.seals import read_seal
from extractors.imaging.signatures import find_signatures
from extractors.imaging.stamps import find_stamps
from extractors.imaging.upright import UprightPicture, make_upright, stands_on_its_head, turned
from extractors.models import Box, Evidence, Grid, Line, Reading, Seal, SealInk, Signature, TextSource
from extractors.ocr.engine import Image, OcrEngine, Recognition
from extractors.ocr.script import simplified
from extractors.ocr.tiling import detect_lines

_TALL = 1.5  # height over width from which a line may run downwards
_CERTAINLY_DOWNWARDS = 2.6
_LEAST_CONFIDENCE = 0.3  # below it a reading is noise (QR codes, emblems, guilloche)
_SEAL_LETTERING = 0.8  # share of red among the inked pixels of a line above which it is the seal's own lettering
_PRINT_DARKNESS, _PALE_PRINT = 0.5, 0.85  # of the paper's brightness: black print, and pale print away from red ink
_LINE_EDGE = 0.15  # of a line's height
_LEANING = 0.2  # rise over run of a line on a straightened page
_LINE_MARGIN = 0.12  # of a line's height
_AROUND_SEAL = 0.08  # of the seal's size
_SETTLED = 0.95  # confidence of every character of two readings that agree


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What one picture shows; `to_original` maps pixels of `image` (upright) to pixels of the picture as it came."""

    image: Image
    to_original: Matrix
    lines: tuple[Line, ...]
    seals: tuple[Seal, ...]
    signatures: tuple[Signature, ...]
    grids: tuple[Grid, ...]


def read_picture(image: Image, engine: OcrEngine, file: str, number: int, *, clockwise: int = 0) -> PictureReading:
    """Read a picture; `file` and `number` name the page in the evidence.

    `clockwise` quarter turns are what a person asks for beyond what is found to be upright.
    """
    upright, lines = _read_upright(image, engine, clockwise)
    picture = upright.image
    ink = red_ink(picture)
    outlines = find_stamps(picture, ink)
    lines = _with_text_under_seals(picture, ink, outlines, lines, engine)
    return PictureReading(
        image=picture,
        to_original=np.asarray(np.linalg.inv(upright.matrix), dtype=np.float64),
        lines=lines,
        seals=tuple(read_seal_on(picture, ink, outline, engine, (file, number)) for outline in outlines),
        signatures=signatures_on(picture, ink, lines, (file, number)),
        grids=find_grids(picture),
    )


def _read_upright(image: Image, engine: OcrEngine, clockwise: int) -> tuple[UprightPicture, tuple[Line, ...]]:
    """Turn and straighten a picture and read its lines; they also tell whether it stands on its head."""
    upright = make_upright(image, engine)
    readings = _read_quads(upright.image, upright.lines, engine)
    if stands_on_its_head(upright, [reading for reading, _ in readings], engine):
        upright = turned(upright, 2, engine)
        readings = _read_quads(upright.image, upright.lines, engine)
    if clockwise:
        upright = turned(upright, -clockwise % 4, engine)
        readings = _read_quads(upright.image, upright.lines, engine)
    return upright, _lines(upright.image, upright.lines, readings, TextSource.OCR)


def read_lines(image: Image, engine: OcrEngine, source: TextSource = TextSource.OCR) -> tuple[Line, ...]:
    """Find and read the lines of an upright picture; polygons are shares of it."""
    quads = detect_lines(image, engine, engine.detection_side)
    return _lines(image, quads, _read_quads(image, quads, engine), source)


def _lines(
    image: Image, quads: list[Quad], readings: list[tuple[Recognition, bool]], source: TextSource
) -> tuple[Line, ...]:
    height, width = image.shape[:2]
    return tuple(
        Line(
            text=simplified(reading.text),
            polygon=to_shares(quad, width, height),
            confidence=reading.confidence,
            source=source,
            spans=reading.spans,
            character_confidences=reading.character_confidences,
            vertical=vertical,
        )
        for quad, (reading, vertical) in zip(quads, readings, strict=True)
        if reading.text and reading.confidence >= _LEAST_CONFIDENCE
    )


def _read_quads(image: Image, quads: list[Quad], engine: OcrEngine) -> list[tuple[Recognition, bool]]:
    """Read each quadrilateral; a tall one along its height or, if not very tall, the way that reads better."""
    crops: list[Image] = []
    ways: list[tuple[int, bool]] = []  # (index of the quadrilateral, whether read downwards) of each crop
    for index, quad in enumerate(quads):
        crop = cut_line(image, quad)
        ratio = edge_lengths(quad)[1] / max(edge_lengths(quad)[0], 1.0)
        if ratio < _CERTAINLY_DOWNWARDS:
            crops.append(crop)
            ways.append((index, False))
        if ratio >= _TALL:
            crops.append(np.ascontiguousarray(np.rot90(crop)))
            ways.append((index, True))
    best: dict[int, tuple[Recognition, bool]] = {}
    for (index, vertical), reading in zip(ways, engine.recognise(crops), strict=True):
        if index not in best or reading.confidence > best[index][0].confidence:
            best[index] = reading, vertical
    return [best[index] for index in range(len(quads))]


def read_seal_on(image: Image, ink: Mask, outline: Outline, engine: OcrEngine, page: tuple[str, int]) -> Seal:
    """A seal with the name on its ring, where it can be read; `page` is its file and number.

    Slices and black copies are not read: a slice has no whole name, and a copy is for a person whatever it says.
    """
    height, width = image.shape[:2]
    name = read_seal(image, ink, outline, engine) if _is_read(outline) else None
    polygon = to_shares(polygon_of(outline.box), width, height)
    text, confidence = (name.text, name.confidence) if name is not None else ("", outline.confidence)
    return Seal(
        outline.shape,
        Evidence(*page, polygon, text, confidence),
        text or None,
        name.character_confidences if name is not None else (),
        presence=outline.confidence,
        ink=outline.ink,
        whole=outline.whole,
    )


def _is_read(outline: Outline) -> bool:
    return outline.whole and outline.ink is SealInk.RED


def signatures_on(image: Image, ink: Mask, lines: Sequence[Line], page: tuple[str, int]) -> tuple[Signature, ...]:
    """What stands at the places for signatures, with what was read there; `page` is its file and number."""
    height, width = image.shape[:2]
    found = []
    for mark in find_signatures(image, ink, lines):
        polygon = to_shares(polygon_of(mark.box), width, height)
        label, inside = mark.label, list(_read_inside(box_of(polygon), mark.label, lines))
        text = "".join(character for character, _ in inside)
        confidence = float(np.mean([sure for _, sure in inside])) if inside else label.confidence
        stated = Evidence(*page, label.polygon, label.text, label.confidence)
        found.append(Signature(stated, mark.state, Evidence(*page, polygon, text, confidence)))
    return tuple(found)


def _read_inside(box: Box, label: Line, lines: Sequence[Line]) -> Iterator[tuple[str, float]]:
    """Characters, and how sure they are, of lines whose middles lie in a box, but for the label's own."""
    for line in lines:
        left, top, right, bottom = box_of(line.polygon)
        if not line.vertical and box[1] < (top + bottom) / 2 < box[3]:
            end = re.search(r".*[)）:：]", line.text) if line is label else None
            for place, (start, stop) in enumerate(line.spans):
                middle = left + (start + stop) / 2 * (right - left)
                if box[0] < middle < box[2] and (end is None or place >= end.end()):
                    sure = line.character_confidences[place] if line.character_confidences else line.confidence
                    yield line.text[place], sure


def _with_text_under_seals(
    image: Image, ink: Mask, outlines: list[Outline], lines: tuple[Line, ...], engine: OcrEngine
) -> tuple[Line, ...]:
    """Read the places under seals again with the red ink taken out; both readings are kept."""
    height, width = image.shape[:2]
    for outline in filter(_is_read, outlines):
        seal_box = box_of(to_shares(polygon_of(outline.box), width, height))
        touched = [line for line in lines if area(intersection(box_of(line.polygon), seal_box)) > 0]
        lettering = [line for line in touched if _is_seal_lettering(line, seal_box, image, ink)]
        again = _read_region(image, ink, _band(seal_box, touched), seal_box, engine)
        kept = [line for line in lines if line not in lettering]
        # What is left of the seal's own lettering without the red is no line either.
        under = [line for line in again if not _is_seal_lettering(line, seal_box, image, ink)]
        settled = [line for line in under if any(_is_settled(line, other) for other in kept)]
        unsure = [line for line in under if line not in settled]
        lines = _merged(kept, [*settled, *_read_in_other_lights(unsure, image, engine)])
    return lines


def _is_settled(line: Line, other: Line) -> bool:
    """Whether a line reads the same, and surely, with and without the red ink: a third look could tell nothing more."""
    sure = min(*line.character_confidences, *other.character_confidences, 1.0)
    return line.text == other.text and sure >= _SETTLED and _overlap(line, other)


def _read_in_other_lights(lines: list[Line], image: Image, engine: OcrEngine) -> list[Line]:
    """Lines under a seal, each also read from the picture as it is and with its local contrast raised.

    Taking the red out hides strokes of black print where the ink lies thick, leaving it in covers others: the surest
    reading leads, the others are kept beside it.
    """
    height, width = image.shape[:2]
    level = [index for index, line in enumerate(lines) if not line.vertical]
    crops = [cut_line(image, _widened(to_pixels(lines[index].polygon, width, height))) for index in level]
    readings = engine.recognise([*crops, *(with_local_contrast(crop) for crop in crops)])
    sources = [TextSource.OCR] * len(level) + [TextSource.OCR_WITHOUT_RED] * len(level)
    result = list(lines)
    for index, source, reading in zip(level * 2, sources, readings, strict=True):
        result[index] = _with_reading(result[index], reading, source)
    return result


def _widened(quad: Quad) -> Quad:
    """A line's quadrilateral with a margin: the strokes that a seal touches lie at its edge more often than not."""
    margin = _LINE_MARGIN * edge_lengths(quad)[1]
    return quad + margin * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


def _with_reading(line: Line, reading: Recognition, source: TextSource) -> Line:
    """The line with one more reading: in front if it is surer, else beside it."""
    text = simplified(reading.text)
    if not text or text == line.text:
        return line
    if sum(reading.character_confidences) <= sum(line.character_confidences):
        return replace(line, alternatives=(*line.alternatives, Reading(text, reading.confidence, source)))
    former = Reading(line.text, line.confidence, line.source)
    return replace(
        line,
        text=text,
        confidence=reading.confidence,
        source=source,
        spans=reading.spans,
        character_confidences=reading.character_confidences,
        alternatives=(*line.alternatives, former),
    )


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


def _read_region(image: Image, ink: Mask, region: Box, seal_box: Box, engine: OcrEngine) -> list[Line]:
    """Lines of a part of the page that a seal touches, with the red ink taken out; polygons are shares of the page."""
    height, width = image.shape[:2]
    left, top = int(region[0] * width), int(region[1] * height)
    right, bottom = round(region[2] * width), round(region[3] * height)
    part = without_red(image[top:bottom, left:right], ink[top:bottom, left:right])
    found = detect_lines(part, engine, engine.detection_side)
    placed = [quad + np.array([left, top]) for quad in found]
    touched = [
        index
        for index, quad in enumerate(placed)
        if area(intersection(box_of(to_shares(quad, width, height)), seal_box)) > 0
    ]
    readings = _read_quads(part, [found[index] for index in touched], engine)
    return list(_lines(image, [placed[index] for index in touched], readings, TextSource.OCR_WITHOUT_RED))


def _merged(first_pass: list[Line], second_pass: list[Line]) -> tuple[Line, ...]:
    """Of lines that lie on each other those of the surer pass; what the other pass read there becomes an alternative.

    A pass is taken or left as a whole for each stretch of paper: two halves of one line from two passes would repeat
    the characters that both have read.
    """
    kept = list(first_pass)
    for group in _stretches(second_pass, first_pass):
        second = [line for line in group if line in second_pass]
        first = [line for line in group if line not in second_pass]
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
    alternatives = tuple(
        Reading(other.text, other.confidence, other.source)
        for other in others
        if _overlap(line, other) and other.text != line.text
    )
    return replace(line, alternatives=(*line.alternatives, *alternatives)) if alternatives else line
