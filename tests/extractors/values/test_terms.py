from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.terms import Term, parse_duration, parse_term
from tests.extractors.values.cases import read_cases


@pytest.mark.parametrize(("text", "start", "end"), read_cases("terms", "accepted"))
def test_terms_are_read(text: str, start: date | None, end: date | str | None) -> None:
    term = parse_term(text)
    assert (term.start, term.end) == (start, end)
    assert not term.computed
    assert term.note == ""


@pytest.mark.parametrize("case", read_cases("terms", "lengths"), ids=lambda case: case[0])
def test_lengths_give_and_check_the_end(case: list[Any]) -> None:
    text, *expected, note = case
    term = parse_term(text)
    assert [term.start, term.end, term.months, term.computed] == expected
    assert note in term.note
    assert bool(note) == bool(term.note)


@pytest.mark.parametrize(("text", "reason"), read_cases("terms", "refused"))
def test_doubtful_terms_are_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason) as caught:
        parse_term(text)
    assert not isinstance(caught.value, BlankValueError)


@pytest.mark.parametrize("text", read_cases("terms", "blank"))
def test_a_template_left_blank_is_blank(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_term(text)


@pytest.mark.parametrize(("text", "months"), read_cases("terms", "durations"))
def test_durations_are_read(text: str, months: int) -> None:
    assert parse_duration(text) == months


@pytest.mark.parametrize("text", read_cases("terms", "no_durations"))
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_duration(text)


@given(
    st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 12, 31)),
    st.integers(min_value=0, max_value=20_000),
    st.sampled_from(["自{}起至{}止", "{}至{}", "{} - {}", "从{}到{}"]),
)
def test_a_written_term_is_read_back(start: date, days: int, form: str) -> None:
    end = start + timedelta(days=days)
    text = form.format(*(f"{day.year}年{day.month}月{day.day}日" for day in (start, end)))
    assert parse_term(text) == Term(start, end)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2050, 12, 31)), st.integers(min_value=1, max_value=600))
def test_the_computed_end_is_the_day_before_the_same_day(start: date, months: int) -> None:
    term = parse_term(f"自{start:%Y-%m-%d}起{months}个月")
    assert isinstance(term.end, date)
    following = term.end + timedelta(days=1)
    if following.day == start.day:
        assert (following.year - start.year) * 12 + following.month - start.month == months
    else:  # the month has no such day: the period ends with the month
        assert following.day == 1
        assert (term.end.year - start.year) * 12 + term.end.month - start.month == months
        assert term.end.day < start.day
