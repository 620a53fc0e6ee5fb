"""A stored report is the report again, as far as its file goes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from extractors.models import Evidence, Field, FieldValue
from tests.verifier.reporting.dossier import PORTAL, Sample, empty_dossier, make_report
from tests.verifier.reporting.hostile import endless_report, hostile_report
from verifier.models import Change, Changes, Correction, JudgedCorrection, Outcome, Report
from verifier.reporting import render_json
from verifier.reporting.field_tables import document_fields
from verifier.reporting.json_reading import read_report
from verifier.reporting.overview import checklist_rows, page_runs, seal_rows


def stored(report: Report) -> Report:
    dossier = report.dossier
    pages = [(page.file, page.number) for page in dossier.pages]
    return read_report(render_json(report), ruleset_name=report.ruleset_name, declared=dossier.declared, pages=pages)


@pytest.mark.parametrize("make", [hostile_report, endless_report, lambda: make_report(empty_dossier(), ())])
def test_what_is_read_back_is_written_the_same(make: object) -> None:
    assert callable(make)
    report = make()
    assert render_json(stored(report)) == render_json(report)


def test_a_reader_is_shown_the_same(sample: Sample) -> None:
    report, again = sample.report, stored(sample.report)
    assert report.dossier.declared == PORTAL
    assert render_json(again) == render_json(report)
    assert again.checks == stored(again).checks
    shown = [
        [(row.item, row.outcome, len(row.checks)) for row in checklist_rows(one, sample.context)]
        for one in (report, again)
    ]
    assert shown[0] == shown[1]
    assert [run.pages for run in page_runs(again.dossier)] == [run.pages for run in page_runs(report.dossier)]
    assert len(seal_rows(again)) == len(seal_rows(report))
    kinds = [[document.kind for document in document_fields(one.dossier, sample.context)] for one in (report, again)]
    assert kinds[0] == kinds[1]


def test_corrections_are_read_back(sample: Sample) -> None:
    dossier = sample.report.dossier
    read = dossier.fields["application_form.total_assets"]
    said = Correction("1", read.path, Decimal("6000000.00"), "印章遮挡", "张工", datetime(2026, 3, 19, tzinfo=UTC), {})
    lost = replace(said, path="lease.area", value=12.5)
    corrections = (JudgedCorrection(said, read.path, True, read), JudgedCorrection(lost, lost.path, False, None))
    corrected = replace(read, value=said.value)
    report = replace(
        sample.report,
        dossier=replace(dossier, fields={**dossier.fields, read.path: corrected}, corrections=corrections),
    )
    again = stored(report)
    assert render_json(again) == render_json(report)
    assert [(one.correction.value, one.holds) for one in again.dossier.corrections] == [
        (said.value, True), (lost.value, False),
    ]  # fmt: skip


def test_changes_are_read_back(sample: Sample) -> None:
    change = Change("x07-total-assets", "上年末总资产", None, Outcome.DISCREPANCY)
    closed = Change("m05", "资格", Outcome.MISSING, None)
    report = replace(sample.report, changes=Changes(2, (closed,), (change,), (), ()))
    assert stored(report).changes == report.changes


def test_values_have_their_types_again() -> None:
    place = Evidence("a.pdf", 1, ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2)), "x", 0.9)
    values: dict[str, FieldValue] = {
        "application_form.total_assets": Decimal("5123400.00"),
        "application_form.registered_on": date(2020, 2, 29),
        "application_form.qualified_share": 0.85,
        "application_form.headcount": 23,
        "lease.address": "2020-13-45",
        "property_certificate.number": "2024.05",
        "client_list.rows[0].satisfied": True,
        "business_licence.term_to": "long-term",
        "business_licence.name": None,
    }
    fields = {path: Field(path, value, "x", 0.9, (place,)) for path, value in values.items()}
    report = make_report(replace(empty_dossier(), fields=fields), ())
    assert {path: field.value for path, field in stored(report).dossier.fields.items()} == values
