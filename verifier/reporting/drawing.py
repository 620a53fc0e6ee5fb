"""Figures drawn. The picture of a page is opened once, and only one is in memory at a time."""

import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PIL import Image

from extractors.models import Page
from verifier.reporting.context import PagePictures
from verifier.reporting.cropping import Crop, crop
from verifier.reporting.figures import Figure
from verifier.reporting.sketching import Sketch, sketch

# What Pillow raises for files that are no picture, or a damaged one.
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class NoPicture:
    """A figure that cannot be shown, with the reason for the reader."""

    form: ClassVar[str] = "none"
    reason: str


Drawing = Crop | Sketch | NoPicture


def draw_figures(widths: Mapping[Figure, int], pictures: PagePictures, pages: Iterable[Page]) -> dict[Figure, Drawing]:
    """Draw figures, crops at most `widths[figure]` pixels wide; the order of `widths` is kept.

    A picture that is absent or damaged gives `NoPicture` for its figures, so that the reader is told in place.
    """
    office = {(page.file, page.number): page for page in pages if not page.has_image}
    by_page: defaultdict[tuple[str, int], list[Figure]] = defaultdict(list)
    for figure in widths:
        by_page[figure.file, figure.page].append(figure)
    drawings: dict[Figure, Drawing] = {}
    for place, figures in by_page.items():
        if place in office:
            drawings |= {figure: sketch(figure, office[place]) for figure in figures}
        else:
            drawings |= _crops(figures, widths, pictures.path(*place))
    return {figure: drawings[figure] for figure in widths}


def _crops(figures: Iterable[Figure], widths: Mapping[Figure, int], path: Path | None) -> dict[Figure, Drawing]:
    """Figures of one page."""
    if path is None:
        return dict.fromkeys(figures, NoPicture("没有该页的图像"))
    try:
        with Image.open(path, formats=["JPEG"]) as picture:
            page = picture.convert("RGB")
    except FileNotFoundError:
        return dict.fromkeys(figures, NoPicture("该页的图像文件已不存在"))
    except _UNREADABLE:
        return dict.fromkeys(figures, NoPicture("该页的图像文件已损坏"))
    return {figure: crop(figure, page, widths[figure]) for figure in figures}
