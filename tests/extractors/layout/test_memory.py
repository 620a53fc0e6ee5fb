"""What was made of a page is given again for that page, and for no other one."""

from dataclasses import replace

from extractors.layout.memory import once_a_page
from extractors.models import Page


def test_each_page_is_worked_on_once_and_equal_pages_are_two() -> None:
    seen: list[Page] = []

    @once_a_page
    def named(page: Page) -> str:
        """The page's number."""
        seen.append(page)
        return str(page.number)

    first = Page("a.pdf", 1, 10, 10, ())
    twin, second = replace(first), replace(first, number=2)
    assert [named(page) for page in (first, second, first, twin, second)] == ["1", "2", "1", "1", "2"]
    assert [id(page) for page in seen] == [id(first), id(second), id(twin)]
    assert named.__doc__ == "The page's number."


def test_what_was_made_long_ago_is_let_go_of() -> None:
    calls = 0

    @once_a_page
    def counted(page: Page) -> int:
        nonlocal calls
        calls += 1
        return page.number

    pages = [Page("a.pdf", number, 10, 10, ()) for number in range(1, 100)]
    assert [counted(page) for page in (*pages, pages[-1], pages[0])] == [*range(1, 100), 99, 1]
    assert calls == 100
