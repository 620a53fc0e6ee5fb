"""The name on a seal: its ring of lettering is unrolled into a straight strip and read like a line.

Presence and legibility are separate facts: a seal whose ring cannot be read has no text.
"""

import re

import cv2
import numpy as np

from extractors.geometry import Quad, edge_lengths
from extractors.imaging.agreement import Lettering, agreed
from extractors.imaging.crops import cut_line
from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import Mask, evenly_lit, only_red, redness
from extractors.imaging.rings import STRIP_HEIGHT, Place, fitted, place_of_name, unrolled
from extractors.models import SealInk, SealShape
from extractors.ocr.engine import Image, OcrEngine, Recognition

_MARGIN = STRIP_HEIGHT // 4  # white paper around strips
_ASIDE = STRIP_HEIGHT // 10  # how far beside its ends in the letters' band a name may reach
_MARGINS = (0.0, 0.12)  # around the name, of its height: what is cut off or reaches in differs
_SPREAD = 1.25
_SHORTEST = 4  # characters by whose distances a missing one can be told
_STEP, _END = 1.6, 1.2  # distances between letters, and to the ends, with room for another letter (in common ones)
_WHOLE = 0.8  # share of a ring's line seen below which a piece of the seal lacks, and letters with it
_TORN = 0.8  # how sure letters of such a seal are at most
_OF_ONE_MIND = 0.9  # certainty of every character from which no more readings are asked for
_AROUND = 0.1  # of the seal's width: paper around it
_SOLID_REACH = 0.4  # of the seal's size: more than its star
_NAME_SEAL_ENDS = ("印", "章")  # of a name seal written in rows
_STRAIGHT_LINE, _SURE_LINE = 0.9, 0.8  # reach from the middle (share of the radius) and confidence of such a line
_COLUMNS = (1, 3, 0, 2)  # of two rows of two characters, the order by columns from the right


def has_name(outline: Outline) -> bool:
    """Whether a seal's name is looked for: a slice has no whole one, a black copy is for a person whatever it says."""
    return outline.whole and outline.ink is SealInk.RED


def read_seal(image: Image, ink: Mask, outline: Outline, engine: OcrEngine) -> Lettering | None:
    """The name on a seal and how sure its characters are; None where nothing can be read."""
    left, top, right, bottom = _window(image, outline)
    seal = outline.moved(-left, -top)
    window, own_ink = image[top:bottom, left:right], ink[top:bottom, left:right]
    lit = evenly_lit(window, round(_SOLID_REACH * 2 * max(outline.half_axes)))
    if outline.shape is SealShape.SQUARE:
        lettering = only_red(lit)
        readings = [_read_lines(_at_height(one, 2 * STRIP_HEIGHT), engine) for one in _gated(lettering, own_ink)]
        best = max((one for one in readings if one is not None), key=lambda one: one.weight, default=None)
        return _name_only(best) if best is not None else None
    return _read_ring(lit, own_ink, seal, engine)


def _read_ring(lit: Image, ink: Mask, seal: Outline, engine: OcrEngine) -> Lettering | None:
    """The name on a ring by several ways of bringing its ink out; the first suffice where they are of one mind."""
    lettering = _without_straight_line(only_red(lit), seal, engine)
    ring, seen = fitted(ink, seal)
    whole, gated = _gated(lettering, ink)
    strips = [unrolled(picture, ring) for picture in (whole, redness(lit), gated)]
    place = place_of_name(np.minimum(strips[0], strips[1]))
    readings: list[Lettering] = []
    name = None
    for number, strip in enumerate((*strips, unrolled(whole, seal)), 1):
        readings += _readings_of(strip, place, engine)
        name = agreed(readings)
        if number > 1 and name is not None and min(name.character_confidences) >= _OF_ONE_MIND:
            break
    return name if name is None or seen >= _WHOLE else name.at_most(_TORN)


def _gated(lettering: Image, ink: Mask) -> tuple[Image, Image]:
    """The lettering as it is, and only where its colour is that of red ink."""
    near = _thickened(ink)[:, :, None]
    return lettering, np.where(near, lettering, 255).astype(np.uint8)


def _readings_of(strip: Image, place: Place, engine: OcrEngine) -> list[Lettering]:
    """The name on an unrolled ring: the line that is found on it, and all that stands between the ends of the name."""
    framed = _framed(np.roll(strip, -place.turned, axis=1))
    found = engine.detect(framed, max(framed.shape[:2]))
    line = max(found, key=lambda quad: edge_lengths(quad)[0], default=None)
    if line is None:
        return []
    start, stop = place.start + _MARGIN - _ASIDE, place.stop + _MARGIN + _ASIDE
    top, bottom = (float(side.mean()) for side in (line[:2, 1], line[2:, 1]))
    extent = np.array([(start, top), (stop, top), (stop, bottom), (start, bottom)])
    quads = [line, *(_with_margin(extent, margin * (bottom - top)) for margin in _MARGINS)]
    crops = [cut_line(framed, quad) for quad in quads]
    readings = engine.recognise([*crops[:-1], _spread(crops[-1])])
    return [
        name
        for quad, reading in zip(quads, readings, strict=True)
        if (name := _within(reading, quad, (start, stop))) is not None
    ]


def _spread(line: Image) -> Image:
    """Letters squeezed to find room on the ring, made wider."""
    return np.asarray(cv2.resize(line, None, fx=_SPREAD, fy=1.0, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _within(reading: Recognition, quad: Quad, extent: tuple[float, float]) -> Lettering | None:
    """What of a reading stands between the ends of the name, with doubt where it leaves room for more letters."""
    left, width = float(quad[0, 0]), edge_lengths(quad)[0]
    middles = [left + width * (start + stop) / 2 for start, stop in reading.spans]
    kept = [k for k, middle in enumerate(middles) if extent[0] <= middle <= extent[1]]
    text = "".join(reading.text[k] for k in kept)
    name = _name_only(Lettering(text, tuple(reading.character_confidences[k] for k in kept)))
    if name is None or len(name.text) < _SHORTEST:
        return name
    first = kept[text.index(name.text)]
    steps = np.diff(middles[first : first + len(name.text)])
    pitch = float(np.median(steps))
    ends = middles[first] - extent[0], extent[1] - middles[first + len(name.text) - 1]
    return name.at_most(_TORN) if steps.max() > _STEP * pitch or max(ends) > _END * pitch else name


def _with_margin(quad: Quad, margin: float) -> Quad:
    return quad + margin * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


def _without_straight_line(lettering: Image, outline: Outline, engine: OcrEngine) -> Image:
    """The seal without the line under its star (财务专用章): unrolled with the ring it would lengthen the name."""
    (x, y), reach = outline.centre, min(outline.half_axes)
    quads = [
        quad
        for quad in engine.detect(lettering, max(lettering.shape[:2]))
        if edge_lengths(quad)[0] > 2 * edge_lengths(quad)[1]
        and np.hypot(*(quad - (x, y)).T).max() < _STRAIGHT_LINE * reach
    ]
    readings = engine.recognise([cut_line(lettering, quad) for quad in quads])
    rest = lettering.copy()
    for quad, reading in zip(quads, readings, strict=True):
        if reading.confidence >= _SURE_LINE and re.search(r"[一-鿿]{3}", reading.text):
            cv2.fillPoly(rest, [np.rint(quad).astype(np.int32)], (255, 255, 255))
    return rest


def _window(image: Image, outline: Outline) -> tuple[int, int, int, int]:
    """The pixels of a seal and a little of the paper around it: left, top, right, bottom."""
    left, top, right, bottom = outline.box
    margin = 0.0 if outline.shape is SealShape.SQUARE else _AROUND * (right - left)
    height, width = image.shape[:2]
    return (
        max(0, round(left - margin)),
        max(0, round(top - margin)),
        min(width, round(right + margin)),
        min(height, round(bottom + margin)),
    )


def _name_only(reading: Lettering) -> Lettering | None:
    """The reading from its first to its last Chinese character or bracket: the seal's number is no part of the name."""
    match = re.search(r"[一-鿿].*[一-鿿)）]", reading.text)
    return reading.cut(match.start(), match.end()) if match is not None else None


def _thickened(ink: Mask) -> Mask:
    return cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)


def _read_lines(picture: Image, engine: OcrEngine) -> Lettering | None:
    """All lines of a square seal: rows from the top, or the columns of a name seal (名章) from the right."""
    lines = sorted(_lines_of(picture, engine), key=lambda line: line[0][:, 1].min())
    readings = [reading for _, reading in lines if reading.text]
    if not readings:
        return None
    rows = [reading.text for reading in readings]
    text = "".join(rows)
    confidences = tuple(confidence for reading in readings for confidence in reading.character_confidences)
    if [len(row) for row in rows] == [2, 2] and not text.endswith(_NAME_SEAL_ENDS):
        text, confidences = "".join(text[k] for k in _COLUMNS), tuple(confidences[k] for k in _COLUMNS)
    return Lettering(text, confidences)


def _lines_of(picture: Image, engine: OcrEngine) -> list[tuple[Quad, Recognition]]:
    framed = _framed(picture)
    quads = engine.detect(framed, max(framed.shape[:2]))
    return list(zip(quads, engine.recognise([cut_line(framed, quad) for quad in quads]), strict=True))


def _framed(picture: Image) -> Image:
    """With white paper around it."""
    return np.asarray(
        cv2.copyMakeBorder(picture, *(_MARGIN,) * 4, cv2.BORDER_CONSTANT, value=(255, 255, 255)), np.uint8
    )


def _at_height(picture: Image, height: int) -> Image:
    factor = height / max(1, picture.shape[0])
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
