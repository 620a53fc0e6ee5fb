from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fpdf import FPDF

from extractors.intake.content import PageContent, TextLayer
from extractors.intake.documents import close_document, open_document
from extractors.intake.formats import read_format
from extractors.intake.limits import Limits
from tests.extractors.intake.fonts import make_font
from tests.extractors.intake.pdfs import save

ReadPage = Callable[..., PageContent]
Layer = Callable[[FPDF], TextLayer]


@pytest.fixture(scope="session")
def font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_font(tmp_path_factory.mktemp("font"))


@pytest.fixture
def read_page() -> ReadPage:
    """Read one page of the file at a path."""

    def read(path: Path, number: int = 1, limits: Limits | None = None) -> PageContent:
        chosen = limits or Limits()
        document = open_document(path, read_format(path), chosen)
        try:
            return document.page(number)
        finally:
            document.close()

    return read


@pytest.fixture(autouse=True)
def closed_document() -> Iterator[None]:
    """No test inherits the file another one left open."""
    yield
    close_document()


@pytest.fixture
def layer(tmp_path: Path, read_page: ReadPage) -> Layer:
    """Read the text layer of a one-page PDF."""

    def read(pdf: FPDF) -> TextLayer:
        text = read_page(save(pdf, tmp_path / "x.pdf")).text
        assert text is not None
        return text

    return read
