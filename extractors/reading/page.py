"""Read one page: its sound text layer, and its picture where there is none or the layer does not tell all."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from extractors.geometry import IDENTITY, area, box_of, covered, in_shares, intersection, to_pixels
from extractors.imaging.crops import cut_line
from extractors.imaging.ink import filled_share, find_ink, has_colour, is_blank
from extractors.imaging.looks import look_of
from extractors.imaging.red_ink import red_ink
from extractors.imaging.rulings import find_grids
from extractors.imaging.stamps import find_stamps
from extractors.intake.content import PageContent, TextLayer
from extractors.intake.soundness import soundness
from extractors.models import Box, Line, Page, Problem
from extractors.ocr.engine import Image, OcrEngine
from extractors.reading.lines import read_lines
from extractors.reading.picture import read_picture, read_seal_on, signatures_on
from extractors.reading.under_seals import without_seal_lettering
from extractors.values.folding import fold

_SCANNED = 0.6  # share of the page under pictures from which the picture, not the layer, is the page
_SPOT_CHECKS = 12  # lines of a text layer that are compared with the picture
_AGREES = 0.75  # similarity of a stored line and what its place shows; OCR errs, a wrong layer is far off


@dataclass(frozen=True, slots=True, eq=False)
class PageReading:
    """A page, its upright picture (None for office pages), and what a person has to know of it."""

    page: Page
    image: Image | None
    notes: tuple[Problem, ...] = ()


def read_page(content: PageContent, engine: OcrEngine, file: str, number: int, *, clockwise: int = 0) -> PageReading:
    """Read a page as it came out of its file; `file` and `number` name it in evidence and problems.

    A page that a person has turned by `clockwise` quarter turns is read from its picture: its text layer lies askew.
    """
    started = time.perf_counter()
    notes = tuple(replace(note, file=file, page=number) for note in content.notes)
    if content.image is None:
        page = _office_page(content, file, number)
        return PageReading(_timed(page, started), None, notes)
    layer, doubt = _usable_layer(content, engine) if not clockwise else (None, "")
    if doubt:
        notes += (Problem(file, number, "text-layer-ignored", f"{doubt}，已改为识别页面图像。"),)
    if layer is None:
        reading = read_picture(content.image, engine, file, number, clockwise=clockwise)
        ink = find_ink(reading.image)
        size = (reading.image.shape[1], reading.image.shape[0])
        page = Page(
            file=file,
            number=number,
            width=size[0],
            height=size[1],
            lines=reading.lines,
            grids=reading.grids,
            seals=reading.seals,
            signatures=reading.signatures,
            blank=is_blank(ink, reading.lines, reading.seals),
            filled=filled_share(reading.image),
            colour=has_colour(reading.image),
            look=look_of(reading.image),
            to_original=in_shares(reading.to_original, size, (content.width, content.height)),
        )
        return PageReading(_timed(page, started), reading.image, notes)
    page = _page_with_layer(content.image, layer, engine, file, number)
    return PageReading(_timed(page, started), content.image, notes)


def _timed(page: Page, started: float) -> Page:
    return replace(page, seconds=time.perf_counter() - started)


def _office_page(content: PageContent, file: str, number: int) -> Page:
    lines = content.text.lines if content.text is not None else ()
    return Page(file, number, content.width, content.height, lines, content.grids, blank=not lines, has_image=False)


def _usable_layer(content: PageContent, engine: OcrEngine) -> tuple[TextLayer | None, str]:
    """The text layer if it may stand for the page, else None and, where one had to be passed over, why (Chinese)."""
    layer, image = content.text, content.image
    if layer is None or image is None or not layer.lines or content.picture_share > _SCANNED or layer.turned:
        return None, ""
    verdict = soundness(layer)
    if not verdict.usable:
        return None, verdict.reason
    if layer.without_glyphs == 0 and not _agrees_with_picture(layer.lines, image, engine):
        return None, "文字层与页面图像不一致"
    return layer, ""


def _agrees_with_picture(lines: Sequence[Line], image: Image, engine: OcrEngine) -> bool:
    """Read some lines from the picture, those with most digits first: figures are what a wrong layer falsifies."""
    height, width = image.shape[:2]
    checkable = [line for line in lines if len(fold(line.text)) >= 2 and not line.vertical]
    sample = sorted(checkable, key=lambda line: -sum(character.isdigit() for character in line.text))[:_SPOT_CHECKS]
    readings = engine.recognise([cut_line(image, _with_margin(line, width, height)) for line in sample])
    return all(
        Levenshtein.normalized_similarity(fold(line.text), fold(reading.text)) >= _AGREES
        for line, reading in zip(sample, readings, strict=True)
        if reading.confidence > 0.8
    )


def _with_margin(line: Line, width: int, height: int) -> np.ndarray:
    left, top, right, bottom = box_of(to_pixels(line.polygon, width, height).tolist())
    margin = 0.12 * (bottom - top)
    return np.array(
        [
            (left - margin, top - margin),
            (right + margin, top - margin),
            (right + margin, bottom + margin),
            (left - margin, bottom + margin),
        ]
    )


def _page_with_layer(image: Image, layer: TextLayer, engine: OcrEngine, file: str, number: int) -> Page:
    """The layer's lines, and by OCR what the layer leaves unread: pictures, stamps, form fields, garbled lines."""
    height, width = image.shape[:2]
    ink = red_ink(image)
    outlines = find_stamps(image, ink)
    unread = _read_boxes(image, layer.unread, layer.lines, engine)
    lines = [*layer.lines, *without_seal_lettering(unread, _without_print(image, layer.lines), ink, outlines)]
    seals = tuple(read_seal_on(image, ink, outline, engine, (file, number)) for outline in outlines)
    return Page(
        file=file,
        number=number,
        width=width,
        height=height,
        lines=tuple(lines),
        grids=find_grids(image),
        seals=seals,
        signatures=signatures_on(image, ink, lines, (file, number)),
        filled=filled_share(image),
        look=look_of(image),
        to_original=in_shares(IDENTITY, (width, height), (width, height)),
    )


def _without_print(image: Image, printed: Sequence[Line]) -> Image:
    """The picture without the places of these lines: what is left in a seal is its own lettering."""
    height, width = image.shape[:2]
    left_over, paper = image.copy(), image.max()
    for line in printed:
        left, top, right, bottom = box_of(to_pixels(line.polygon, width, height).tolist())
        left_over[int(top) : int(bottom) + 1, int(left) : int(right) + 1] = paper
    return left_over


def _read_boxes(image: Image, boxes: Sequence[Box], known: Sequence[Line], engine: OcrEngine) -> list[Line]:
    """Lines in these boxes that are not known yet."""
    found: list[Line] = []
    height, width = image.shape[:2]
    for box in boxes:
        left, top = int(box[0] * width), int(box[1] * height)
        right, bottom = min(width, round(box[2] * width) + 1), min(height, round(box[3] * height) + 1)
        part = image[top:bottom, left:right]
        if min(part.shape[:2]) < 8:
            continue
        for line in read_lines(part, engine):
            polygon = tuple(
                ((left + x * part.shape[1]) / width, (top + y * part.shape[0]) / height) for x, y in line.polygon
            )
            if not any(_same_place(box_of(polygon), box_of(other.polygon)) for other in known):
                found.append(replace(line, polygon=polygon))
    return found


def _same_place(first: Box, second: Box) -> bool:
    return area(intersection(first, second)) > 0 and max(covered(first, second), covered(second, first)) > 0.5
