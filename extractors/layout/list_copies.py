"""A list handed in twice: scanned again, or as a file beside the scan. Its entries count once.

A copy begins on a page of its own, at number 1 or, without numbers, in another file, and has the entries of the list
before it. Entries that come again within one list, their numbers going on, are no copy: they are for a check to find.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Protocol

from extractors.layout.list_numbers import number_of
from extractors.models import Page

_COPY = 0.9  # share of entries that stand in the list before, from which a list is a copy of it
_PERHAPS = 0.5  # the same, from which a person has to look
_LIKE_LONG = 0.8  # length of a copy without numbers over that of the list before, at least
_LEAST = 3  # entries of a list without numbers that may be a copy
_VARIED = 0.8  # share of entries that differ from all others: rows of one machine each say nothing
_SAME = 0.6  # share of the cells that both entries have and that are the same


class Row(Protocol):
    """An entry as a copy is told by it."""

    @property
    def page(self) -> Page:
        """Where it stands."""

    def text(self, name: str) -> str:
        """The text of a column without spaces."""

    @property
    def cells(self) -> Mapping[str, object]:
        """What has a text, by column."""


@dataclass(frozen=True, slots=True)
class Copies:
    """How many entries are those of the list itself; what a person should know of the rest, and what is in doubt."""

    kept: int
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def find_copies(entries: Sequence[Row], key: str, number: str) -> Copies:
    """Where the first copy of a list begins behind it, if one does."""
    pages = [index for index, (one, other) in enumerate(pairwise(entries), 1) if one.page is not other.page]
    numbered = any(entry.text(number) for entry in entries)
    for start in pages:
        first, rest = entries[:start], entries[start:]
        if numbered and number_of(rest[0].text(number)) != 1:
            continue
        if not numbered and not _may_be_copy(first, rest):
            continue
        if not _is_varied(first, key):
            continue
        share = _common(first, rest, key, number) / len(rest)
        place = f"{rest[0].page.file}第{rest[0].page.number}页"
        if share >= _COPY:
            exact = share == 1 and len(rest) % len(first) == 0
            note = f"{place}起与前面的名单相同，只计一次"
            return Copies(start, (note,) if exact else (), () if exact else (f"{note}，但有几行不同",))
        if numbered and share >= _PERHAPS:
            return Copies(len(entries), (), (f"{place}起与前面的名单有多行相同，可能是同一名单的另一份",))
    return Copies(len(entries))


def _may_be_copy(first: Sequence[Row], rest: Sequence[Row]) -> bool:
    """Whether a list without numbers may be one: as long as the one before, and in another file."""
    files = {entry.page.file for entry in first}
    return _LEAST <= len(rest) >= _LIKE_LONG * len(first) and rest[0].page.file not in files


def _is_varied(entries: Sequence[Row], key: str) -> bool:
    different = {tuple(sorted((name, entry.text(name)) for name in entry.cells)) for entry in entries}
    names = {entry.text(key) for entry in entries}
    return min(len(different), 2 * len(names)) >= _VARIED * len(entries)


def _common(first: Sequence[Row], rest: Sequence[Row], key: str, number: str) -> int:
    """How many entries of the rest are in the first list, each of which stands for one of each copy."""
    left = [ceil(len(rest) / len(first))] * len(first)
    found = 0
    for entry in rest:
        same = next(
            (index for index, other in enumerate(first) if left[index] and _same(entry, other, key, number)), None
        )
        if same is not None:
            left[same] -= 1
            found += 1
    return found


def _same(one: Row, other: Row, key: str, number: str) -> bool:
    """Whether two entries say the same, but for what a second reading may misread."""
    common = (one.cells.keys() & other.cells.keys()) - {number, key}
    alike = sum(one.text(name) == other.text(name) for name in common)
    if one.text(key) == other.text(key):
        return alike >= _SAME * len(common)
    return alike == len(common) > 1 and one.text(number) == other.text(number) != ""
