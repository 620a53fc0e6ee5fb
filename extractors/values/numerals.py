"""Chinese numerals: 二十三, 一百零五, 廿三, 壹佰零伍, and digit by digit as in 二〇二六.

Strict where a missing or misread character would change the value: 一百五 (150 or 105), 一百零五十 and 一百十五 (a
digit may be lost) are errors. Lenient where one reading is left: 一千五十 is 1050. Pre-printed forms that write every
place (零佰叁拾陆万零仟零佰零拾零元) are read as well.
"""

import re

from extractors.errors import UnreadableValueError
from extractors.values.folding import fold
from extractors.values.lexicon import load_words

_WORDS = load_words("numerals")
DIGITS: dict[str, int] = {c: value for value, writings in _WORDS["digits"].items() for c in writings}
FINANCIAL: frozenset[str] = frozenset(_WORDS["financial"])
MISREAD: dict[str, str] = {wrong: right for right, writings in _WORDS["misread"].items() for wrong in writings}
# One letter a place: t 10, h 100, k 1000, w 10^4, y 10^8. 廿 is written out as 2t.
_PLACES: dict[str, str] = {c: place for place, writings in _WORDS["places"].items() for c in writings}
_TO_PLACES = str.maketrans({**{c: str(v) for c, v in DIGITS.items()}, **_PLACES, **_WORDS["joined_tens"]})
_PART = re.compile(r"0|[1-9]?[thk]|[1-9]|[wy]")
_SIZE = {"t": 10, "h": 100, "k": 1000}
_FORM_PLACES = "khtykhtwkhto"  # every place down to the ones, as pre-printed forms list them
# Between Chinese digits these can only be the round zero.
_ROUND_ZERO = str.maketrans("Oo0", "〇〇〇")
PLACE_CHARACTERS = "".join(_PLACES)
NUMERAL_CHARACTERS = "".join([*DIGITS, *_PLACES, *_WORDS["joined_tens"]])


def parse_numeral(text: str) -> int:
    """Return the value of a Chinese numeral written with units (廿三, 两百, 壹仟零伍拾); spaces are ignored."""
    numeral = fold(text)
    if not numeral:
        raise UnreadableValueError("没有数字")
    for character in numeral:
        if character not in NUMERAL_CHARACTERS:
            hint = f"，可能是“{MISREAD[character]}”" if character in MISREAD else ""
            raise UnreadableValueError(f"“{numeral}”中的“{character}”不是数字{hint}")
    places = numeral.translate(_TO_PLACES)
    if len(re.findall("0[thkwy]", places)) >= 2:
        return _read_form(places, numeral)
    parts = _PART.findall(f"1{places}" if places[0] == "t" else places)
    value = _sum_parts(parts)
    _refuse_irregular(parts, _PART.findall(_write(value)), numeral)
    return value


def parse_digits(text: str) -> str:
    """Return Chinese digits one by one as Arabic ones: 二〇二六, 二O二六, 二零二六 -> "2026"."""
    numeral = fold(text).translate(_ROUND_ZERO)
    if not numeral or any(character not in DIGITS or character in "两兩" for character in numeral):
        raise UnreadableValueError(f"“{numeral}”不是逐位书写的中文数字")
    return "".join(str(DIGITS[character]) for character in numeral)


def is_financial(text: str) -> bool:
    """Tell whether the text uses the capitals of law and banking (壹贰叁…)."""
    return not FINANCIAL.isdisjoint(text)


def _sum_parts(parts: list[str]) -> int:
    """Add up whatever is written; whether it is a regular numeral is seen by writing the sum again."""
    hundred_millions = ten_thousands = section = 0
    for part in parts:
        if part == "y":
            hundred_millions, ten_thousands, section = (ten_thousands + section) * 10**8, 0, 0
        elif part == "w":
            ten_thousands, section = section * 10**4, 0
        elif part[-1] in _SIZE:
            section += int(part[:-1] or "0") * _SIZE[part[-1]]
        else:
            section += int(part)
    return hundred_millions + ten_thousands + section


def _refuse_irregular(written: list[str], regular: list[str], numeral: str) -> None:
    """Compare the parts written with the regular writing of their sum; only a missing 零 before a unit is let pass."""
    if written == regular:
        return
    if [t for t in written if t != "0"] != [t for t in regular if t != "0"]:
        raise UnreadableValueError(f"中文数字“{numeral}”的写法不规范，可能有字漏识或识别错误")
    others = [t for t in regular if t != "0"]
    if any(others[place].isdigit() for place, _ in _zeros_before(regular) - _zeros_before(written)):
        raise UnreadableValueError(f"中文数字“{numeral}”有一位没有单位，有两种读法")
    if not _zeros_before(written) <= _zeros_before(regular) | _zeros_after_round_head(regular):
        raise UnreadableValueError(f"中文数字“{numeral}”中的“零”多余，可能有字识别错误")


def _zeros_before(parts: list[str]) -> set[tuple[int, int]]:
    """Where a 零 stands: (number of other parts before it, which 零 in a row it is)."""
    places: set[tuple[int, int]] = set()
    others = row = 0
    for part in parts:
        if part == "0" and len(parts) > 1:
            row += 1
            places.add((others, row))
        else:
            others, row = others + 1, 0
    return places


def _zeros_after_round_head(regular: list[str]) -> set[tuple[int, int]]:
    """壹拾万零柒仟 may have its 零 because the place of 万 is 0 (a rule of cheques); 一万零七千 may not."""
    parts = [part for part in regular if part != "0"]
    return {
        (index + 1, 1)
        for index, part in enumerate(parts[:-1])
        if part in "wy" and parts[index - 1][-1] in _SIZE and parts[index + 1] not in "wy"
    }


def _write(number: int) -> str:
    """Write a number regularly, in the letters of `_PLACES`: 107,050 -> 1tw7k05t."""
    for letter, size in (("y", 10**8), ("w", 10**4)):
        if number >= size:
            head, rest = divmod(number, size)
            zero = "0" if 0 < rest < size // 10 else ""
            return f"{_write(head)}{letter}{zero}{_write(rest) if rest else ''}"
    written = re.sub("0[kht]", "0", f"{number // 1000}k{number // 100 % 10}h{number // 10 % 10}t{number % 10}")
    return re.sub("0+", "0", written).strip("0") or "0"


def _read_form(places: str, numeral: str) -> int:
    """Read a pre-printed form: a digit before every place, zeros included."""
    if re.fullmatch(r"(?:\d[thkwy])+\d?", places) is None:
        raise UnreadableValueError(f"中文数字“{numeral}”的写法不规范，可能有字漏识或识别错误")
    digits = re.findall(r"\d", places)
    listed = "".join(re.findall("[thkwy]", places)) + ("o" if places[-1].isdigit() else "")
    if not _FORM_PLACES.endswith(listed):
        raise UnreadableValueError(f"中文数字“{numeral}”缺少数位")
    return int("".join(digits))
