"""v12: do sums in words and in figures agree wherever both are written?

Parameters
    kinds   kinds of document that state sums twice

Outcomes
    pass            every pair agrees
    discrepancy     a pair surely read does not
    review          a side of a pair is not legible, a difference may be a misreading, words for a sum stand on a
                    document of which no pair was read, or a further sum may be on pages that could not be read or
                    recognised
    not_applicable  no document states a sum twice
"""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from extractors.layout.prose import document_passage
from extractors.models import Document
from verifier.checks.absence import never_read, places_unread, suspects
from verifier.checks.kinds import CheckKind, Parameters
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import Reading, confidence_of, pages_in, readings, shown
from verifier.wording import listed, pages_of, some_of

_IN_WORDS = re.compile(r"大写|[零壹贰叁肆伍陆柒捌玖拾佰仟]{2}|[壹贰叁肆伍陆柒捌玖拾佰仟万][元圆]")


_Stating = Annotated[str, AfterValidator(KindWith(("amounts[].in_words", "amounts[].in_figures")))]


Pair = tuple[Reading, Reading]


class _InWords(Parameters):
    kinds: tuple[_Stating, ...]


def check(dossier: Dossier, parameters: _InWords) -> Finding:
    """See the module."""
    pairs = [pair for kind in parameters.kinds for pair in _pairs(dossier, kind)]
    silent = [
        document
        for document in dossier.of_kind(*parameters.kinds)
        if not any(words.document is document for words, _ in pairs) and _speaks_of_sums(dossier, document)
    ]
    if not pairs and not silent and not dossier.of_kind(*parameters.kinds) and places_unread(dossier, parameters.kinds):
        return Finding(Outcome.REVIEW, "已读出的材料中没有大写金额，但有页面未能读取或识别，请人工核对。")
    elsewhere = _elsewhere(dossier, parameters)
    if not pairs and not silent:
        return _no_sums(elsewhere)
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
    return _without_difference(pairs, silent, elsewhere, lines)


def _no_sums(elsewhere: Sequence[str]) -> Finding:
    if elsewhere:
        message = f"已读出的材料中没有同时写明大写和小写的金额，但{some_of(elsewhere)}未能读取或识别，请人工核对。"
        return Finding(Outcome.REVIEW, message)
    return Finding(Outcome.NOT_APPLICABLE, "材料中没有同时写明大写和小写的金额。")


def _without_difference(
    pairs: list[Pair], silent: Sequence[Document], elsewhere: Sequence[str], lines: tuple[str, ...]
) -> Finding:
    """What was read agrees; it may not be all there is."""
    if silent:
        where = listed(pages_of(document) for document in silent)
        message = f"{where}写有大写金额，但未能读出与之对应的小写金额，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), _values(pairs), 0.0, lines)
    if elsewhere:
        message = f"已读出的{len(pairs)}处大写与小写金额一致，但{some_of(elsewhere)}未能读取或识别，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), _values(pairs), _confidence(pairs), lines)
    return Finding(Outcome.PASS, f"{len(pairs)}处大写与小写金额一致。", (), _values(pairs), _confidence(pairs), lines)


def _elsewhere(dossier: Dossier, parameters: _InWords) -> list[str]:
    """Where a further sum in words may be: pages never read, unrecognised ones that speak of one."""
    unknown = [document for document in suspects(dossier, parameters.kinds) if _speaks_of_sums(dossier, document)]
    return [*map(pages_of, unknown), *never_read(dossier)]


def _pairs(dossier: Dossier, kind: str) -> list[Pair]:
    pairs: list[Pair] = []
    index = 0
    while words := readings(dossier, f"{kind}.amounts[{index}].in_words"):
        figures = readings(dossier, f"{kind}.amounts[{index}].in_figures")
        pairs += [(one, other) for one in words for other in figures if one.document is other.document]
        index += 1
    return pairs


def _speaks_of_sums(dossier: Dossier, document: Document) -> bool:
    return _IN_WORDS.search(document_passage(pages_in(dossier, document)).compact.text) is not None


def _values(pairs: list[Pair]) -> tuple[Value, ...]:
    return shown([reading for pair in pairs for reading in pair])


def _confidence(pairs: list[Pair]) -> float:
    return confidence_of([reading for pair in pairs for reading in pair])


IN_WORDS = CheckKind(_InWords, check)
