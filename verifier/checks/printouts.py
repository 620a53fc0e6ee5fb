"""v07, v08: the credit printouts of 第十二条（三）.

Parameters (both): kinds, the printouts that have to be there

`printed_in_month`
    pass each was printed in the month of submission; discrepancy one was not; review a date is not legible;
    missing a printout is not there
`no_records`
    pass each shows that there is no record; discrepancy a record is shown; review one cannot be read;
    missing a printout is not there
"""

from datetime import date

from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, readable, readings, shown
from verifier.wording import listed, title_of


class _Printouts(Parameters):
    kinds: tuple[str, ...]


def check_month(dossier: Dossier, parameters: _Printouts) -> Finding:
    """See the module."""
    found = _of_each(dossier, parameters, "printed_on")
    day = dossier.submitted_on
    wrong = [
        reading
        for reading in readable(found)
        if isinstance(reading.value, date) and (reading.value.year, reading.value.month) != (day.year, day.month)
    ]
    lines = tuple(f"{_name(reading)}：{reading.value}" for reading in readable(found))
    explanation = (f"提交日期{day:%Y-%m-%d}", *lines)
    if wrong:
        outcome = Outcome.DISCREPANCY if any(reading.is_sure for reading in wrong) else Outcome.REVIEW
        names = listed(f"{_name(reading)}（{reading.value}）" for reading in wrong)
        return Finding(outcome, f"不是提交当月查询：{names}。", (), shown(found), confidence_of(found), explanation)
    return _gaps(dossier, parameters, found, "查询日期", explanation) or Finding(
        Outcome.PASS, "均为提交当月查询。", (), shown(found), confidence_of(found), explanation
    )


def check_records(dossier: Dossier, parameters: _Printouts) -> Finding:
    """See the module."""
    found = _of_each(dossier, parameters, "record_count")
    records = [reading for reading in readable(found) if reading.value != 0]
    lines = tuple(f"{_name(reading)}：“{reading.field.raw}”" for reading in readable(found))
    if records:
        outcome = Outcome.DISCREPANCY if any(reading.is_sure for reading in records) else Outcome.REVIEW
        names = listed(f"{_name(reading)}（{reading.value}条）" for reading in records)
        return Finding(outcome, f"查询结果有不良记录：{names}。", (), shown(records), confidence_of(records), lines)
    return _gaps(dossier, parameters, found, "查询结果", lines) or Finding(
        Outcome.PASS, "均无不良记录。", (), shown(found), confidence_of(found), lines
    )


def _of_each(dossier: Dossier, parameters: _Printouts, field: str) -> list[Reading]:
    return [reading for kind in parameters.kinds for reading in readings(dossier, f"{kind}.{field}")]


def _gaps(
    dossier: Dossier, parameters: _Printouts, found: list[Reading], what: str, explanation: tuple[str, ...]
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
        names = listed(title_of(kind) for kind in absent)
        return Finding(
            Outcome.MISSING, f"未提供{names}，无法核对{what}。", (), shown(found), confidence_of(found), explanation
        )
    return None


def _name(reading: Reading) -> str:
    return title_of(reading.path.partition(".")[0].partition("[")[0])


PRINTED_IN_MONTH = CheckKind(_Printouts, check_month)
NO_RECORDS = CheckKind(_Printouts, check_records)
