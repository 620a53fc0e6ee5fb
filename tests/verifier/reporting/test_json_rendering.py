import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from extractors.models import Document, Evidence, Field, FieldValue, Polygon, Seal, SealInk, SealShape
from tests.verifier.reporting.dossier import Sample, empty_dossier, make_report
from tests.verifier.reporting.pages import LEASE_BACK, MAIN
from verifier.models import Report
from verifier.reporting import render_json

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
SQUARE: Polygon = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2))


def rendered(report: Report) -> dict[str, Any]:
    loaded = json.loads(render_json(report))
    assert isinstance(loaded, dict)
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(loaded)
    return loaded


def with_field(value: FieldValue, polygon: Polygon = SQUARE, **changes: Any) -> Report:
    evidence = Evidence("a.pdf", 1, polygon, "x", 0.98765432)
    field = replace(Field("lease.rent", value, "x", 0.98765432, (evidence,)), **changes)
    return make_report(replace(empty_dossier(), fields={"lease.rent": field}), ())


def test_keys_stand_in_the_order_of_the_contract(sample: Sample) -> None:
    report = rendered(sample.report)
    assert list(report) == [
        "schema", "ruleset", "dossier", "summary", "materials", "fields", "checks", "coverage", "problems", "engine",
        "timing",
    ]  # fmt: skip
    assert list(report["summary"]) == ["pass", "discrepancy", "missing", "review", "not_applicable"]
    assert list(report["dossier"]) == ["id", "applicant", "submitted_on", "files"]
    assert list(report["checks"][0])[:8] == [
        "rule", "clause", "title", "outcome", "message", "declared", "found", "confidence",
    ]  # fmt: skip
    assert list(report["checks"][-1]["declared"]) == []
    assert report["schema"] == "report/1"
    assert report["timing"] == {"pages": 12, "seconds": 41.0}
    assert report["engine"] == {"ocr": "PP-OCRv6", "version": "3.7.0"}


def test_every_check_and_every_kind_is_there_whatever_its_outcome(sample: Sample) -> None:
    report = rendered(sample.report)
    assert [check["rule"] for check in report["checks"]] == [check.rule for check in sample.report.checks]
    assert sum(report["summary"].values()) == len(report["checks"])
    assert report["summary"]["discrepancy"] == 3
    assert [material["kind"] for material in report["materials"]] == list(sample.context.kind_names)
    assert {material["status"] for material in report["materials"]} == {"present", "incomplete", "missing"}


def test_a_document_over_several_files_has_an_entry_for_each_with_its_own_seals(sample: Sample) -> None:
    (lease,) = [material for material in rendered(sample.report)["materials"] if material["kind"] == "lease"]
    assert [(entry["file"], entry["pages"]) for entry in lease["documents"]] == [(MAIN, [7]), (LEASE_BACK, [1])]
    assert [len(entry["seals"]) for entry in lease["documents"]] == [0, 1]
    assert [entry.get("continues") for entry in lease["documents"]] == [None, True]


def test_every_declared_figure_says_what_bears_it_out(sample: Sample) -> None:
    report = rendered(sample.report)
    rows = {row["field"].removeprefix("application_form."): row for row in report["coverage"]}
    assert {name: rows[name]["state"] for name in ("total_assets", "area_total", "years[1].revenue")} == {
        "total_assets": "contradicted",
        "area_total": "confirmed",
        "years[1].revenue": "none",
    }
    assets = rows["total_assets"]
    assert "x07-total-assets" in assets["rules"]
    (declared,) = assets["declared"]
    assert declared["value"] == report["fields"]["application_form.total_assets"]["value"]
    assert declared["evidence"] == report["fields"]["application_form.total_assets"]["evidence"]
    assert any(value["field"] == "audit_report.total_assets" and value["evidence"] for value in assets["found"])
    form, portal = rows["headcount"]["declared"]
    assert form["evidence"]
    assert (portal["value"], portal["evidence"]) == (12, [])
    assert (rows["years[1].revenue"]["rules"], rows["years[1].revenue"]["found"]) == ([], [])


def test_a_dossier_that_declares_nothing_has_nothing_to_bear_out() -> None:
    assert rendered(make_report(empty_dossier(), ()))["coverage"] == []


def test_pages_of_interleaved_files_are_all_listed() -> None:
    pages = (("a.jpg", 1), ("b.pdf", 4), ("b.pdf", 5), ("a.jpg", 2))
    seal = Seal(
        SealShape.OVAL,
        Evidence("elsewhere.pdf", 9, SQUARE, "", 0.5),
        None,
        presence=0.61,
        ink=SealInk.BLACK,
        whole=False,
    )
    dossier = replace(empty_dossier(), documents=(Document("lease", pages, 0.9, seals=(seal,)),))
    (lease,) = [each for each in rendered(make_report(dossier, ()))["materials"] if each["kind"] == "lease"]
    assert [(entry["file"], entry["pages"]) for entry in lease["documents"]] == [("a.jpg", [1, 2]), ("b.pdf", [4, 5])]
    assert [len(entry["seals"]) for entry in lease["documents"]] == [1, 0]
    (told,) = lease["documents"][0]["seals"]
    assert (told["shape"], told["ink"], told["whole"], told["presence"]) == ("oval", "black", False, 0.61)


def test_what_a_document_lacks_is_named(sample: Sample) -> None:
    (audit,) = [each for each in rendered(sample.report)["materials"] if each["kind"] == "audit_report"]
    assert audit["status"] == "incomplete"
    assert audit["documents"][0]["incomplete"] == ["审计意见页"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(5123400), "5123400.00"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-1234.5"), "-1234.50"),
        (Decimal("-0.001"), "0.00"),
        (Decimal("1E+8"), "100000000.00"),
        (date(2026, 3, 1), "2026-03-01"),
        ("long-term", "long-term"),
        (0.833, 0.833),
        (420.0, 420.0),
        (12, 12),
        (True, True),
        (None, None),
    ],
)
def test_values_have_the_contract_form(value: FieldValue, written: object) -> None:
    field = rendered(with_field(value))["fields"]["lease.rent"]
    assert field["value"] == written
    assert type(field["value"]) is type(written)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("inf")])
def test_what_is_no_number_is_an_error_and_not_a_broken_file(value: FieldValue) -> None:
    with pytest.raises(ValueError, match=r"finite|JSON"):
        render_json(with_field(value))


def test_remarks_of_a_field_appear_only_where_there_are_any() -> None:
    plain = rendered(with_field(12))["fields"]["lease.rent"]
    assert list(plain) == ["value", "raw", "confidence", "evidence"]
    noted = with_field(None, note="日期没有填写完整", confirmed_by=("check-digit",), alternatives=(Decimal(3), 4))
    field = rendered(noted)["fields"]["lease.rent"]
    assert field["note"] == "日期没有填写完整"
    assert field["confirmed_by"] == ["check-digit"]
    assert field["alternatives"] == ["3.00", 4]


def test_numbers_are_rounded_to_what_they_mean() -> None:
    third = 1 / 3
    polygon = ((third, third), (2 * third, third), (2 * third, 2 * third), (third, 2 * third))
    field = rendered(with_field(1, polygon))["fields"]["lease.rent"]
    assert field["confidence"] == 0.9877
    assert field["evidence"][0]["polygon"][0] == [0.33333, 0.33333]


@pytest.mark.parametrize(
    ("polygon", "written"),
    [
        (((-0.01, 0.2), (1.2, 0.2), (1.2, 0.3), (-0.01, 0.3)), [[0.0, 0.2], [1.0, 0.2], [1.0, 0.3], [0.0, 0.3]]),
        (((0.1, 0.2), (0.3, 0.4)), [[0.1, 0.2], [0.3, 0.2], [0.3, 0.4], [0.1, 0.4]]),
        (((700.0, 20.0), (900.0, 20.0), (900.0, 40.0)), []),
        (((1.5, 0.2), (1.9, 0.2), (1.9, 0.3)), []),
        (((-0.9, 0.2), (-0.5, 0.2), (-0.5, 0.3)), []),
        (((float("nan"), 0.0), (1.0, 0.0), (1.0, 1.0)), []),
        ((), []),
    ],
)
def test_a_polygon_off_the_page_is_drawn_in_or_left_out(polygon: Polygon, written: list[list[float]]) -> None:
    (evidence,) = rendered(with_field(1, polygon))["fields"]["lease.rent"]["evidence"]
    assert evidence["polygon"] == written


def test_chinese_is_readable_and_the_text_is_the_same_each_time(sample: Sample) -> None:
    text = render_json(sample.report)
    assert "许昌云桥企业服务有限公司" in text
    assert text == render_json(sample.report)
    assert text.endswith("}\n")


def test_a_broken_file_name_survives_utf8() -> None:
    name = "扫描\udcb0.pdf"
    document = Document("lease", ((name, 1),), 0.9)
    text = render_json(make_report(replace(empty_dossier(), documents=(document,)), ()))
    (lease,) = [each for each in json.loads(text.encode())["materials"] if each["kind"] == "lease"]
    assert lease["documents"][0]["file"] == name


def test_an_applicant_that_could_not_be_read_is_null() -> None:
    assert rendered(make_report(empty_dossier(), (), applicant=None))["dossier"]["applicant"] is None


def test_the_schema_refuses_what_the_contract_does_not_know(sample: Sample) -> None:
    report = rendered(sample.report)
    for damage in (
        {"extra": 1},
        {"summary": {"pass": 1}},
        {"checks": [report["checks"][0] | {"outcome": "maybe"}]},
        {"fields": {"Lease Rent": report["fields"]["lease.area"]}},
        {"materials": [report["materials"][0] | {"status": "present?"}]},
        {"problems": [report["problems"][0] | {"page": 0}]},
    ):
        with pytest.raises(ValidationError):
            Draft202012Validator(SCHEMA).validate(report | damage)
