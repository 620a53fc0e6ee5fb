"""v04: is each certificate of qualification in force on the day of submission?

Parameters
    kinds   kinds of certificate, each with `valid_to` where it has a term

Outcomes
    pass            every term that is stated ends on or after the day
    discrepancy     one surely read has ended, and no certificate of the same title is in force beside it
    review          one has ended and may have been renewed, is not surely read, or a certificate speaks of a term that
                    was not read; the day of submission is not known; a further certificate may be on pages that could
                    not be read or recognised
    not_applicable  the certificates have no term (records of websites have none)
    missing         there is no certificate
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from extractors.layout.prose import page_passage
from extractors.models import LONG_TERM, Document
from verifier.checks.absence import never_read, not_at_hand, places_beside, suspects
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.submission import day_unknown
from verifier.comparison import Verdict, compare_names
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome, Value
from verifier.readings import Reading, confidence_of, doubts_of, pages_in, readable, readings, shown
from verifier.wording import listed, pages_of, some_of

# 有效期 in whatever grid of characters: the term itself, not 长期有效 in a sentence on something else.
_STATES_A_TERM = re.compile(r"有效期|有效日期|有效至|有效截止|截止日期|到期|(?:使用|许可|办学|认证|证书)期限")


Values = tuple[tuple[Value, ...], tuple[Value, ...]]


_Certificate = Annotated[str, AfterValidator(KindWith(("valid_to",)))]


class _Term(Parameters):
    kinds: tuple[_Certificate, ...]


def check(dossier: Dossier, parameters: _Term) -> Finding:
    """See the module."""
    documents = dossier.of_kind(*parameters.kinds)
    if not documents:
        return not_at_hand(dossier, parameters.kinds, "证书的有效期")
    found = [reading for kind in parameters.kinds for reading in readings(dossier, f"{kind}.valid_to")]
    ends = readable(found)
    silent = [
        document
        for document in documents
        if _terms_stated(dossier, document) > sum(end.document is document for end in ends)
    ]
    silent += [end.document for end in found if end.value is None and end.document is not None]
    silent = [document for document in documents if any(document is other for other in silent)]
    values: Values = ((), shown(found))
    lines = (*(_line(end) for end in ends), *doubts_of(found), f"提交日期{dossier.submitted_on:%Y-%m-%d}")
    unknown = day_unknown(dossier, ends) if any(end.value != LONG_TERM for end in ends) else None
    if unknown is not None:
        return unknown
    over = [end for end in ends if isinstance(end.value, date) and end.value < dossier.submitted_on]
    if over:
        return _over(dossier, over, ends, values, lines)
    return _none_over(dossier, parameters, silent, ends, (values, lines))


def _none_over(
    dossier: Dossier,
    parameters: _Term,
    silent: Sequence[Document],
    ends: Sequence[Reading],
    shown_with: tuple[Values, tuple[str, ...]],
) -> Finding:
    """No term that was read has ended; there may be others."""
    values, lines = shown_with
    documents = dossier.of_kind(*parameters.kinds)
    beside = places_beside(dossier, documents)
    if silent or beside:
        message = f"{listed([*map(pages_of, silent), *beside])}的有效期未能读出，请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, 0.0, lines)
    elsewhere = _elsewhere(dossier, parameters)
    if elsewhere:
        message = f"已读出的证书未见超过有效期的，但{some_of(elsewhere)}未能读取或识别，可能另有证书，请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, 0.0, lines)
    if not ends:
        return Finding(Outcome.NOT_APPLICABLE, f"证书未载明有效期（{listed(map(pages_of, documents))}）。")
    sure = all(end.is_sure for end in ends)
    message = "载明有效期的证书提交时均在有效期内。" if sure else "有效期读作未满，但识别把握不大，请人工核对。"
    return Finding(Outcome.PASS if sure else Outcome.REVIEW, message, *values, confidence_of(ends), lines)


def _over(
    dossier: Dossier, over: Sequence[Reading], ends: Sequence[Reading], values: Values, lines: tuple[str, ...]
) -> Finding:
    """Some have ended: a fault where that is sure and none may have been renewed."""
    ended = [end for end in over if end.is_sure and not _may_be_renewed(dossier, end, ends)]
    what = listed(f"{_title(dossier, end)}（{end.place}，有效期至{end.value}）" for end in ended or over)
    if ended:
        message = f"提交时已超过有效期：{what}。"
        return Finding(Outcome.DISCREPANCY, message, *values, confidence_of(ended), lines)
    message = f"提交时可能已超过有效期，或另有新证：{what}，请人工核对。"
    return Finding(Outcome.REVIEW, message, *values, confidence_of(over), lines)


def _elsewhere(dossier: Dossier, parameters: _Term) -> list[str]:
    """Where a further certificate with a term may be: pages never read, unrecognised ones that speak of a term."""
    unknown = [document for document in suspects(dossier, parameters.kinds) if _terms_stated(dossier, document)]
    return [*map(pages_of, unknown), *never_read(dossier)]


def _terms_stated(dossier: Dossier, document: Document) -> int:
    """On how many pages a document speaks of a term: two certificates may have been taken for one."""
    return sum(
        _STATES_A_TERM.search(page_passage(page).compact.text) is not None for page in pages_in(dossier, document)
    )


def _may_be_renewed(dossier: Dossier, end: Reading, ends: Sequence[Reading]) -> bool:
    """Whether a certificate of the same title, or of a title that was not read, is in force on the day."""
    mine = _titles(dossier, end)
    for other in ends:
        if other is end or (isinstance(other.value, date) and other.value < dossier.submitted_on):
            continue
        theirs = _titles(dossier, other)
        if not mine or not theirs or compare_names(mine[0], theirs[0]).verdict is not Verdict.DIFFERENT:
            return True
    return False


def _titles(dossier: Dossier, end: Reading) -> list[str]:
    titles = readable(readings(dossier, f"{end.path.partition('.')[0].partition('[')[0]}.title"))
    return [str(title.value) for title in titles if title.document is end.document]


def _title(dossier: Dossier, end: Reading) -> str:
    return next(iter(_titles(dossier, end)), "证书")


def _line(end: Reading) -> str:
    return f"{end.place}：有效期至{'长期' if end.value == LONG_TERM else end.value}"


QUALIFICATION_TERM = CheckKind(_Term, check)
