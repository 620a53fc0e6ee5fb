"""Validity of each document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from samples.expectation.catalogue import DISCREPANCY, NO_EVIDENCE, NOT_APPLICABLE, PASS, REVIEW, Outcomes, rule, when
from samples.expectation.comparisons import CREDIT
from samples.expectation.conditions import certificate_of, form_of
from samples.world.identifiers import is_valid_credit_code

if TYPE_CHECKING:
    from samples.dossier import Dossier

# Dates that must not lie after the submission: kind -> fields.
PAST = {
    "recommendation_form": ("filled_on",),
    "application_cover": ("filled_on",),
    "application_form": ("registered_on",),
    "declaration": ("signed_on",),
    "business_licence": ("established_on", "issued_on"),
    "institution_certificate": ("established_on", "issued_on"),
    "audit_report": ("signed_on",),
    "lease": ("signed_on",),
    **dict.fromkeys(CREDIT, ("printed_on",)),
}


@rule("v01-credit-code-check")
def judge_check_digit(dossier: Dossier) -> Outcomes:
    """GB 32100-2015 on every code."""
    codes = [
        paper.values["credit_code"] for paper in dossier.all("business_licence", "institution_certificate", *CREDIT)
    ]
    return NO_EVIDENCE if not codes else when(all(is_valid_credit_code(code) for code in codes))


@rule("v02-licence-term")
def judge_licence_term(dossier: Dossier) -> Outcomes:
    """In force on the day; a licence without a term, or with an open one, may be looked at."""
    paper = certificate_of(dossier)
    if paper is None:
        return NO_EVIDENCE
    if paper.facts.get("open_end"):
        return (PASS, REVIEW)
    end = paper.values.get("term_to")
    if end is None:
        return (PASS, NOT_APPLICABLE, REVIEW)
    return (PASS,) if end == "long-term" else when(end >= dossier.world.submitted_on)


@rule("v03-lease-term")
def judge_lease_term(dossier: Dossier) -> Outcomes:
    """The day of submission lies within every lease; one of two that has ended may be looked at."""
    papers, day = dossier.all("lease"), dossier.world.submitted_on
    if not papers:
        return (NOT_APPLICABLE, PASS) if dossier.all("property_certificate") else NO_EVIDENCE
    running = [paper.values["starts_on"] <= day <= paper.values["ends_on"] for paper in papers]
    return (PASS,) if all(running) else (DISCREPANCY,) if not any(running) else (DISCREPANCY, REVIEW)


@rule("v04-qualification-term")
def judge_qualification_term(dossier: Dossier) -> Outcomes:
    """Every qualification with a term is in force."""
    papers = dossier.all("qualification")
    if not papers:
        return NO_EVIDENCE
    ends = [paper.values["valid_to"] for paper in papers if "valid_to" in paper.values]
    if not ends:
        return (PASS, NOT_APPLICABLE, REVIEW)
    return when(all(end >= dossier.world.submitted_on for end in ends))


@rule("v05-audit-year")
def judge_audit_year(dossier: Dossier) -> Outcomes:
    """The year before the submission."""
    paper = dossier.first("audit_report")
    return NO_EVIDENCE if paper is None else when(paper.values["year"] == dossier.world.submitted_on.year - 1)


@rule("v06-audit-opinion")
def judge_opinion(dossier: Dossier) -> Outcomes:
    """A standard unqualified opinion; any other goes to a person."""
    paper = dossier.first("audit_report")
    return NO_EVIDENCE if paper is None else when(paper.values["opinion"] == "standard", REVIEW)


@rule("v07-credit-printout-month")
def judge_month(dossier: Dossier) -> Outcomes:
    """Each printout is of the month of submission."""
    papers, day = dossier.all(*CREDIT), dossier.world.submitted_on
    if not papers:
        return NO_EVIDENCE
    fresh = all(
        (paper.values["printed_on"].year, paper.values["printed_on"].month) == (day.year, day.month) for paper in papers
    )
    return when(fresh) if len({paper.kind for paper in papers}) == len(CREDIT) or not fresh else (PASS, *NO_EVIDENCE)


@rule("v08-credit-clean")
def judge_records(dossier: Dossier) -> Outcomes:
    """No record in any of the four."""
    papers = dossier.all(*CREDIT)
    if not papers:
        return NO_EVIDENCE
    clean = all(paper.values["record_count"] == 0 for paper in papers)
    return when(clean) if len({paper.kind for paper in papers}) == len(CREDIT) or not clean else (PASS, *NO_EVIDENCE)


@rule("v09-dates-in-order")
def judge_dates(dossier: Dossier) -> Outcomes:
    """No date of signing, printing or issue after the submission."""
    days = [paper.values[name] for paper in dossier.papers for name in PAST.get(paper.kind, ())]
    days += [
        row["bought_on"]
        for paper in dossier.all("equipment_list", "equipment_inventory")
        for row in paper.values["rows"]
    ]
    return when(all(day <= dossier.world.submitted_on for day in days))


@rule("v10-balance-identity")
def judge_balance(dossier: Dossier) -> Outcomes:
    """Assets = liabilities + equity, as printed."""
    paper = dossier.first("audit_report")
    if paper is None:
        return NO_EVIDENCE
    sides = (paper.facts["balance"], paper.facts["opening"])
    return when(all(side["资产总计"] == side["负债合计"] + side["所有者权益合计"] for side in sides))


@rule("v11-form-arithmetic")
def judge_arithmetic(dossier: Dossier) -> Outcomes:
    """The form's own figures."""
    form = form_of(dossier)
    return NO_EVIDENCE if form is None else when(form_adds_up(form))


def form_adds_up(form: dict[str, Any]) -> bool:
    """Tell whether shares, sums and parts of the form agree, allowing for the last printed digit."""
    return (
        abs(form["qualified_share"] - form["qualified_count"] / form["headcount"]) < 0.006
        and abs(form["area_total"] - (form["area_owned"] or 0) - (form["area_rented"] or 0)) < 0.011
        and abs(form["equipment_asset_share"] - float(form["equipment_value"] / form["total_assets"])) < 0.0011
        and sum(investor["share"] for investor in form["investors"]) < 1.0001
        and sum(service["revenue_share"] for service in form["services"]) < 1.0001
        and all(year["service_revenue"] <= year["revenue"] for year in form["years"])
        and form["qualified_count"] <= form["headcount"]
    )


@rule("v12-amount-in-words")
def judge_words(dossier: Dossier) -> Outcomes:
    """The rent in words and in figures; other papers with amounts in words are all right."""
    papers = dossier.all("lease")
    if not papers:
        return (PASS, NOT_APPLICABLE)
    return when(all(paper.facts["words"] == paper.values["rent"] for paper in papers))


@rule("v13-duplicate-rows")
def judge_duplicates(dossier: Dossier) -> Outcomes:
    """No person and no company twice."""
    papers = dossier.all("staff_list", "client_list")
    if not papers:
        return NO_EVIDENCE
    most = max(count for paper in papers for count in Counter(row["name"] for row in paper.values["rows"]).values())
    return when(most == 1)
