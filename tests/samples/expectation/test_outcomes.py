"""The outcomes are worked out once more from the truth's own fields, without the papers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from samples.expectation import expected_outcomes
from samples.generation import compose_dossier
from samples.truth import fields_of

PRINTS = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
Truth = tuple[dict[str, Any], dict[str, set[str]], date]


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    found = []
    for seed in range(1, 121):
        dossier = compose_dossier(seed, quality="clean", packing="one-pdf", fault_count=seed % 6)
        portal = (dossier.declared or {}).get("application_form", {})
        fields = fields_of(dossier) | {f"portal.{name}": value for name, value in portal.items()}
        found.append((fields, expected_outcomes(dossier), dossier.world.submitted_on))
    return found


def agree(truths: list[Truth], rule: str, holds: Any, *needed: str) -> None:
    """Check that a rule passes exactly where `holds` does, over all dossiers that have the needed fields."""
    seen = set()
    for fields, checks, day in truths:
        if any(name not in fields for name in needed):
            continue
        expected = bool(holds(fields, day))
        seen.add(expected)
        assert ("pass" in checks[rule]) == expected, (rule, checks[rule], {name: fields[name] for name in needed})
    assert True in seen


def rows(fields: dict[str, Any], kind: str, name: str = "rows") -> int:
    return len({path.split("]")[0] for path in fields if path.startswith(f"{kind}.{name}[")})


def test_counts(truths: list[Truth]) -> None:
    agree(
        truths,
        "t07-partner-count",
        lambda f, _: rows(f, "application_form", "partners") >= 5,
        "application_form.headcount",
    )
    agree(
        truths,
        "t14-survey-sample",
        lambda f, _: f["recommendation_form.survey_count"] >= 10,
        "recommendation_form.survey_count",
    )
    agree(truths, "t15-staff-list-rows", lambda f, _: rows(f, "staff_list") >= 10, "staff_list.count")
    agree(truths, "t16-client-list-rows", lambda f, _: rows(f, "client_list") >= 30, "client_list.count")


def test_counts_are_those_of_the_rows(truths: list[Truth]) -> None:
    for fields, _, _ in truths:
        for kind in ("staff_list", "client_list", "equipment_list"):
            assert fields.get(f"{kind}.count", 0) == (
                rows(fields, kind)
                if kind != "equipment_list"
                else sum(
                    fields[path]
                    for path in fields
                    if path.startswith("equipment_list.rows[") and path.endswith("].quantity")
                )
            )


def test_growth(truths: list[Truth]) -> None:
    last, before = "application_form.years[0].clients", "application_form.years[1].clients"
    agree(truths, "t11-client-growth", lambda f, _: f[last] > f[before], last, before)


def test_money(truths: list[Truth]) -> None:
    agree(
        truths,
        "t04-total-assets",
        lambda f, _: Decimal(f["audit_report.total_assets"]) >= 500_000,
        "audit_report.total_assets",
    )
    balance = ("audit_report.total_assets", "audit_report.total_liabilities", "audit_report.total_equity")
    agree(
        truths,
        "v10-balance-identity",
        lambda f, _: Decimal(f[balance[0]]) == Decimal(f[balance[1]]) + Decimal(f[balance[2]]),
        *balance,
    )
    form = ("application_form.total_assets", "application_form.years[0].total_assets", "audit_report.total_assets")

    def close(fields: dict[str, Any], _: date) -> bool:
        stated = [fields[name] for name in (*form[:2], "portal.total_assets") if name in fields]
        return all(abs(Decimal(amount) - Decimal(fields[form[2]])) <= 5050 for amount in stated)

    agree(truths, "x07-total-assets", close, *form)
    agree(
        truths,
        "x05-registered-capital",
        lambda f, _: f["application_form.registered_capital"] == f["business_licence.registered_capital"],
        "application_form.registered_capital",
        "business_licence.registered_capital",
    )


def test_dates(truths: list[Truth]) -> None:
    agree(
        truths,
        "x04-registration-date",
        lambda f, _: f["application_form.registered_on"] == f["business_licence.established_on"],
        "application_form.registered_on",
        "business_licence.established_on",
    )
    agree(
        truths,
        "v02-licence-term",
        lambda f, day: (
            f["business_licence.term_to"] == "long-term" or date.fromisoformat(f["business_licence.term_to"]) >= day
        ),
        "business_licence.term_to",
    )
    agree(truths, "v05-audit-year", lambda f, day: f["audit_report.year"] == day.year - 1, "audit_report.year")
    agree(
        truths,
        "v07-credit-printout-month",
        lambda f, day: all(f[f"{kind}.printed_on"][:7] == f"{day:%Y-%m}" for kind in PRINTS),
        *(f"{kind}.printed_on" for kind in PRINTS),
    )
    for fields, checks, day in truths:
        if "lease.ends_on" in fields and "lease[1].ends_on" not in fields:
            running = (
                date.fromisoformat(fields["lease.starts_on"]) <= day <= date.fromisoformat(fields["lease.ends_on"])
            )
            assert ("pass" in checks["v03-lease-term"]) == running


def test_premises(truths: list[Truth]) -> None:
    for fields, checks, _ in truths:
        if "application_form.area_total" in fields and checks["x16-premises-area"] <= {"pass", "discrepancy"}:
            papers = sum(
                value
                for path, value in fields.items()
                if path.endswith(".area") and path.startswith(("lease", "property"))
            )
            parts = fields.get("application_form.area_owned", 0) + fields.get("application_form.area_rented", 0)
            same = abs(papers - fields["application_form.area_total"]) < 0.02 and abs(papers - parts) < 0.02
            assert ("pass" in checks["x16-premises-area"]) == same


def test_records(truths: list[Truth]) -> None:
    agree(
        truths,
        "v08-credit-clean",
        lambda f, _: not any(f[f"{kind}.record_count"] for kind in PRINTS),
        *(f"{kind}.record_count" for kind in PRINTS),
    )


def test_opinion(truths: list[Truth]) -> None:
    agree(
        truths, "v06-audit-opinion", lambda f, _: f["audit_report.opinion"] == "标准无保留意见", "audit_report.opinion"
    )


def test_names(truths: list[Truth]) -> None:
    names = [
        "business_licence.name",
        "application_cover.applicant",
        "declaration.applicant",
        "audit_report.entity",
        "recommendation_form.applicant",
    ]
    for fields, checks, _ in truths:
        found = {fields[name] for name in names if name in fields}
        if len(found) > 1:
            assert checks["x01-applicant-name"] == {"discrepancy"}
