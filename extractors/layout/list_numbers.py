"""The numbers that a list gives its entries: they say whether all entries were read.

Numbers vouch for a list where they run from 1 to the last entry, each misread one standing between two that fit. A list
may begin anew at 1 (a second table).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LIKE = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0", "〇": "0", "Z": "2", "S": "5", "B": "8"})
_NUMBER = re.compile(r"[(]?(\d{1,3})[.,、)]?")
_MISREAD = 0.2  # share of numbers that may be unread or misread where the rest vouches for the list
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Numbering:
    """Whether the numbers vouch for the list; `doubts` say where they do not fit. Neither for a list without any."""

    complete: bool = False
    doubts: tuple[str, ...] = ()


def read_numbering(texts: Sequence[tuple[str, str]]) -> Numbering:
    """Judge the numbers of a list's entries, each with the page that it stands on."""
    numbers = [number_of(text) for text, _ in texts]
    known = [index for index, number in enumerate(numbers) if number is not None]
    if len(known) <= len(texts) / 2:
        return Numbering()
    starts = _starts(numbers)
    expected = [index - max(start for start in starts if start <= index) + 1 for index in range(len(numbers))]
    wrong = [index for index in known if numbers[index] != expected[index]]
    # A row too many or too few shifts all numbers behind it; a misread one stands alone.
    alone = [index for index in wrong if _fits(numbers, expected, index - 1) and _fits(numbers, expected, index + 1)]
    if len(alone) == len(wrong) and len(texts) - len(known) + len(wrong) <= max(1, _MISREAD * len(texts)):
        if numbers[-1] == expected[-1]:
            return Numbering(complete=True)
        if numbers[-1] is None:
            return Numbering(doubts=(f"{texts[-1][1]}最后一行没有读出序号",))
    return Numbering(doubts=tuple(_breaks(numbers, texts)) or ("序号与读出的行数不符，可能漏读",))


def number_of(text: str) -> int | None:
    """The number that a cell holds, letters that look like its figures put right; None where it holds none."""
    match = _NUMBER.fullmatch(text) or _NUMBER.fullmatch(text.translate(_LIKE))
    return int(match[1]) if match is not None else None


def _starts(numbers: Sequence[int | None]) -> list[int]:
    """Where the numbering begins: the first entry, and each 1 that is followed by a 2 and ends a run."""
    again = (
        index
        for index in range(2, len(numbers) - 1)
        if numbers[index] == 1 and numbers[index + 1] == 2 and numbers[index - 1] is not None
    )
    return [0, *again]


def _fits(numbers: Sequence[int | None], expected: Sequence[int], index: int) -> bool:
    """Whether the number of an entry is as expected; beyond the ends there is nothing to fit."""
    if index == -1 or index >= len(numbers):
        return True
    return numbers[index] == expected[index]


def _breaks(numbers: Sequence[int | None], texts: Sequence[tuple[str, str]]) -> list[str]:
    """The places where the numbers do not go on by one, for a person."""
    found = []
    if numbers[0] not in (None, 1):
        found.append(f"{texts[0][1]}的名单从序号{numbers[0]}开始")
    previous = (0, numbers[0])
    for index, number in enumerate(numbers[1:], 1):
        if number is None:
            continue
        before = previous[1]
        if before is not None and number != before + index - previous[0]:
            found.append(f"{texts[index][1]}的序号从{before}到{number}不连续，可能漏读或误读")
        previous = index, number
    return found[:_MOST_SHOWN]
