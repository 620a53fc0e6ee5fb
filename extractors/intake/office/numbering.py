"""Automatic numbers of a DOCX (一、 （二） 3.): they are drawn by the program and stand nowhere in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from extractors.intake.office.package import attribute, child, children, local_name

_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    is_legal: bool = False  # all numbers in it are shown as 1, 2, 3


@dataclass(slots=True)
class _List:
    """One numbering: its levels, and the abstract numbering whose count it takes part in."""

    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists = _lists(numbering)
        self._styles = {
            attribute(style, "styleId"): (child(style, "pPr", "numPr"), attribute(child(style, "basedOn"), "val"))
            for style in children(styles)
            if local_name(style) == "style"
        }
        self._counts: dict[str, list[int]] = {}
        self._restarted: set[str] = set()

    def label(self, properties: etree._Element | None) -> str:
        """The number in front of the next paragraph with these properties, empty where it has none."""
        number, level = self._reference(properties)
        numbering = self._lists.get(number)
        if numbering is None or level not in numbering.levels:
            return ""
        counts = self._count(number, numbering, level)
        levels = numbering.levels
        is_legal = levels[level].is_legal
        if levels[level].form == "bullet":
            return "• "

        def shown(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            return _shown(counts[index], "decimal" if is_legal else levels[index].form) if index in levels else ""

        label = re.sub(r"%(\d)", shown, levels[level].pattern)
        return f"{label} " if label and label[-1].isascii() else label

    def _reference(self, properties: etree._Element | None) -> tuple[str, int]:
        """Which list and level a paragraph belongs to, by itself or by its style."""
        own = child(properties, "numPr")
        style = attribute(child(properties, "pStyle"), "val")
        seen: set[str | None] = set()
        while own is None and style in self._styles and style not in seen:
            seen.add(style)
            own, style = self._styles[style]
        number = attribute(child(own, "numId"), "val") or ""
        return number, int(attribute(child(own, "ilvl"), "val") or 0)

    def _count(self, number: str, numbering: _List, level: int) -> list[int]:
        counts = self._counts.setdefault(
            numbering.abstract, [numbering.levels.get(index, _Level()).start - 1 for index in range(_LEVELS)]
        )
        if number not in self._restarted:
            self._restarted.add(number)
            for index, start in numbering.restarts.items():
                counts[index] = start - 1
        counts[level] += 1
        for index in range(level + 1, _LEVELS):
            counts[index] = numbering.levels.get(index, _Level()).start - 1
        # A level above that was never used counts as its first.
        return [max(count, 1) if index < level else count for index, count in enumerate(counts)]


def _lists(root: etree._Element | None) -> dict[str, _List]:
    abstract: dict[str, dict[int, _Level]] = defaultdict(dict)
    lists: dict[str, _List] = {}
    for element in children(root):
        if local_name(element) == "abstractNum":
            abstract[attribute(element, "abstractNumId") or ""] = _levels(element)
    for element in children(root):
        if local_name(element) == "num":
            reference = attribute(child(element, "abstractNumId"), "val") or ""
            lists[attribute(element, "numId") or ""] = _overridden(element, _List(reference, dict(abstract[reference])))
    return lists


def _levels(parent: etree._Element) -> dict[int, _Level]:
    return {
        int(attribute(level, "ilvl") or 0): _Level(
            start=int(attribute(child(level, "start"), "val") or 1),
            form=_form(level),
            pattern=attribute(child(level, "lvlText"), "val") or "",
            is_legal=child(level, "isLgl") is not None,
        )
        for level in children(parent)
        if local_name(level) == "lvl"
    }


def _form(level: etree._Element) -> str:
    form = child(level, "numFmt")
    if form is None:
        # Newer forms are wrapped for the sake of older programs.
        form = child(level, "AlternateContent", "Choice", "numFmt")
    return attribute(form, "val") or "decimal"


def _overridden(element: etree._Element, numbering: _List) -> _List:
    for override in children(element):
        if local_name(override) != "lvlOverride":
            continue
        level = int(attribute(override, "ilvl") or 0)
        numbering.levels.update(_levels(override))
        start = attribute(child(override, "startOverride"), "val")
        if start is not None:
            numbering.restarts[level] = int(start)
    return numbering


def _shown(number: int, form: str) -> str:
    return _FORMS.get(form, str)(number)


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A number from 1 to 9999 in Chinese numerals; ten to nineteen without the leading 一 in ordinary writing."""
    if not 0 < number < 10_000:
        return str(number)
    text, places = "", str(number)
    for place, digit in enumerate(map(int, places)):
        unit = len(places) - place - 1
        if digit:
            text += digits[digit] + (units[unit - 1] if unit else "")
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    text = text.rstrip(digits[0])
    return text[1:] if text.startswith("一十") else text


def _letters(number: int) -> str:
    """A to Z, then AA to ZZ: the letter is repeated."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 1_000 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4_000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)]


_FORMS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "chineseLegalSimplified": lambda number: chinese(number, _LEGAL_DIGITS, "拾佰仟"),
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "japaneseCounting",
        ),
        chinese,
    ),
}
