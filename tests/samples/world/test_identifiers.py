import random

import pytest

from samples.world.identifiers import invent_credit_code, is_valid_credit_code, organisation_check_digit

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def independent_check(code: str) -> bool:
    """GB 32100-2015, written out once more from the standard's table of weights."""
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(SIGNS.index(sign) * weight for sign, weight in zip(code, weights, strict=False))
    return SIGNS[(31 - total % 31) % 31] == code[17]


@pytest.mark.parametrize("recent", [True, False])
def test_invented_codes_are_valid(*, recent: bool) -> None:
    for seed in range(200):
        code = invent_credit_code(random.Random(seed), prefix="91", area="411002", recent=recent)
        assert independent_check(code)
        assert is_valid_credit_code(code)
        assert organisation_check_digit(code[8:16]) == code[16]
        assert code.startswith("91411002")


def test_any_changed_character_is_noticed() -> None:
    code = invent_credit_code(random.Random(5), prefix="91", area="411000", recent=True)
    for place in range(18):
        for sign in SIGNS:
            if sign != code[place]:
                assert not is_valid_credit_code(code[:place] + sign + code[place + 1 :])


def test_letters_outside_the_alphabet() -> None:
    assert not is_valid_credit_code("9141100OMA40ABCD1X")
