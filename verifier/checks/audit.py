"""v05, v06, v10: the audit report's year, its opinion, and whether its balance sheet adds up.

`audit_year`     parameters: also (kinds of report that need not be there, but have to be of that year where they are)
    pass a report of the year before submission; discrepancy only of other years; review not surely read, or the day of
    submission is not known; a report of `also` of another year that nevertheless names the right one, or whose figures
    the audit report of the right year has, too
`audit_opinion`  parameters: unqualified (the opinion that passes): pass that one; review any other, or one of little
    confidence
`balance`        no parameters: 资产总计 = 负债合计 + 所有者权益合计 to the fen (or as exactly as the sheet is written)
    in each report; pass it holds; discrepancy surely read figures do not add up; review they may be misread or are not
    legible
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from extractors.kinds.audit_opinion import opinions
from extractors.models import Document
from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.submission import day_unknown
from verifier.checks.years import of_another_year, reports_by_year
from verifier.fields import KindWith, WordOf
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, amount_of, confidence_of, readable, readings, shown, surely
from verifier.wording import listed, pages_of, title_of

_AUDIT = ("audit_report",)
_TOTALS = ("total_assets", "total_liabilities", "total_equity")
_LEGIBLE = 0.6  # confidence of the least sure character of a sentence below which another opinion may stand there


_Report = Annotated[str, AfterValidator(KindWith(("year",)))]
_OpinionName = Annotated[str, AfterValidator(WordOf("unknown_opinion", opinions))]


class _Nothing(Parameters):
    pass


class _Opinion(Parameters):
    unqualified: _OpinionName


class _Year(Parameters):
    also: tuple[_Report, ...] = ()


def check_year(dossier: Dossier, parameters: _Year) -> Finding:
    """See the module."""
    finding = _annual(dossier)
    others = [_beside(dossier, kind) for kind in parameters.also] if dossier.day_known else []
    return _gravest([finding, *(other for other in others if other is not None)])


def _gravest(findings: Sequence[Finding]) -> Finding:
    """The gravest finding, with the sentences of all that are not passed."""
    order = (Outcome.DISCREPANCY, Outcome.MISSING, Outcome.REVIEW, Outcome.PASS)
    gravest = min(findings, key=lambda finding: order.index(finding.outcome))
    told = [finding.message for finding in findings if finding.outcome is not Outcome.PASS] or [gravest.message]
    return replace(
        gravest,
        message="".join(told),
        found=tuple(value for finding in findings for value in finding.found),
        explanation=tuple(dict.fromkeys(line for finding in findings for line in finding.explanation)),
    )


def _beside(dossier: Dossier, kind: str) -> Finding | None:
    """What is to be said of reports that need not be there: nothing where one is of the year, or none was read."""
    found = readable(readings(dossier, f"{kind}.year"))
    expected = dossier.submitted_on.year - 1
    reports = dossier.of_kind(kind)
    if not found or any(reading.value == expected for reading in found):
        return None
    years = listed(dict.fromkeys(f"{reading.value}年度" for reading in found))
    message = f"{title_of(kind)}为{years}，不是上一年度（{expected}年）。"
    certain = all(of_another_year(dossier, report, expected) for report in reports)
    spare = any(
        reading.document is report
        for report in reports_by_year(dossier, _AUDIT).get(expected, ())
        for reading in readable(readings(dossier, f"{report.kind}.service_revenue"))
    )
    outcome = Outcome.DISCREPANCY if certain and not spare else Outcome.REVIEW
    return Finding(outcome, message, (), shown(found), confidence_of(found))


def _annual(dossier: Dossier) -> Finding:
    """The finding of the audit reports themselves."""
    found = readable(readings(dossier, "audit_report.year"))
    if not found:
        return nothing_read(dossier, _AUDIT, "审计年度", readings(dossier, "audit_report.year"))
    unknown = day_unknown(dossier, found)
    if unknown is not None:
        return unknown
    expected = dossier.submitted_on.year - 1
    right = [reading for reading in found if reading.value == expected]
    line = f"提交日期{dossier.submitted_on:%Y-%m-%d}，上一年度为{expected}年"
    if surely(right):
        return Finding(Outcome.PASS, f"审计报告为{expected}年度。", (), shown(right), confidence_of(right), (line,))
    if right:
        message = f"审计年度读作{expected}年，但识别把握不大，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), shown(right), confidence_of(right), (line,))
    unread = len(dossier.of_kind(*_AUDIT)) > len(found)
    outcome = Outcome.DISCREPANCY if len(surely(found)) == len(found) and not unread else Outcome.REVIEW
    years = listed(dict.fromkeys(f"{reading.value}年度" for reading in found))
    message = f"审计报告为{years}，不是上一年度（{expected}年）。"
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
    values, confidence = shown(found), confidence_of(found)
    silent = [
        document for document in dossier.of_kind(*_AUDIT) if not any(reading.document is document for reading in found)
    ]
    if silent:
        where = listed(pages_of(document) for document in silent)
        return Finding(Outcome.REVIEW, f"{where}的审计意见未能读出，请人工核对。", (), values, 0.0)
    if confidence < _LEGIBLE:
        message = f"审计意见读作{parameters.unqualified}，但识别把握不大，请人工核对。"
        return Finding(Outcome.REVIEW, message, (), values, confidence)
    return Finding(Outcome.PASS, f"审计意见为{parameters.unqualified}。", (), values, confidence)


def check_balance(dossier: Dossier, _parameters: _Nothing) -> Finding:
    """See the module."""
    reports = dossier.of_kind(*_AUDIT)
    if not reports:
        return nothing_read(dossier, _AUDIT, "资产总计、负债合计或所有者权益合计")
    findings = [_balance_of(dossier, report) for report in reports]
    gravest = (Outcome.DISCREPANCY, Outcome.REVIEW, Outcome.PASS)
    return min(findings, key=lambda finding: gravest.index(finding.outcome))


def _balance_of(dossier: Dossier, report: Document) -> Finding:
    every = [
        reading
        for name in _TOTALS
        for reading in readings(dossier, f"audit_report.{name}")
        if reading.document is report
    ]
    if len(readable(every)) < len(_TOTALS):
        message = f"{pages_of(report)}中未能读出资产总计、负债合计或所有者权益合计，请人工核对。"
        notes = tuple(f"{reading.place}“{reading.field.raw}”：{reading.field.note}" for reading in every)
        return Finding(Outcome.REVIEW, message, (), shown(every), 0.0, notes)
    return _sum_of(*every)


def _sum_of(*every: Reading) -> Finding:
    assets, liabilities, equity = (amount_of(reading) for reading in every)
    difference = assets.yuan - liabilities.yuan - equity.yuan
    tolerance = max(amount.quantum for amount in (assets, liabilities, equity))
    total = liabilities.yuan + equity.yuan
    line = f"{liabilities.yuan:,.2f}＋{equity.yuan:,.2f}＝{total:,.2f}；资产总计{assets.yuan:,.2f}"
    values, confidence = shown(every), confidence_of(every)
    if not (assets.yuan or liabilities.yuan or equity.yuan):  # nothing was filled in, or nothing but zeros was read
        return Finding(Outcome.REVIEW, "资产负债表各项合计均为零，请人工核对。", (), values, confidence, (line,))
    if abs(difference) <= (tolerance if tolerance > Decimal("0.01") else 0):
        return Finding(Outcome.PASS, "资产总计＝负债合计＋所有者权益合计。", (), values, confidence, (line,))
    line = f"{line}，相差{abs(difference):,.2f}元"
    if all(reading.is_sure for reading in every):
        return Finding(
            Outcome.DISCREPANCY, "资产总计不等于负债合计与所有者权益合计之和。", (), values, confidence, (line,)
        )
    return Finding(Outcome.REVIEW, "资产负债表不平，可能是识别有误，请人工核对。", (), values, confidence, (line,))


AUDIT_YEAR = CheckKind(_Year, check_year)
AUDIT_OPINION = CheckKind(_Opinion, check_opinion)
BALANCE = CheckKind(_Nothing, check_balance)
