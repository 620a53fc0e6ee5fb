"""Numbers that identify: credit codes with their check digits, telephone numbers, certificate numbers."""

from __future__ import annotations

import random
import string

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_ORGANISATION_ALPHABET = string.digits + string.ascii_uppercase


def check_digit(first_17: str) -> str:
    """Return the last character of a unified social credit code (GB 32100-2015, weights 3^i mod 31)."""
    total = sum(CODE_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first_17))
    return CODE_ALPHABET[-total % 31]


def organisation_check_digit(first_8: str) -> str:
    """Return the check character of an organisation code (GB 11714)."""
    total = sum(
        _ORGANISATION_ALPHABET.index(sign) * weight for sign, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)
    )
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def invent_credit_code(rng: random.Random, *, prefix: str, area: str, recent: bool) -> str:
    """Make up a valid credit code: authority and type (91), six digits of area, organisation code, check digit."""
    body = (
        rng.choice(("MA3", "MA4", "MA9")) + "".join(rng.choices(CODE_ALPHABET, k=5))
        if recent
        else "".join(rng.choices(string.digits, k=8))
    )
    first_17 = prefix + area + body + organisation_check_digit(body)
    return first_17 + check_digit(first_17)


def is_valid_credit_code(code: str) -> bool:
    """Tell whether the code has 18 characters of the alphabet and the right check digit."""
    return len(code) == 18 and all(sign in CODE_ALPHABET for sign in code) and check_digit(code[:17]) == code[17]


def mobile(rng: random.Random) -> str:
    """Make up a mobile number."""
    return rng.choice(
        (
            "138",
            "139",
            "135",
            "136",
            "150",
            "151",
            "158",
            "159",
            "166",
            "176",
            "177",
            "180",
            "182",
            "186",
            "187",
            "188",
            "199",
        )
    ) + number(rng, 8)


def landline(rng: random.Random) -> str:
    """Make up a number of Xuchang's network."""
    return "0374-" + rng.choice("23578") + number(rng, 6)


def number(rng: random.Random, length: int) -> str:
    """Make up a number of so many digits."""
    return "".join(rng.choices(string.digits, k=length))


def fill_number(pattern: str, rng: random.Random, year: int) -> str:
    """Fill a number pattern: {year}, {n3} … {n8}."""
    return pattern.format(year=year, **{f"n{length}": number(rng, length) for length in range(2, 14)})
