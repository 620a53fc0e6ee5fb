"""Whether the text stored in a page can be trusted to be what the page says."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

from extractors.intake.content import TextLayer

_GARBLED_SHARE = 0.2  # more than this of the characters without a meaning: the rest is not to be trusted either
_FOREIGN_SHARE = 0.15
_COMMON_HAN_SHARE = 0.4  # ordinary text has over 0.95 (traditional writing about 0.65), a shifted font about 0.2
_ENOUGH_HAN = 30
_ONE_CHARACTER_SHARE = 0.6
_ENOUGH_CHARACTERS = 20
# What a Chinese dossier is written in: names of Unicode characters begin with these words.
_EXPECTED_SCRIPTS = (
    "CJK", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "BOPOMOFO", "FULLWIDTH", "HALFWIDTH", "IDEOGRAPHIC",
    "PARENTHESIZED", "CIRCLED", "ROMAN", "DOUBLE-STRUCK", "SCRIPT", "ANGSTROM", "KELVIN", "MICRO", "MODIFIER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Soundness:
    """Whether a text layer may stand for the page's text. `reason` (Chinese) says why not, empty where it may."""

    usable: bool
    reason: str = ""


def soundness(layer: TextLayer) -> Soundness:
    """Judge a text layer by itself: hidden text, characters without meaning, scripts and characters that do not belong.

    A font that maps one ordinary character to another passes here; only reading the picture can show that, which is
    the reader's task.
    """
    text = "".join(line.text for line in layer.lines).replace(" ", "")
    garbled = sum(len(line.text) for line in layer.garbled)
    if not text and garbled:
        return Soundness(usable=False, reason="文字层全部为乱码（字体编码缺失）")
    if not text:
        return Soundness(usable=False, reason="文字层没有看得见的文字")
    if garbled > _GARBLED_SHARE * (len(text) + garbled):
        return Soundness(usable=False, reason=f"文字层有{garbled}个字所在的行含有乱码（字体编码缺失）")
    if "(cid:" in text:
        return Soundness(usable=False, reason="文字层含有未解码的字形编号")
    return _plausible(text)


def _plausible(text: str) -> Soundness:
    letters = [character for character in text if character.isalpha()]
    foreign = sum(not _is_expected(character) for character in letters)
    if foreign > _FOREIGN_SHARE * max(len(letters), _ENOUGH_CHARACTERS):
        return Soundness(usable=False, reason="文字层混有大量不应出现的外文字母（编码错误）")
    han = [character for character in letters if unicodedata.name(character, "").startswith("CJK UNIFIED")]
    common = sum(_is_common_han(character) for character in han)
    if len(han) >= _ENOUGH_HAN and common < _COMMON_HAN_SHARE * len(han):
        return Soundness(usable=False, reason="文字层多为生僻字（字体编码错位）")
    most = Counter(letters).most_common(1)
    if len(letters) >= _ENOUGH_CHARACTERS and most[0][1] > _ONE_CHARACTER_SHARE * len(letters):
        return Soundness(usable=False, reason="文字层的字几乎全部相同（字体编码错误）")
    return Soundness(usable=True)


def _is_expected(letter: str) -> bool:
    """Basic Latin and the scripts above; accented Latin is what Chinese in a wrong encoding looks like (ÐÅÏ¢)."""
    if letter.isascii():
        return True
    return unicodedata.name(letter, "").startswith(_EXPECTED_SCRIPTS)


def _is_common_han(character: str) -> bool:
    """The 3,755 characters of GB 2312 level 1 (rows 16 to 55)."""
    encoded = character.encode("gb2312", "ignore")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7
