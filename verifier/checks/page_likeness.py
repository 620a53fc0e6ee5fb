"""Are two pages of two applicants copies of one page, by what they look like and by what they say?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from zlib import crc32

from rapidfuzz.distance import Levenshtein

from extractors.models import Evidence, Page
from extractors.values.folding import fold
from verifier.models import Value

_NEAR, _VERY_NEAR = 4, 2  # bits of 64 in which the looks of two copies differ; the same without much text
_PLAIN = 6  # bits from which a look says anything: a page of even text has fewer
_SAME_TEXT = 0.95  # share of the characters that stand in lines (or clauses) of the other page, too
_SAME_LINE = 0.85  # similarity of two readings of one line
_LEAST_LINE = 4  # characters; shorter lines are the same on any two pages
_SPARSE, _TEXT = 40, 100  # characters below which a page holds next to nothing; from which its text alone may tell
_PICTURE = 0.2  # share of a page filled from which it holds a picture
_WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
_WHO = "某单位"  # stands for the applicant's own name
_CLAUSE = re.compile(r"[。;；:：!！?？,，、]")
_GRAM, _SAMPLED, _SHARED = 5, 8, 0.3  # characters of a shingle; one in how many is kept; share that copies have
_NUMBER = re.compile(r"\d[\d,.]*\d")
_DATE = re.compile(r"(?:19|20)\d\d(?:\d{4})?")
_LEAST_DIGITS, _LEAST_NUMBERS, _SAME_NUMBERS = 4, 3, 0.8  # of what tells two leases or balance sheets apart


class Sort(Enum):
    """What pages of a kind have in common with those of other applicants by their nature."""

    ANY = "any"  # printed forms, certificates, notices: look and text have to be the same
    OWN_WORDS = (
        "own words"  # text that each applicant writes itself: the text alone tells, and a name is soon exchanged
    )
    FIGURES = "figures"  # leases, audit reports: standard wording, so that the figures in it have to be the same


@dataclass(frozen=True)
class Leaf:
    """A page as it is compared; `applicant` is the normalised name of whose page it is, empty where not known."""

    page: Page
    kind: str
    sort: Sort
    applicant: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines of more than a few characters, the applicant's name exchanged."""
        texts = (self._anonymous(fold(line.text)) for line in self.page.lines)
        return tuple(text for text in texts if len(text) >= _LEAST_LINE)

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """Its text between punctuation marks, however it is broken into lines."""
        parts = _CLAUSE.split(self._anonymous(self._text))
        return tuple(part for part in parts if len(part) >= _LEAST_LINE)

    @cached_property
    def named(self) -> bool:
        """Whether it names its own applicant."""
        return bool(self.applicant) and self.applicant in self._text

    @cached_property
    def look(self) -> int | None:
        """The hash of its picture; None where there is none, or nothing to be seen on it from afar."""
        look = int(self.page.look, 16) if self.page.look else 0
        return look if _PLAIN <= look.bit_count() <= 64 - _PLAIN else None

    @cached_property
    def numbers(self) -> Counter[str]:
        """Its longer numbers but for years and days: sums, telephone numbers, numbers of papers."""
        digits = (re.sub(r"\D", "", number) for line in self.lines for number in _NUMBER.findall(line))
        return Counter(one for one in digits if len(one) >= _LEAST_DIGITS and not _DATE.fullmatch(one))

    @cached_property
    def shingles(self) -> frozenset[int]:
        """A sample of its text's short pieces, by which pages that have little in common are soon told."""
        text = "".join(self.clauses)
        pieces = (crc32(text[place : place + _GRAM].encode()) for place in range(len(text) - _GRAM + 1))
        return frozenset(piece for piece in pieces if piece % _SAMPLED == 0)

    @cached_property
    def size(self) -> int:
        """Characters of its lines."""
        return sum(map(len, self.lines))

    @property
    def is_worth_comparing(self) -> bool:
        """Whether there is text, or a picture, on it."""
        return self.size >= _SPARSE or self.page.filled >= _PICTURE

    @property
    def value(self) -> Value:
        """The page as a report shows it."""
        return page_value(self.page, self.kind)

    @cached_property
    def _text(self) -> str:
        return "".join(fold(line.text) for line in self.page.lines)

    def _anonymous(self, text: str) -> str:
        return text.replace(self.applicant, _WHO) if self.applicant else text


def page_value(page: Page, kind: str) -> Value:
    """A page as a report shows it."""
    text = max((line.text for line in page.lines), key=len, default="")
    return Value(kind, f"第{page.number}页", text, (Evidence(page.file, page.number, _WHOLE, text, 1.0),))


def are_copies(leaf: Leaf, other: Leaf) -> bool:
    """Whether a person has to look at two pages side by side."""
    sorts = {leaf.sort, other.sort}
    by_text = sorts == {Sort.OWN_WORDS} or Sort.FIGURES in sorts
    if Sort.FIGURES in sorts and not _same_numbers(leaf.numbers, other.numbers):
        return False
    if by_text and min(leaf.size, other.size) >= _TEXT:
        return _share_pieces(leaf, other) and _read_alike(leaf, other)
    if leaf.named and other.named and not by_text:
        return False
    return _look_alike(leaf, other) and _read_alike(leaf, other)


def _same_numbers(one: Counter[str], other: Counter[str]) -> bool:
    most = max(one.total(), other.total())
    return most >= _LEAST_NUMBERS and (one & other).total() >= _SAME_NUMBERS * most


def _share_pieces(leaf: Leaf, other: Leaf) -> bool:
    return len(leaf.shingles & other.shingles) >= _SHARED * min(len(leaf.shingles), len(other.shingles))


def _look_alike(leaf: Leaf, other: Leaf) -> bool:
    """Whether two pages look the same, or, where that says nothing, hold text enough to tell by it."""
    if leaf.look is None or other.look is None:
        return min(leaf.size, other.size) >= _TEXT
    near = _NEAR if min(leaf.size, other.size) >= _SPARSE else _VERY_NEAR
    return (leaf.look ^ other.look).bit_count() <= near


def _read_alike(leaf: Leaf, other: Leaf) -> bool:
    """Whether two pages say the same, line by line or, where their lines are broken elsewhere, clause by clause."""
    small, large = sorted((leaf.size, other.size))
    if large < _SPARSE:
        return True
    if small < _SAME_TEXT * large * 0.9:
        return False
    return any(
        min(_found(one, two), _found(two, one)) >= _SAME_TEXT
        for one, two in ((leaf.lines, other.lines), (leaf.clauses, other.clauses))
    )


def _found(parts: Sequence[str], others: Sequence[str]) -> float:
    """Share of the characters in parts that the other page has, too, as far as two readings of it agree.

    A part with figures has to be the same: a form of which only the figures differ is another one.
    """
    exact, whole = set(others), sum(map(len, parts))
    rest = [part for part in parts if part not in exact]
    lost = sum(map(len, rest))
    if lost > (1 - _SAME_TEXT) * whole:
        lost -= sum(len(part) for part in rest if any(_same_line(part, twin) for twin in others))
    return 1 - lost / whole if whole else 0.0


def _same_line(line: str, twin: str) -> bool:
    figures = [re.sub(r"\D", "", text) for text in (line, twin)]
    return figures[0] == figures[1] and Levenshtein.normalized_similarity(line, twin) >= _SAME_LINE
