"""What an applicant writes of its services in running text: which sentences state what was done, by whom and when.

Plans (力争…, 下一步…), demands (应占到…), what could be done (具备…的能力) and quotations of the regulation hold the
same figures and state nothing.
"""

import re
from bisect import bisect_right
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
_YEAR = re.compile(r"(?<![自从])(20\d\d)年(?!来|以来|至|到|-|~)")
_SENTENCE_ENDS = "。!?"
_CLAUSE_ENDS = "。!?;,:"
OF_OTHERS = "可能不是本单位的数字"
BELOW = "写明不到这一数"
ABOUT = "约数"
SEVERAL_YEARS = "可能是几年合计"


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

    `starts` are the places where rows begin, `heads` those behind a heading, `planned` those of text under a heading on
    what is to come, `headed` the places from which on the heading names a year, or none.
    """

    passage: Passage
    starts: frozenset[int]
    planned: frozenset[int]
    headed: tuple[tuple[int, int | None], ...] = ()
    heads: frozenset[int] = frozenset()

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
        before, behind = self._before(start), self.text[stop : stop + 20]
        return not (
            start in self.planned
            or claim_pattern("planned").search(before)
            or claim_pattern("demanded").search(before)
            or claim_pattern("planned_behind").search(behind)
            or claim_pattern("capable").search(self.clause(start))
            or claim_pattern("capable_behind").search(behind)
        )

    def year(self, position: int) -> int | None:
        """The year that the sentence names last before a position, else the one that its heading names."""
        before = self._before(position)
        years = _YEAR.findall(before)
        if not years and claim_pattern("that_year").search(before):
            years = _YEAR.findall(self.text[:position])
        if years:
            return int(years[-1])
        heading = bisect_right(self.headed, position, key=lambda place: place[0])
        return self.headed[heading - 1][1] if heading else None

    def covers_years(self, start: int, stop: int) -> bool:
        """Whether the figure at a place may be a sum over several years."""
        before = self._before(start)
        if claim_pattern("yearly").search(before):
            return False
        several = list(claim_pattern("several_years").finditer(before))
        if several:
            return claim_pattern("one_year_again").search(before, several[-1].end()) is None
        if claim_pattern("one_year_apart").search(self.text[stop : stop + 20]):
            return True
        return bool(claim_pattern("cumulative").search(before)) and not claim_pattern("one_year").search(before)

    def is_of_others(self, position: int) -> bool:
        """Whether the sentence tells of others, as far as it names a subject before a place."""
        start = self.sentence_start(position)
        heads = [start, *(match.end() for match in re.finditer("[;,:]", self.text[:position]) if match.end() > start)]
        heads = sorted({*heads, *(head for head in self.heads if start < head < position)})
        subjects = [match for head in heads if (match := _subjects().match(self.text, head, position)) is not None]
        return bool(subjects) and subjects[-1]["others"] is not None

    def is_below(self, start: int, stop: int) -> bool:
        """Whether the figure at a place is said not to be reached."""
        return self._is_called("below", start, stop)

    def is_about(self, start: int, stop: int) -> bool:
        """Whether the figure at a place is said not to be exact."""
        return self._is_called("about", start, stop)

    def _is_called(self, words: str, start: int, stop: int) -> bool:
        return (
            _right_before(words).search(self.clause(start)) is not None
            or claim_pattern(f"{words}_behind").search(self.text[stop : stop + 4]) is not None
        )

    def _before(self, position: int) -> str:
        """The sentence before a position."""
        return self.text[self.sentence_start(position) : position]


@cache
def _right_before(words: str) -> re.Pattern[str]:
    return re.compile(f"(?:{claim_words()[words]}){claim_words()['between']}")


@cache
def _subjects() -> re.Pattern[str]:
    """Who stands at the head of a clause."""
    words = claim_words()["subject"]
    others, own = ("|".join(words[whose]) for whose in ("others", "own"))
    return re.compile(f"(?:{words['time']})(?:(?P<own>{own})|(?P<others>{others}))")


def prose_of(pages: Sequence[Page]) -> Prose:
    """The running text of a document."""
    passage = document_passage(pages)
    planned_by: str | None = None  # how the heading on what is to come is numbered
    years = _HeadingYears()
    starts: set[int] = set()
    planned: set[int] = set()
    heads: set[int] = set()
    headed: list[tuple[int, int | None]] = []
    position = 0
    for row in passage.rows:
        text = re.sub(r"\s", "", row.text)
        starts.add(position)
        planned_by = _planned_after(text, planned_by)
        if planned_by is not None:
            planned.update(range(position, position + len(text)))
        years.read(text)
        if years.current != (headed[-1][1] if headed else None):
            headed.append((position, years.current))
        position += len(text)
        if len(text) <= _SHORT_ROW and _heading(text) is not None:
            heads.add(position)
    return Prose(passage.compact, frozenset(starts), frozenset(planned), tuple(headed), frozenset(heads))


def _heading(row: str) -> re.Match[str] | None:
    """A row that may be a heading: no sentence."""
    return None if re.search("[。;,!?]", row.rstrip("。;")) else _HEADING.fullmatch(row)


def _style(heading: re.Match[str]) -> str:
    """How a heading is numbered."""
    return re.sub("[0-9]+", "1", re.sub("[一二三四五六七八九十]+", "一", heading["number"] or ""))


def _planned_after(row: str, planned_by: str | None) -> str | None:
    """Whether the text from this row on is on what is to come: the numbering of the heading that says so, or None."""
    heading = _heading(row)
    if heading is None:
        return planned_by
    style = _style(heading)
    if claim_pattern("planned_heading").search(heading["words"]) and (style or len(row) <= _SHORT_HEADING):
        return planned_by or style
    return None if style and style == planned_by else planned_by


class _HeadingYears:
    """The year that the title of a text names, or else the heading of the part that is read."""

    def __init__(self) -> None:
        self._title: int | None = None
        self._part: tuple[str, int] | None = None
        self._after_stop = True

    @property
    def current(self) -> int | None:
        """The year of what is read now."""
        return self._part[1] if self._part is not None else self._title

    def read(self, row: str) -> None:
        """Go on with the next row; one that goes on with a sentence is no heading."""
        heading = _heading(row) if self._after_stop and len(row) <= _LONGEST_HEADING else None
        self._after_stop = heading is not None or row[-1:] in "。;:!?"
        if heading is None:
            return
        style, years = _style(heading), re.findall(r"(20\d\d)年", row)
        words = re.sub(r"\([^()]*\)$", "", heading["words"])
        if len(years) == 1 and claim_pattern("year_heading").search(words):
            if style:
                self._part = style, int(years[0])
            else:
                self._title, self._part = int(years[0]), None
        elif self._part is not None and style == self._part[0]:
            self._part = None


_SHORT_HEADING = 14  # characters of a heading without a number
_LONGEST_HEADING = 30
_SHORT_ROW = 20  # characters of a row that no sentence goes on from
