from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.models import Evidence, Field, FieldValue
from tests.verifier.reporting.dossier import empty_dossier
from verifier.models import Check, Dossier, Finding, Outcome, Value
from verifier.reporting.coverage import Coverage, Support, declared_coverage

PATH = "application_form.headcount"
PLACE = (Evidence("a.pdf", 1, (), "12", 0.9),)


def dossier(*, portal: FieldValue = None, **form: FieldValue) -> Dossier:
    fields = {
        f"application_form.{name}": Field(f"application_form.{name}", value, "", 0.9, PLACE)
        for name, value in form.items()
    }
    declared = {PATH: Field(PATH, portal, "", 1.0, ())} if portal else {}
    return replace(empty_dossier(), fields=fields, declared=declared)


def compared(outcome: Outcome, found: str = "staff_list.count", declared: str = PATH) -> Check:
    finding = Finding(outcome, "。", (Value(declared, 12, "12"),), (Value(found, 12, "12", PLACE),), 0.9)
    return Check("x11-headcount", "", "人数", finding)


def only(*checks: Check) -> Coverage:
    (row,) = declared_coverage(dossier(headcount=12), checks)
    return row


@pytest.mark.parametrize(
    ("outcomes", "support"),
    [
        ([], Support.NONE),
        ([Outcome.NOT_APPLICABLE], Support.NONE),
        ([Outcome.PASS], Support.CONFIRMED),
        ([Outcome.PASS, Outcome.REVIEW], Support.OPEN),
        ([Outcome.PASS, Outcome.MISSING], Support.OPEN),
        ([Outcome.REVIEW, Outcome.DISCREPANCY, Outcome.PASS], Support.CONTRADICTED),
    ],
)
def test_the_weightiest_check_decides(outcomes: list[Outcome], support: Support) -> None:
    row = only(*(compared(outcome) for outcome in outcomes))
    assert row.support is support
    assert len(row.checks) == len(outcomes)


def test_the_form_does_not_confirm_itself() -> None:
    assert only(compared(Outcome.PASS, found="application_form.qualified_count")).support is Support.NONE


def test_a_check_of_another_figure_confirms_nothing() -> None:
    assert only(compared(Outcome.PASS, declared="application_form.area_total")).support is Support.NONE


def test_form_and_portal_stand_side_by_side() -> None:
    (row,) = declared_coverage(dossier(portal=13, headcount=12), ())
    assert (row.on_form, row.in_portal) == ("12 人", "13 人")


def test_a_figure_of_the_portal_alone_is_listed() -> None:
    (row,) = declared_coverage(dossier(portal=13), ())
    assert (row.on_form, row.in_portal) == ("", "13 人")


def test_words_dates_and_the_year_itself_are_no_figures() -> None:
    rows = declared_coverage(dossier(contact="李文博", total_assets=Decimal(1), is_branch=True), ())
    assert [row.label.name for row in rows] == ["上年末总资产"]
    year = Field("application_form.years[0].year", 2025, "2025", 0.9, PLACE)
    assert declared_coverage(replace(empty_dossier(), fields={year.path: year}), ()) == ()
