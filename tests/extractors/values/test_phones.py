import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.errors import UnreadableValueError
from extractors.values.phones import find_phones, is_plausible_landline, is_plausible_mobile, parse_phone


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800001111", "13800001111"),
        ("138 0000 1111", "13800001111"),
        ("+86 138-0000-1111", "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("联系电话：13800001111", "13800001111"),
        ("0374-2345678", "0374-2345678"),
        ("(0374)2345678", "0374-2345678"),
        ("（0374） 2345678", "0374-2345678"),
        ("0374—2345678", "0374-2345678"),
        ("0374-2345 678", "0374-2345678"),
        ("0374 2345678转801", "0374-2345678-801"),
        ("0374-2345678-801", "0374-2345678-801"),
        ("86-0374-2345678", "0374-2345678"),
        ("010-62345678", "010-62345678"),
        ("400-123-4567", "4001234567"),
        ("2345678", "2345678"),
    ],
)
def test_numbers_are_normalised(text: str, number: str) -> None:
    assert parse_phone(text) == number


@pytest.mark.parametrize(
    "text",
    ["12800001111", "1380000111", "138000011112", "010-6234567", "0374-1234567", "411002199001011234", "传真", "", "无",
     "13800001111 0374-2345678"],
)  # fmt: skip
def test_implausible_numbers_are_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_phone(text)


def test_numbers_in_running_text() -> None:
    text = "联系人张三 138 0000 1111，传真0374-2345678转2，合同金额512345678.00元"
    assert [(f.number, text[f.start : f.end]) for f in find_phones(text)] == [
        ("13800001111", "138 0000 1111"),
        ("0374-2345678-2", "0374-2345678转2"),
    ]


@given(st.sampled_from(["130", "139", "150", "166", "177", "189", "199"]), st.integers(0, 99_999_999))
def test_mobiles_are_plausible(head: str, rest: int) -> None:
    number = f"{head}{rest:08d}"
    assert is_plausible_mobile(number)
    assert parse_phone(number) == number
    assert not is_plausible_mobile(number[:-1])
    assert not is_plausible_landline(number)


def test_landlines() -> None:
    assert is_plausible_landline("0374-2345678")
    assert is_plausible_landline("2345678")
    assert not is_plausible_landline("0174-2345678")
    assert not is_plausible_landline("020-2345678")
