"""Open files page by page: one door for every format, and the last opened file kept open."""

from __future__ import annotations

import pkgutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from extractors.intake.content import PageContent
from extractors.intake.formats import PICTURE_FORMATS, Format, read_format
from extractors.intake.limits import Limits
from extractors.intake.problems import intake_error, page_error
from extractors.models import Problem

_NARROWEST = 16  # pixels of a page's shorter side


class OpenDocument(Protocol):
    """A file that is open for reading pages. `notes` are what a person has to know of it although it can be read."""

    @property
    def page_count(self) -> int:
        """Pages that the file really has."""

    @property
    def notes(self) -> tuple[Problem, ...]:
        """Findings about the whole file; their `file` is empty."""

    def page(self, number: int) -> PageContent:
        """The page with this number, counted from 1. Raises PageError."""

    def close(self) -> None:
        """Free what the file holds. Closing twice is harmless."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What opening a file tells: its format, how many pages it really has, and notes (with an empty `file`)."""

    format: Format
    page_count: int
    notes: tuple[Problem, ...] = ()


class PageSource(Protocol):
    """What `open_page` needs to know of a file; `sources.SourceFile` is one."""

    @property
    def path(self) -> Path:
        """Where the bytes lie."""

    @property
    def sha256(self) -> str:
        """Checksum of the bytes."""

    @property
    def format(self) -> Format:
        """What the bytes are."""


# Resolved when a file of that format comes: each loads a parser that the others do not need.
_OPENERS = {
    Format.PDF: "extractors.intake.pdf:PdfDocument",
    Format.DOCX: "extractors.intake.office.docx:open_docx",
    Format.XLSX: "extractors.intake.office.xlsx:open_xlsx",
    **dict.fromkeys(PICTURE_FORMATS, "extractors.intake.picture:PictureDocument"),
}


def open_document(path: Path, file_format: Format, limits: Limits) -> OpenDocument:
    """Open the file at `path`. The caller closes it. Raises IntakeError with the code of what is wrong."""
    if file_format not in _OPENERS:
        raise intake_error("unsupported-format", label=file_format)
    opener: Callable[[Path, Limits], OpenDocument] = pkgutil.resolve_name(_OPENERS[file_format])
    return opener(path, limits)


def inspect_file(path: Path, limits: Limits, name: str = "") -> Inspection:
    """Open the file at `path` and count its pages; `name` is what the applicant calls it.

    Raises IntakeError: the file's problem.
    """
    file_format = read_format(path, name)
    document = open_document(path, file_format, limits)
    try:
        if document.page_count > limits.file_pages:
            raise intake_error("too-many-pages", limit=limits.file_pages)
        return Inspection(file_format, document.page_count, document.notes)
    finally:
        document.close()


class _LastDocument:
    """The file opened last in this process: reading its pages one by one must not parse it again for each.

    One file only, and given up with the next, so that what is held is bounded by the largest file.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._key: tuple[Path, str, Limits] | None = None
        self._document: OpenDocument | None = None

    def open(self, file: PageSource, limits: Limits) -> OpenDocument:
        key = (file.path, file.sha256, limits)
        if self._document is None or key != self._key:
            self.close()
            self._document = open_document(file.path, file.format, limits)
            self._key = key
        return self._document

    def close(self) -> None:
        document, self._document, self._key = self._document, None, None
        if document is not None:
            document.close()


_LAST = _LastDocument()


def open_page(file: PageSource, number: int, limits: Limits) -> PageContent:
    """Read page `number` (from 1) of a file of `read_intake`.

    Raises PageError where the page cannot be read, IntakeError where the file no longer can.
    Calls are taken one at a time in a process (PDFium is not thread-safe); the file stays open until another one is
    asked for or `close_document` is called.
    """
    with _LAST.lock:
        content = _LAST.open(file, limits).page(number)
    if content.image is not None:
        height, width = content.image.shape[:2]
        if min(height, width) < _NARROWEST:  # no writing fits into less, and a hair of 20,000 pixels takes a minute
            raise page_error("page-too-narrow", width=width, height=height)
    return content


def close_document() -> None:
    """Close the file that `open_page` left open."""
    with _LAST.lock:
        _LAST.close()
