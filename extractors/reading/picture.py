"""Read the picture of one page: upright, lines, seals, the text under them, grids."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extractors.geometry import Matrix, box_of, polygon_of, to_shares
from extractors.imaging.outlines import Outline
from extractors.imaging.red_ink import Mask, red_ink
from extractors.imaging.rulings import find_grids
from extractors.imaging.seals import has_name, read_seal
from extractors.imaging.signatures import find_signatures
from extractors.imaging.stamps import find_stamps
from extractors.imaging.upright import UprightPicture, make_upright, stands_on_its_head, turned
from extractors.models import Box, Evidence, Grid, Line, Seal, Signature, TextSource
from extractors.ocr.engine import Image, OcrEngine
from extractors.reading.lines import lines_of, read_quads
from extractors.reading.under_seals import with_text_under_seals


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
    lines = with_text_under_seals(picture, ink, outlines, lines, engine)
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
    readings = read_quads(upright.image, upright.lines, engine)
    if stands_on_its_head(upright, [reading for reading, _ in readings], engine):
        upright = turned(upright, 2, engine)
        readings = read_quads(upright.image, upright.lines, engine)
    if clockwise:
        upright = turned(upright, -clockwise % 4, engine)
        readings = read_quads(upright.image, upright.lines, engine)
    return upright, lines_of(upright.image, upright.lines, readings, TextSource.OCR)


def read_seal_on(image: Image, ink: Mask, outline: Outline, engine: OcrEngine, page: tuple[str, int]) -> Seal:
    """A seal with the name on its ring, where it can be read; `page` is its file and number.

    Slices and black copies are not read: a slice has no whole name, and a copy is for a person whatever it says.
    """
    height, width = image.shape[:2]
    name = read_seal(image, ink, outline, engine) if has_name(outline) else None
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
