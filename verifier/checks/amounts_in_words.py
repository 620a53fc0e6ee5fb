"""v12: do sums in words and in figures agree wherever both are written?

Parameters
    kinds   kinds of document that state sums twice

Outcomes
    pass            every pair agrees
    discrepancy     a pair surely read does not
    review          a side of a pair is not legible, or a difference may be a misreading
    not_applicable  no document states a sum twice
"""

from verifier.checks.kinds import CheckKind, Parameters
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import Reading, confidence_of, readings, shown
from verifier.wording import listed


class _InWords(Parameters):
    kinds: tuple[str, ...]


def check(dossier: Dossier, parameters: _InWords) -> Finding:
    """See the module."""
    pairs = [pair for kind in parameters.kinds for pair in _pairs(dossier, kind)]
    if not pairs:
        return Finding(Outcome.NOT_APPLICABLE, "材料中没有同时写明大写和小写的金额。")
    lines = tuple(f"{words.place}：“{words.field.raw}”与“{figures.field.raw}”" for words, figures in pairs)
    different = [
        pair for pair in pairs if None not in (pair[0].value, pair[1].value) and pair[0].value != pair[1].value
    ]
    if different:
        sure = any(words.is_sure and figures.is_sure for words, figures in different)
        where = listed(f"{words.place}（{words.value}元与{figures.value}元）" for words, figures in different)
        values, outcome = _values(different), Outcome.DISCREPANCY if sure else Outcome.REVIEW
        return Finding(outcome, f"大写与小写金额不一致：{where}。", (), values, _confidence(different), lines)
    unread = [pair for pair in pairs if None in (pair[0].value, pair[1].value)]
    if unread:
        where = listed(words.place for words, _ in unread)
        return Finding(Outcome.REVIEW, f"有金额未能读出（{where}），请人工核对。", (), _values(unread), 0.0, lines)
    return Finding(Outcome.PASS, f"{len(pairs)}处大写与小写金额一致。", (), _values(pairs), _confidence(pairs), lines)


Pair = tuple[Reading, Reading]


def _pairs(dossier: Dossier, kind: str) -> list[Pair]:
    pairs: list[Pair] = []
    index = 0
    while words := readings(dossier, f"{kind}.amounts[{index}].in_words"):
        figures = readings(dossier, f"{kind}.amounts[{index}].in_figures")
        pairs += [(one, other) for one in words for other in figures if one.document is other.document]
        index += 1
    return pairs


def _values(pairs: list[Pair]) -> tuple[Value, ...]:
    return shown([reading for pair in pairs for reading in pair])


def _confidence(pairs: list[Pair]) -> float:
    return confidence_of([reading for pair in pairs for reading in pair])


IN_WORDS = CheckKind(_InWords, check)
