"""What comes of reading one page."""

from dataclasses import dataclass

from extractors.models import Page, Problem


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page, or none where it could not be read; `problems` say why, or what a person has to know of it."""

    file: str
    number: int
    page: Page | None
    problems: tuple[Problem, ...] = ()
