"""Which parts of which pages a report shows: places of evidence become figures, neighbours share one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractors.models import Box, Evidence, Line, Polygon
from verifier.reporting.places import bounding_box, shown_polygon

# Shares of the page around a place. Labels stand to the left of or above a value.
_LEFT, _RIGHT = 0.28, 0.08
_LEAST_WIDTH = 0.5
_LEAST_ABOVE, _MOST_ABOVE = 0.022, 0.06
_ROW_LABEL_GAP = 0.01
_TALLEST_ROW = 0.05  # what is taller is no line of text and has no label beside it
_HEIGHT_OF_COMPANY = 0.3  # places of one page within this height share a figure
_MOST_HEIGHT = 0.6  # a figure that is taller could not be read
_CLOSE = 0.015  # around a close-up
WHOLE_PAGE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of a page with boxes drawn on it. Without `polygons` it is the whole page, nothing boxed."""

    file: str
    page: int
    window: Box
    polygons: tuple[Polygon, ...]


def whole_page(file: str, page: int) -> Figure:
    """A page without a mark on it."""
    return Figure(file, page, WHOLE_PAGE, ())


def close_up(place: Evidence) -> Figure:
    """A place by itself, for things that need no label, such as seals."""
    polygon = shown_polygon(place.polygon)
    if not polygon:
        return whole_page(place.file, place.page)
    left, top, right, bottom = bounding_box(polygon)
    window = max(left - _CLOSE, 0.0), max(top - _CLOSE, 0.0), min(right + _CLOSE, 1.0), min(bottom + _CLOSE, 1.0)
    return Figure(place.file, place.page, window, (polygon,))


def evidence_figures(
    evidence: Iterable[Evidence], lines: Mapping[tuple[str, int], Iterable[Line]]
) -> tuple[Figure, ...]:
    """Figures that show every place: pages in order of first mention, each from top to bottom.

    `lines` are the lines of text by file and page; a figure reaches to the left as far as the row of its place does.
    """
    pages: dict[tuple[str, int], list[Polygon]] = {}
    for place in evidence:
        pages.setdefault((place.file, place.page), []).append(shown_polygon(place.polygon))
    figures: list[Figure] = []
    for (file, page), polygons in pages.items():
        text = [bounding_box(line.polygon) for line in lines.get((file, page), ()) if line.polygon]
        figures += _page_figures(file, page, polygons, text)
    return tuple(figures)


def shows(figure: Figure, place: Evidence) -> bool:
    """Whether the figure is the one that shows this place."""
    if (figure.file, figure.page) != (place.file, place.page):
        return False
    polygon = shown_polygon(place.polygon)
    return polygon in figure.polygons if polygon else not figure.polygons


def _page_figures(file: str, page: int, polygons: list[Polygon], text: list[Box]) -> Iterator[Figure]:
    placed = sorted({polygon for polygon in polygons if polygon}, key=lambda each: (bounding_box(each)[1], each))
    group: list[Polygon] = []
    window: Box | None = None
    for polygon in placed:
        around = _window(bounding_box(polygon), text)
        if window and not _belong_together(window, around):
            yield Figure(file, page, window, tuple(group))
            group, window = [], None
        group.append(polygon)
        window = _union(window, around) if window else around
    if window:
        yield Figure(file, page, window, tuple(group))
    if () in polygons:
        yield whole_page(file, page)


def _window(place: Box, text: list[Box]) -> Box:
    """The place with enough around it to see its label."""
    left, top, right, bottom = place
    margin = min(max(1.5 * (bottom - top), _LEAST_ABOVE), _MOST_ABOVE)
    left = max(min(left - _LEFT, _row_start(place, text) - _ROW_LABEL_GAP), 0.0)
    right = min(max(right + _RIGHT, left + _LEAST_WIDTH), 1.0)
    left = max(min(left, right - _LEAST_WIDTH), 0.0)
    return left, max(top - margin, 0.0), right, min(bottom + margin, 1.0)


def _row_start(place: Box, text: list[Box]) -> float:
    """Where the row of text begins that the place is in: its first words are the label."""
    left, top, _, bottom = place
    if bottom - top > _TALLEST_ROW:
        return left
    beside = (
        box[0]
        for box in text
        if box[0] < left and min(bottom, box[3]) - max(top, box[1]) > min(bottom - top, box[3] - box[1]) / 2
    )
    return min(beside, default=left)


def _belong_together(above: Box, below: Box) -> bool:
    _, top, _, bottom = _union(above, below)
    return bottom - top <= (_MOST_HEIGHT if below[1] <= above[3] else _HEIGHT_OF_COMPANY)


def _union(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
