import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.counts import parse_count
from tests.extractors.values.cases import read_cases
from tests.extractors.values.test_numerals import PLAIN, write_numeral


@pytest.mark.parametrize(("text", "count"), read_cases("counts", "accepted"))
def test_counts_are_read(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(("text", "reason"), read_cases("counts", "refused"))
def test_doubtful_counts_are_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason) as caught:
        parse_count(text)
    assert not isinstance(caught.value, BlankValueError)


@pytest.mark.parametrize("text", read_cases("counts", "blank"))
def test_blank_places(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_count(text)


@given(st.integers(min_value=0, max_value=10**7))
def test_a_written_count_is_read_back(count: int) -> None:
    assert parse_count(f"共{count}人") == count
    assert parse_count(f"{count:,}人") == count
    assert parse_count(f"{write_numeral(count, PLAIN)}人") == count
