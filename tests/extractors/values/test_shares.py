from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.shares import Share, parse_share
from tests.extractors.values.cases import read_cases


@pytest.mark.parametrize(("text", "unit", "value", "quantum"), read_cases("shares", "accepted"))
def test_shares_are_read(text: str, unit: Literal["%"] | None, value: str, quantum: str) -> None:
    assert parse_share(text, unit) == Share(Decimal(value), Decimal(quantum))


@pytest.mark.parametrize(("text", "unit", "reason"), read_cases("shares", "refused"))
def test_doubtful_shares_are_refused(text: str, unit: Literal["%"] | None, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason):
        parse_share(text, unit)


@pytest.mark.parametrize("text", read_cases("shares", "blank"))
def test_blank_places(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_share(text, "%")


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_a_written_share_is_read_back(percent: Decimal) -> None:
    assert parse_share(f"{percent}%") == Share(percent / 100, Decimal("0.0001"))
