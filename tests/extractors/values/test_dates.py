from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.dates import find_dates, parse_date, parse_month
from tests.extractors.values.cases import read_cases
from tests.extractors.values.test_numerals import CAPITAL, PLAIN, write_numeral

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


def write_chinese(day: date, style: tuple[str, str, str]) -> str:
    year = "".join(style[0][int(digit)] for digit in str(day.year))
    month, number = (
        write_numeral(n, style).removeprefix(f"{style[0][1]}" if 10 <= n < 20 else "") for n in (day.month, day.day)
    )
    return f"{year}年{month}月{number}日"


@pytest.mark.parametrize(("text", "day"), read_cases("dates", "accepted"))
def test_dates_are_read(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(("text", "reason"), read_cases("dates", "refused"))
def test_doubtful_dates_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason) as caught:
        parse_date(text)
    assert not isinstance(caught.value, BlankValueError)


@pytest.mark.parametrize("text", read_cases("dates", "blank"))
def test_a_template_left_blank_is_blank(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_date(text)
    assert find_dates(text) == []


@given(
    DAYS,
    st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0.year}.{0.month}.{0.day}", "{0:%Y/%m/%d}"]),
)
def test_a_written_date_is_read_back(day: date, form: str) -> None:
    assert parse_date(form.format(day)) == day


@given(DAYS, st.sampled_from([PLAIN, CAPITAL]))
def test_a_date_in_chinese_is_read_back(day: date, style: tuple[str, str, str]) -> None:
    assert parse_date(write_chinese(day, style)) == day


@given(DAYS, DAYS)
def test_two_dates_in_a_sentence_are_both_found(first: date, second: date) -> None:
    text = f"自{first:%Y.%m.%d}-{second:%Y.%m.%d}，共"
    assert [found.date for found in find_dates(text)] == [first, second]
    assert [text[f.start : f.end] for f in find_dates(text)] == [f"{first:%Y.%m.%d}", f"{second:%Y.%m.%d}"]


def test_dates_among_other_numbers() -> None:
    text = "1 2024-05-06 3 12000.00 2024/5/7 编号20240506 2024年2月30日 2026年 月 日 二〇二四年五月八日"
    found = find_dates(text)
    assert [f.date for f in found] == [date(2024, 5, 6), date(2024, 5, 7), date(2024, 5, 8)]
    assert [text[f.start : f.end] for f in found] == ["2024-05-06", "2024/5/7", "二〇二四年五月八日"]


def test_dates_in_a_list() -> None:
    found = find_dates("2026-3-1,2026-3-5，2026.3.7 2026.3.8")
    assert [f.date.day for f in found] == [1, 5, 7, 8]


@pytest.mark.parametrize(("text", "year", "month"), read_cases("dates", "months"))
def test_months_are_read(text: str, year: int, month: int) -> None:
    assert parse_month(text) == (year, month)


@pytest.mark.parametrize("text", read_cases("dates", "no_months"))
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_month(text)
