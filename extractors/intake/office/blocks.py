"""What an office file consists of, before it is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a paragraph stands between its margins."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. Its text may hold line feeds (breaks inside it) and tabs. `size` is its font size in points."""

    text: str
    size: float = 10.5  # 五号
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `widths` are its columns' widths in any unit: they are scaled to the room there is."""

    widths: tuple[float, ...]
    rows: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class PastedPicture:
    """A picture; it becomes a page of its own behind the page it stands on."""

    part: str


Block = Paragraph | Table | PageBreak | PastedPicture
