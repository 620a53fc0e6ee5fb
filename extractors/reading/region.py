"""Read one box of a page again, from its file and at a finer resolution than the page was read at."""

from dataclasses import replace

import cv2
import numpy as np

from extractors.errors import PageError
from extractors.geometry import Matrix, box_of, centre, expand, polygon_of, to_pixels, transform
from extractors.imaging.crops import cut_line
from extractors.intake.content import PageContent
from extractors.intake.limits import Limits
from extractors.models import Box, Line, Region, TextSource
from extractors.ocr.engine import Image, OcrEngine
from extractors.ocr.script import simplified
from extractors.reading.lines import read_lines

_FINER = 2  # times the resolution that the page was read at
_MARGIN = 0.006  # of the page, around the box: the detector wants some paper around a line
_LONGEST = 4000  # pixels of what is read, enough for the width of a page
_FLAT = 1.5  # width over height from which a box in which no line is found is read as one


def finer(limits: Limits) -> Limits:
    """The limits at which a region is taken from its file."""
    return replace(
        limits,
        raster_dpi=_FINER * limits.raster_dpi,
        raster_detail_dpi=_FINER * limits.raster_detail_dpi,
        raster_pixels=_FINER * limits.raster_pixels,
    )


def read_region(content: PageContent, region: Region, engine: OcrEngine) -> tuple[Line, ...]:
    """The lines whose middle lies in the region; polygons are shares of the upright page.

    The picture is read, never the text stored in the page: a person asks because they see something else. Raises
    PageError `no-picture` for an office page.
    """
    if content.image is None:
        raise PageError("no-picture", "这一页没有图像，不能重新识别。", "请查看原始文件。")
    around = expand(region.box, _MARGIN, _MARGIN)
    picture = _cut(content.image, around, region)
    found = [_on_page(line, around) for line in read_lines(picture, engine)]
    inside = tuple(line for line in found if _holds(region.box, line))
    return inside or _as_one_line(_cut(content.image, region.box, region), region.box, engine)


def _cut(image: Image, box: Box, region: Region) -> Image:
    """What a box of the upright page shows, from the picture as it came, enlarged where that is no finer."""
    height, width = image.shape[:2]
    matrix: Matrix = np.array(region.to_original).reshape(3, 3)
    corners = transform(matrix, np.array(polygon_of(box)))
    piece = cut_line(image, to_pixels(tuple((x, y) for x, y in corners), width, height))
    wanted = _FINER * max((box[2] - box[0]) * region.width, (box[3] - box[1]) * region.height)
    factor = min(wanted, _LONGEST) / max(piece.shape[:2])
    if factor <= 1 and max(piece.shape[:2]) <= _LONGEST:
        return piece
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(piece, None, fx=factor, fy=factor, interpolation=way), dtype=np.uint8)


def _on_page(line: Line, box: Box) -> Line:
    left, top, right, bottom = box
    polygon = tuple((left + x * (right - left), top + y * (bottom - top)) for x, y in line.polygon)
    return replace(line, polygon=polygon)


def _holds(box: Box, line: Line) -> bool:
    x, y = centre(box_of(line.polygon))
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _as_one_line(piece: Image, box: Box, engine: OcrEngine) -> tuple[Line, ...]:
    """The box read as one line, where it is as flat as one: a person boxed it so."""
    if piece.shape[1] < _FLAT * piece.shape[0]:
        return ()
    (reading,) = engine.recognise([piece])
    if not reading.text:
        return ()
    return (Line(simplified(reading.text), polygon_of(box), reading.confidence, TextSource.OCR),)
