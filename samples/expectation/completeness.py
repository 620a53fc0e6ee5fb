"""第十一条（二）, 第十二条: is everything there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.expectation.catalogue import MISSING, NOT_APPLICABLE, PASS, Judge, Outcomes, rule, when

if TYPE_CHECKING:
    from samples.dossier import Dossier

# Any one of the kinds is enough.
ONE_OF = {
    "m00-recommendation-form": ("recommendation_form",),
    "m01b-equipment-list": ("equipment_list",),
    "m01c-staff-list": ("staff_list",),
    "m01d-client-list": ("client_list",),
    "m03a-credit-china": ("credit_china_report",),
    "m03b-gsxt-penalty": ("gsxt_penalty",),
    "m03c-gsxt-abnormal": ("gsxt_abnormal",),
    "m03d-gsxt-dishonest": ("gsxt_dishonest",),
    "m04-premises": ("property_certificate", "lease"),
    "m05-qualification": ("qualification",),
    "m06-audit-report": ("audit_report",),
    "m07-equipment-inventory": ("equipment_inventory", "equipment_list"),
    "m08a-management-rules": ("management_rules",),
    "m09-staff-roster": ("staff_roster", "staff_list"),
    "m10a-client-agreements": ("client_agreements",),
    "m10b-effectiveness": ("effectiveness",),
    "m11-plan": ("plan",),
    "m12-service-evidence": ("service_evidence",),
    "m14-declaration": ("declaration",),
}


def _judge_of(kinds: tuple[str, ...]) -> Judge:
    return lambda dossier: when(bool(dossier.all(*kinds)), MISSING)


for _name, _kinds in ONE_OF.items():
    rule(_name)(_judge_of(_kinds))


@rule("m01-application-report")
def judge_report(dossier: Dossier) -> Outcomes:
    """Cover and form are both needed."""
    return when(bool(dossier.all("application_cover") and dossier.all("application_form")), MISSING)


@rule("m01e-narrative")
def judge_narrative(dossier: Dossier) -> Outcomes:
    """All six sections are needed."""
    paper = dossier.first("narrative")
    return when(paper is not None and len(paper.facts["sections"]) == 6, MISSING)


@rule("m02-legal-certificate")
def judge_certificate(dossier: Dossier) -> Outcomes:
    """A branch needs a certificate of its taxes as well."""
    certificate = bool(dossier.all("business_licence", "institution_certificate"))
    taxed = dossier.world.applicant.form != "branch" or bool(dossier.all("tax_certificate"))
    return when(certificate and taxed, MISSING)


@rule("m06b-service-income-audit")
def judge_service_audit(dossier: Dossier) -> Outcomes:
    """A report of its own, or a section of the annual audit."""
    audits = dossier.all("audit_report")
    return when(bool(dossier.all("special_audit_report")) or any(one.facts["service_note"] for one in audits), MISSING)


@rule("m08b-five-disclosures")
def judge_disclosures(dossier: Dossier) -> Outcomes:
    """All five are needed."""
    paper = dossier.first("five_disclosures")
    return when(paper is not None and len(paper.facts["items"]) == 5, MISSING)


@rule("m13-other")
def judge_other(dossier: Dossier) -> Outcomes:
    """Other material is optional; a reader may count what it could not place."""
    real = [paper for paper in dossier.all("other") if paper.layout != "separator"]
    return (PASS,) if real else (NOT_APPLICABLE, PASS)
