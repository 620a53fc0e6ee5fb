"""One sheet of paper and what is drawn on it, in millimetres from the top left; text sizes in points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

    from samples.fonts import Typeface

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
RED: Colour = (200, 25, 25)
POINT = 25.4 / 72  # millimetres
A4 = (210.0, 297.0)


@dataclass(frozen=True)
class Text:
    """A line of text; (x, y) is the left end of its baseline."""

    x: float
    y: float
    text: str
    face: Typeface
    size: float
    colour: Colour = BLACK
    bold: bool = False
    spacing: float = 0.0  # millimetres added after each character
    hand: bool = False  # written by hand: every character a little off

    @property
    def width(self) -> float:
        """Width in millimetres."""
        return measure(self.text, self.face, self.size, self.spacing)


@dataclass(frozen=True)
class Line:
    """A straight rule."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    colour: Colour = BLACK


@dataclass(frozen=True)
class Box:
    """A rectangle, outlined, filled, or both."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour | None = None
    line: Colour | None = BLACK
    line_width: float = 0.2


@dataclass(frozen=True)
class Picture:
    """A picture with transparency, stretched over a rectangle."""

    x: float
    y: float
    width: float
    height: float
    image: Image.Image


Item = Text | Line | Box | Picture


@dataclass
class Sheet:
    """A page: its size and its items in drawing order."""

    width: float = A4[0]
    height: float = A4[1]
    paper: Colour = WHITE
    items: list[Item] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        """Draw items on top of what is there."""
        self.items.extend(items)

    def write(self, x: float, y: float, text: str, face: Typeface, size: float, **style: object) -> Text:
        """Write a line of text with its baseline at y and return it."""
        item = Text(x, y, text, face, size, **style)  # type: ignore[arg-type]
        self.items.append(item)
        return item

    def write_centred(self, x: float, y: float, text: str, face: Typeface, size: float, **style: object) -> Text:
        """Write a line of text centred on x."""
        item = Text(0, y, text, face, size, **style)  # type: ignore[arg-type]
        return self.write(x - item.width / 2, y, text, face, size, **style)

    def turned(self) -> bool:
        """Tell whether the sheet lies on its long side."""
        return self.width > self.height


def landscape() -> Sheet:
    """Return an empty A4 sheet on its long side."""
    return Sheet(A4[1], A4[0])


def measure(text: str, face: Typeface, size: float, spacing: float = 0.0) -> float:
    """Return the width of a text in millimetres."""
    return face.width(text) * size * POINT + spacing * len(text)
