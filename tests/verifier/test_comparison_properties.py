"""What holds of every comparison, whatever the values."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.values.money import Amount
from tests.extractors.values.test_robustness import TEXTS
from verifier.comparison import (
    Comparison,
    Verdict,
    compare_addresses,
    compare_amounts,
    compare_credit_codes,
    compare_names,
    compare_persons,
)

OF_TEXTS = [compare_names, compare_persons, compare_addresses, compare_credit_codes]
# Two texts of which one was made from the other are more telling than two of chance.
PAIRS = st.one_of(
    st.tuples(TEXTS, TEXTS),
    st.tuples(TEXTS, st.integers(0, 60), st.text(max_size=2)).map(
        lambda t: (t[0], t[0][: t[1]] + t[2] + t[0][t[1] + 1 :])
    ),
)
AMOUNTS = st.builds(
    lambda number, exponent: Amount.of(Decimal(number).scaleb(exponent), Decimal(1).scaleb(exponent)),
    st.integers(-(10**9), 10**9),
    st.integers(-2, 8),
)


@pytest.mark.parametrize("compare", OF_TEXTS)
@given(pair=PAIRS)
def test_texts_compare_symmetrically(compare: Callable[[str, str], Comparison], pair: tuple[str, str]) -> None:
    left, right = pair
    found, mirrored = compare(left, right), compare(right, left)
    assert found.verdict == mirrored.verdict
    assert found.similarity == pytest.approx(mirrored.similarity)
    assert sorted(found.differences) == sorted((b, a) for a, b in mirrored.differences)
    assert 0 <= found.similarity <= 1
    assert found.explanation


@pytest.mark.parametrize("compare", OF_TEXTS)
@given(text=TEXTS)
def test_a_text_is_never_different_from_itself(compare: Callable[[str, str], Comparison], text: str) -> None:
    assert compare(text, text).verdict is not Verdict.DIFFERENT


@given(AMOUNTS, AMOUNTS)
def test_amounts_compare_symmetrically(left: Amount, right: Amount) -> None:
    found, mirrored = compare_amounts(left, right), compare_amounts(right, left)
    assert found.verdict == mirrored.verdict
    assert found.similarity == pytest.approx(mirrored.similarity)


@given(AMOUNTS, AMOUNTS)
def test_amounts_are_the_same_only_within_the_coarser_last_digit(left: Amount, right: Amount) -> None:
    found = compare_amounts(left, right)
    off = abs(left.yuan - right.yuan)
    if found.verdict is Verdict.SAME:
        assert off < max(left.quantum, right.quantum)
        assert off <= Decimal("0.02") * max(abs(left.yuan), abs(right.yuan))
    if off == 0:
        assert found.verdict is Verdict.SAME


@given(st.decimals(min_value=10_000, max_value=10**10, places=2))
def test_a_sum_in_ten_thousands_with_two_decimals_agrees(yuan: Decimal) -> None:
    rounded = Amount.of((yuan / 100).quantize(Decimal(1)) * 100, Decimal(100))
    assert compare_amounts(Amount.of(yuan, Decimal("0.01")), rounded).verdict is Verdict.SAME


@given(st.integers(100_000, 10**10).filter(lambda n: n % 10), st.sampled_from([10, 100, 1000, 10_000]))
def test_a_slip_of_the_unit_is_named(yuan: int, factor: int) -> None:
    one, other = (Amount.of(Decimal(n), Decimal("0.01")) for n in (yuan, yuan * factor))
    assert f"相差{factor}倍" in compare_amounts(one, other).explanation
