"""An office file as pages: text pages come without a picture, pasted pictures as pages of their own."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.errors import PageError
from extractors.intake.content import PageContent, TextLayer
from extractors.intake.formats import PICTURE_FORMATS, identify_bytes
from extractors.intake.limits import Limits
from extractors.intake.office.flow import OfficePage, TextPage
from extractors.intake.office.package import Package
from extractors.intake.picture import decode_bytes
from extractors.intake.problems import guarded, page_error
from extractors.models import Problem


class OfficeDocument:
    """A DOCX or XLSX that has been laid out. Pictures stay in the file until their page is asked for."""

    def __init__(self, package: Package, pages: Sequence[OfficePage], notes: Sequence[Problem], limits: Limits) -> None:
        self._package = package
        self._pages = pages
        self._notes = tuple(notes)
        self._limits = limits

    @property
    def page_count(self) -> int:
        """Text pages and pictures."""
        return len(self._pages)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What of the file was not read although a person may want it: hidden, linked or embedded parts."""
        return self._notes

    def page(self, number: int) -> PageContent:
        """One page. Raises PageError: page-missing; of pictures picture-unsupported, picture-truncated, …."""
        if not 1 <= number <= len(self._pages):
            raise page_error("page-missing", number=number)
        page = self._pages[number - 1]
        if isinstance(page, TextPage):
            width, height = round(page.width), round(page.height)
            return PageContent(None, width, height, 72.0, TextLayer(page.lines), 0.0, page.grids)
        return self._picture(page.part)

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        self._package.close()

    def _picture(self, part: str) -> PageContent:
        with guarded(PageError, "page-unreadable"):
            data = self._package.read(part)
        identity = identify_bytes(data)
        if identity.format not in PICTURE_FORMATS:
            raise page_error("picture-unsupported", label=identity.label)
        image, dpi = decode_bytes(data, identity.format, self._limits)
        height, width, _ = image.shape
        return PageContent(image, width, height, dpi, None, picture_share=1.0)
