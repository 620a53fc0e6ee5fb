"""Pages of `page_kinds.yaml`: headlines, rows of tables and running text on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extractors.models import Page
from tests.extractors.pages import FEED, FIRST_LINE, FONT, MARGIN, Row, page_of

_COLUMN = 0.14  # width of a column
_HEADLINE = 1.8  # size of a headline's characters


@cache
def page_kinds() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "page_kinds.yaml").read_text(encoding="utf-8"))
    return data


def drawn(texts: Sequence[object], *, file: str = "材料.pdf", number: int = 1) -> Page:
    rows: list[Row] = []
    top = FIRST_LINE
    for text in map(str, texts):
        size = _HEADLINE if text.startswith("# ") else 1.0
        if size > 1:
            rows.append((top, (0.3, text[2:], size)))
        else:
            cells = text.split("|")
            rows.append((top, *((MARGIN + _COLUMN * place, cell) for place, cell in enumerate(cells))))
        top += FONT * FEED * size
    return page_of(rows, file=file, number=number)


def dossier(entries: Sequence[Mapping[str, Any]]) -> list[Page]:
    """The pages of a case; those of one file are numbered through."""
    pages: list[Page] = []
    file, number = "材料.pdf", 0
    for entry in entries:
        number = number + 1 if entry.get("file", file) == file else 1
        file = entry.get("file", file)
        page = drawn(entry["lines"], file=file, number=number)
        pages.append(replace(page, filled=entry.get("filled", page.filled), blank=entry.get("blank", False)))
    return pages
