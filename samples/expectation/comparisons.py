"""Cross-checks between documents: do they say the same?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.expectation.catalogue import DISCREPANCY, NO_EVIDENCE, PASS, REVIEW, Outcomes, rule, when
from samples.expectation.conditions import certificate_of, form_of
from samples.notation import WAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samples.dossier import Dossier

CREDIT = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
# Where the applicant's name stands: kind -> field.
NAMED = {
    "application_cover": "applicant",
    "recommendation_form": "applicant",
    "declaration": "applicant",
    "business_licence": "name",
    "institution_certificate": "name",
    "audit_report": "entity",
    "special_audit_report": "entity",
    "lease": "lessee",
    "property_certificate": "holder",
    **dict.fromkeys(CREDIT, "subject"),
}
HALF = Decimal("0.5")


def _same(texts: Iterable[str]) -> bool:
    folded = {text.replace("（", "(").replace("）", ")").replace(" ", "") for text in texts}
    return len(folded) == 1


def _agree(values: list[Any], least: int = 2) -> Outcomes:
    """All equal: pass; fewer than `least` values: nothing to compare."""
    return NO_EVIDENCE if len(values) < least else when(len(set(values)) == 1)


def _between_papers(values: list[Any]) -> Outcomes:
    """Without a form its figures cannot be checked, but papers may contradict each other."""
    return NO_EVIDENCE if len(set(values)) < 2 else (DISCREPANCY, *NO_EVIDENCE)


def declared(dossier: Dossier, name: str) -> list[Any]:
    """Return the portal's figure of the form, where there is one."""
    return (
        [dossier.declared["application_form"][name]]
        if dossier.declared and name in dossier.declared["application_form"]
        else []
    )


@rule("x01-applicant-name")
def judge_names(dossier: Dossier) -> Outcomes:
    """The applicant's name on everything that bears it."""
    names = [paper.values[NAMED[paper.kind]] for paper in dossier.papers if paper.kind in NAMED]
    return NO_EVIDENCE if len(names) < 2 else when(_same(names))


@rule("x02-credit-code")
def judge_codes(dossier: Dossier) -> Outcomes:
    """The code on the licence and the four printouts."""
    return _agree(
        [paper.values["credit_code"] for paper in dossier.all("business_licence", "institution_certificate", *CREDIT)]
    )


@rule("x03-legal-representative")
def judge_representative(dossier: Dossier) -> Outcomes:
    """The licence against the credit printouts and the signature."""
    paper = certificate_of(dossier)
    if paper is None:
        return NO_EVIDENCE
    names = [paper.values["legal_representative"]]
    names += [one.facts["legal"] for one in dossier.all(*CREDIT)]
    printed = len(names)
    names += [one.signatures["legal"] for one in dossier.all("declaration") if "legal" in one.signatures]
    if len(set(names)) > 1:
        return (DISCREPANCY,) if len(set(names[:printed])) > 1 else (DISCREPANCY, REVIEW)
    return (PASS,) if dossier.all("credit_china_report") else (PASS, *NO_EVIDENCE)


@rule("x04-registration-date")
def judge_founding(dossier: Dossier) -> Outcomes:
    """The form against the licence."""
    form, paper = form_of(dossier), certificate_of(dossier)
    return NO_EVIDENCE if not (form and paper) else when(form["registered_on"] == paper.values["established_on"])


@rule("x05-registered-capital")
def judge_capital(dossier: Dossier) -> Outcomes:
    """The form against the licence; a branch has no capital of its own."""
    form, paper = form_of(dossier), certificate_of(dossier)
    if not (form and paper) or "registered_capital" not in paper.values:
        return NO_EVIDENCE
    return _agree([form["registered_capital"], paper.values["registered_capital"]])


@rule("x06-registered-address")
def judge_address(dossier: Dossier) -> Outcomes:
    """The same place, however it is written."""
    form, paper = form_of(dossier), certificate_of(dossier)
    return NO_EVIDENCE if not (form and paper) else when(form["address"].place == paper.values["address"].place)


def _unit(dossier: Dossier, kind: str) -> Decimal:
    """Return the size in yuan of the last printed digit of an audit's amounts."""
    paper = dossier.first(kind)
    factor = {"元": Decimal(1), "万元": WAN, "千元": Decimal(1000)}[paper.facts["unit"]] if paper else Decimal(1)
    return factor / 100


def _near(dossier: Dossier, stated: list[Decimal], audited: Decimal, kind: str, *, least_places: int = 0) -> bool:
    """Tell whether every stated amount is the audited one but for rounding on either side."""
    paper = dossier.first("application_form")
    places = max(paper.facts["places"], least_places) if paper else 2
    slack = (WAN / 10**places + _unit(dossier, kind)) * HALF
    return all(abs(Decimal(amount) - audited) <= slack for amount in stated)


@rule("x07-total-assets")
def judge_assets(dossier: Dossier) -> Outcomes:
    """The form's two figures, the portal's and the audit's."""
    form, paper = form_of(dossier), dossier.first("audit_report")
    if not (form and paper):
        return NO_EVIDENCE
    stated = [form["total_assets"], form["years"][0]["total_assets"], *declared(dossier, "total_assets")]
    return when(_near(dossier, stated, paper.values["total_assets"], "audit_report"))


@rule("x08-revenue")
def judge_revenue(dossier: Dossier) -> Outcomes:
    """The year table against the income statement."""
    form, paper = form_of(dossier), dossier.first("audit_report")
    if not (form and paper):
        return NO_EVIDENCE
    return when(_near(dossier, [form["years"][0]["revenue"]], paper.values["revenue"], "audit_report"))


@rule("x09-service-revenue")
def judge_service_revenue(dossier: Dossier) -> Outcomes:
    """The year table against the special audit, or the annual audit's own section."""
    form, paper, audit = form_of(dossier), dossier.first("special_audit_report"), dossier.first("audit_report")
    if form and paper:
        return when(
            _near(
                dossier, [form["years"][0]["service_revenue"]], paper.values["service_revenue"], "special_audit_report"
            )
        )
    if form and audit and audit.facts["service_note"]:
        near = _near(dossier, [form["years"][0]["service_revenue"]], audit.facts["service"][0], "audit_report")
        return (PASS, *NO_EVIDENCE) if near else (DISCREPANCY, *NO_EVIDENCE)
    return NO_EVIDENCE


@rule("x10-profit")
def judge_profit(dossier: Dossier) -> Outcomes:
    """The year table against the income statement."""
    form, paper = form_of(dossier), dossier.first("audit_report")
    if not (form and paper):
        return NO_EVIDENCE
    return when(_near(dossier, [form["years"][0]["profit"]], paper.values["profit"], "audit_report", least_places=1))


@rule("x11-headcount")
def judge_headcount(dossier: Dossier) -> Outcomes:
    """The form, and the portal, against the rows of the lists."""
    form = form_of(dossier)
    counts = [paper.values["count"] for paper in dossier.all("staff_list", "staff_roster")]
    if form is None:
        return _between_papers([*declared(dossier, "headcount"), *counts])
    return NO_EVIDENCE if not counts else _agree([form["headcount"], *declared(dossier, "headcount"), *counts])


@rule("x12-qualified-count")
def judge_qualified(dossier: Dossier) -> Outcomes:
    """Number and share against the rows; who counts only degree and title together has another figure, and is asked."""
    form, papers = form_of(dossier), dossier.all("staff_list", "staff_roster")
    if not (form and papers):
        return NO_EVIDENCE
    outcomes: set[str] = set()
    for paper in papers:
        rows = paper.values["rows"]
        either = sum(row["educated"] or row["titled"] for row in rows)
        both = sum(row["educated"] and row["titled"] for row in rows)
        fits = abs(form["qualified_share"] - form["qualified_count"] / len(rows)) < 0.006
        if fits and form["qualified_count"] == either:
            outcomes.add(PASS)
        elif fits and form["qualified_count"] == both:
            outcomes |= {PASS, REVIEW}
        else:
            outcomes |= {DISCREPANCY, REVIEW} if len(papers) > 1 else {DISCREPANCY}
    return tuple(outcomes) if PASS in outcomes else (DISCREPANCY,)  # where two lists differ, either may be taken


@rule("x13-equipment-count")
def judge_equipment_count(dossier: Dossier) -> Outcomes:
    """The form against the lists."""
    form = form_of(dossier)
    counts = [paper.values["count"] for paper in dossier.all("equipment_list", "equipment_inventory")]
    if form is None:
        return _between_papers(counts)
    return NO_EVIDENCE if not counts else _agree([form["equipment_count"], *counts])


@rule("x14-equipment-value")
def judge_equipment_value(dossier: Dossier) -> Outcomes:
    """The form against the lists; the form is rounded to 100 yuan."""
    form = form_of(dossier)
    sums = [paper.values["value"] for paper in dossier.all("equipment_list", "equipment_inventory")]
    if form is None:
        return _between_papers(sums)
    return NO_EVIDENCE if not sums else when(all(abs(form["equipment_value"] - one) <= 50 for one in sums))


@rule("x15-clients-total")
def judge_client_total(dossier: Dossier) -> Outcomes:
    """Year table and list total agree, and the list has no more rows than that."""
    form, paper = form_of(dossier), dossier.first("client_list")
    if not (form and paper):
        return NO_EVIDENCE
    total, rows = paper.values["total_served"], paper.values["count"]
    if form["years"][0]["clients"] != total:
        return (DISCREPANCY,)
    return (PASS,) if rows == total else (PASS, REVIEW) if rows < total else (DISCREPANCY, REVIEW)


@rule("x16-premises-area")
def judge_area(dossier: Dossier) -> Outcomes:
    """Rooms of the form against the sum of leases and certificates."""
    form = form_of(dossier)
    leased = sum(paper.values["area"] for paper in dossier.all("lease"))
    owned = sum(paper.values["area"] for paper in dossier.all("property_certificate"))
    if form is None or not dossier.all("lease", "property_certificate"):
        return NO_EVIDENCE
    whole = abs(form["area_total"] - leased - owned) < 0.011
    return when(
        whole and abs((form["area_rented"] or 0) - leased) < 0.011 and abs((form["area_owned"] or 0) - owned) < 0.011
    )


@rule("x17-premises-address")
def judge_premises(dossier: Dossier) -> Outcomes:
    """Rooms at the registered place; without a form the licence tells where that is."""
    form, papers = form_of(dossier), dossier.all("lease", "property_certificate")
    licence = certificate_of(dossier)
    places = {paper.values["address"].place for paper in papers}
    if form is None and licence is not None and papers:
        return (PASS, *NO_EVIDENCE) if places == {licence.values["address"].place} else (DISCREPANCY, *NO_EVIDENCE)
    if form is None or not papers:
        return NO_EVIDENCE
    if places == {form["address"].place}:  # a licence that names another place is rule x06's business
        elsewhere = licence is not None and licence.values["address"].place not in places
        return (PASS, DISCREPANCY, REVIEW) if elsewhere else (PASS,)
    return (DISCREPANCY, REVIEW)


@rule("x18-premises-holder")
def judge_holder(dossier: Dossier) -> Outcomes:
    """The applicant is the tenant or the owner."""
    names = [
        paper.values["lessee" if paper.kind == "lease" else "holder"]
        for paper in dossier.all("lease", "property_certificate")
    ]
    return NO_EVIDENCE if not names else when(_same([dossier.applicant, *names]))
