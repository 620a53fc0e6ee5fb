"""What an applicant writes of its services in running text: which sentences state what was done, and in which year.

Plans (力争…, 下一步…), demands (应占到…) and quotations of the regulation hold the same figures and state nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage
from extractors.models import Page

_HEADING = re.compile(
    r"(?P<number>[(第]?[0-9一二三四五六七八九十]{1,3}[)、.:]|第[0-9一二三四五六七八九十]{1,3}(?:部分|章|节))?(?P<words>.{2,30})"
)
_YEAR = re.compile(r"(20\d\d)年(?!来|以来|至|到|-|~)")
_SENTENCE_ENDS = "。!?"
_CLAUSE_ENDS = "。!?;,:"


@cache
def claim_words() -> Any:
    """The words of `claims.yaml`."""
    return yaml.safe_load(files(__package__).joinpath("claims.yaml").read_text(encoding="utf-8"))


@cache
def claim_pattern(*path: str) -> re.Pattern[str]:
    """One of its patterns."""
    entry = claim_words()
    for name in path:
        entry = entry[name]
    return re.compile(entry)


@dataclass(frozen=True, eq=False)
class Prose:
    """Running text without spaces.

    `starts` are the places where rows begin, `planned` those of text under a heading on what is to come.
    """

    passage: Passage
    starts: frozenset[int]
    planned: frozenset[int]

    @property
    def text(self) -> str:
        """Its characters."""
        return self.passage.text

    def sentence_start(self, position: int) -> int:
        """Where the sentence around a position begins."""
        return max(self.text.rfind(mark, 0, position) for mark in _SENTENCE_ENDS) + 1

    def clause(self, position: int) -> str:
        """The clause before a position."""
        return self.text[max(self.text.rfind(mark, 0, position) for mark in _CLAUSE_ENDS) + 1 : position]

    def is_stated(self, start: int, stop: int) -> bool:
        """Whether a figure at this place is told as a fact, not planned and not demanded."""
        before = self.text[self.sentence_start(start) : start]
        return not (
            start in self.planned
            or claim_pattern("planned").search(before)
            or claim_pattern("demanded").search(before)
            or claim_pattern("planned_behind").search(self.text[stop : stop + 20])
        )

    def year(self, position: int) -> int | None:
        """The year that the sentence names last before a position."""
        years = _YEAR.findall(self.text[self.sentence_start(position) : position])
        return int(years[-1]) if years else None

    def covers_years(self, position: int) -> bool:
        """Whether the figure at a place may be a sum over several years."""
        before = self.text[self.sentence_start(position) : position]
        if claim_pattern("yearly").search(before):
            return False
        if claim_pattern("several_years").search(before):
            return True
        return bool(claim_pattern("cumulative").search(before)) and not claim_pattern("one_year").search(before)


def prose_of(pages: Sequence[Page]) -> Prose:
    """The running text of a document."""
    passage = document_passage(pages)
    planned_by: str | None = None  # how the heading on what is to come is numbered
    starts: set[int] = set()
    planned: set[int] = set()
    position = 0
    for row in passage.rows:
        text = re.sub(r"\s", "", row.text)
        starts.add(position)
        planned_by = _planned_after(text, planned_by)
        if planned_by is not None:
            planned.update(range(position, position + len(text)))
        position += len(text)
    return Prose(passage.compact, frozenset(starts), frozenset(planned))


def _planned_after(row: str, planned_by: str | None) -> str | None:
    """Whether the text from this row on is on what is to come: the numbering of the heading that says so, or None."""
    heading = _HEADING.fullmatch(row)
    if heading is None or re.search("[。;,!?]", row.rstrip("。;")):
        return planned_by
    style = re.sub("[0-9]+", "1", re.sub("[一二三四五六七八九十]+", "一", heading["number"] or ""))
    if claim_pattern("planned_heading").search(heading["words"]) and (style or len(row) <= _SHORT_HEADING):
        return planned_by or style
    return None if style and style == planned_by else planned_by


_SHORT_HEADING = 14  # characters of a heading without a number
