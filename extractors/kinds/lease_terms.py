"""The period of a lease: both days written out, months only, or a first day and a length.

The days stand in the clause on the period, not always in its first sentence (租赁期共2年。甲方自…起将场地交给乙方，
至…收回), and beside days that are none of its ends: handing over, a time free of rent, the next lease.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from extractors.errors import UnreadableValueError
from extractors.kinds.fields import DATE_CHARACTERS, Parsed, read_field
from extractors.layout.passages import Passage
from extractors.models import LONG_TERM, Field
from extractors.values.blanks import BlankValueError
from extractors.values.dates import FoundDate, find_dates
from extractors.values.terms import Term, parse_duration, parse_term

# What stands between the first and the last day: 起至, or an act that begins with the first and ends with the last.
_FROM_TO = re.compile(
    r"^[^至到止~-]{0,30}?(?:(?:至|到|~|-|止|直至)[^\d年月日。;]{0,10}|"
    r"(?:终止|截止|截至|结束|到期|届满)(?:日期|时间|日)?[为是:]*)$"
)
_BEFORE_START = re.compile(r"(?:自|从|由|起租日?期?(?:为|是|:)*|开始(?:日期|时间)(?:为|是|:)*|租期?为)$")
_BEHIND_START = re.compile(r"^(?:\([^()]{1,12}\))?(?:起|开始|始)")
_BEFORE_DATE = 12  # characters before a day that say what it is
_TAIL = 30  # characters behind the last day that belong to the period: 止，共计三年
_NO_START = "租赁期限未写明起始日期"


def read_term(running: Passage, clauses: Sequence[re.Pattern[str]]) -> list[Field]:
    """`starts_on` and `ends_on` from the first clause about the period that says both, else as much as is said."""
    partial: list[Field] = []
    for pattern in clauses:
        for match in pattern.finditer(running.text):
            clause = running.group(match, "value")
            whole = _with_both_days(clause)
            if whole:
                return whole
            partial = partial or _with_one_day(clause) or _as_written(clause)
    return partial


def _with_both_days(clause: Passage) -> list[Field]:
    """The first two days of a clause that are the ends of one period."""
    for first, last in pairwise(find_dates(clause.text)):
        if _FROM_TO.match(clause.text[first.end : last.start]) is None:
            continue
        end = last.end + _until_end(clause.text[last.end :])
        return _fields(clause.cut(0, end), _term(first, last, _lengths(clause.text, first, last, end)))
    return []


def _term(first: FoundDate, last: FoundDate, lengths: str) -> Term | UnreadableValueError:
    """Both days with the length in words beside them, as one period."""
    written = f"{first.date}至{last.date}"
    try:
        return parse_term(f"{written}{lengths}")
    except UnreadableValueError as error:
        return error


def _lengths(text: str, first: FoundDate, last: FoundDate, end: int) -> str:
    """The length of the period that a clause states before its days or directly behind them."""
    for part in (text[last.end : end], text[: first.start]):
        try:
            return f",共{parse_duration(part)}个月"
        except UnreadableValueError:
            continue  # nothing or nothing clear is said there: the days stand for themselves
    return ""


def _with_one_day(clause: Passage) -> list[Field]:
    """A first day with a length, the last day reckoned from both."""
    dates = find_dates(clause.text)
    starts = [
        found
        for found in dates
        if _BEHIND_START.match(clause.text[found.end :])
        or _BEFORE_START.search(clause.text[max(0, found.start - _BEFORE_DATE) : found.start])
    ]
    if not starts:
        return []
    first = starts[0]
    end = first.end + _until_end(clause.text[first.end :])
    behind = clause.text[first.end : end]
    if re.search(r"(?:至|到|止)[^,。;]*[\d*]", behind):  # an end is written and cannot be read
        return _fields(clause.cut(0, end), Term(first.date, None, note="租赁期限的终止日期无法识别"))
    try:
        months = parse_duration(clause.text[: first.start] + ";" + behind)
        term = parse_term(f"自{first.date}起,共{months}个月")
    except UnreadableValueError:
        term = Term(first.date, None, note="租赁期限未写明终止日期")
    return _fields(clause.cut(0, end), term)


def _as_written(clause: Passage) -> list[Field]:
    """What the first sentence says otherwise: months only, a place left blank, a length without a day."""
    sentence = clause.cut(0, _sentence_end(clause.text))
    try:
        return _fields(sentence, parse_term(sentence.text))
    except BlankValueError as error:
        return _fields(sentence, error)
    except UnreadableValueError as error:
        return _fields(sentence, error) if _says_something(sentence.text) else []


def _says_something(text: str) -> bool:
    """Whether a sentence states a length or a year, though no period can be made of it."""
    try:
        parse_duration(text)
    except UnreadableValueError:
        return re.search(r"\d{4}年", text) is not None
    return True


def _fields(passage: Passage, term: Term | UnreadableValueError) -> list[Field]:
    def start(_text: str) -> Parsed:
        if isinstance(term, UnreadableValueError):
            raise term
        months_only = term.note if term.computed and "月1日" in term.note else ""
        return Parsed(term.start, note=months_only if term.start is not None else _NO_START)

    def end(_text: str) -> Parsed:
        if isinstance(term, UnreadableValueError):
            raise term
        assert isinstance(term.end, date) or term.end in (LONG_TERM, None)
        return Parsed(term.end, note=term.note or ("" if term.end is not None else "租赁期限未写明终止日期"))

    return [
        read_field("starts_on", passage, start, DATE_CHARACTERS),
        read_field("ends_on", passage, end, DATE_CHARACTERS),
    ]


def _until_end(text: str) -> int:
    """Length of what still belongs to the period behind its last day: 止，共计三年."""
    match = re.search(r"[。;\n]|,(?!共|计|合计|为期|租期|期限|租赁期)", text[:_TAIL])
    return match.start() if match else min(len(text), _TAIL)


def _sentence_end(text: str) -> int:
    match = re.search(r"[。;\n]", text)
    return match.start() if match else len(text)
