"""How values are written on paper: money in digits and words, dates, shares, areas."""

from __future__ import annotations

import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_PLAIN = "〇一二三四五六七八九"
_DATE_PATTERNS = {
    "padded": "{d.year}年{d.month:02}月{d.day:02}日",
    "plain": "{d.year}年{d.month}月{d.day}日",
    "spaced": "{d.year} 年 {d.month} 月 {d.day} 日",
    "dashed": "{d.year}-{d.month:02}-{d.day:02}",
    "dotted": "{d.year}.{d.month}.{d.day}",
    "slashed": "{d.year}/{d.month}/{d.day}",
}
CENT = Decimal("0.01")
WAN = Decimal(10000)


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half up to so many decimal places."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def in_unit(yuan: Decimal, unit: Decimal, places: int) -> Decimal:
    """Return the amount in yuan that is left when it is printed in a unit with so many decimals."""
    return rounded(yuan / unit, places) * unit


def digits(value: Decimal, *, comma: bool = False) -> str:
    """Write a decimal number plainly, e.g. 1,234.50."""
    return f"{value:,f}" if comma else f"{value:f}"


def trimmed(value: Decimal) -> str:
    """Write a decimal number without trailing zeros."""
    return f"{value.normalize():f}"


def amount_in_words(yuan: Decimal, *, round_sign: str = "元", ending: str = "整") -> str:
    """Write an amount in capital numerals: 伍佰万元整, 壹万贰仟元伍角整."""
    whole, cents = divmod(int(rounded(yuan, 2) * 100), 100)
    words = (_whole_in_words(whole) + round_sign) if whole or not cents else ""
    tenths, hundredths = divmod(cents, 10)
    if not cents:
        return words + ending
    if tenths:
        words += _DIGITS[tenths] + "角"
    elif whole:
        words += "零"
    return words + (_DIGITS[hundredths] + "分" if hundredths else ending)


def _whole_in_words(number: int) -> str:
    if number == 0:
        return "零"
    parts: list[str] = []
    rest, group, gap = number, 0, False
    while rest:
        rest, four = divmod(rest, 10000)
        if four:
            text = _group_in_words(four) + _GROUPS[group]
            parts.append(text + ("零" if gap and parts else ""))
            gap = four < 1000
        elif parts:
            gap = True
        group += 1
    return "".join(reversed(parts))


def _group_in_words(four: int) -> str:
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = four // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + _PLACES[place]
            zero = False
        else:
            zero = True
    return text


def chinese_digits(number: int) -> str:
    """Write a number below 100 with Chinese numerals: 三, 十二, 二十一."""
    plain = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return plain[ones]
    return ("" if tens == 1 else plain[tens]) + "十" + (plain[ones] if ones else "")


DATE_STYLES = ("padded", "padded", "plain", "plain", "spaced", "dashed", "dotted", "slashed")


def date_text(day: date, style: str) -> str:
    """Write a date in one of the customary styles."""
    if style == "chinese":
        year = "".join(_PLAIN[int(digit)] for digit in str(day.year))
        return f"{year}年{chinese_digits(day.month)}月{chinese_digits(day.day)}日"
    if style not in _DATE_PATTERNS:
        raise ValueError(f"unknown date style {style!r}")
    return _DATE_PATTERNS[style].format(d=day)


def any_date_style(rng: random.Random, *, formal: bool = False) -> str:
    """Choose how a document writes its dates; formal ones use 年月日."""
    return rng.choice(("padded", "plain", "plain", "spaced", "chinese") if formal else DATE_STYLES)


def capital_text(yuan: Decimal, rng: random.Random) -> str:
    """Write a registered capital as licences do: 伍佰万圆整, 500万元整, 人民币1000.0000万元整."""
    wan = yuan / WAN
    words = amount_in_words(yuan, round_sign=rng.choice(("圆", "元")))
    return rng.choice(
        (
            words,
            words,
            f"{trimmed(wan)}万元",
            f"{trimmed(wan)}万元整",
            f"人民币{words}",
            f"{trimmed(wan)}万人民币",
            f"人民币{wan:.4f}万元整",
        )
    )


def percent(share: float, places: int) -> str:
    """Write a share as a percentage without the sign."""
    return f"{share * 100:.{places}f}"


def number_text(value: float) -> str:
    """Write an area or another measure without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
