from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractors.values.credit_codes import ALPHABET, check_character, organisation_check_character
from tests.extractors.values.test_credit_codes import codes
from verifier.comparison import Verdict, compare_counts, compare_credit_codes, compare_dates


@given(codes())
def test_the_same_code_written_otherwise(code: str) -> None:
    for other in (code, code.lower(), f"{code[:8]} {code[8:]}"):
        found = compare_credit_codes(code, other)
        assert found.verdict is Verdict.SAME
        assert found.differences == ()


@given(codes(), codes())
def test_two_valid_codes_are_two_codes(one: str, other: str) -> None:
    assume(one != other)
    found = compare_credit_codes(one, other)
    assert found.verdict is Verdict.DIFFERENT
    assert "两个不同的代码" in found.explanation


def test_two_valid_codes_of_look_alikes_are_still_two() -> None:
    """Some codes differ from another valid one in look-alikes only; what both pass was not misread."""
    alike = {"0": "0D", "8": "8B"}
    readings = ["".join(c) for c in product(*(alike[c] for c in "80808080"))]
    valid: dict[str, list[str]] = {}
    for reading in readings:
        body = f"91411002{reading}"
        body += organisation_check_character(reading)
        valid.setdefault(body[16] + check_character(body), []).append(body + check_character(body))
    one, other = next(group for group in valid.values() if len(group) > 1)[:2]
    found = compare_credit_codes(one, other)
    assert found.verdict is Verdict.DIFFERENT
    assert "两个不同的代码" in found.explanation


@given(codes(), st.integers(0, 17), st.sampled_from("OISZ" + ALPHABET))
def test_one_changed_character_is_never_the_same(code: str, place: int, character: str) -> None:
    assume(code[place] != character)
    found = compare_credit_codes(code, code[:place] + character + code[place + 1 :])
    assert found.verdict is not Verdict.SAME
    assert f"第{place + 1}位“{code[place]}”与“{character}”" in found.explanation
    alike = code[place] + character in {"0O", "1I", "5S", "2Z", "8B", "B8"}
    assert found.verdict is Verdict.UNSURE or not alike


@given(codes(), st.integers(0, 17))
def test_a_lost_character_may_be_a_misreading(code: str, place: int) -> None:
    found = compare_credit_codes(code, code[:place] + code[place + 1 :])
    assert found.verdict is Verdict.UNSURE
    assert "17位" in found.explanation


@given(codes(), codes())
def test_codes_compare_symmetrically(one: str, other: str) -> None:
    changed = one[:9] + other[9:]
    found, mirrored = compare_credit_codes(one, changed), compare_credit_codes(changed, one)
    assert found.verdict == mirrored.verdict
    assert found.similarity == mirrored.similarity


def test_codes_that_agree_and_are_both_wrong_say_so() -> None:
    found = compare_credit_codes("91411002MA0O12AB8Q", "91411002MA0O12AB8Q")
    assert found.verdict is Verdict.SAME
    assert "不使用字符" in found.explanation


@pytest.mark.parametrize(("left", "right"), [("", "91411002MA0X12AB8Q"), ("", "")])
def test_nothing_agrees_with_nothing(left: str, right: str) -> None:
    assert compare_credit_codes(left, right).verdict is Verdict.UNSURE


@given(st.dates(), st.dates())
def test_dates_are_the_same_only_where_equal(left: date, right: date) -> None:
    found, mirrored = compare_dates(left, right), compare_dates(right, left)
    assert found.verdict == mirrored.verdict
    assert (found.verdict is Verdict.SAME) == (left == right)
    assert found.similarity == mirrored.similarity


@pytest.mark.parametrize(
    ("left", "right", "fragment"),
    [
        (date(2026, 3, 10), date(2026, 3, 10), "均为2026年3月10日"),
        (date(2026, 3, 10), date(2026, 10, 3), "月与日颠倒"),
        (date(2026, 3, 10), date(2025, 3, 10), "仅年份不同"),
        (date(2026, 3, 10), date(2026, 3, 1), "仅日不同"),
        (date(2026, 3, 10), date(2026, 3, 10) + timedelta(days=40), "相差40天"),
    ],
)
def test_dates_are_explained(left: date, right: date, fragment: str) -> None:
    assert fragment in compare_dates(left, right).explanation


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_counts_are_the_same_only_where_equal(left: int, right: int) -> None:
    found, mirrored = compare_counts(left, right), compare_counts(right, left)
    assert found.verdict == mirrored.verdict == (Verdict.SAME if left == right else Verdict.DIFFERENT)
    assert found.similarity == mirrored.similarity


@pytest.mark.parametrize(
    ("left", "right", "fragment"),
    [
        (23, 23, "两处均为23"),
        (23, 32, "相邻两位数字颠倒"),
        (23, 230, "相差10倍"),
        (23, 24, "仅一位数字不同"),
        (123, 13, "少一位数字“2”"),
        (8, 9, "相差1"),
        (0, 5, "相差5"),
    ],
)
def test_counts_are_explained(left: int, right: int, fragment: str) -> None:
    assert fragment in compare_counts(left, right).explanation


def test_labels_name_the_sides() -> None:
    assert compare_counts(23, 24, ("表内", "名单")).explanation.startswith("表内23与名单24不一致")
