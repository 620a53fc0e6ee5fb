"""Pages as the reader would give them, from a compact description of what stands where.

A row is its top edge in shares of the page's height and its cells; a cell is its left edge in shares of the page's
width and its text, or an empty string. What is laid out this way is what a scan of such a page gives: a line a cell.

    page_of([(0.10, (0.35, "营业执照", 2.5)), (0.20, (0.10, "名    称"), (0.25, "许昌某某有限公司"))])
    page_of(["房屋租赁合同", "甲方：张三"])                       # running text, one line below the other
    page_of([...], grids=[grid_of([0.1, 0.5, 0.9], [0.2, 0.25, 0.3])])
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.geometry import polygon_of
from extractors.models import Evidence, Grid, GridCell, Line, Page, Reading, Seal, SealShape, TextSource

WIDTH, HEIGHT = 1000, 1414  # an upright A4 page
FONT = 0.014  # height of a line of usual size in shares of the page's height
FEED = 1.7  # distance of two lines of running text, in line heights
MARGIN, FIRST_LINE = 0.1, 0.06

Cell = tuple[float, str] | tuple[float, str, float]  # left edge, text, size over the usual one
Row = str | tuple[float, *tuple[Cell, ...]]


def line_of(
    left: float,
    top: float,
    text: str,
    *,
    size: float = 1.0,
    confidence: float = 0.99,
    unsure: dict[int, float] | None = None,
    others: Sequence[str] = (),
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Line:
    """A line of text; `unsure` gives the confidence of single characters, `others` other readings of the place."""
    tall = FONT * size
    em = tall * height / width
    widths = [em if ord(character) > 0x2E7F or character in "“”‘’—…" else em / 2 for character in text]
    edges = [sum(widths[:index]) for index in range(len(widths) + 1)]
    certain = tuple((unsure or {}).get(index, confidence) for index in range(len(text)))
    return Line(
        text=text,
        polygon=polygon_of((left, top, left + edges[-1], top + tall)),
        confidence=sum(certain) / len(certain),
        source=TextSource.OCR,
        spans=tuple((first / edges[-1], last / edges[-1]) for first, last in pairwise(edges)),
        character_confidences=certain,
        alternatives=tuple(Reading(other, confidence, TextSource.OCR_WITHOUT_RED) for other in others),
    )


def vertical_line_of(left: float, top: float, text: str, *, feed: float = FEED) -> Line:
    """Characters one below the other, as a detector sees the labels of a form that stand in one column."""
    tall, em = FONT, FONT * HEIGHT / WIDTH
    length = FONT * feed * (len(text) - 1) + tall
    starts = [FONT * feed * index / length for index in range(len(text))]
    return Line(
        text=text,
        polygon=polygon_of((left, top, left + em, top + length)),
        confidence=0.99,
        source=TextSource.OCR,
        spans=tuple((start, min(1.0, start + tall / length)) for start in starts),
        vertical=True,
    )


def page_of(
    rows: Iterable[Row],
    *,
    lines: Sequence[Line] = (),
    grids: Sequence[Grid] = (),
    seals: Sequence[str | None] = (),
    file: str = "材料.pdf",
    number: int = 1,
    confidence: float = 0.99,
    landscape: bool = False,
) -> Page:
    """A page; rows without a place follow each other as running text. `seals` are texts of round stamps."""
    width, height = (HEIGHT, WIDTH) if landscape else (WIDTH, HEIGHT)
    found = list(lines)
    next_top = FIRST_LINE
    for row in rows:
        top, cells = (next_top, ((MARGIN, row),)) if isinstance(row, str) else (row[0], row[1:])
        tallest = 1.0
        for cell in cells:
            size = cell[2] if len(cell) == 3 else 1.0
            tallest = max(tallest, size)
            if cell[1]:
                found.append(
                    line_of(cell[0], top, cell[1], size=size, confidence=confidence, width=width, height=height)
                )
        next_top = top + FONT * FEED * tallest
    return Page(
        file=file,
        number=number,
        width=width,
        height=height,
        lines=tuple(found),
        grids=tuple(grids),
        seals=tuple(seal_of(text, file=file, number=number) for text in seals),
        filled=0.1,
    )


def pages_of(*texts: str, file: str = "材料.pdf") -> list[Page]:
    """Pages of running text, a line of each text a line of the page."""
    return [
        page_of([line for line in text.strip("\n").split("\n") if line.strip()], file=file, number=number)
        for number, text in enumerate(texts, 1)
    ]


def seal_of(text: str | None, *, file: str = "材料.pdf", number: int = 1) -> Seal:
    """A round stamp at the foot of the page."""
    place = Evidence(file, number, polygon_of((0.6, 0.75, 0.8, 0.9)), text or "", 0.9)
    return Seal(SealShape.ROUND, place, text)


def grid_of(
    verticals: Sequence[float],
    horizontals: Sequence[float],
    spans: dict[tuple[int, int], tuple[int, int]] | None = None,
) -> Grid:
    """A ruled table with rulings at these shares; `spans` gives rows and columns of the cells that are larger."""
    spans = spans or {}
    covered = {
        (row + down, column + right)
        for (row, column), (rows, columns) in spans.items()
        for down in range(rows)
        for right in range(columns)
        if (down, right) != (0, 0)
    }
    cells = []
    for row in range(len(horizontals) - 1):
        for column in range(len(verticals) - 1):
            if (row, column) in covered:
                continue
            rows, columns = spans.get((row, column), (1, 1))
            box = (verticals[column], horizontals[row], verticals[column + columns], horizontals[row + rows])
            cells.append(GridCell(row, column, rows, columns, box))
    return Grid(
        (verticals[0], horizontals[0], verticals[-1], horizontals[-1]),
        len(horizontals) - 1,
        len(verticals) - 1,
        tuple(cells),
    )


def table_page(
    columns: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    top: float = 0.15,
    feed: float = 0.03,
    ruled: bool = True,
    right: float = 0.92,
    above: Iterable[Row] = (),
    below: Iterable[Row] = (),
    file: str = "材料.pdf",
    number: int = 1,
) -> Page:
    """A page with one table: left edges of its columns, texts of its cells ("" for an empty one), ruled or not."""
    laid: list[Row] = list(above)
    for index, texts in enumerate(rows):
        cells = tuple((left + 0.005, text) for left, text in zip(columns, texts, strict=True))
        laid.append((top + index * feed + (feed - FONT) / 2, *cells))
    laid += below
    horizontals = [top + index * feed for index in range(len(rows) + 1)]
    grids = [grid_of([*columns, right], horizontals)] if ruled else []
    return page_of(laid, grids=grids, file=file, number=number)
