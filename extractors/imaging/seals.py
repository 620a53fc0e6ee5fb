"""The name on a seal: its ring of lettering is unrolled into a straight strip and read like a line.

Presence and legibility are separate facts: a seal whose ring cannot be read has no text.
"""

import re

import cv2
import numpy as np

from extractors.geometry import Quad, edge_lengths
from extractors.imaging.crops import cut_line
from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import Mask, evenly_lit, only_red
from extractors.models import SealShape
from extractors.ocr.engine import Image, OcrEngine, Recognition

_STRIP_HEIGHT = 64  # pixels of the unrolled ring
_OUTER, _RING_DEPTH = 0.97, 0.45  # where the ring of lettering begins and how deep it is, as shares of the radius
_AROUND = 0.1  # of the seal's width: paper around it
_SOLID_REACH = 0.4  # of the seal's size: more than its star
_NAME_SEAL_ENDS = ("印", "章")  # of a name seal written in rows
_STRAIGHT_LINE, _SURE_LINE = 0.9, 0.8  # reach from the middle (share of the radius) and confidence of such a line
_TURN_AND = 1.2  # the strip goes this many times around, so that a name that starts anywhere stands in one piece


def read_seal(image: Image, ink: Mask, outline: Outline, engine: OcrEngine) -> tuple[str, float] | None:
    """The name on a seal and how sure it is; None where nothing can be read."""
    left, top, right, bottom = _window(image, outline)
    seal = outline.moved(-left, -top)
    reach = round(_SOLID_REACH * 2 * max(outline.half_axes))
    lettering = only_red(evenly_lit(image[top:bottom, left:right], reach))
    if outline.shape is not SealShape.SQUARE:
        lettering = _without_straight_line(lettering, seal, engine)
    gated = np.where(_thickened(ink[top:bottom, left:right])[:, :, None], lettering, 255).astype(np.uint8)
    readings = []
    for picture in (lettering, gated):
        if outline.shape is SealShape.SQUARE:
            readings.append(_read_lines(_at_height(picture, 2 * _STRIP_HEIGHT), engine))
        else:
            readings.append(_read_ring(_unrolled(picture, seal), engine))
    legible = [_name_only(reading) for reading in readings if reading is not None]
    best = max(legible, key=lambda reading: len(reading[0]) * reading[1], default=None)
    return best if best and best[0] else None


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


def _name_only(reading: tuple[str, float]) -> tuple[str, float]:
    """The reading from its first to its last Chinese character or bracket: the seal's number is no part of the name."""
    match = re.search(r"[一-鿿].*[一-鿿)）]", reading[0])
    return (match.group() if match else "", reading[1])


def _thickened(ink: Mask) -> Mask:
    return cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)


def _unrolled(picture: Image, outline: Outline) -> Image:
    """The lettering ring as a straight strip, clockwise from the bottom: a band of even depth inside the outline.

    Steps along an oval are even in length, not in angle, so that the letters at its ends are not spread.
    """
    a, b = (_OUTER * half_axis for half_axis in outline.half_axes)
    angle = np.radians(outline.rotation)
    start = np.pi / 2 - angle
    directions = np.linspace(start, start + 2 * _TURN_AND * np.pi, 2000)
    steps = np.hypot(a * np.sin(directions), b * np.cos(directions))
    length = round(_TURN_AND * _turn_length(outline))
    turn = np.interp(np.linspace(0, 1, length), np.cumsum(steps) / steps.sum(), directions)[None, :]
    depth = np.linspace(0, _RING_DEPTH * min(outline.half_axes), _STRIP_HEIGHT)[:, None]
    slope = np.hypot(b * np.cos(turn), a * np.sin(turn))
    u = a * np.cos(turn) - depth * b * np.cos(turn) / slope
    v = b * np.sin(turn) - depth * a * np.sin(turn) / slope
    columns = outline.centre[0] + u * np.cos(angle) - v * np.sin(angle)
    rows = outline.centre[1] + u * np.sin(angle) + v * np.cos(angle)
    strip = cv2.remap(
        picture, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return np.asarray(strip, dtype=np.uint8)


def _turn_length(outline: Outline) -> float:
    """Length in strip pixels of one turn, so that characters keep their proportions in the middle of the ring."""
    a, b = outline.half_axes
    return 2 * np.pi * 0.75 * (a + b) / 2 * _STRIP_HEIGHT / (_RING_DEPTH * min(a, b))


def _read_ring(strip: Image, engine: OcrEngine) -> tuple[str, float] | None:
    """The longest line of an unrolled ring, without what the second turn repeats."""
    turn = strip.shape[1] / _TURN_AND
    best: tuple[str, float] | None = None
    for quad, reading in _lines_of(strip, engine):
        left, right = quad[:, 0].min(), quad[:, 0].max()
        kept = [k for k, (start, _) in enumerate(reading.spans) if start * (right - left) < turn * 0.985]
        text = "".join(reading.text[k] for k in kept)
        confidence = float(np.mean([reading.character_confidences[k] for k in kept])) if kept else 0.0
        if best is None or len(text) * confidence > len(best[0]) * best[1]:
            best = text, confidence
    return best if best and best[0] else None


def _read_lines(picture: Image, engine: OcrEngine) -> tuple[str, float] | None:
    """All lines of a square seal: rows from the top, or the columns of a name seal (名章) from the right."""
    lines = sorted(_lines_of(picture, engine), key=lambda line: line[0][:, 1].min())
    readings = [reading for _, reading in lines if reading.text]
    if not readings:
        return None
    rows = [reading.text for reading in readings]
    text = "".join(rows)
    if [len(row) for row in rows] == [2, 2] and not text.endswith(_NAME_SEAL_ENDS):
        text = rows[0][1] + rows[1][1] + rows[0][0] + rows[1][0]
    return text, float(np.mean([reading.confidence for reading in readings]))


def _lines_of(picture: Image, engine: OcrEngine) -> list[tuple[Quad, Recognition]]:
    margin = _STRIP_HEIGHT // 4
    framed = np.asarray(
        cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255, 255, 255)),
        np.uint8,
    )
    quads = engine.detect(framed, max(framed.shape[:2]))
    return list(zip(quads, engine.recognise([cut_line(framed, quad) for quad in quads]), strict=True))


def _at_height(picture: Image, height: int) -> Image:
    factor = height / max(1, picture.shape[0])
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
