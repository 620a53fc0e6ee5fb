import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.credit_codes import (
    ALPHABET,
    administrative_division,
    check_character,
    fault,
    find_credit_codes,
    is_valid,
    organisation_check_character,
    repair,
)

# All codes are invented; the functions below follow the standards' tables, not the product's formulas.


def organisation_check(body: str) -> str:
    """GB 11714 by its table: weights 3 7 9 10 5 8 4 2, remainder to 11, 10 is X."""
    values = [int(c, 36) for c in body]
    rest = 11 - sum(v * w for v, w in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def code_check(body: str) -> str:
    """GB 32100-2015 by its table of weights."""
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    rest = 31 - sum(ALPHABET.index(c) * w for c, w in zip(body, weights, strict=True)) % 31
    return ALPHABET[rest % 31]


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["91", "92", "93", "52", "12", "N2"]))
    division = draw(st.sampled_from(["411002", "411003", "411024", "411081", "410100", "110108", "100000"]))
    organisation = draw(st.text(ALPHABET, min_size=8, max_size=8))
    body = head + division + organisation + organisation_check(organisation)
    return body + code_check(body)


@given(codes())
def test_codes_made_by_the_tables_are_valid(code: str) -> None:
    assert check_character(code[:17]) == code[17]
    assert organisation_check_character(code[8:16]) == code[16]
    assert is_valid(code)
    assert fault(code) == ""
    assert administrative_division(code) == code[2:8]


@given(codes(), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_changed_character_is_noticed(code: str, place: int, character: str) -> None:
    assume(code[place] != character)
    assert not is_valid(code[:place] + character + code[place + 1 :])


@given(codes(), st.integers(0, 16))
def test_every_swap_of_neighbours_is_noticed(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    assert not is_valid(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@given(codes(), st.integers(0, 17))
def test_a_lost_or_doubled_character_is_neither_valid_nor_repaired(code: str, place: int) -> None:
    for wrong in (code[:place] + code[place + 1 :], code[:place] + code[place] + code[place:]):
        assert "位" in fault(wrong)
        assert repair(wrong) is None


@given(codes(), st.sampled_from(["0O", "1I", "5S", "2Z"]))
def test_characters_outside_the_alphabet_are_repaired(code: str, pair: str) -> None:
    right, wrong = pair[0], pair[1]
    assume(0 < code.count(right) <= 4)
    repaired = repair(code.replace(right, wrong))
    assert repaired in {code, None}  # None where a second code passes both checks
    assert not is_valid(code.replace(right, wrong))


@given(codes(), st.data())
def test_one_look_alike_is_repaired_or_left(code: str, data: st.DataObject) -> None:
    alike = {"8": "B", "B": "8", "0": "D", "D": "0", "1": "L", "6": "G"}
    places = [place for place, character in enumerate(code) if character in alike]
    assume(places)
    place = data.draw(st.sampled_from(places))
    assert repair(code[:place] + alike[code[place]] + code[place + 1 :]) in {code, None}


@given(codes())
def test_a_valid_code_is_its_own_repair(code: str) -> None:
    assert repair(code.lower()) == code


def test_repair_usually_succeeds() -> None:
    body = "91411002MA0X12AB"
    body += organisation_check(body[8:])
    code = body + code_check(body)
    assert repair(code.replace("0", "O")) == code
    assert repair(code.replace("1", "I", 2)) == code


def test_too_many_misread_characters_are_not_repaired() -> None:
    assert repair("OOOOIIIISSSSZZZZOO") is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("9141100", "应为18位"),
        ("91411002MA0O12AB8Q", "不使用字符“O”"),
        ("9141A002MA0X12AB8Q", "行政区划"),
        ("D1411002MA0X12AB8Q", "登记机关"),
    ],
)
def test_the_fault_is_named(code: str, reason: str) -> None:
    assert reason in fault(code)


def test_the_wrong_check_character_is_named() -> None:
    body = "91411002MA0X12AB"
    body += organisation_check(body[8:])
    wrong = next(c for c in ALPHABET if c != code_check(body))
    assert f"应为“{code_check(body)}”" in fault(body + wrong)


@pytest.mark.parametrize("body", ["", "914110", "91411002MA0O12AB8", "许" * 17])
def test_check_characters_need_a_body(body: str) -> None:
    with pytest.raises(UnreadableValueError):
        check_character(body)


@given(codes())
def test_codes_are_found_with_spaces_and_in_small_letters(code: str) -> None:
    text = f"统一社会信用代码 {code[:4]} {code[4:8]} {code[8:]}，代码:{code.lower()}。"
    found = find_credit_codes(text)
    assert [f.code for f in found] == [code, code]
    assert text[found[0].start : found[0].end] == f"{code[:4]} {code[4:8]} {code[8:]}"


def test_misread_codes_are_found_as_read() -> None:
    assert [f.code for f in find_credit_codes("代码91411OO2MAOX12AB8Q")] == ["91411OO2MAOX12AB8Q"]


def test_other_numbers_are_no_codes() -> None:
    identity = "11010519491231002X"  # the example of GB 11643
    text = f"{identity} 2026 03 10 5123400 1234567 999999999999999999 ABCDEFGHJKLMNPQRTU 9141100"
    assert find_credit_codes(text) == []


def test_a_longer_run_is_no_code() -> None:
    assert find_credit_codes("191411002MA0X12AB8Q") == []
