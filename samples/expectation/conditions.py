"""第七条, 第八条, 第十九条 and the annexes: does the applicant qualify?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.expectation.catalogue import (
    DISCREPANCY,
    MISSING,
    NO_EVIDENCE,
    NOT_APPLICABLE,
    PASS,
    REVIEW,
    Outcomes,
    rule,
    when,
)

if TYPE_CHECKING:
    from samples.dossier import Dossier
    from samples.paper import Paper

LEAST_ASSETS = Decimal(500_000)  # 第七条（二）
LOCAL = ("许昌", "魏都", "建安", "禹州", "长葛", "鄢陵", "襄城")
FLOORS = {
    "信息": {"households": 60, "events": 5},
    "技术": {"events": 5},
    "创业": {"events": 5},
    "培训": {"people": 600},
    "融资": {"events": 5, "amount": 10_000},
}


def certificate_of(dossier: Dossier) -> Paper | None:
    """Return the licence or the institution's certificate."""
    return dossier.first("business_licence", "institution_certificate")


def form_of(dossier: Dossier) -> dict[str, Any] | None:
    """Return the form's values."""
    paper = dossier.first("application_form")
    return None if paper is None else paper.values


@rule("t01-registered-in-xuchang")
def judge_registration(dossier: Dossier) -> Outcomes:
    """Address, registrar and the code's area must all be of Xuchang; where they disagree a person looks."""
    paper = certificate_of(dossier)
    if paper is None:
        return NO_EVIDENCE
    values = paper.values
    here = [
        values["address"].place.city in ("许昌市", ""),
        any(name in values["registrar"] for name in LOCAL),
        values["credit_code"][2:6] == "4110",
    ]
    return (PASS,) if all(here) else (REVIEW,) if any(here) else (DISCREPANCY,)


@rule("t02-operating-one-year")
def judge_age(dossier: Dossier) -> Outcomes:
    """A full calendar year; twelve months without one can be read both ways."""
    paper = certificate_of(dossier)
    if paper is None:
        return NO_EVIDENCE
    founded, submitted = paper.values["established_on"], dossier.world.submitted_on
    if founded <= date(submitted.year - 1, 1, 1):
        return (PASS,)
    return (REVIEW,) if founded <= submitted.replace(year=submitted.year - 1) else (DISCREPANCY,)


@rule("t03-legal-personality")
def judge_personality(dossier: Dossier) -> Outcomes:
    """A branch may be let in (第七条（一）); an individual is no legal person."""
    form = dossier.world.applicant.form
    if certificate_of(dossier) is None:
        return NO_EVIDENCE
    return (REVIEW,) if form == "branch" else (DISCREPANCY, REVIEW) if form == "individual" else (PASS,)


@rule("t04-total-assets")
def judge_assets(dossier: Dossier) -> Outcomes:
    """Audited assets at the year's end."""
    paper = dossier.first("audit_report")
    return NO_EVIDENCE if paper is None else when(paper.values["total_assets"] >= LEAST_ASSETS)


@rule("t05-staff-count")
def judge_staff(dossier: Dossier) -> Outcomes:
    """Eight people, in the form and in the lists."""
    counts = [paper.values["count"] for paper in dossier.all("staff_list", "staff_roster")]
    form = form_of(dossier)
    counts += [form["headcount"]] if form else []
    if not counts:
        return NO_EVIDENCE
    enough = [count >= 8 for count in counts]
    return (PASS,) if all(enough) else (DISCREPANCY,) if not any(enough) else (DISCREPANCY, REVIEW)


@rule("t06-qualified-ratio")
def judge_ratio(dossier: Dossier) -> Outcomes:
    """80 % with a degree or a title; where only `or` reaches it, a person decides."""
    outcomes: set[str] = set()
    for paper in dossier.all("staff_roster", "staff_list"):
        rows = paper.values["rows"]
        either = sum(row["educated"] or row["titled"] for row in rows) / len(rows)
        both = sum(row["educated"] and row["titled"] for row in rows) / len(rows)
        outcomes.add(PASS if both >= 0.8 else REVIEW if either >= 0.8 else DISCREPANCY)
    return tuple(outcomes) or NO_EVIDENCE


@rule("t07-partner-count")
def judge_partners(dossier: Dossier) -> Outcomes:
    """Five organisations in the form's table."""
    form = form_of(dossier)
    return NO_EVIDENCE if form is None else when(len(form["partners"]) >= 5)


@rule("t08-public-benefit-share")
def judge_public_share(dossier: Dossier) -> Outcomes:
    """Stated in the narrative; not stated means that a person has to ask."""
    share = dossier.world.public_share
    if dossier.first("narrative") is None or share is None or not _says_share(dossier):
        return (REVIEW, MISSING) if dossier.first("narrative") is None else (REVIEW,)
    return when(share >= 20)


def _says_share(dossier: Dossier) -> bool:
    paper = dossier.first("narrative")
    return paper is not None and any(
        f"{dossier.world.public_share}%" in text or f"{dossier.world.public_share}％" in text
        for _, body in paper.facts["sections"]
        for text in body
    )


@rule("t09-clients-served")
def judge_clients(dossier: Dossier) -> Outcomes:
    """Fifty companies; a list that is shorter than the total it states may be looked at."""
    form, paper = form_of(dossier), dossier.first("client_list")
    totals = ([form["years"][0]["clients"]] if form else []) + ([paper.values["total_served"]] if paper else [])
    if not totals:
        return NO_EVIDENCE
    if max(totals) < 50:
        return (DISCREPANCY,)
    if min(totals) < 50:
        return (DISCREPANCY, REVIEW)
    return (PASS,) if paper and paper.values["count"] >= 50 and len(totals) == 2 else (PASS, REVIEW)


@rule("t10-satisfaction")
def judge_satisfaction(dossier: Dossier) -> Outcomes:
    """80 % in the list's marks and in the bureau's survey."""
    shares = []
    if paper := dossier.first("client_list"):
        shares.append(paper.values["satisfied_count"] / paper.values["count"])
    if paper := dossier.first("recommendation_form"):
        shares.append((paper.values["very_satisfied"] + paper.values["satisfied"]) / paper.values["survey_count"])
    if not shares:
        return NO_EVIDENCE
    enough = [share >= 0.8 for share in shares]
    return (PASS,) if all(enough) else (DISCREPANCY,) if not any(enough) else (DISCREPANCY, REVIEW)


@rule("t11-client-growth")
def judge_growth(dossier: Dossier) -> Outcomes:
    """More in the last year than in the one before; as many is no growth, but a person may think otherwise."""
    form = form_of(dossier)
    if form is None or len(form["years"]) < 2:
        return NO_EVIDENCE
    last, before = form["years"][0]["clients"], form["years"][1]["clients"]
    return (PASS,) if last > before else (DISCREPANCY, REVIEW) if last == before else (DISCREPANCY,)


@rule("t12-functions")
def judge_functions(dossier: Dossier) -> Outcomes:
    """Two functions of a comprehensive platform, one of a specialised one, each over its floor."""
    if dossier.first("narrative") is None:
        return (PASS, *NO_EVIDENCE, DISCREPANCY)
    told = [one for one in dossier.world.functions if one.figures]
    reached = [one for one in told if all(one.figures.get(key, 0) >= floor for key, floor in FLOORS[one.name].items())]
    if len(reached) >= (2 if dossier.world.comprehensive else 1):
        return (PASS,)
    return (REVIEW, MISSING) if not told else (DISCREPANCY,)


@rule("t13-not-already-certified")
def judge_recognition(dossier: Dossier) -> Outcomes:
    """A recognition by the province or the state found anywhere."""
    return (REVIEW,) if dossier.world.recognition else (PASS, NOT_APPLICABLE)


@rule("t14-survey-sample")
def judge_survey(dossier: Dossier) -> Outcomes:
    """Ten surveyed companies."""
    paper = dossier.first("recommendation_form")
    return NO_EVIDENCE if paper is None else when(paper.values["survey_count"] >= 10)


@rule("t15-staff-list-rows")
def judge_staff_rows(dossier: Dossier) -> Outcomes:
    """Ten rows in the annex's list."""
    paper = dossier.first("staff_list")
    return NO_EVIDENCE if paper is None else when(paper.values["count"] >= 10)


@rule("t16-client-list-rows")
def judge_client_rows(dossier: Dossier) -> Outcomes:
    """Thirty rows in the annex's list."""
    paper = dossier.first("client_list")
    return NO_EVIDENCE if paper is None else when(paper.values["count"] >= 30)
