"""Numbers of a spreadsheet -> the text its program shows for them, by their number format (ECMA-376, 18.8.30).

Covers what tables of figures use: decimals, thousands, percent, scaling by thousands, literals, sections for negative
numbers and zero, dates and times. Fractions, exponents and the like fall back on the plain number: never another one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal

GENERAL = "General"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+,*)|(?P<percent>%)"
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|[aA]{3,4})|(?P<other>.)",
    re.DOTALL,
)
_CURRENCY = re.compile(r"\$([^-]*)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_WEEKDAYS = "一二三四五六日"
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones
_DAY_ZERO_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
_LAST_SERIAL = 2_958_465  # 9999-12-31

Token = tuple[str, str]


def shown(value: Decimal, number_format: str, *, since_1904: bool = False) -> str:
    """The text a cell with this number shows."""
    section, number = _section(value, number_format)
    tokens = list(_tokens(section))
    if any(kind == "date" or (kind == "bracket" and _ELAPSED.fullmatch(text)) for kind, text in tokens):
        return _shown_date(value, tokens, since_1904=since_1904)
    placeholders = [text for kind, text in tokens if kind == "digits"]
    if section == GENERAL or len(placeholders) != 1 or _is_exponent_or_fraction(tokens):
        return plain(value) if placeholders or section in (GENERAL, "@") else _literals(tokens)
    scaled = number * 100 ** sum(kind == "percent" for kind, _ in tokens)
    digits = _digits(scaled, placeholders[0])
    return "".join(digits if kind == "digits" else _literal(kind, text) for kind, text in tokens).strip()


def plain(value: Decimal) -> str:
    """A number with all its digits, as a cell without a format shows it if it is wide enough.

    What a binary fraction adds in the 16th digit is not shown.
    """
    return f"{_FIFTEEN_DIGITS.plus(value).normalize():f}" if value.is_finite() else str(value)


def _section(value: Decimal, number_format: str) -> tuple[str, Decimal]:
    """The part of the format for this number's sign, and the number as that part takes it."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    if value == 0 and len(sections) > 2:
        return sections[2], value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    return sections[0], value


def _tokens(section: str) -> Iterator[Token]:
    if section == GENERAL:
        return
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or "other"
        yield kind, match.group(kind)


def _is_exponent_or_fraction(tokens: list[Token]) -> bool:
    return any(kind == "other" and text in "Ee/" for kind, text in tokens)


def _literals(tokens: list[Token]) -> str:
    """A format without placeholders shows its words and no number: `;;;` shows nothing at all."""
    return "".join(_literal(kind, text) for kind, text in tokens)


def _literal(kind: str, text: str) -> str:
    if kind == "bracket":
        currency = _CURRENCY.match(text)
        return currency.group(1) if currency else ""
    return {"space": " ", "fill": "", "percent": "%"}.get(kind, text)


def _digits(number: Decimal, placeholder: str) -> str:
    scaled = placeholder.rstrip(",")
    number /= Decimal(1000) ** (len(placeholder) - len(scaled))
    whole, _, fraction = scaled.partition(".")
    rounded = abs(number).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    integer, _, decimals = f"{rounded:f}".partition(".")
    needed = fraction.rstrip("#?")
    while len(decimals) > len(needed) and decimals.endswith("0"):
        decimals = decimals[:-1]
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        integer = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", integer)
    sign = "-" if number < 0 and rounded else ""
    return f"{sign}{integer}.{decimals}" if decimals else f"{sign}{integer or '0' * ('0' in whole)}"


def _shown_date(value: Decimal, tokens: list[Token], *, since_1904: bool) -> str:
    if not 0 <= value <= _LAST_SERIAL:
        return plain(value)  # what a program shows as #####
    if any(kind == "bracket" and _ELAPSED.fullmatch(text) for kind, text in tokens):
        return _elapsed(value)
    seconds = int((value * 86_400).quantize(Decimal(1), ROUND_HALF_UP))
    moment = (_DAY_ZERO_1904 if since_1904 else _DAY_ZERO) + dt.timedelta(seconds=seconds)
    halves = any(kind == "half" for kind, _ in tokens)
    parts = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "date":
            parts.append(_date_part(moment, text.lower(), _is_minute(tokens, index), halves=halves))
        elif kind == "half":
            parts.append(_half(moment, text))
        else:
            parts.append(_literal(kind, text))
    return "".join(parts).strip()


def _date_part(moment: dt.datetime, token: str, is_minute: bool, *, halves: bool) -> str:
    letter, length = token[0], len(token)
    if letter == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if letter == "a" or (letter == "d" and length > 2):
        weekday = _WEEKDAYS[moment.weekday()]
        return weekday if length == 3 else f"星期{weekday}"
    if letter == "m" and length > 2 and not is_minute:
        return f"{moment.month}月"
    number = {
        "m": moment.minute if is_minute else moment.month,
        "d": moment.day,
        "h": (moment.hour - 1) % 12 + 1 if halves else moment.hour,
        "s": moment.second,
    }[letter]
    return f"{number:02d}" if length > 1 else str(number)


def _is_minute(tokens: list[Token], index: int) -> bool:
    """`m` is a minute behind an hour or before a second, a month elsewhere."""
    letters = [(place, text[0].lower()) for place, (kind, text) in enumerate(tokens) if kind == "date"]
    before = [letter for place, letter in letters if place < index]
    after = [letter for place, letter in letters if place > index]
    return tokens[index][1][0] in "mM" and ((bool(before) and before[-1] == "h") or (bool(after) and after[0] == "s"))


def _half(moment: dt.datetime, text: str) -> str:
    first, second = text.split("/")
    return first if moment.hour < 12 else second


def _elapsed(value: Decimal) -> str:
    seconds = int((value * 86_400).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
