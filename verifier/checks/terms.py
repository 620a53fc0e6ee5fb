"""v02, v03: is a document in force on the day of submission?

`licence_term`  parameters: without_term_since (licences issued from this day on state no term)
    pass long-term, or an end not before submission; discrepancy an end before it; review no end legible;
    not_applicable a licence of the form that states none

`lease_term`    no parameters
    pass the lease (of several for one place the latest) covers the day; discrepancy it does not; review not legible;
    not_applicable no lease (the premises are owned)
"""

from datetime import date

from extractors.models import LONG_TERM
from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.subject import LICENCES, licence_readings
from verifier.comparison import Verdict, compare_addresses
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, readable, readings, shown
from verifier.wording import listed, pages_of


class _LicenceTerm(Parameters):
    without_term_since: date


def check_licence_term(dossier: Dossier, parameters: _LicenceTerm) -> Finding:
    """See the module."""
    ends = licence_readings(dossier, "term_to")
    if not readable(ends):
        return _no_term(dossier, parameters, ends)
    reading, day = readable(ends)[0], dossier.submitted_on
    values, confidence = (reading.shown,), reading.field.confidence
    if reading.value == LONG_TERM:
        return Finding(Outcome.PASS, "营业期限为长期。", (), values, confidence)
    assert isinstance(reading.value, date)
    line = f"有效期至{reading.value:%Y-%m-%d}，提交日期{day:%Y-%m-%d}"
    if reading.value >= day:
        return Finding(Outcome.PASS, "提交时在有效期内。", (), values, confidence, (line,))
    outcome = Outcome.DISCREPANCY if reading.is_sure else Outcome.REVIEW
    return Finding(outcome, "提交时已超过有效期。", (), values, confidence, (line,))


def _no_term(dossier: Dossier, parameters: _LicenceTerm, ends: list[Reading]) -> Finding:
    """No end was read: left blank, not legible, or a form of licence that has none."""
    if not ends:
        issued = readable(licence_readings(dossier, "issued_on"))
        if issued and isinstance(issued[0].value, date) and issued[0].value >= parameters.without_term_since:
            return Finding(
                Outcome.NOT_APPLICABLE,
                f"执照于{issued[0].value:%Y-%m-%d}核发，照面未载明营业期限（{parameters.without_term_since:%Y年%m月}起的执照不再载明）。",
                (), shown(issued[:1]), issued[0].field.confidence,
            )  # fmt: skip
    return nothing_read(dossier, LICENCES, "营业期限", ends)


class _LeaseTerm(Parameters):
    pass


def check_lease_term(dossier: Dossier, _parameters: _LeaseTerm) -> Finding:
    """See the module."""
    leases = dossier.of_kind("lease")
    if not leases:
        if dossier.of_kind("property_certificate"):
            return Finding(Outcome.NOT_APPLICABLE, "场所为自有，未提供租赁合同。")
        return nothing_read(dossier, ("lease",), "租赁期限")
    starts, ends = readings(dossier, "lease.starts_on"), readings(dossier, "lease.ends_on")
    unread = [lease for lease in leases if not any(end.document is lease and end.value is not None for end in ends)]
    values = shown([*starts, *ends])
    if unread:
        reasons = tuple(
            f"{reading.place}“{reading.field.raw}”：{reading.field.note}" for reading in ends if reading.field.note
        )
        where = listed(pages_of(lease) for lease in unread)
        return Finding(Outcome.REVIEW, f"未能读出租赁期限（{where}），请人工核对。", (), values, 0.0, reasons)
    lines = [_line(start, end) for start, end in zip(starts, ends, strict=False)]
    outside = [end for end in ends if not _covers(dossier, end, starts) and not _renewed(dossier, end, starts, ends)]
    notes = tuple(dict.fromkeys(f"{end.place}：{end.field.note}" for end in ends if end.field.note))
    confidence = confidence_of([*starts, *ends])
    explanation = (*lines, *notes, f"提交日期{dossier.submitted_on:%Y-%m-%d}")
    if outside:
        outcome = Outcome.DISCREPANCY if all(end.is_sure for end in outside) else Outcome.REVIEW
        return Finding(outcome, "租赁期限未覆盖提交日。", (), values, confidence, explanation)
    if notes:
        return Finding(
            Outcome.REVIEW,
            "租赁期限覆盖提交日，但合同所写期限有疑问，请人工核对。",
            (),
            values,
            confidence,
            explanation,
        )
    return Finding(Outcome.PASS, "租赁期限覆盖提交日。", (), values, confidence, explanation)


def _line(start: Reading, end: Reading) -> str:
    return f"{end.place}：{start.value or '未载明'}至{end.value}"


def _covers(dossier: Dossier, end: Reading, starts: list[Reading]) -> bool:
    start = next((start for start in starts if start.document is end.document and isinstance(start.value, date)), None)
    begun = start is None or (isinstance(start.value, date) and start.value <= dossier.submitted_on)
    return begun and (end.value == LONG_TERM or (isinstance(end.value, date) and end.value >= dossier.submitted_on))


def _renewed(dossier: Dossier, end: Reading, starts: list[Reading], ends: list[Reading]) -> bool:
    """Whether another lease of the same place covers the day."""
    mine = _address(dossier, end)
    for other in ends:
        theirs = _address(dossier, other)
        if other is end or not _covers(dossier, other, starts):
            continue
        if mine and theirs and compare_addresses(mine, theirs).verdict is not Verdict.DIFFERENT:
            return True
    return False


def _address(dossier: Dossier, reading: Reading) -> str | None:
    found = (other for other in readable(readings(dossier, "lease.address")) if other.document is reading.document)
    return next((str(other.value) for other in found), None)


LICENCE_TERM = CheckKind(_LicenceTerm, check_licence_term)
LEASE_TERM = CheckKind(_LeaseTerm, check_lease_term)
