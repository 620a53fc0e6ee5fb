"""The unified social credit code (GB 32100-2015) with the organisation code inside it (GB 11714).

A credit code is: authority, sort of entity, division (6 digits),
organisation code (9), check character.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from extractors.errors import UnreadableValueError
from extractors.values.folding import fold, fold_traced
from extractors.values.lexicon import load_words

_WORDS = load_words("credit_codes")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
LENGTH = 18
_MISREAD: dict[str, str] = _WORDS["misread"]
_CONFUSABLE: dict[str, str] = {
    character: "".join(pair.replace(character, "") for pair in _WORDS["confusable"] if character in pair)
    for character in ALPHABET
}
_PROVINCES = frozenset(map(str, _WORDS["provinces"]))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(rf"[{_WORDS['authorities']}][{ALPHABET}]\d{{6}}[{ALPHABET}]{{10}}")
# Groups of a code that OCR or the printer set apart; 18 characters in all.
_CANDIDATE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[ -]{0,2}[0-9A-Za-z]){17}(?![0-9A-Za-z])")
_MAX_CANDIDATES = 4096  # several misread characters multiply; beyond this no repair is certain


class FoundCode(NamedTuple):
    """A code in running text: capitals, spaces taken out, as read and not repaired, with its character span."""

    code: str
    start: int
    end: int


def check_character(body: str) -> str:
    """Return the check character (GB 32100-2015, 4.6) for the first 17 characters; weights are 3^i mod 31.

    Raises `UnreadableValueError` where the body has another length or characters outside the alphabet.
    """
    if len(body) != LENGTH - 1 or not set(body) <= set(ALPHABET):
        raise UnreadableValueError(f"“{body}”不是统一社会信用代码的前17位")
    total = sum(ALPHABET.index(character) * pow(3, i, 31) for i, character in enumerate(body))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """Return the check character (GB 11714) for the first 8 characters of an organisation code."""
    if re.fullmatch("[0-9A-Z]{8}", body) is None:
        raise UnreadableValueError(f"“{body}”不是组织机构代码的前8位")
    total = sum(
        _ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]


def is_valid(code: str) -> bool:
    """Tell whether the code (capitals, no spaces) has the right form and both check characters agree."""
    return fault(code) == ""


def fault(code: str) -> str:
    """Return what is wrong with a code, in Chinese, or "" for a valid one."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应为18位，读到{len(code)}位"
    outside = sorted(set(code) - set(ALPHABET))
    if outside:
        return f"统一社会信用代码不使用字符“{'、'.join(outside)}”"
    if _SHAPE.fullmatch(code) is None:
        return "统一社会信用代码的登记机关或行政区划部分不合规则"
    if check_character(code[:17]) != code[17]:
        return f"统一社会信用代码校验位应为“{check_character(code[:17])}”，读到“{code[17]}”"
    if organisation_check_character(code[8:16]) != code[16]:
        return f"其中组织机构代码的校验位应为“{organisation_check_character(code[8:16])}”，读到“{code[16]}”"
    return ""


def find_credit_codes(text: str) -> list[FoundCode]:
    """Return everything in the text that has the form of a credit code, misread and wrong ones included.

    Spaces inside are let pass; numbers of identity cards, which also have 18 places, are left out.
    """
    traced = fold_traced(text)
    found: list[FoundCode] = []
    position = 0
    while match := _CANDIDATE.search(traced.text, position):
        code = re.sub("[ -]", "", match[0]).upper()
        if _resembles_code(code) and not (_is_identity_number(code) and not is_valid(code)):
            found.append(FoundCode(code, *traced.span(match.start(), match.end())))
            position = match.end()
        else:
            position = _next_group(traced.text, match)
    return found


def repair(text: str) -> str | None:
    """Return the one valid code that the text can have been, or None where there is none or more than one.

    Characters that the code does not use are always replaced by what OCR takes for them; besides these at most one
    character may be exchanged for a look-alike. Nothing is added or left out. A code that really is wrong on paper can
    be "repaired" into another valid one (seen for about 5 % of random errors): show it as repaired, never as confirmed.
    """
    read = re.sub("[ -]", "", fold(text)).upper()
    if len(read) != LENGTH:
        return None
    valid: set[str] = set()
    for count, code in enumerate(_readings(read)):
        if count >= _MAX_CANDIDATES:
            return None
        if is_valid(code):
            valid.add(code)
    return valid.pop() if len(valid) == 1 else None


def administrative_division(code: str) -> str:
    """Return characters 3 to 8: the division (GB/T 2260) of the registering authority, e.g. "411002" 魏都区."""
    if _SHAPE.fullmatch(code) is None:
        raise UnreadableValueError(f"“{code}”不是统一社会信用代码")
    return code[2:8]


def _readings(read: str) -> Iterator[str]:
    """Every code that the reading may stand for: forced replacements, and one look-alike at most."""
    options = [_MISREAD.get(character, character) for character in read]
    for characters in product(*options):
        yield "".join(characters)
        for index, character in enumerate(characters):
            if read[index] in _MISREAD:
                continue
            for other in _CONFUSABLE.get(character, ""):
                yield "".join((*characters[:index], other, *characters[index + 1 :]))


def _resembles_code(code: str) -> bool:
    """Division digits, with letters taken for digits put right, begin with a province."""
    division = code[2:8].translate(str.maketrans("OQDILSZB", "00011528"))
    known = division[:2] in _PROVINCES or division == "100000"
    return code[0] in _WORDS["authorities"] and division.isdigit() and known


def _is_identity_number(code: str) -> bool:
    """Identity card numbers (GB 11643): division, birthday, order, check character MOD 11-2."""
    if re.fullmatch(r"\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", code) is None:
        return False
    total = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(code[:17]))
    return "10X98765432"[total % 11] == code[17]


def _next_group(text: str, match: re.Match[str]) -> int:
    """Start of the next group of characters behind a candidate that is none."""
    gap = re.search("[ -]+", text[match.start() : match.end()])
    return match.start() + gap.end() if gap else match.end()
