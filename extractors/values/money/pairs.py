"""The same sum in words and in figures, side by side as in contracts: rule v12 compares the two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.errors import UnreadableValueError
from extractors.values.folding import TracedText
from extractors.values.money.expressions import Expression, fold_money, scan_expressions
from extractors.values.money.figures import to_amount
from extractors.values.money.models import Amount
from extractors.values.money.words import BROKEN_RUN, WORDS_RUN, parse_amount_in_words, refuse_unknown_before

Span = tuple[int, int]

# What may stand between the two; a pair is sure where it has a bracket or says 大写, 小写 or 即.
_FILLING = re.compile(r"(?:[\s,;:。、()\[\]=¥/]|大写|小写|人民币|金额|元|圆|即|计|合|共|约|为|整|正)*")
_SURE = re.compile(r"[(\[]|大写|小写|即")
_WORDS_FIRST = re.compile(r"\s*(?:[,;、]?\s*¥)?\s*")
_FIGURES_FIRST = re.compile(r"\s*(?:人民币)?\s*")
_MAX_GAP = 24


@dataclass(frozen=True, slots=True)
class AmountPair:
    """A sum in words with the figures beside it; spans are characters of the text as passed.

    `words` or `figures` is None where that side cannot be read; `problem` then says why, in Chinese.
    """

    words: Amount | None
    figures: Amount | None
    words_span: Span
    figures_span: Span
    problem: str


def find_amount_pairs(text: str) -> list[AmountPair]:
    """Return the sums written both in words and in figures, in order of the text.

    An unreadable side is reported, not left out: a pair that is overlooked is a fault that passes.
    """
    traced = fold_money(text)
    expressions = scan_expressions(traced.text)
    runs = [run.span() for run in WORDS_RUN.finditer(traced.text)]
    runs += [run.span() for run in BROKEN_RUN.finditer(traced.text) if not any(s <= run.start() < e for s, e in runs)]
    words = sorted(span for span in runs if not _inside(span, expressions))
    return [_to_pair(traced, text, span, expression) for span, expression in _match_up(traced.text, words, expressions)]


def _inside(span: Span, expressions: list[Expression]) -> bool:
    return any(span[0] < expression.end and expression.start < span[1] for expression in expressions)


def _match_up(text: str, words: list[Span], expressions: list[Expression]) -> list[tuple[Span, Expression]]:
    """Pair neighbours: first where bracket or word says so, then where nothing but a currency mark lies between."""
    pairs: list[tuple[Span, Expression]] = []
    free_words, free_figures = list(words), list(expressions)
    for sure in (True, False):
        for span, expression in _neighbours(text, free_words, free_figures, sure=sure):
            if span in free_words and expression in free_figures:
                pairs.append((span, expression))
                free_words.remove(span)
                free_figures.remove(expression)
    return sorted(pairs, key=lambda pair: pair[0])


def _neighbours(
    text: str, words: list[Span], expressions: list[Expression], *, sure: bool
) -> Iterator[tuple[Span, Expression]]:
    for span in list(words):
        behind = [e for e in expressions if e.parts[0].start >= span[1]]
        before = [e for e in expressions if e.parts[-1].end <= span[0]]
        if behind and _joins(text[span[1] : behind[0].parts[0].start], None if sure else _WORDS_FIRST):
            yield span, behind[0]
        elif before and _joins(text[before[-1].end : span[0]], None if sure else _FIGURES_FIRST):
            yield span, before[-1]


def _joins(gap: str, plain: re.Pattern[str] | None) -> bool:
    """Tell whether the gap ties both sides together: `plain` for a bare gap, None for one with a bracket or word."""
    if len(gap) > _MAX_GAP:
        return False
    if plain is not None:
        return plain.fullmatch(gap) is not None
    return _FILLING.fullmatch(gap) is not None and _SURE.search(gap) is not None


def _to_pair(traced: TracedText, text: str, span: Span, expression: Expression) -> AmountPair:
    words: Amount | None = None
    figures: Amount | None = None
    problems: list[str] = []
    try:
        refuse_unknown_before(traced.text, span[0])
        words = parse_amount_in_words(traced.text[span[0] : span[1]])
    except UnreadableValueError as error:
        problems.append(error.message)
    try:
        figures = to_amount(expression, traced, text, "元", apposition=True)
    except UnreadableValueError as error:
        problems.append(error.message)
    figures_span = traced.span(expression.start, expression.end)
    return AmountPair(words, figures, traced.span(*span), figures_span, "；".join(problems))
