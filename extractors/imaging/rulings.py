"""Ruling lines of tables: the closed cells they form, as grids with rows, columns and spans.

Horizontal and vertical strokes are found by morphological opening; what they enclose are the cells. A cell's row and
column come from clustering the cells' edges, so merged cells keep their spans. Open left and right sides are closed
first; a table with rules between its rows only becomes a grid of one column, which `extractors.layout` parts by text.
"""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.geometry import enclosing
from extractors.models import Box, Grid, GridCell
from extractors.ocr.engine import Image

_WORKING_SIDE = 2000  # pixels of the longer side; finer strokes do not matter
_STROKE = 0.018  # shortest stroke taken for a ruling, as a share of the longer side; a large character is smaller
_BRIDGE = 0.006  # gaps in a ruling up to this share are closed (text or a seal across it)
_SMALLEST_TABLE = 0.12  # width of a table whose open sides are closed, of the longer side
_LONG_RULE = 0.4  # of the page's width: rules between rows; underlines of blanks are shorter
_FEWEST_RULES = 4
_TALLEST_ROW = 0.09  # of the longer side
_SMALLEST_CELL = 0.006  # of the longer side
_SAME_EDGE = 0.006  # edges closer than this share are one ruling
_RECTANGULAR = 0.75  # area of a cell over its bounding box


def find_grids(image: Image) -> tuple[Grid, ...]:
    """Ruled tables of an upright picture with at least two cells, top to bottom, boxes in shares of the page."""
    height, width = image.shape[:2]
    scale = min(1.0, _WORKING_SIDE / max(height, width))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if scale < 1.0:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    strokes = _strokes(np.asarray(grey, dtype=np.uint8))
    grids = [_grid(cells, grey.shape) for cells in _tables(strokes)]
    return tuple(sorted((grid for grid in grids if len(grid.cells) > 1), key=lambda grid: grid.box[1]))


def _strokes(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Mask (0 or 255) of long horizontal and vertical strokes."""
    side = max(grey.shape)
    block = max(15, round(side * 0.012)) | 1
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 9)
    length, bridge = round(side * _STROKE), max(3, round(side * _BRIDGE))
    horizontal = _along(dark, stroke=(length, 1), bridge=(bridge, 1))
    vertical = _along(dark, stroke=(1, length), bridge=(1, bridge))
    across, upright = np.asarray(horizontal, dtype=np.uint8), np.asarray(vertical, dtype=np.uint8)
    strokes = np.asarray(cv2.bitwise_or(across, upright), dtype=np.uint8)
    return _with_row_sides(_with_closed_sides(strokes, across, upright), upright)


def _with_row_sides(strokes: NDArray[np.uint8], vertical: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Join rules of equal extent that no upright stroke meets by sides, so that the rows between them become cells.

    Tall stretches between two rules stay open: there stand several rows, which only their text can part.
    """
    closed = strokes.copy()
    side = max(strokes.shape)
    tolerance = _SAME_EDGE * side
    for group in _rules_of_equal_extent(strokes, vertical, tolerance):
        if len(group) < _FEWEST_RULES:
            continue
        for above, below in pairwise(sorted(group, key=lambda rule: rule[1])):
            if below[1] - above[3] <= _TALLEST_ROW * side:
                for start, stop in ((above[0] + 1, below[0] + 1), (above[2] - 2, below[2] - 2)):
                    ends = (int(start), int(above[1])), (int(stop), int(below[3]))
                    cv2.line(closed, *ends, (255,), 3)
    return closed


def _rules_of_equal_extent(
    strokes: NDArray[np.uint8], vertical: NDArray[np.uint8], tolerance: float
) -> list[list[Box]]:
    """Lone horizontal rules (pixel boxes) grouped by where they begin and end."""
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(strokes)
    groups: list[list[Box]] = []
    for label in range(1, count):
        left, top, width, height, _area = (int(value) for value in statistics[label])
        window = slice(top, top + height), slice(left, left + width)
        if width < _LONG_RULE * strokes.shape[1] or (vertical[window][labels[window] == label] > 0).any():
            continue
        rule: Box = (left, top, left + width, top + height)
        for group in groups:
            if abs(group[0][0] - rule[0]) <= tolerance and abs(group[0][2] - rule[2]) <= tolerance:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return groups


def _with_closed_sides(
    strokes: NDArray[np.uint8], horizontal: NDArray[np.uint8], vertical: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Draw the missing outer rulings of tables whose rows are ruled but whose left and right sides are open.

    Only tables that have upright rulings inside get them: of three-line tables the columns would be lost.
    """
    closed = strokes.copy()
    side = max(strokes.shape)
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(strokes)
    for label in range(1, count):
        left, top, width, height, _area = (int(value) for value in statistics[label])
        inside = labels[top : top + height, left : left + width] == label
        if width < _SMALLEST_TABLE * side or not (vertical[top : top + height, left : left + width][inside] > 0).any():
            continue
        rows = horizontal[top : top + height, left : left + width] * inside
        reach = max(3, round(_SAME_EDGE * side))
        for edge, strip in ((left + 1, rows[:, :reach]), (left + width - 2, rows[:, -reach:])):
            reaching = np.flatnonzero(strip.any(axis=1))
            if len(reaching) and np.ptp(reaching) > 0.3 * height:
                closed[top + reaching[0] : top + reaching[-1] + 1, edge - 1 : edge + 2] = 255
    return closed


def _along(dark: cv2.typing.MatLike, stroke: tuple[int, int], bridge: tuple[int, int]) -> cv2.typing.MatLike:
    """Strokes in one direction (width, height); thickening across it first lets a slightly sloping one pass."""
    across = (1, 2) if stroke[1] == 1 else (2, 1)
    thick = cv2.dilate(dark, cv2.getStructuringElement(cv2.MORPH_RECT, across))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, stroke))
    joined = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
    return cv2.dilate(joined, np.ones((3, 3), np.uint8))


def _tables(strokes: NDArray[np.uint8]) -> list[list[Box]]:
    """Cells (pixel boxes) grouped by the connected strokes that enclose them."""
    side = max(strokes.shape)
    tables = np.asarray(cv2.connectedComponents(strokes)[1], dtype=np.int32)
    count, _, statistics, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(strokes), connectivity=4)
    page_area = strokes.shape[0] * strokes.shape[1]
    grouped: dict[int, list[Box]] = {}
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in statistics[label])
        if min(width, height) < side * _SMALLEST_CELL or area < _RECTANGULAR * width * height or area > 0.9 * page_area:
            continue
        if left == 0 or top == 0 or left + width == strokes.shape[1] or top + height == strokes.shape[0]:
            continue  # open to the edge of the page
        table = _table_around(tables, (left, top, width, height))
        if table:
            grouped.setdefault(table, []).append((left, top, left + width, top + height))
    return list(grouped.values())


def _table_around(tables: NDArray[np.int32], cell: tuple[int, int, int, int]) -> int:
    """Label of the strokes just outside a cell."""
    left, top, width, height = cell
    border = np.concatenate(
        [
            tables[max(0, top - 2), left : left + width],
            tables[min(tables.shape[0] - 1, top + height + 1), left : left + width],
        ]
    )
    labels = border[border > 0]
    return int(np.bincount(labels).argmax()) if len(labels) else 0


def _grid(cells: Sequence[Box], shape: tuple[int, ...]) -> Grid:
    """Number the cells' rows and columns by their edges."""
    height, width = shape[:2]
    tolerance = _SAME_EDGE * max(shape)
    columns = _edges([edge for left, _, right, _ in cells for edge in (left, right)], tolerance)
    rows = _edges([edge for _, top, _, bottom in cells for edge in (top, bottom)], tolerance)
    numbered = []
    for left, top, right, bottom in cells:
        first_column, last_column = _nearest(columns, left), _nearest(columns, right)
        first_row, last_row = _nearest(rows, top), _nearest(rows, bottom)
        numbered.append(
            GridCell(
                row=first_row,
                column=first_column,
                row_span=max(1, last_row - first_row),
                column_span=max(1, last_column - first_column),
                box=(left / width, top / height, right / width, bottom / height),
            )
        )
    numbered.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(
        box=enclosing(cell.box for cell in numbered),
        rows=len(rows) - 1,
        columns=len(columns) - 1,
        cells=tuple(numbered),
    )


def _edges(positions: Sequence[float], tolerance: float) -> list[float]:
    """Rulings as means of edges that lie together: a cell's right edge and its neighbour's left one are the same."""
    groups: list[list[float]] = []
    for position in sorted(positions):
        if groups and position - groups[-1][-1] <= tolerance:
            groups[-1].append(position)
        else:
            groups.append([position])
    return [sum(group) / len(group) for group in groups]


def _nearest(edges: Sequence[float], position: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - position))
