"""Pages drawn for the tests: what is written on them is known with its place."""

import importlib.util
import math
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from extractors.models import Evidence, Line, Page, Point, Polygon, Seal, SealShape, TextSource

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dpi
INK, RED = (30, 30, 34), (200, 30, 30)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    package = importlib.util.find_spec("mplfonts")
    assert package is not None, "the fonts of the mplfonts wheel are needed (extra `samples`)"
    assert package.origin is not None
    return ImageFont.truetype(str(Path(package.origin).parent / "fonts" / "NotoSansCJKsc-Regular.otf"), size)


class Paper:
    """One page that is being drawn; places are handed back as evidence."""

    def __init__(
        self, file: str, number: int, *, scale: float = 1.0, ground: tuple[int, int, int] = (252, 251, 247)
    ) -> None:
        self.file, self.number, self.scale = file, number, scale
        self.picture = Image.new("RGB", (round(WIDTH * scale), round(HEIGHT * scale)), ground)
        self.canvas = ImageDraw.Draw(self.picture)
        self.lines: list[Line] = []
        self.seals: list[Seal] = []

    def write(
        self,
        x: int,
        y: int,
        text: str,
        size: int = 28,
        *,
        confidence: float = 0.98,
        ground: tuple[int, int, int] | None = None,
    ) -> Evidence:
        """Write a line whose top left is at x, y (pixels at scale 1); `ground` paints the place of the text."""
        letters = font(round(size * self.scale))
        left, top, right, bottom = self.canvas.textbbox((x * self.scale, y * self.scale), text, letters)
        if ground:
            self.canvas.rectangle((left, top, right, bottom), fill=ground)
        self.canvas.text((x * self.scale, y * self.scale), text, INK, letters)
        polygon = self._shares([(left, top), (right, top), (right, bottom), (left, bottom)])
        self.lines.append(Line(text, polygon, confidence, TextSource.OCR))
        return Evidence(self.file, self.number, polygon, text, confidence)

    def table(self, left: int, top: int, columns: list[int], rows: int, row_height: int) -> None:
        right = left + sum(columns)
        for row in range(rows + 1):
            y = top + row * row_height
            self._rule(left, y, right, y)
        for x in [left + sum(columns[:number]) for number in range(len(columns) + 1)]:
            self._rule(x, top, x, top + rows * row_height)

    def stamp(self, x: int, y: int, text: str, *, confidence: float = 0.9, legible: bool = True) -> Seal:
        """Put a round seal with its centre at x, y."""
        radius = 110
        box = [(x + dx * radius) * self.scale for dx in (-1, 1)] + [(y + dy * radius) * self.scale for dy in (-1, 1)]
        left, right, top, bottom = box
        self.canvas.ellipse((left, top, right, bottom), outline=RED, width=5)
        self.canvas.text((x * self.scale, y * self.scale), "★", RED, font(round(60 * self.scale)), anchor="mm")
        for position, letter in enumerate(text):
            angle = math.pi * (0.85 + 1.3 * position / max(len(text) - 1, 1))
            at = (x + 84 * math.cos(angle)) * self.scale, (y + 84 * math.sin(angle)) * self.scale
            self.canvas.text(at, letter, RED, font(round(24 * self.scale)), anchor="mm")
        polygon = self._shares([(left, top), (right, top), (right, bottom), (left, bottom)])
        evidence = Evidence(self.file, self.number, polygon, text if legible else "", confidence)
        seal = Seal(SealShape.ROUND, evidence, text if legible else None)
        self.seals.append(seal)
        return seal

    def page(self) -> Page:
        width, height = self.picture.size
        return Page(
            self.file, self.number, width, height, tuple(self.lines), seals=tuple(self.seals), blank=not self.lines
        )

    def save(self, folder: Path, name: str) -> Path:
        path = folder / f"{name}.jpg"
        self.picture.save(path, "JPEG", quality=85)
        return path

    def _rule(self, left: float, top: float, right: float, bottom: float) -> None:
        self.canvas.line([value * self.scale for value in (left, top, right, bottom)], fill=INK, width=2)

    def _shares(self, corners: list[Point]) -> Polygon:
        return tuple((x / self.picture.width, y / self.picture.height) for x, y in corners)


class DrawnPictures:
    """The pictures of drawn pages, as `verifier.reporting.PagePictures`."""

    def __init__(self, paths: dict[tuple[str, int], Path]) -> None:
        self.paths = paths

    def path(self, file: str, page: int) -> Path | None:
        return self.paths.get((file, page))


def office_page(file: str, number: int, texts: list[str]) -> tuple[Page, list[Evidence]]:
    """A page of a word processor file: lines with places, but no picture."""
    width, height, size = 595, 842, 14
    lines = []
    for row, text in enumerate(texts):
        top, bottom = (72 + row * 24) / height, (72 + row * 24 + size * 1.3) / height
        left, right = 72 / width, (72 + size * len(text)) / width
        polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
        lines.append(Line(text, polygon, 1.0, TextSource.OFFICE))
    page = Page(file, number, width, height, tuple(lines), has_image=False)
    return page, [Evidence(file, number, line.polygon, line.text, 1.0) for line in lines]
