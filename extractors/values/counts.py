"""Counts: 23人, 23台（套）, 二十三家, 1,200人次."""

import re

from extractors.errors import UnreadableValueError
from extractors.values.blanks import refuse_blank
from extractors.values.estimates import refuse_estimate
from extractors.values.figures import fold_figures, no_figure, only_figure
from extractors.values.folding import fold
from extractors.values.lexicon import any_of, load_words
from extractors.values.numerals import NUMERAL_CHARACTERS, parse_numeral

_WORDS = load_words("counts")
_MEASURE = any_of(_WORDS["measures"])
_BEFORE_WORDS: tuple[str, ...] = tuple(_WORDS["before_words"])
_REST = re.compile(rf"(?:{_MEASURE})?[。;,、.)]*(?:\([^()0-9]*\))?[。;,、]*")
_NUMERAL = f"[{NUMERAL_CHARACTERS}]+"
_IN_WORDS = re.compile(rf"(?<![第{NUMERAL_CHARACTERS}])(?P<numeral>{_NUMERAL})(?=余|多|来|{_MEASURE}|[。;,)]*$)")
_BOTH = re.compile(rf"(?P<words>{_NUMERAL})\((?P<figures>\d+)\)|(?P<figures2>\d+)\((?:大写:?)?(?P<words2>{_NUMERAL})\)")


def parse_count(text: str) -> int:
    """Return the one whole number that the text counts; a label before it is let pass.

    Raises `UnreadableValueError` for estimates (30余家), fractions, negative numbers and several numbers.
    """
    refuse_blank(text)
    written = fold(text)
    both = _BOTH.search(written)
    if both:
        written = written.replace(both[0], str(_agreeing(both)), 1)
        return _in_figures(written)
    folded = fold_figures(text).text
    if re.search("[0-9]", folded):
        return _in_figures(folded)
    return _in_words(written.replace("_", ""))


def _agreeing(both: re.Match[str]) -> int:
    in_words = parse_numeral(both["words"] or both["words2"])
    in_figures = int(both["figures"] or both["figures2"])
    if in_words != in_figures:
        raise UnreadableValueError(f"“{both[0]}”的大小写不一致")
    return in_figures


def _in_figures(folded: str) -> int:
    figure = only_figure(folded)
    before, behind = folded[: figure.start], fold(folded[figure.end :])
    thousands = 10_000 if behind.startswith("万") else 1
    rest = behind.removeprefix("万")
    _refuse_rest(before, behind, rest, folded)
    if figure.point_may_be_comma and thousands == 1:
        raise UnreadableValueError(f"数字“{folded.strip()}”的小数点可能是千分号")
    value = figure.value * thousands
    if value != int(value):
        raise UnreadableValueError(f"“{folded.strip()}”不是整数")
    return int(value)


def _in_words(written: str) -> int:
    found = list(_IN_WORDS.finditer(written))
    if len(found) > 1:
        raise UnreadableValueError(f"“{written}”中有多个数字，不能确定是哪一个")
    if not found:
        raise no_figure(written, _MEASURE)
    before, behind = written[: found[0].start()], written[found[0].end() :]
    _refuse_rest(before, behind, behind, written)
    if before and before[-1].isalnum() and not before.endswith(_BEFORE_WORDS):
        raise UnreadableValueError(f"数字前的“{before[-1]}”可能是未识别的数字")
    return parse_numeral(found[0]["numeral"])


def _refuse_rest(before: str, behind: str, rest: str, written: str) -> None:
    measured = re.match(_MEASURE, rest)
    refuse_estimate(before, behind, rest, rest[measured.end() :] if measured else "")
    if _REST.fullmatch(rest) is None:
        raise UnreadableValueError(f"“{written.strip()}”中数字后的“{rest}”不是计数单位")
