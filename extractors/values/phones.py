"""Telephone numbers of the mainland: mobiles, landlines with area code and extension, 400 and 800 numbers."""

import re
from typing import NamedTuple

from extractors.errors import UnreadableValueError
from extractors.values.blanks import refuse_blank
from extractors.values.folding import fold, fold_traced

_MOBILE = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
# 010 and 02x have three digits, all other area codes (03 to 09) four; local numbers begin with 2 to 9.
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LOCAL = r"[2-9]\d{6,7}"
_SERVICE = re.compile(r"(?:400|800)\d{7}")
_EXTENSION = r"(?:(?:转|-|ext\.?|分机) *(?P<extension>\d{1,6}))?"
_FORMS = (
    re.compile(r"(?<![0-9.])(?:\(?\+?(?:00)?86\)?[ -]?)?(?P<mobile>1\d{2}[ -]?\d{4}[ -]?\d{4})(?![0-9])"),
    re.compile(
        rf"(?<![0-9.])(?:\(?\+?(?:00)?86\)?[ -]?)?\(?(?P<area>{_AREA})\)?[ -]{{0,2}}"
        rf"(?P<local>{_LOCAL}|[2-9]\d{{2}}[ -]\d{{4}}|[2-9]\d{{3}}[ -]\d{{3,4}})(?![0-9]) *{_EXTENSION}"
    ),
    re.compile(r"(?<![0-9.])(?P<service>(?:400|800)[ -]?\d{3,4}[ -]?\d{3,4})(?![0-9])"),
)
_ALONE = re.compile(rf"(?P<local>{_LOCAL}){_EXTENSION}")


class FoundPhone(NamedTuple):
    """A number in running text, normalised (13800000000, 0374-2345678, 0374-2345678-801), with its character span."""

    number: str
    start: int
    end: int


def is_plausible_mobile(number: str) -> bool:
    """Tell whether 11 digits begin as mobile numbers do."""
    return _MOBILE.fullmatch(number) is not None


def is_plausible_landline(number: str) -> bool:
    """Tell whether a normalised number (area code, hyphen, 7 or 8 digits) can be a landline."""
    match = re.fullmatch(rf"(?:(?P<area>{_AREA})-?)?(?P<local>{_LOCAL})(?:-\d{{1,6}})?", number)
    if match is None:
        return False
    large_city = (match["area"] or "").startswith(("010", "02"))
    return not large_city or len(match["local"]) == 8


def find_phones(text: str) -> list[FoundPhone]:
    """Return the plausible numbers with area code, mobiles and service numbers of a text, in order."""
    traced = fold_traced(text)
    found: list[FoundPhone] = []
    for form in _FORMS:
        for match in form.finditer(traced.text):
            number = _normalised(match)
            start, end = traced.span(match.start(), match.end())
            if number and not any(start < other.end and other.start < end for other in found):
                found.append(FoundPhone(number, start, end))
    return sorted(found, key=lambda phone: phone.start)


def parse_phone(text: str) -> str:
    """Return the one number of the text, normalised; a local number without area code is let pass as it is."""
    refuse_blank(text)
    numbers = {found.number for found in find_phones(text)}
    if not numbers:
        alone = re.search(rf"(?<![0-9.-]){_ALONE.pattern}(?![0-9.-])", fold(text))
        if alone:
            numbers = {"-".join(filter(None, (alone["local"], alone["extension"])))}
    if len(numbers) != 1:
        reason = "有多个电话号码" if numbers else "没有位数正确的电话号码"
        raise UnreadableValueError(f"“{fold(text)}”中{reason}")
    return numbers.pop()


def _normalised(match: re.Match[str]) -> str:
    """The number in its normal form, or "" where it is not plausible."""
    groups = match.groupdict()
    if groups.get("mobile"):
        number = re.sub("[ -]", "", groups["mobile"])
        return number if is_plausible_mobile(number) else ""
    if groups.get("service"):
        number = re.sub("[ -]", "", groups["service"])
        return number if _SERVICE.fullmatch(number) else ""
    number = f"{groups['area']}-{re.sub('[ -]', '', groups['local'])}"
    if not is_plausible_landline(number):
        return ""
    return "-".join(filter(None, (number, groups["extension"])))
