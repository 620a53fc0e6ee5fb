"""Sums in words: 人民币伍佰壹拾贰万叁仟肆佰元整."""

import re
from decimal import Decimal

from extractors.errors import UnreadableValueError
from extractors.values.blanks import refuse_blank
from extractors.values.folding import fold
from extractors.values.lexicon import load_words
from extractors.values.money.models import FEN, Amount
from extractors.values.numerals import (
    DIGITS,
    MISREAD,
    NUMERAL_CHARACTERS,
    PLACE_CHARACTERS,
    is_financial,
    parse_numeral,
)

_NUMERAL = f"[{NUMERAL_CHARACTERS}]"
_DIGIT = f"[{''.join(DIGITS)}]"
_ZERO = "[零〇]"
_SUM = re.compile(
    rf"(?P<minus>负)?(?:(?P<whole>{_NUMERAL}+)(?P<yuan>[元圆圓])?)?"
    rf"(?P<zero>{_ZERO})?(?:(?P<jiao>{_DIGIT})角)?(?P<zero2>{_ZERO})?(?:(?P<fen>{_DIGIT})分)?(?P<exact>[整正])?"
)
_HEAD = re.compile(r"(?:人民币|RMB|CNY|金额|大写|合计|共计|[¥:()\[\]])*")
_BODY = f"[{NUMERAL_CHARACTERS}{''.join(MISREAD)}]"
_ENDING = rf"[元圆圓](?: *(?:{_DIGIT}|[零〇角分]))*+(?: *[整正])?"
# A sum in words as it stands in a text, misread characters included; 万元 alone is a unit and no sum.
WORDS_RUN = re.compile(
    rf"(?=[^元圆圓整正]*[{''.join(DIGITS)}十拾廿卅])负?{_BODY}(?: *{_BODY})*+ *(?:{_ENDING}|[整正])"
    rf"|{_DIGIT} *[角分](?: *{_DIGIT} *分)?(?: *[整正])?"
)
# What is left of one whose digits were misread: 叁拾渠[万元整].
BROKEN_RUN = re.compile(rf"[{PLACE_CHARACTERS}] *[元圆圓] *[整正]")
_BEFORE_WORDS: tuple[str, ...] = tuple(load_words("money")["before_words"])


def parse_amount_in_words(text: str) -> Amount:
    """Return the sum that is written in words, with or without 人民币, 大写, 整 around it.

    Financial capitals, 整, 角 and 分 make it exact to the fen; 五百万元 in plain numerals is exact to its last unit.
    """
    refuse_blank(text)
    words = fold(text)
    body = words[_end_of_head(words) :].rstrip(")]。;,、")
    match = _SUM.fullmatch(body)
    if not body or match is None:
        raise UnreadableValueError(f"大写金额“{words}”无法识别{_misread_hint(body)}")
    whole, jiao, fen = match["whole"], match["jiao"], match["fen"]
    exact = bool(match["exact"] or jiao or fen or is_financial(body))
    if whole and not match["yuan"] and not _may_lack_yuan(match):
        raise UnreadableValueError(f"大写金额“{words}”缺少“元”")
    if not (whole or jiao or fen):
        raise UnreadableValueError(f"大写金额“{words}”没有数字")
    number = parse_numeral(whole) if whole else 0
    _refuse_stray_zero(match, number, words)
    yuan = number + Decimal(DIGITS[jiao] if jiao else 0) / 10 + Decimal(DIGITS[fen] if fen else 0) / 100
    return Amount.of(-yuan if match["minus"] else yuan, FEN if exact else _place_of_last(whole or ""))


def _may_lack_yuan(match: re.Match[str]) -> bool:
    """伍佰万 and 叁拾陆万伍仟整 read one way; 三百 might count anything."""
    if match["jiao"] or match["fen"]:
        return False
    return match["whole"][-1] in "万萬亿億" or bool(match["exact"] and is_financial(match["whole"]))


def _end_of_head(words: str) -> int:
    head = _HEAD.match(words)
    return head.end() if head else 0


def _misread_hint(body: str) -> str:
    hints = [f"“{character}”可能是“{MISREAD[character]}”" for character in body if character in MISREAD]
    return "：" + "，".join(hints) if hints else ""


def _refuse_stray_zero(match: re.Match[str], number: int, words: str) -> None:
    """零 after 元 stands for an empty place of yuan or jiao; elsewhere a character may have been misread."""
    after_yuan = match["zero"] and not (match["fen"] and not match["jiao"]) and (number % 10 or not match["jiao"])
    after_jiao = match["zero2"] and (not match["fen"] or DIGITS.get(match["jiao"] or "零", 0))
    if after_yuan or after_jiao:
        raise UnreadableValueError(f"大写金额“{words}”中的“零”多余，可能有字识别错误")


def _place_of_last(whole: str) -> Decimal:
    return Decimal({"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}.get(whole[-1:], 1))


def refuse_unknown_before(text: str, start: int) -> None:
    """Raise where the character directly before a sum in words may itself be a misread numeral (渠拾万元整)."""
    before = text[:start].rstrip()
    if before and before[-1].isalnum() and not before.endswith(_BEFORE_WORDS):
        raise UnreadableValueError(f"大写金额前的“{before[-1]}”可能是未识别的数字")
