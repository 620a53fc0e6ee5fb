"""Calendar dates as Chinese documents write them: 2026年3月10日, 2026.3.10, 20260310, 二〇二六年三月十日.

A date is taken only where year, month and day are all written and possible. O for 0 and l for 1 are repaired where
year, month and day marks or separators enclose them. Times behind a date are let pass.
"""

import re
from datetime import date
from typing import NamedTuple

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError, refuse_blank
from extractors.values.folding import TracedText, fold, fold_traced
from extractors.values.lexicon import load_words
from extractors.values.numerals import DIGITS, NUMERAL_CHARACTERS, parse_digits, parse_numeral

_WORDS = load_words("dates")
_EARLIEST, _LATEST = _WORDS["earliest_year"], _WORDS["latest_year"]
_D = "[0-9OoIl〇]"
_CHINESE = f"[{''.join(DIGITS)}]"
_GAP = "[ _]*+"
_DAY_MARK = f"[{_WORDS['day_marks']}]"

# 年 月 日 enclose each part, so that spaces inside one cannot separate two.
# A 一 before an Arabic year is another word's (与原件一2017年), or what is left of a 致.
_MARKED_YEAR = (
    rf"(?P<year>(?<![0-9])[12Il](?: ?{_D}){{3}}|"
    rf"(?<![0-9{''.join(DIGITS)}]){_CHINESE}(?: ?(?:{_CHINESE}|[Oo0])){{3}})"
)
_PART = rf"{_D}(?: ?{_D})?|[{NUMERAL_CHARACTERS}](?: ?[{NUMERAL_CHARACTERS}]){{0,3}}"
_MARKED_MONTH = rf"{_MARKED_YEAR}{_GAP}年{_GAP}(?P<month>{_PART}|{_WORDS['first_month']}){_GAP}月"
# Without its 日 a day of one digit may have lost the other.
_MARKED = re.compile(
    rf"{_MARKED_MONTH}份?{_GAP}(?P<day>(?:{_PART})(?={_GAP}{_DAY_MARK})|[0-3][0-9](?! ?{_D}))(?:{_GAP}{_DAY_MARK})?"
)

_TIME = r" *(?:T|[上下]午|[AP]M)? *[0-9]{1,2} ?[:时点] ?[0-9]{1,2}"
_SEPARATED_YEAR = rf"(?<![0-9OIl])(?<![0-9]\.)(?P<year>[12Il]{_D}{{3}}) *(?P<mark>[-./·、]) *(?P<month>{_D}{{1,2}})"
_CUT = rf"[ _|,、.·]{{0,3}}(?:{_D}(?:{_D})?(?![0-9])|{_D}{{5}})|{_D}"  # a day of one digit, and more behind it
_LAST = "[0-9Oo〇]"  # an l or I at the end may be a ruling line
_CLOCK = r"[0-9]{2}[:.][0-9]{2}[:.][0-9]{2}|[0-9]{2}:[0-9]{2}"  # printed at once behind the day
_SEPARATED = re.compile(
    rf"{_SEPARATED_YEAR} *(?P=mark) *"
    rf"(?P<day>{_D}{_LAST}(?={_CLOCK}|(?!{_D}))|{_LAST}(?:(?!{_CUT})|(?= {_TIME}|T)))"
    r"(?! *(?P=mark) *[0-9]{1,3}(?![0-9]))"  # 2026.3.10.5 is no date
)
_COMPACT = re.compile(
    r"(?<![0-9A-Za-z.,-])(?P<year>(?:19|20|21)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9A-Za-z.,号元万%-])"
)
_FLAT_ONE = re.compile(r"(?<=[〇零O一二三四五六七八九])-(?=[〇零O一二三四五六七八九年]{1,3}年?)(?=[^-]{0,3}年)")
_NUMBER_BEFORE = re.compile(rf"(?:{'|'.join(map(re.escape, _WORDS['number_words']))})[ .:]*$")

_MONTH_FORMS = (
    re.compile(_MARKED_MONTH),
    re.compile(rf"{_SEPARATED_YEAR}(?! *{_D}| *[.,%·、])"),
    re.compile(r"(?<![0-9A-Za-z.,-])(?P<year>(?:19|20|21)[0-9]{2})(?P<month>[01][0-9])(?![0-9A-Za-z.,])"),
)
_RANGE_BEHIND = re.compile(rf"(?:{_TIME}(?::[0-9]{{2}})?)? *起? *[至到~]| *- *[0-9]")


class FoundDate(NamedTuple):
    """A date in running text with its character span (a time behind it is not part of it)."""

    date: date
    start: int
    end: int


class YearMonth(NamedTuple):
    """A month of a year, without a day."""

    year: int
    month: int


def find_dates(text: str) -> list[FoundDate]:
    """Return the possible dates of a text in order; blank templates and impossible days are left out."""
    traced = _folded(text)
    found: list[FoundDate] = []
    for match in _candidates(traced.text):
        try:
            value = _to_date(match)
        except UnreadableValueError:
            continue  # documented: what is no possible date is left out
        found.append(FoundDate(value, *traced.span(match.start(), match.end())))
    return found


def parse_date(text: str) -> date:
    """Return the one date that the text states; a label before and a time behind are let pass.

    Raises `BlankValueError` for a template left blank, wholly or in part, `UnreadableValueError` for two-digit years,
    impossible days, months without a day, several dates and periods.
    """
    refuse_blank(text)
    folded = _folded(text).text
    matches = _candidates(folded)
    if not matches:
        raise _no_date(folded)
    dates = {_to_date(match) for match in matches}
    if len(dates) > 1:
        raise UnreadableValueError(f"“{folded.strip()}”中有多个日期")
    if _RANGE_BEHIND.match(folded, matches[-1].end()):
        raise UnreadableValueError(f"“{folded.strip()}”是一段期间，不是一个日期")
    return dates.pop()


def parse_month(text: str) -> YearMonth:
    """Return the month that the text states: 2026年3月, 2026-03, 202603, or that of a full date."""
    refuse_blank(text)
    folded = _folded(text).text
    full = _candidates(folded)
    months = {YearMonth(day.year, day.month) for day in map(_to_date, full)}
    if not full:
        months = {_to_month(match) for form in _MONTH_FORMS for match in form.finditer(folded)}
    if len(months) > 1:
        raise UnreadableValueError(f"“{folded.strip()}”中有多个月份")
    if not months:
        raise _no_date(folded)
    return months.pop()


def _folded(text: str) -> TracedText:
    """The text folded, a stroke between Chinese numerals being a 一 (二〇-〇年): no other sign stands there."""
    traced = fold_traced(text)
    return TracedText(_FLAT_ONE.sub("一", traced.text), traced.starts, traced.ends)


def _candidates(folded: str) -> list[re.Match[str]]:
    """Everything that has the form of a full date, possible or not, in order and without overlap."""
    found: list[re.Match[str]] = []
    for form in (_MARKED, _SEPARATED, _COMPACT):
        for match in form.finditer(folded):
            if form is _COMPACT and _NUMBER_BEFORE.search(folded[max(0, match.start() - 8) : match.start()]):
                continue
            if not any(match.start() < other.end() and other.start() < match.end() for other in found):
                found.append(match)
    return sorted(found, key=lambda match: match.start())


def _to_date(match: re.Match[str]) -> date:
    month = _to_month(match)
    _refuse_uneven(match)
    day = _number(match["day"])
    try:
        return date(month.year, month.month, day)
    except ValueError as error:
        raise UnreadableValueError(
            f"日期“{match[0].strip()}”不存在：{month.year}年{month.month}月没有{day}日"
        ) from error


def _refuse_uneven(match: re.Match[str]) -> None:
    """03 beside a day of one digit, or 1 beside 05: one of the two has probably lost a digit.

    A month of 3 to 9 is let pass beside 05, since it cannot have lost any but its zero.
    """
    month, day = (_arabic(fold(match[part])) for part in ("month", "day"))
    lost = (month[0] == "0" and len(day) == 1) or (month in {"1", "2"} and day[0] == "0" and len(day) > 1)
    if lost and (month + day).isdecimal():
        raise UnreadableValueError(f"日期“{match[0].strip()}”的月、日位数不一，可能缺一位数字")


def _to_month(match: re.Match[str]) -> YearMonth:
    year, month = _year(match["year"]), _number(match["month"])
    if not _EARLIEST <= year <= _LATEST:
        raise UnreadableValueError(f"日期“{match[0].strip()}”的年份{year}不合理")
    if not 1 <= month <= 12:
        raise UnreadableValueError(f"日期“{match[0].strip()}”不存在：没有{month}月")
    return YearMonth(year, month)


def _year(written: str) -> int:
    token = fold(written)
    if re.fullmatch(f"{_D}{{4}}", token) and re.search("[0-9]", token):
        return int(_arabic(token))
    return int(parse_digits(token))


def _number(written: str) -> int:
    """A month or day number, Arabic or Chinese; cheques put a 零 before (零壹拾)."""
    token = fold(written)
    if token == _WORDS["first_month"]:
        return 1
    if re.fullmatch(f"{_D}+", token):
        return int(_arabic(token))
    return parse_numeral(token.lstrip("零〇") or "零")


def _arabic(token: str) -> str:
    return token.translate(str.maketrans("Oo〇Il", "00011"))


def _no_date(folded: str) -> UnreadableValueError:
    """Say why a text holds no full date."""
    written = folded.strip()
    bare = re.sub(r"[ _]", "", folded)
    if re.search(r"年[月/.-]*日|年月|月日", bare):
        return BlankValueError(f"空白：日期“{written}”没有填写完整", explicit=False)
    if any(form.search(folded) for form in _MONTH_FORMS):
        return UnreadableValueError(f"“{written}”只有年月，没有日")
    if re.search(r"(?<![0-9])[0-9]{2} ?[-./年] ?[0-9]{1,2} ?[-./月] ?[0-9]{1,2}(?![0-9])", folded):
        return UnreadableValueError(f"“{written}”的年份只有两位，不能确定是哪一年")
    if re.search(r"[0-9]{1,2} ?[-./] ?[0-9]{1,2} ?[-./] ?[0-9]{4}", folded):
        return UnreadableValueError(f"“{written}”的年、月、日次序不明")
    if re.search(r"[0-9]", folded):
        return UnreadableValueError(f"“{written}”不是完整的年月日")
    return UnreadableValueError(f"“{written}”中没有日期")
