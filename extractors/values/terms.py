"""Periods of licences, leases and qualifications: from, to, long-term, or so many years from a day."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from extractors.errors import UnreadableValueError
from extractors.models import LONG_TERM
from extractors.values.blanks import BlankValueError, refuse_blank
from extractors.values.dates import find_dates
from extractors.values.folding import fold, fold_keep_spaces
from extractors.values.lexicon import any_of, load_words
from extractors.values.numerals import NUMERAL_CHARACTERS, parse_numeral

End = date | Literal["long-term"] | None

_WORDS = load_words("terms")


# Stands for each date in the outline of a text, so that no pattern has to know how dates are written.
_DATE = "\ue000"
_LONG_TERM = re.compile(any_of(_WORDS["long_term"]))
_NO_END_DATE = re.compile(r"9999[-年./]\d{1,2}[-月./]\d{1,2}日?")
_BEFORE_END = re.compile(rf"(?:{any_of(_WORDS['before_end'])})[:为]?\(?{_DATE}")
_BEHIND_START = re.compile(rf"{_DATE}\)?(?:{any_of(_WORDS['behind_start'])})(?!止)|[自从由]:?{_DATE}")
_BEHIND_END = re.compile(rf"{_DATE}\)?(?:{any_of(_WORDS['behind_end'])})")
_REMARK = r"(?:\([^()]*\))?"
_JOIN = r"(?:起算?|开始)?,?(?:至|到|~|-+|止|直至)"
_BETWEEN = re.compile(rf"{_DATE}{_REMARK}{_JOIN}{_REMARK}:?{_DATE}")
_OPEN = re.compile(rf"{_DATE}\)?(?:{_JOIN}|\*+)(?P<end>[^,。;]*)")
_BLANK_END = re.compile(r"[年月日止*./~-]*")
_SAME_YEAR = re.compile(rf"{_DATE}起?(?:至|到|~|-)(?P<month>\d{{1,2}})[月./-](?P<day>\d{{1,2}})(?:日|(?![\d年./-]))")
_YEAR_MONTHS = re.compile(
    r"(?<!\d)(?P<y1>(?:19|20|21)\d\d)(?:年|[./-])(?P<m1>\d{1,2})月?起?(?:至|到|~|-)"
    r"(?P<y2>(?:19|20|21)\d\d)(?:年|[./-])(?P<m2>\d{1,2})(?:月|(?![\d年./-]))止?"
)
_COUNT = rf"(?:\d{{1,3}}|[{NUMERAL_CHARACTERS}]{{1,4}})(?:\((?:\d{{1,3}}|[{NUMERAL_CHARACTERS}]{{1,4}})\))?"
_DURATION = re.compile(
    rf"(?<![\d{NUMERAL_CHARACTERS}第.])(?:(?P<years>{_COUNT})(?:周?年|个年度)(?!\d|[度月]|[{NUMERAL_CHARACTERS}]{{1,2}}月)"
    rf"(?:(?P<half>半)|[零又]?(?P<more>{_COUNT})个月)?|(?P<months>{_COUNT})个月|(?P<half_year>半)年)(?!前|后|内|以|期满后)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A period. `start` None: not stated; `end` None: not stated or left blank, "long-term": has no end.

    `months` is the length where the text states one. `computed` says that `end` was reckoned (from the length, or the
    last day of a month), not written. `note` (Chinese) says what a person should know, e.g. that the stated length
    and the dates disagree; empty where there is nothing to say.
    """

    start: date | None
    end: End
    months: int | None = None
    computed: bool = False
    note: str = ""


def parse_term(text: str) -> Term:
    """Return the period that the text states.

    Raises `BlankValueError` for an empty place, `UnreadableValueError` for reversed or several periods and for a
    single date of which nothing says whether it starts or ends the period.
    """
    refuse_blank(text)
    outline, dates = _outline(text)
    lengths = set(_durations(outline))
    if len(lengths) > 1:
        raise _error(text, "中有多个期限长度")
    months = lengths.pop() if lengths else None
    if len(dates) > 2:
        raise _error(text, f"中有{len(dates)}个日期，不能确定起止")
    if len(dates) == 2:
        term = _between(text, outline, dates)
    elif dates:
        term = _with_one_date(text, outline, dates[0], months)
    else:
        term = _without_dates(text, outline, months)
    return term if months is None else _with_length(term, months)


def parse_duration(text: str) -> int:
    """Return the length in months that the text states: 三年, 36个月, 一年半, 叁（3）年."""
    refuse_blank(text)
    lengths = set(_durations(_outline(text)[0]))
    if len(lengths) != 1:
        raise _error(text, "中有多个期限长度" if lengths else "中没有期限长度")
    return lengths.pop()


def _outline(text: str) -> tuple[str, list[date]]:
    """Return the folded text with each date replaced by `_DATE`, and the dates."""
    written = fold_keep_spaces(text).replace("_", " ").replace(_DATE, "")
    dates = find_dates(written)
    for found in reversed(dates):
        written = f"{written[: found.start]}{_DATE}{written[found.end :]}"
    return fold(written), [found.date for found in dates]


def _error(text: str, reason: str) -> UnreadableValueError:
    return UnreadableValueError(f"“{fold(text)}”{reason}")


def _between(text: str, outline: str, dates: list[date]) -> Term:
    if _BETWEEN.search(outline) is None:
        raise _error(text, "中两个日期之间没有“至”，不能确定起止")
    if dates[1] < dates[0]:
        raise _error(text, "的终止日期早于起始日期")
    return Term(dates[0], dates[1])


def _with_one_date(text: str, outline: str, day: date, months: int | None) -> Term:
    before, behind = outline.split(_DATE)
    same_year = _SAME_YEAR.search(outline)
    if same_year:
        return _end_in_same_year(text, day, same_year)
    if _NO_END_DATE.search(behind) or _LONG_TERM.search(behind):
        return Term(day, LONG_TERM)
    if _LONG_TERM.search(before):
        raise _error(text, "既有日期又有“长期”，不能确定起止")
    if _BEFORE_END.search(outline) or _BEHIND_END.search(outline):
        if re.search(r"\d|年.*月", _DURATION.sub("", before)):
            raise _error(text, "的起始日期无法识别")
        return Term(None, day)
    open_end = _OPEN.search(outline)
    if open_end:
        if _BLANK_END.fullmatch(open_end["end"]) is None:
            raise _error(text, "的终止日期无法识别")  # it must not look like one left blank
        return Term(day, None)
    if _BEHIND_START.search(outline) or months is not None:
        return Term(day, None)
    raise _error(text, "只有一个日期，不能确定是起始还是终止")


def _end_in_same_year(text: str, start: date, match: re.Match[str]) -> Term:
    try:
        end = start.replace(month=int(match["month"]), day=int(match["day"]))
    except ValueError as error:
        raise _error(text, "的终止日期不存在") from error
    if end < start:
        raise _error(text, "的终止日期没有年份，按同年计早于起始日期")
    return Term(start, end, computed=True, note="终止日期未写年份，按与起始日期同年计")


def _without_dates(text: str, outline: str, months: int | None) -> Term:
    if _LONG_TERM.search(outline):
        return Term(None, LONG_TERM)
    in_months = _YEAR_MONTHS.search(outline)
    if in_months:
        return _from_months(text, in_months)
    if months is not None:
        raise _error(text, "只有期限长度，没有起始日期")
    if "年月日" in outline:
        raise BlankValueError(f"空白：期限“{outline}”没有填写", explicit=False)
    raise _error(text, "中没有可识别的起止日期")


def _from_months(text: str, match: re.Match[str]) -> Term:
    first, last = (int(match["y1"]), int(match["m1"])), (int(match["y2"]), int(match["m2"]))
    if not (1 <= first[1] <= 12 and 1 <= last[1] <= 12):
        raise _error(text, "中没有这样的月份")
    if last < first:
        raise _error(text, "的终止日期早于起始日期")
    end = date(*last, calendar.monthrange(*last)[1])
    return Term(date(*first, 1), end, computed=True, note="起止只写到月，按首月1日至末月最后一日计")


def _with_length(term: Term, months: int) -> Term:
    """Bring the stated length in: it gives an end that is not written, and is compared with one that is."""
    if term.start is None or term.end == LONG_TERM:
        return replace(term, months=months)
    last, next_day = _last_day(term.start, months)
    if term.end is None:
        return replace(term, end=last, months=months, computed=True, note=f"终止日期未写明，按起始日期加{months}个月计")
    agrees = term.computed or term.end in {last, next_day}
    return replace(term, months=months, note=term.note if agrees else f"写明期限{months}个月，与起止日期不符")


def _last_day(start: date, months: int) -> tuple[date, date]:
    """Last day of a period of so many months, and the same day of the month on, which contracts also write.

    A month without that day ends the period with its own last day (民法典 第二百零二条).
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year >= date.max.year:
        raise UnreadableValueError(f"期限{months}个月不合理")
    length = calendar.monthrange(year, month + 1)[1]
    if start.day > length:
        return date(year, month + 1, length), date(year, month + 1, length)
    same_day = date(year, month + 1, start.day)
    return same_day - timedelta(days=1), same_day


def _durations(outline: str) -> list[int]:
    """Lengths in months."""
    return [
        _count(match["years"]) * 12
        + _count(match["more"])
        + _count(match["months"])
        + (6 if match["half"] or match["half_year"] else 0)
        for match in _DURATION.finditer(outline)
    ]


def _count(written: str | None) -> int:
    """One number, or the same one twice (叁（3）)."""
    if written is None:
        return 0
    numbers = {int(n) if n.isascii() else parse_numeral(n) for n in re.split(r"[()]", written) if n}
    if len(numbers) > 1:
        raise UnreadableValueError(f"期限“{written}”的大小写不一致")
    return numbers.pop()
