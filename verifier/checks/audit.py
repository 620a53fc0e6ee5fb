"""v05, v06, v10: the audit report's year, its opinion, and whether its balance sheet adds up.

`audit_year`     no parameters: pass the year before submission; discrepancy another year
`audit_opinion`  parameters: unqualified (the opinion that passes): pass that one; review any other
`balance`        no parameters: 资产总计 = 负债合计 + 所有者权益合计 to the fen (or as exactly as the sheet is written)
    pass it holds; discrepancy surely read figures do not add up; review they may be misread or are not legible
"""

from decimal import Decimal

from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import amount_of, confidence_of, readable, readings, shown

_AUDIT = ("audit_report",)


class _Nothing(Parameters):
    pass


class _Opinion(Parameters):
    unqualified: str


def check_year(dossier: Dossier, _parameters: _Nothing) -> Finding:
    """See the module."""
    found = readable(readings(dossier, "audit_report.year"))
    if not found:
        return nothing_read(dossier, _AUDIT, "审计年度", found)
    expected = dossier.submitted_on.year - 1
    right = [reading for reading in found if reading.value == expected]
    line = f"提交日期{dossier.submitted_on:%Y-%m-%d}，上一年度为{expected}年"
    if right:
        return Finding(Outcome.PASS, f"审计报告为{expected}年度。", (), shown(right), confidence_of(right), (line,))
    reading = found[0]
    outcome = Outcome.DISCREPANCY if reading.is_sure else Outcome.REVIEW
    message = f"审计报告为{reading.value}年度，不是上一年度（{expected}年）。"
    return Finding(outcome, message, (), shown(found), confidence_of(found), (line,))


def check_opinion(dossier: Dossier, parameters: _Opinion) -> Finding:
    """See the module."""
    found = readable(readings(dossier, "audit_report.opinion"))
    if not found:
        return nothing_read(dossier, _AUDIT, "审计意见")
    others = [reading for reading in found if reading.value != parameters.unqualified]
    if others:
        return Finding(
            Outcome.REVIEW, f"审计意见为“{others[0].value}”，请人工判断影响。", (), shown(others), confidence_of(others)
        )
    return Finding(Outcome.PASS, f"审计意见为{parameters.unqualified}。", (), shown(found), confidence_of(found))


def check_balance(dossier: Dossier, _parameters: _Nothing) -> Finding:
    """See the module."""
    names = ("total_assets", "total_liabilities", "total_equity")
    found = {name: readings(dossier, f"audit_report.{name}")[:1] for name in names}
    every = [reading for readings_of in found.values() for reading in readings_of]
    if len(readable(every)) < len(names):
        return nothing_read(dossier, _AUDIT, "资产总计、负债合计或所有者权益合计", every)
    assets, liabilities, equity = (amount_of(found[name][0]) for name in names)
    difference = assets.yuan - liabilities.yuan - equity.yuan
    tolerance = max(amount.quantum for amount in (assets, liabilities, equity))
    total = liabilities.yuan + equity.yuan
    line = f"{liabilities.yuan:,.2f}＋{equity.yuan:,.2f}＝{total:,.2f}；资产总计{assets.yuan:,.2f}"
    values, confidence = shown(every), confidence_of(every)
    if abs(difference) <= (tolerance if tolerance > Decimal("0.01") else 0):
        return Finding(Outcome.PASS, "资产总计＝负债合计＋所有者权益合计。", (), values, confidence, (line,))
    line = f"{line}，相差{abs(difference):,.2f}元"
    if all(reading.is_sure for reading in every):
        return Finding(
            Outcome.DISCREPANCY, "资产总计不等于负债合计与所有者权益合计之和。", (), values, confidence, (line,)
        )
    return Finding(Outcome.REVIEW, "资产负债表不平，可能是识别有误，请人工核对。", (), values, confidence, (line,))


AUDIT_YEAR = CheckKind(_Nothing, check_year)
AUDIT_OPINION = CheckKind(_Opinion, check_opinion)
BALANCE = CheckKind(_Nothing, check_balance)
