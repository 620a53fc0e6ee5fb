from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.models import Document, Evidence, Field, FieldValue
from tests.verifier.reporting.dossier import empty_dossier
from verifier.models import Check, Dossier, Finding, Outcome, Value
from verifier.reporting.coverage import Coverage, Support, declared_coverage, path_on_form

PATH = "application_form.headcount"
PLACE = (Evidence("a.pdf", 1, (), "12", 0.9),)


def stating(form: Mapping[str, FieldValue], portal: Mapping[str, FieldValue]) -> Dossier:
    fields, declared = (
        {f"application_form.{name}": Field(name, value, "", 0.9, places) for name, value in stated.items()}
        for stated, places in ((form, PLACE), (portal, ()))
    )
    return replace(empty_dossier(), fields=fields, declared=declared)


def dossier(*, portal: FieldValue = None, **form: FieldValue) -> Dossier:
    return stating(form, {"headcount": portal} if portal else {})


def compared(outcome: Outcome, found: str = "staff_list.count", declared: str = PATH, *, portal: bool = False) -> Check:
    stated = Value(declared, 12, "12", () if portal else PLACE)
    finding = Finding(outcome, "。", (stated,), (Value(found, 12, "12", PLACE),), 0.9)
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
    assert declared_coverage(stating({"years[0].year": 2025}, {}), ()) == ()


def test_what_was_found_and_where_it_is_declared_goes_with_the_figure() -> None:
    check = compared(Outcome.DISCREPANCY)
    twice = replace(check, rule="t05-staff-count")
    (row,) = declared_coverage(dossier(portal=13, headcount=12), [check, twice])
    assert [value.evidence for value in row.declared] == [PLACE, ()]
    assert [(value.field, value.value, value.evidence) for value in row.found] == [("staff_list.count", 12, PLACE)]
    assert [each.rule for each in row.checks] == ["x11-headcount", "t05-staff-count"]


def test_a_check_of_the_portal_s_figure_alone_judges_it() -> None:
    (row,) = declared_coverage(dossier(portal=13), [compared(Outcome.DISCREPANCY, portal=True)])
    assert row.support is Support.CONTRADICTED


def test_rows_of_one_year_stand_side_by_side_whichever_place_they_have() -> None:
    rows = declared_coverage(
        stating(
            {"years[0].year": 2025, "years[0].clients": 60, "years[1].year": 2024, "years[1].clients": 50},
            {"years[0].year": 2024, "years[0].clients": 51, "years[1].year": 2025, "years[1].clients": 60},
        ),
        [compared(Outcome.PASS, "client_list.total_served", "application_form.years[1].clients", portal=True)],
    )
    assert [(row.on_form, row.in_portal, row.support) for row in rows] == [
        ("60 家", "60 家", Support.CONFIRMED),
        ("50 家", "51 家", Support.CONTRADICTED),
    ]


def test_rows_of_one_name_stand_side_by_side() -> None:
    rows = declared_coverage(
        stating(
            {
                "investors[0].name": "张三",
                "investors[0].share": 0.6,
                "investors[1].name": "李四",
                "investors[1].share": 0.4,
            },
            {
                "investors[0].name": "李四",
                "investors[0].share": 0.4,
                "investors[1].name": "王五",
                "investors[1].share": 0.6,
            },
        ),
        (),
    )
    assert [(row.on_form, row.in_portal, row.support) for row in rows] == [
        ("60%", "", Support.NONE),
        ("40%", "40%", Support.NONE),
        ("", "60%", Support.NONE),
    ]


def test_form_and_portal_that_contradict_each_other_are_told_by_the_check_that_compares_them() -> None:
    stated = (Value(PATH, 12, "12", PLACE), Value(PATH, 13, "13", ()))
    alone = Check("v11-form-arithmetic", "", "自洽", Finding(Outcome.DISCREPANCY, "。", stated, (), 0.9))
    (row,) = declared_coverage(dossier(portal=13, headcount=12), [alone, compared(Outcome.PASS)])
    assert row.support is Support.CONTRADICTED
    assert [check.rule for check in row.checks] == ["x11-headcount", "v11-form-arithmetic"]


def test_a_row_of_the_portal_that_the_form_does_not_have_is_open_where_a_check_tells() -> None:
    path = "application_form.investors[0].share"
    telling = Check(
        "v11-form-arithmetic", "", "自洽", Finding(Outcome.REVIEW, "。", (Value(path, 0.9, "0.9", ()),), (), 0.9)
    )
    (row,) = declared_coverage(stating({}, {"investors[0].name": "王五", "investors[0].share": 0.9}), [telling])
    assert row.support is Support.OPEN
    assert row.checks == (telling,)


def test_a_form_that_cannot_be_read_leaves_the_portal_s_figure_open() -> None:
    form = stating({"headcount": None}, {"headcount": 13})
    (row,) = declared_coverage(form, ())
    assert row.support is Support.OPEN


def test_no_row_is_lost_where_two_are_read_as_of_one_year() -> None:
    twice = {"years[0].year": 2025, "years[0].clients": 60, "years[1].year": 2025, "years[1].clients": 50}
    assert [row.on_form for row in declared_coverage(stating(twice, {}), ())] == ["60 家", "50 家"]


@pytest.mark.parametrize(
    ("portal", "path"),
    [
        ("headcount", "headcount"),
        ("years[0].tax", "years[1].tax"),  # the form's row of the same year
        ("years[1].tax", None),  # a year that the form does not have
    ],
)
def test_what_only_the_portal_states_has_its_place_on_the_form(portal: str, path: str | None) -> None:
    years: dict[str, FieldValue] = {"years[0].year": 2024, "years[1].year": 2025}
    stated = stating({**years, "years[0].tax": Decimal(1)}, {"years[0].year": 2025, "years[1].year": 2023, portal: 9})
    value = Value(f"application_form.{portal}", 9, "")
    assert path_on_form(stated, value) is None  # there is no form
    form = Document("application_form", (("a.pdf", 1),), 0.9)
    found = path_on_form(replace(stated, documents=(form,)), value)
    assert found == (None if path is None else f"application_form.{path}")
