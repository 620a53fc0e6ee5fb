"""Places on a page, made safe to print and to draw."""

from math import isfinite

from extractors.models import Box, Polygon

DIGITS = 5  # 1/100000 of a page is far below a pixel


def bounding_box(polygon: Polygon) -> Box:
    """Left, top, right and bottom of a polygon with at least one point."""
    xs = [x for x, _ in polygon]
    ys = [y for _, y in polygon]
    return min(xs), min(ys), max(xs), max(ys)


def shown_polygon(polygon: Polygon) -> Polygon:
    """Part of a polygon that a reader can be shown, in shares of the page, rounded to five digits.

    Corners beyond the page's edge are drawn in to the edge; one or two points become the rectangle around them. Empty
    where nothing of the polygon lies on the page: a place that is nowhere must not be shown as if it were one.
    """
    if not polygon or not all(isfinite(x) and isfinite(y) for x, y in polygon):
        return ()
    left, top, right, bottom = bounding_box(polygon)
    if right < 0 or left > 1 or bottom < 0 or top > 1:
        return ()
    corners = polygon if len(polygon) > 2 else ((left, top), (right, top), (right, bottom), (left, bottom))
    return tuple((_share(x), _share(y)) for x, y in corners)


def _share(coordinate: float) -> float:
    return round(min(max(coordinate, 0.0), 1.0), DIGITS)
