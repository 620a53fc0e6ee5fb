"""The name on a seal: its ring of lettering is unrolled into a straight strip and read like a line.

Presence and legibility are separate facts: a seal whose ring cannot be read has no text.
"""

import re

import cv2
import numpy as np

from extractors.geometry import Quad
from extractors.imaging.crops import cut_line
from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import Mask, only_red
from extractors.models import SealShape
from extractors.ocr.engine import Image, OcrEngine, Recognition

_STRIP_HEIGHT = 64  # pixels of the unrolled ring
_TURN_AND = 1.2  # the strip goes this many times around, so that a name that starts anywhere stands in one piece


def read_seal(image: Image, ink: Mask, outline: Outline, engine: OcrEngine) -> tuple[str, float] | None:
    """The name on a seal and how sure it is; None where nothing can be read."""
    gated = np.where(_thickened(ink)[:, :, None], only_red(image), 255).astype(np.uint8)
    readings = []
    for picture in (only_red(image), gated):
        if outline.shape is SealShape.SQUARE:
            left, top, right, bottom = (max(0, round(edge)) for edge in outline.box)
            readings.append(_read_lines(_at_height(picture[top:bottom, left:right], 2 * _STRIP_HEIGHT), engine))
        else:
            readings.append(_read_ring(_unrolled(picture, outline), engine))
    legible = [_name_only(reading) for reading in readings if reading is not None]
    best = max(legible, key=lambda reading: len(reading[0]) * reading[1], default=None)
    return best if best and best[0] else None


def _name_only(reading: tuple[str, float]) -> tuple[str, float]:
    """The reading from its first to its last Chinese character or bracket: the seal's number is no part of the name."""
    match = re.search(r"[一-鿿].*[一-鿿)）]", reading[0])
    return (match.group() if match else "", reading[1])


def _thickened(ink: Mask) -> Mask:
    return cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)


def _unrolled(picture: Image, outline: Outline) -> Image:
    """The lettering ring as a straight strip, clockwise from the bottom, 0.52 to 0.97 of the radius."""
    a, b = outline.half_axes
    angle = np.radians(outline.rotation)
    length = round(_TURN_AND * _turn_length(outline))
    turn = np.linspace(np.pi / 2, np.pi / 2 + _TURN_AND * 2 * np.pi, length)[None, :] - angle
    radius = np.linspace(0.97, 0.52, _STRIP_HEIGHT)[:, None]
    u, v = a * radius * np.cos(turn), b * radius * np.sin(turn)
    columns = outline.centre[0] + u * np.cos(angle) - v * np.sin(angle)
    rows = outline.centre[1] + u * np.sin(angle) + v * np.cos(angle)
    strip = cv2.remap(
        picture, columns.astype(np.float32), rows.astype(np.float32), cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return np.asarray(strip, dtype=np.uint8)


def _turn_length(outline: Outline) -> float:
    """Length in strip pixels of one turn, so that characters keep their proportions in the middle of the ring."""
    a, b = outline.half_axes
    return 2 * np.pi * 0.75 * (a + b) / 2 * _STRIP_HEIGHT / (0.45 * min(a, b))


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
    """All lines of a square seal, top to bottom."""
    lines = sorted(_lines_of(picture, engine), key=lambda line: line[0][:, 1].min())
    readings = [reading for _, reading in lines if reading.text]
    if not readings:
        return None
    return "".join(reading.text for reading in readings), float(np.mean([reading.confidence for reading in readings]))


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
