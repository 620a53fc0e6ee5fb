"""v07, v08: the credit printouts.

Parameters (both): kinds, the printouts that have to be there

`printed_in_month`
    pass each was printed in the month of submission; discrepancy one was not; review a date is not legible or not
    surely read, or the day of submission is not known; missing a printout is not there
`no_records`
    pass each shows that there is no record; discrepancy a record is shown; review one cannot be read or leaves open
    what one of its sections says, or a page that may belong to it was not read; missing a printout is not there
"""

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from verifier.checks.absence import not_at_hand, nothing_read, places_beside
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.submission import day_unknown
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, doubts_of, readable, readings, shown, surely
from verifier.wording import listed, title_of

_Dated = Annotated[str, AfterValidator(KindWith(("printed_on",)))]
_Counting = Annotated[str, AfterValidator(KindWith(("record_count",)))]


class _Dates(Parameters):
    kinds: tuple[_Dated, ...]


class _Records(Parameters):
    kinds: tuple[_Counting, ...]


def check_month(dossier: Dossier, parameters: _Dates) -> Finding:
    """See the module."""
    found = _of_each(dossier, parameters, "printed_on")
    unknown = day_unknown(dossier, found) if found else None
    if unknown is not None:
        return unknown
    day = dossier.submitted_on
    wrong = [
        reading
        for reading in readable(found)
        if isinstance(reading.value, date) and (reading.value.year, reading.value.month) != (day.year, day.month)
    ]
    lines = tuple(f"{_name(reading)}：{reading.value}" for reading in readable(found))
    explanation = (f"提交日期{day:%Y-%m-%d}", *lines)
    if wrong:
        outcome = Outcome.DISCREPANCY if surely(wrong) else Outcome.REVIEW
        names = listed(f"{_name(reading)}（{reading.value}）" for reading in wrong)
        return Finding(outcome, f"不是提交当月查询：{names}。", (), shown(found), confidence_of(found), explanation)
    gaps = _gaps(dossier, parameters, found, "查询日期", explanation)
    if gaps is not None:
        return gaps
    unsure = [reading for reading in found if not reading.is_sure]
    if unsure:
        names = listed(f"{_name(reading)}（{reading.value}）" for reading in unsure)
        message = f"看来为提交当月查询，但日期识别把握不大：{names}，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), shown(found), confidence_of(found), explanation)
    return Finding(Outcome.PASS, "均为提交当月查询。", (), shown(found), confidence_of(found), explanation)


def check_records(dossier: Dossier, parameters: _Records) -> Finding:
    """See the module."""
    found = _of_each(dossier, parameters, "record_count")
    records = [reading for reading in readable(found) if reading.value != 0]
    told = (f"{_name(reading)}：“{reading.field.raw}”" for reading in readable(found))
    lines = (*told, *doubts_of([reading for reading in found if reading.field.doubtful]))
    if records:
        outcome = Outcome.DISCREPANCY if surely(records) else Outcome.REVIEW
        names = listed(f"{_name(reading)}（{reading.value}条）" for reading in records)
        return Finding(outcome, f"查询结果有不良记录：{names}。", (), shown(records), confidence_of(records), lines)
    gaps = _gaps(dossier, parameters, found, "查询结果", lines)
    if gaps is not None:
        return gaps
    beside = places_beside(dossier, dossier.of_kind(*parameters.kinds))
    if beside or any(reading.field.doubtful for reading in found):
        where = f"，但{listed(beside)}未能读取或识别，可能还有记录" if beside else "，但有查询结果识别存疑"
        message = f"读出的各页均无不良记录{where}，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), shown(found), confidence_of(found), lines)
    return Finding(Outcome.PASS, "均无不良记录。", (), shown(found), confidence_of(found), lines)


def _of_each(dossier: Dossier, parameters: _Dates | _Records, field: str) -> list[Reading]:
    return [reading for kind in parameters.kinds for reading in readings(dossier, f"{kind}.{field}")]


def _gaps(
    dossier: Dossier, parameters: _Dates | _Records, found: list[Reading], what: str, explanation: tuple[str, ...]
) -> Finding | None:
    """What keeps the check from passing: printouts that could not be read, or are not there."""
    read = [reading.document for reading in readable(found)]
    unread = [
        document for document in dossier.of_kind(*parameters.kinds) if not any(document is other for other in read)
    ]
    absent = [kind for kind in parameters.kinds if not dossier.of_kind(kind)]
    if unread:
        finding = nothing_read(dossier, [document.kind for document in unread], what, found)
        return Finding(Outcome.REVIEW, finding.message, (), shown(found), 0.0, explanation)
    if absent:
        finding = not_at_hand(dossier, absent, what, found, joint="、")
        return replace(finding, confidence=confidence_of(found), explanation=explanation)
    return None


def _name(reading: Reading) -> str:
    return title_of(reading.path.partition(".")[0].partition("[")[0])


PRINTED_IN_MONTH = CheckKind(_Dates, check_month)
NO_RECORDS = CheckKind(_Records, check_records)
