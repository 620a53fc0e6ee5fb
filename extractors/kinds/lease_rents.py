"""The rent of a lease: in figures, in words, or in both, for a month, a quarter or a year."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractors.errors import UnreadableValueError
from extractors.kinds.fields import Parsed, read_field
from extractors.layout.passages import Passage
from extractors.models import Field
from extractors.values.money.figures import find_amounts
from extractors.values.money.models import Amount
from extractors.values.money.pairs import find_amount_pairs
from extractors.values.money.words import parse_amount_in_words

_BY_AREA = re.compile(r"^\s*/?(?:每|/)?(?:平|㎡|m2)")
_PER_AREA_BEFORE = re.compile(r"(?:每|/)\s*(?:平方米|平米|㎡|m2)[^,。;]{0,8}$")
_WORDS = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿一二三四五六七八九十百千两]{2,20}[元圆](?:整|正)?")
_Found = tuple[int, int, Amount | None, str]  # start, end, the sum, what speaks against it


def read_rent(running: Passage, clauses: Sequence[re.Pattern[str]]) -> Field | None:
    """The first sum in the first sentence about the rent that names one; `raw` says whether a month's or a year's.

    What a square metre costs is no rent.
    """
    for pattern in clauses:
        for match in pattern.finditer(running.text):
            sentence = running.group(match, "value")
            found = next(_sums(sentence.text), None)
            if found is not None:
                return _field(sentence, found)
    return None


def _field(sentence: Passage, found: _Found) -> Field:
    start, stop, amount, problem = found

    def parse(_text: str) -> Parsed:
        if amount is None:
            raise UnreadableValueError(problem)
        return Parsed(amount.yuan, Decimal(amount.quantum), problem)

    return read_field("rent", sentence.cut(start, stop), parse)


def _sums(text: str) -> Iterator[_Found]:
    """Sums for the whole of what is let, in order; one written in words and in figures once."""
    found: list[_Found] = [
        (pair.words_span[0], pair.figures_span[1], *_judged(pair.figures, pair.words, pair.problem))
        if pair.words_span[0] < pair.figures_span[0]
        else (pair.figures_span[0], pair.words_span[1], *_judged(pair.figures, pair.words, pair.problem))
        for pair in find_amount_pairs(text)
    ]
    for single in find_amounts(text):
        by_area = _BY_AREA.match(single.per) or _PER_AREA_BEFORE.search(text[: single.start])
        if not by_area and not _inside(found, single.start):
            found.append((single.start, single.end, single.amount, ""))
    for words in _WORDS.finditer(text):
        if not _inside(found, words.start()) and not _PER_AREA_BEFORE.search(text[: words.start()]):
            found += _in_words(words)
    yield from sorted(found, key=lambda item: item[:2])


def _judged(figures: Amount | None, words: Amount | None, problem: str) -> tuple[Amount | None, str]:
    """The sum of a pair: its figures, with a doubt where the words say another."""
    amount = figures if figures is not None else words
    if amount is None:
        return None, problem or "租金金额读不出"
    if figures is None or words is None:
        return amount, problem
    return amount, "" if figures.yuan == words.yuan else problem or "租金的大写与小写不一致"


def _in_words(match: re.Match[str]) -> list[_Found]:
    try:
        return [(match.start(), match.end(), parse_amount_in_words(match.group()), "")]
    except UnreadableValueError:
        return []  # numerals that are no sum: 三千元以上


def _inside(found: Sequence[_Found], position: int) -> bool:
    return any(start <= position < stop for start, stop, _, _ in found)
