"""Running text of a document: its pages as one passage, and what patterns find in it."""

import re
from collections.abc import Sequence

from extractors.layout.memory import once_a_page
from extractors.layout.passages import Passage, concatenate
from extractors.layout.rows import pieces_of, rows_of
from extractors.models import Page


@once_a_page
def page_passage(page: Page) -> Passage:
    """All rows of a page, one a line."""
    return concatenate([row.passage for row in rows_of(pieces_of(page))], "\n")


def document_passage(pages: Sequence[Page]) -> Passage:
    """All rows of some pages, one a line."""
    return concatenate([page_passage(page) for page in pages], "\n")


def find_first(passage: Passage, patterns: Sequence[re.Pattern[str]], group: str = "value") -> Passage | None:
    """What the first of the patterns that matches anywhere finds in `group`."""
    for pattern in patterns:
        match = pattern.search(passage.text)
        if match is not None and match.group(group):
            return passage.group(match, group)
    return None
