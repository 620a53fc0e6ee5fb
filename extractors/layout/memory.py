"""What was made of a page is made once: several extractors look at the same pages in turn."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from extractors.models import Page

_PAGES = 32  # more than most documents have; what is kept of them is let go of as others come

Made = TypeVar("Made")


class _Same:
    """A page by its identity: to compare pages by what stands on them would take longer than what is saved."""

    __slots__ = ("page",)

    def __init__(self, page: Page) -> None:
        self.page = page

    def __hash__(self) -> int:
        return id(self.page)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.page is other.page


def once_a_page(make: Callable[[Page], Made]) -> Callable[[Page], Made]:
    """Keep what a function makes of the last pages; it must be something that nobody changes, as the page is."""

    @lru_cache(maxsize=_PAGES)
    def made(same: _Same) -> Made:
        return make(same.page)

    @wraps(make)
    def kept(page: Page) -> Made:
        return made(_Same(page))

    return kept
