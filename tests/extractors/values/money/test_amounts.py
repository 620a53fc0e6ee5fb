from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.blanks import BlankValueError
from extractors.values.money import Amount, Unit, find_amounts, parse_amount
from tests.extractors.values.cases import read_cases


@pytest.mark.parametrize(("text", "unit", "yuan", "quantum"), read_cases("money/amounts", "accepted"))
def test_sums_are_read(text: str, unit: Unit | None, yuan: str, quantum: str) -> None:
    amount = parse_amount(text, unit)
    assert amount.yuan == Decimal(yuan)
    assert f"{amount.yuan:.2f}" == yuan
    assert amount.quantum == Decimal(quantum)


@pytest.mark.parametrize(("text", "unit", "reason"), read_cases("money/amounts", "refused"))
def test_doubtful_sums_are_refused_with_the_reason(text: str, unit: Unit | None, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason) as caught:
        parse_amount(text, unit)
    assert not isinstance(caught.value, BlankValueError)


@pytest.mark.parametrize(("text", "explicit"), read_cases("money/amounts", "blank"))
def test_blank_places_are_told_apart(text: str, explicit: bool) -> None:
    with pytest.raises(BlankValueError) as caught:
        parse_amount(text)
    assert caught.value.explicit is explicit


SIZES: dict[Unit, int] = {"元": 1, "千元": 1000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}


@given(
    st.decimals(min_value=-(10**7), max_value=10**7, places=2).filter(lambda d: d != 0),
    st.sampled_from(list(SIZES)),
    st.booleans(),
    st.booleans(),
)
def test_a_written_sum_is_read_back(number: Decimal, unit: Unit, grouped: bool, named: bool) -> None:
    written = f"{number:,.2f}" if grouped else f"{number:.2f}"
    amount = parse_amount(written + unit) if named else parse_amount(written, unit)
    assert amount == Amount(number * SIZES[unit], Decimal("0.01") * SIZES[unit])


def test_sums_in_running_text() -> None:
    text = "帮助融资总额1亿元，押金5000元，月租3000元/月，面积320.5平方米，约50万元，（另付￥１２.50）"
    found = find_amounts(text)
    assert [(text[f.start : f.end], f.amount.yuan, f.per) for f in found] == [
        ("1亿元", Decimal(100_000_000), ""),
        ("5000元", Decimal(5000), ""),
        ("3000元/月", Decimal(3000), "/月"),
        ("￥１２.50", Decimal("12.50"), ""),
    ]
