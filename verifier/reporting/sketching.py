"""A figure of a page that has no picture (office files): its text lines and table cells, drawn as SVG."""

from dataclasses import dataclass
from typing import ClassVar

from extractors.models import Box, Line, Page, Point
from verifier.reporting.boxes import outline
from verifier.reporting.figures import Figure
from verifier.reporting.places import bounding_box

_WIDTH = 700
_FONT_SHARE = 0.8  # of a line's height
_BASELINE_SHARE = 0.78


@dataclass(frozen=True, slots=True)
class SketchLine:
    """A line of text; `x` and `baseline` where it starts, `length` how far it runs."""

    text: str
    x: float
    baseline: float
    size: float
    length: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """The text around a place; all numbers are pixels.

    `cells` are left, top, width and height of table cells, `boxes` corners in the form of SVG's `points`.
    """

    form: ClassVar[str] = "sketch"
    width: int
    height: int
    lines: tuple[SketchLine, ...]
    cells: tuple[Box, ...]
    boxes: tuple[str, ...]


def sketch(figure: Figure, page: Page) -> Sketch:
    """Draw the lines and cells of an office page that lie in the figure's window; no line is cut at its ends."""
    near = [line for line in page.lines if line.polygon and _touches(bounding_box(line.polygon), figure.window)]
    spread = [bounding_box(line.polygon) for line in near]
    left, right = min(box[0] for box in [figure.window, *spread]), max(box[2] for box in [figure.window, *spread])
    top, bottom = min(box[1] for box in [figure.window, *spread]), max(box[3] for box in [figure.window, *spread])
    scale_x = _WIDTH / (right - left)
    scale_y = scale_x / page.aspect
    width, height = _WIDTH, max(round((bottom - top) * scale_y), 1)

    def scaled(box: Box) -> Box:
        return (box[0] - left) * scale_x, (box[1] - top) * scale_y, (box[2] - left) * scale_x, (box[3] - top) * scale_y

    cells = [cell.box for grid in page.grids for cell in grid.cells if _touches(cell.box, figure.window)]
    corners = [[((x - left) * scale_x, (y - top) * scale_y) for x, y in polygon] for polygon in figure.polygons]
    return Sketch(
        width,
        height,
        tuple(_line(line, scaled(box)) for line, box in zip(near, spread, strict=True)),
        tuple(_rectangle(scaled(cell)) for cell in cells),
        tuple(_points(outline(box, width, height)) for box in corners),
    )


def _line(line: Line, box: Box) -> SketchLine:
    left, top, right, bottom = box
    height = bottom - top
    baseline = round(top + height * _BASELINE_SHARE, 1)
    return SketchLine(line.text, round(left, 1), baseline, round(height * _FONT_SHARE, 1), round(right - left, 1))


def _rectangle(box: Box) -> Box:
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)


def _points(corners: list[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _touches(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
