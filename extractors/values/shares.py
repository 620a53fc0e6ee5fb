"""Shares from 0 to 1: 85%, 百分之八十五, 八成五."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors.errors import UnreadableValueError
from extractors.values.blanks import refuse_blank
from extractors.values.estimates import refuse_estimate
from extractors.values.figures import fold_figures, no_figure, only_figure
from extractors.values.folding import fold
from extractors.values.numerals import NUMERAL_CHARACTERS, parse_digits, parse_numeral

_NUMERAL = f"[{NUMERAL_CHARACTERS}]"
_IN_WORDS = re.compile(rf"(?P<base>百|千)分之(?P<whole>{_NUMERAL}+)(?:点(?P<fraction>{_NUMERAL}+))?")
_TENTHS = re.compile(r"(?P<tenths>[一二三四五六七八九十])成(?P<hundredths>半|[一二三四五六七八九])?")
_BASES = {"%": 100, "‰": 1000, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole.

    `value` is from 0 to 1; `quantum` is the size of the last digit written (85% -> 0.01, 85.0% -> 0.001).
    """

    value: Decimal
    quantum: Decimal


def parse_share(text: str, unit: Literal["%"] | None = None) -> Share:
    """Return the one share that the text states; a bare number counts only where the form prints the % (`unit`).

    Raises `UnreadableValueError` for shares above 1, estimates (80%以上) and several figures.
    """
    refuse_blank(text)
    folded = fold_figures(text).text
    if re.search("[0-9]", folded):
        share, rest = _in_figures(folded, unit)
    else:
        share, rest = _in_words(fold(text))
    refuse_estimate("", rest)
    if re.fullmatch(r"[\s。;,、.)]*(?:\([^()0-9]*\))?", rest) is None:
        raise UnreadableValueError(f"比例后还有“{rest.strip()}”，意思不明")
    if share.value > 1:
        raise UnreadableValueError(f"比例“{folded.strip()}”超过100%")
    return share


def _in_figures(folded: str, unit: Literal["%"] | None) -> tuple[Share, str]:
    figure = only_figure(folded)
    before, behind = folded[: figure.start].rstrip(), folded[figure.end :]
    sign = re.match(r" *([%‰])", behind)
    spelled = re.search("([百千])分之$", before)
    if sign and spelled:
        raise UnreadableValueError(f"“{folded.strip()}”中“{spelled[0]}”与“{sign[1]}”重复")
    refuse_estimate(before[: spelled.start()] if spelled else before, behind)
    mark = sign[1] if sign else spelled[1] if spelled else unit
    if mark is None:
        raise UnreadableValueError(f"“{folded.strip()}”没有百分号，不能确定是比例")
    share = Share(figure.value / _BASES[mark], figure.quantum / _BASES[mark])
    return share, behind[sign.end() :] if sign else behind


def _in_words(folded: str) -> tuple[Share, str]:
    match = _IN_WORDS.search(folded)
    if match:
        refuse_estimate(folded[: match.start()])
        return _from_words(match), folded[match.end() :]
    match = _TENTHS.search(folded)
    if match:
        refuse_estimate(folded[: match.start()])
        tenths = Decimal(parse_numeral(match["tenths"])) / 10
        second = match["hundredths"]
        hundredths = Decimal(0) if second is None else Decimal(5 if second == "半" else parse_numeral(second)) / 100
        return Share(tenths + hundredths, Decimal("0.01" if second else "0.1")), folded[match.end() :]
    raise no_figure(folded.replace("_", ""), "%")


def _from_words(match: re.Match[str]) -> Share:
    base = _BASES[match["base"]]
    whole = 100 if match["whole"] in {"百", "佰"} else parse_numeral(match["whole"])
    digits = parse_digits(match["fraction"]) if match["fraction"] else ""
    return Share(Decimal(f"{whole}.{digits or '0'}") / base, Decimal(1).scaleb(-len(digits)) / base)
