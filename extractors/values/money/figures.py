"""Sums of money in figures: the one sum that a text is, and the sums in running text."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from extractors.errors import UnreadableValueError
from extractors.values.blanks import refuse_blank
from extractors.values.figures import no_figure, read_figure
from extractors.values.folding import TracedText
from extractors.values.lexicon import any_of
from extractors.values.money.expressions import Expression, fold_money, scan_expressions
from extractors.values.money.models import FEN, Amount
from extractors.values.money.units import SIZES, Unit, parse_unit, refuse_foreign
from extractors.values.money.words import WORDS_RUN, parse_amount_in_words, refuse_unknown_before
from extractors.values.numerals import DIGITS, NUMERAL_CHARACTERS

# What may follow a sum that fills its cell: punctuation and one remark in brackets without figures.
_REMARK = re.compile(r" *(?:人民币)?[ 。;,、!]*(?:\([^()0-9]*\))?[ 。;,、]*")
_RATE_BEFORE = re.compile(r"每[^\W\d_]{1,4} ?:?$")
_BARE_WORDS = re.compile(f"(?=[{NUMERAL_CHARACTERS}]*[{''.join(DIGITS)}十拾])[{NUMERAL_CHARACTERS}]+")
_TOO_LARGE = 10**16  # yuan; more than any balance sheet, and near what decimal arithmetic holds to the fen
_MINUS_SIGNS = "-－﹣−"


class FoundAmount(NamedTuple):
    """A sum in running text with its character span; `per` is the rest of a rate: 3000元/月 has "/月"."""

    amount: Amount
    start: int
    end: int
    per: str


def parse_amount(text: str, unit: Unit | None = None) -> Amount:
    """Return the one sum that the text is.

    `unit` comes from a caption or column head and counts only where the text names none. A label before the sum and a
    remark in brackets behind it are let pass; a sum in words with the same sum in figures is one sum. Raises
    `BlankValueError` for an empty place or a mark for nothing, `UnreadableValueError` for foreign currencies,
    estimates, rates, several sums and everything that has two readings.
    """
    refuse_blank(text)
    traced = fold_money(text)
    folded = traced.text
    refuse_foreign(folded)
    if not re.search("[0-9]", folded):
        return _parse_words_only(folded)
    expressions = scan_expressions(folded)
    words = [run for run in WORDS_RUN.finditer(folded) if not _overlaps(run, expressions)]
    if len(expressions) != 1 or len(words) > 1:
        reason = "有多个数字，不能确定是哪一个" if expressions else "数字前后夹有字母或符号"
        raise UnreadableValueError(f"“{folded.strip()}”中{reason}")
    if words:
        return _parse_both(traced, text, expressions[0], words[0])
    expression = expressions[0]
    if expression.per:
        raise UnreadableValueError(f"“{folded.strip()}”是按“{expression.per}”计的单价，不是总额")
    _refuse_remainder(folded[expression.end :])
    amount = to_amount(expression, traced, text, unit)
    _refuse_label(folded[: expression.start], expression)
    return amount


def find_amounts(text: str) -> list[FoundAmount]:
    """Return the sums in running text that name their unit (元, 万元, ¥) and have one reading, in order."""
    traced = fold_money(text)
    found: list[FoundAmount] = []
    for expression in scan_expressions(traced.text):
        if not (expression.yuan_named or "¥" in expression.marks) or expression.bracket == "number":
            continue
        try:
            amount = to_amount(expression, traced, text, None, apposition=True)
        except UnreadableValueError:
            continue  # documented: what has no single reading is left out
        start, end = traced.span(expression.start, expression.end)
        found.append(FoundAmount(amount, start, end, expression.per))
    return found


def to_amount(
    expression: Expression, traced: TracedText, text: str, unit: Unit | None, *, apposition: bool = False
) -> Amount:
    """Judge an expression of `traced`, the folded `text`.

    With `apposition` the text runs on, and brackets around figure and unit explain (叁拾陆万元整（360000元）);
    otherwise brackets around the figure mean a negative sum.
    """
    if expression.about:
        raise UnreadableValueError(
            f"“{_quote(expression, traced.text)}”中有“{expression.about}”，是约数或界限，不是确数"
        )
    if expression.loss:
        raise UnreadableValueError(f"数字前有“{expression.loss}”，不能确定正负")
    value, quantum = _sum_parts(expression, traced.text, unit)
    negative = _is_negative(expression, traced, text, apposition=apposition)
    return Amount.of(-value if negative else value, min(FEN, quantum) if expression.exact else quantum)


def _sum_parts(expression: Expression, folded: str, unit: Unit | None) -> tuple[Decimal, Decimal]:
    """Return value and quantum in yuan."""
    default = _default_size(expression, folded, unit)
    figures = [read_figure(folded, part.start, part.end) for part in expression.parts]
    sizes = [part.size or default for part in expression.parts]
    for figure, size in zip(figures, sizes, strict=True):
        if figure.point_may_be_comma and size < SIZES["万元"]:
            raise UnreadableValueError(f"数字“{folded[figure.start : figure.end]}”的小数点可能是千分号")
    for (head, head_size), (tail, tail_size) in pairwise(zip(figures, sizes, strict=True)):
        bare_digit = tail.value < 10 and tail_size == 1  # 3万5 may be 35000
        if head.quantum < 1 or tail.value * tail_size >= head_size or bare_digit:
            raise UnreadableValueError(f"“{_quote(expression, folded)}”的写法不规范，可能是几个数")
    if len(figures) > 1 and not (expression.yuan_named or expression.parts[-1].size):
        raise UnreadableValueError(f"“{_quote(expression, folded)}”的末位没有单位，有两种读法")
    total = sum((figure.value * size for figure, size in zip(figures, sizes, strict=True)), Decimal(0))
    if total >= _TOO_LARGE:
        raise UnreadableValueError(f"金额“{_quote(expression, folded)}”大得不合理，可能是几个数连在一起")
    return total, figures[-1].quantum * sizes[-1]


def _default_size(expression: Expression, folded: str, unit: Unit | None) -> int:
    """Size of the unit where the figure names none: the label's, the caption's, or yuan by the currency mark."""
    if expression.parts[-1].size is not None or len(expression.parts) > 1:
        return 1
    label_unit = _unit_in_label(folded[: expression.start])
    stated = label_unit or unit
    if "¥" in expression.marks:
        if stated not in {None, "元"}:
            raise UnreadableValueError(f"币种符号“¥”一般以元计，而表头单位为{stated}，不能确定单位")
        return 1
    if stated is None and "人民币" in expression.marks:
        return 1
    if stated is None:
        raise UnreadableValueError(f"“{_quote(expression, folded)}”未写明金额单位")
    return SIZES[stated]


def _unit_in_label(label: str) -> Unit | None:
    """注册资本（万元）： states the unit of what follows."""
    bracket = re.search(r"\([^()]*\)(?=[ :]*$)", label)
    if bracket is None:
        return None
    try:
        return parse_unit(bracket[0])
    except UnreadableValueError:
        return None  # a bracket that names no unit, such as （含税）


def _is_negative(expression: Expression, traced: TracedText, text: str, *, apposition: bool) -> bool:
    folded = traced.text
    signs = [mark for mark in expression.marks if mark in "-△▲负"]
    label = folded[: expression.start]
    bracket = "" if apposition else expression.bracket
    if expression.minus_at >= 0:
        original = text[traced.starts[expression.minus_at]]
        if original not in _MINUS_SIGNS:
            raise UnreadableValueError(f"数字后的“{original}”可能是负号，也可能是破折号")
        signs.append("-")
    if len(signs) + bool(bracket) > 1 or expression.marks.count("(") > 1:
        raise UnreadableValueError(f"“{_quote(expression, folded)}”中有多个负号或括号，不能确定正负")
    if bracket == "open":
        raise UnreadableValueError(f"“{_quote(expression, folded)}”的括号不成对")
    after_word = bool(label.strip()) and label[-1].isalnum()
    if bracket and (after_word or bracket == "unit"):
        raise UnreadableValueError(f"“{_quote(expression, folded)}”的括号可能表示负数，也可能是附注")
    set_apart = bool(label.strip()) and expression.marks.startswith("- ")  # 总资产 - 512.34
    if expression.marks.startswith("-") and (after_word or set_apart):
        raise UnreadableValueError(f"“{_quote(expression, folded)}”中的横线可能是负号，也可能是连接线")
    return bool(signs or bracket)


def _quote(expression: Expression, folded: str) -> str:
    """The sum with a little of what stands around it, for messages: the text may be a page."""
    return folded[max(0, expression.start - 8) : expression.end + 8].strip()


def _refuse_label(label: str, expression: Expression) -> None:
    """Raise where the character before the figure may be part of it."""
    last = label.rstrip()[-1:]
    if last and (last in NUMERAL_CHARACTERS or last == "第" or (last.isascii() and (last.isalnum() or last in "./,"))):
        raise UnreadableValueError(f"数字前的“{last}”可能是数字的一部分")
    if _RATE_BEFORE.search(label.rstrip()):
        raise UnreadableValueError(f"“{label.strip()}”后是单价，不是总额")
    if label.count("(") > label.count(")") and not expression.bracket:
        raise UnreadableValueError(f"“{label.strip()}”的括号不成对")


def _refuse_remainder(rest: str) -> None:
    if _REMARK.fullmatch(rest) is None:
        raise UnreadableValueError(f"金额后还有“{rest.strip()}”，不能确定是金额")


def _overlaps(run: re.Match[str], expressions: list[Expression]) -> bool:
    return any(run.start() < expression.end and expression.start < run.end() for expression in expressions)


def _parse_words_only(folded: str) -> Amount:
    run = WORDS_RUN.search(folded) or _BARE_WORDS.search(folded)
    if run is None:
        raise no_figure(folded, any_of(SIZES))
    refuse_unknown_before(folded, run.start())
    _refuse_remainder(folded[run.end() :])
    return parse_amount_in_words(run[0])


def _parse_both(traced: TracedText, text: str, expression: Expression, words: re.Match[str]) -> Amount:
    """A sum in words and in figures: one sum where they agree."""
    if expression.per:
        raise UnreadableValueError(f"“{_quote(expression, traced.text)}”是按“{expression.per}”计的单价，不是总额")
    refuse_unknown_before(traced.text, words.start())
    _refuse_remainder(traced.text[max(words.end(), expression.end) :].lstrip(" )"))
    in_figures = to_amount(expression, traced, text, "元", apposition=True)
    in_words = parse_amount_in_words(words[0])
    if in_words.yuan != in_figures.yuan:
        raise UnreadableValueError(f"大写金额为{in_words.yuan:,}元，小写金额为{in_figures.yuan:,}元，两者不一致")
    return in_figures
