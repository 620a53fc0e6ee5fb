"""v02, v03: is a document in force on the day of submission?

`licence_term`  parameters: without_term_since (licences issued from this day on state no term)
    pass long-term, or an end not before submission; discrepancy an end before it; review no end legible or surely read,
    or two copies that disagree; not_applicable a licence of the form that states none

`lease_term`    no parameters
    pass every lease covers the day, or has been renewed by one for the same place that does; discrepancy one does not;
    review not legible or surely read, or it is not clear whether one renews the other, or a further lease may be on
    pages that could not be read or recognised; not_applicable no lease (the premises are owned)
"""

import re
from datetime import date

from extractors.layout.prose import document_passage
from extractors.models import LONG_TERM, Document
from verifier.checks.absence import never_read, nothing_read, places_unread, suspects
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.subject import LICENCES, licence_readings
from verifier.checks.submission import day_unknown
from verifier.comparison import Verdict, compare_addresses
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, pages_in, readable, readings, shown, surely
from verifier.wording import listed, pages_of, some_of

_STATES_A_LEASE_TERM = re.compile(r"租赁期|租用期|租期|使用期|期限")
_STATES_A_TERM = re.compile(r"(?:营业|经营|合伙|有效)期限|有效期")


class _LicenceTerm(Parameters):
    without_term_since: date


def check_licence_term(dossier: Dossier, parameters: _LicenceTerm) -> Finding:
    """See the module."""
    ends = licence_readings(dossier, "term_to")
    found = readable(ends)
    if not found:
        return _no_term(dossier, parameters, ends)
    values, confidence = shown(found), confidence_of(found)
    if all(reading.value == LONG_TERM for reading in found):
        return Finding(Outcome.PASS, "营业期限为长期。", (), values, confidence)
    unknown = day_unknown(dossier, found)
    if unknown is not None:
        return unknown
    day = dossier.submitted_on
    lines = tuple(
        f"{reading.place}：有效期至{'长期' if reading.value == LONG_TERM else reading.value}" for reading in found
    )
    lines = (*lines, f"提交日期{day:%Y-%m-%d}")
    over = [reading for reading in found if isinstance(reading.value, date) and reading.value < day]
    if len(surely(over)) == len(found):
        return Finding(Outcome.DISCREPANCY, "提交时已超过有效期。", (), values, confidence, lines)
    if over or not surely(found):
        message = "提交时可能已超过有效期，请人工核对。" if over else "营业期限识别把握不大，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), values, confidence, lines)
    return Finding(Outcome.PASS, "提交时在有效期内。", (), values, confidence, lines)


def _no_term(dossier: Dossier, parameters: _LicenceTerm, ends: list[Reading]) -> Finding:
    """No end was read: left blank, not legible, or a form of licence that has none."""
    issued = surely([reading for reading in licence_readings(dossier, "issued_on") if _is_licence(reading)])
    if not ends and issued and not any(_states_a_term(dossier, licence) for licence in dossier.of_kind(*LICENCES)):
        day = issued[0].value
        if isinstance(day, date) and day >= parameters.without_term_since:
            since = f"{parameters.without_term_since:%Y年%m月}"
            message = f"执照于{day:%Y-%m-%d}核发，照面未载明营业期限（{since}起的执照不再载明）。"
            return Finding(Outcome.NOT_APPLICABLE, message, (), shown(issued[:1]), issued[0].field.confidence)
    return nothing_read(dossier, LICENCES, "营业期限", ends)


def _is_licence(reading: Reading) -> bool:
    """Whether it is of a 营业执照: the certificates of institutions and associations always state their term."""
    return reading.document is not None and reading.document.kind == "business_licence"


def _states_a_term(dossier: Dossier, licence: Document) -> bool:
    """Whether a licence speaks of a term that was not read as one."""
    return _STATES_A_TERM.search(document_passage(pages_in(dossier, licence)).compact.text) is not None


class _LeaseTerm(Parameters):
    pass


def check_lease_term(dossier: Dossier, _parameters: _LeaseTerm) -> Finding:
    """See the module."""
    leases = dossier.of_kind("lease")
    if not leases:
        if dossier.of_kind("property_certificate") and not places_unread(dossier, ("lease",)):
            return Finding(Outcome.NOT_APPLICABLE, "场所为自有，未提供租赁合同。")
        return nothing_read(dossier, ("lease",), "租赁期限")
    found = [*readings(dossier, "lease.starts_on"), *readings(dossier, "lease.ends_on")]
    ends = readable([reading for reading in found if reading.field.path == "ends_on"])
    unread = [lease for lease in leases if not any(end.document is lease for end in ends)]
    if unread:
        reasons = tuple(
            f"{reading.place}“{reading.field.raw}”：{reading.field.note}" for reading in found if reading.field.note
        )
        where = listed(pages_of(lease) for lease in unread)
        message = f"未能读出租赁期限（{where}），请人工核对。"
        return Finding(Outcome.REVIEW, message, (), shown(found), 0.0, reasons)
    unknown = day_unknown(dossier, found)
    if unknown is not None:
        return unknown
    return _leases_on_the_day(dossier, found, ends)


def _leases_on_the_day(dossier: Dossier, found: list[Reading], ends: list[Reading]) -> Finding:
    values, confidence = shown(found), confidence_of(readable(found))
    notes = tuple(dict.fromkeys(f"{reading.place}：{reading.field.note}" for reading in found if reading.field.note))
    lines = tuple(_line(dossier, end) for end in ends)
    explanation = (*lines, *notes, f"提交日期{dossier.submitted_on:%Y-%m-%d}")
    covering = [end for end in ends if _covers(dossier, end)]
    outside = [end for end in ends if end not in covering]
    renewed = {end.path: _renewed(dossier, end, covering) for end in outside}
    over = [end for end in outside if renewed[end.path] is Verdict.DIFFERENT]
    if over and all(_is_sure(dossier, end) for end in over):
        return Finding(Outcome.DISCREPANCY, "租赁期限未覆盖提交日。", (), values, confidence, explanation)
    if over or Verdict.UNSURE in renewed.values():
        message = "租赁期限可能未覆盖提交日，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), values, confidence, explanation)
    doubted = [end for end in covering if not _is_sure(dossier, end) or not _has_begun(dossier, end)]
    if notes or doubted:
        message = "租赁期限看来覆盖提交日，但合同所写期限有疑问或识别把握不大，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), values, confidence, explanation)
    elsewhere = _elsewhere(dossier)
    if elsewhere:
        message = f"已读出的租赁期限覆盖提交日，但{some_of(elsewhere)}未能读取或识别，可能另有租赁合同，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), values, confidence, explanation)
    return Finding(Outcome.PASS, "租赁期限覆盖提交日。", (), values, confidence, explanation)


def _elsewhere(dossier: Dossier) -> list[str]:
    """Where a further lease may be: pages never read, unrecognised ones that speak of a term."""
    unknown = [
        document
        for document in suspects(dossier, ("lease",))
        if _STATES_A_LEASE_TERM.search(document_passage(pages_in(dossier, document)).compact.text)
    ]
    return [*map(pages_of, unknown), *never_read(dossier)]


def _of_same(dossier: Dossier, end: Reading, name: str) -> list[Reading]:
    """Readable values of another field of the same lease."""
    return [other for other in readable(readings(dossier, f"lease.{name}")) if other.document is end.document]


def _line(dossier: Dossier, end: Reading) -> str:
    start = next((str(start.value) for start in _of_same(dossier, end, "starts_on")), "未载明")
    return f"{end.place}：{start}至{'长期' if end.value == LONG_TERM else end.value}"


def _covers(dossier: Dossier, end: Reading) -> bool:
    day = dossier.submitted_on
    begun = all(start.value <= day for start in _of_same(dossier, end, "starts_on") if isinstance(start.value, date))
    return begun and (end.value == LONG_TERM or (isinstance(end.value, date) and end.value >= day))


def _is_sure(dossier: Dossier, end: Reading) -> bool:
    return end.is_sure and all(start.is_sure for start in _of_same(dossier, end, "starts_on"))


def _has_begun(dossier: Dossier, end: Reading) -> bool:
    """Whether something says that the lease had begun: its start, else the day it was signed."""
    starts = _of_same(dossier, end, "starts_on") or _of_same(dossier, end, "signed_on")
    return any(isinstance(start.value, date) and start.value <= dossier.submitted_on for start in starts)


def _renewed(dossier: Dossier, end: Reading, covering: list[Reading]) -> Verdict:
    """Whether one of the leases that cover the day is for the same place; `unsure` where a place is not known."""
    mine = _of_same(dossier, end, "address")
    verdicts = set()
    for other in covering:
        theirs = _of_same(dossier, other, "address")
        known = bool(mine and theirs)
        verdicts.add(compare_addresses(str(mine[0].value), str(theirs[0].value)).verdict if known else Verdict.UNSURE)
    return next((verdict for verdict in (Verdict.SAME, Verdict.UNSURE) if verdict in verdicts), Verdict.DIFFERENT)


LICENCE_TERM = CheckKind(_LicenceTerm, check_licence_term)
LEASE_TERM = CheckKind(_LeaseTerm, check_lease_term)
