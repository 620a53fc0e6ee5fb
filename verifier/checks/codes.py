"""v01: do the check characters of the unified social credit code hold (GB 32100-2015, GB 11714)?

No parameters. Looks at the code of each licence or certificate; where there is none, at those of the credit printouts.

Outcomes
    pass         the code as read is valid
    discrepancy  the code, surely read, is not
    review       it was doubtful and has been repaired by its check characters, or is not surely read
    missing      no document shows one; review where a licence shows none (an old one has a registration number instead)
"""

from extractors.values.credit_codes import fault, is_valid
from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.subject import LICENCES, licence_readings
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, readable, readings, shown
from verifier.wording import listed

_OTHER_PLACES = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")


class _Code(Parameters):
    pass


def check(dossier: Dossier, _parameters: _Code) -> Finding:
    """See the module."""
    shown_by = licence_readings(dossier, "credit_code")
    if not dossier.of_kind(*LICENCES):
        shown_by = [reading for kind in _OTHER_PLACES for reading in readings(dossier, f"{kind}.credit_code")]
    found = readable(shown_by)
    if not found:
        return nothing_read(dossier, LICENCES, "统一社会信用代码", shown_by)
    findings = [_judged(dossier, reading) for reading in found]
    gravest = (Outcome.DISCREPANCY, Outcome.REVIEW, Outcome.PASS)
    return min(findings, key=lambda finding: gravest.index(finding.outcome))


def _judged(dossier: Dossier, reading: Reading) -> Finding:
    code = str(reading.value)
    values, confidence = (reading.shown,), reading.field.confidence
    if "check-digit-repair" in reading.field.confirmed_by:
        return _repaired(dossier, reading)
    if is_valid(code):
        return Finding(Outcome.PASS, f"{code}校验位正确。", (), values, confidence, ("按GB 32100-2015计算",))
    if reading.is_sure:
        return Finding(Outcome.DISCREPANCY, f"{code}：{fault(code)}。", (), values, confidence)
    return Finding(Outcome.REVIEW, f"{code}：{fault(code)}，可能是识别有误，请人工核对。", (), values, confidence)


def _repaired(dossier: Dossier, reading: Reading) -> Finding:
    """A repaired code passes only where another document shows the same code without repair."""
    elsewhere = [
        other
        for kind in _OTHER_PLACES
        for other in readable(readings(dossier, f"{kind}.credit_code"))
        if other.value == reading.value and "check-digit" in other.field.confirmed_by
    ]
    values = shown([reading, *elsewhere])
    if elsewhere:
        message = f"{reading.field.note}；{listed(other.place for other in elsewhere)}读出同一代码，校验位正确。"
        return Finding(Outcome.PASS, message, (), values, confidence_of(elsewhere))
    return Finding(Outcome.REVIEW, f"{reading.field.note}，请人工核对。", (), values, reading.field.confidence)


CODE = CheckKind(_Code, check)
