"""Readings of fields: every document's, under its own path, and how sure they are."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.verifier.dossiers import build_dossier
from verifier.readings import amount_of, area_of, confidence_of, declared, pages_in, readable, readings, surely


def test_each_document_of_a_kind_has_its_own_path() -> None:
    dossier = build_dossier([{"lease": {"lessee": "甲公司"}}, {"plan": None}, {"lease": {"lessee": "乙公司"}}])
    found = readings(dossier, "lease.lessee")
    assert [(reading.path, reading.value) for reading in found] == [
        ("lease.lessee", "甲公司"),
        ("lease[1].lessee", "乙公司"),
    ]
    assert [reading.document for reading in found] == list(dossier.of_kind("lease"))
    assert found[1].place == "03-lease.pdf第1页"


def test_the_portal_joins_the_form() -> None:
    dossier = build_dossier({"application_form": {"headcount": 12}}, portal={"application_form.headcount": 13})
    form, portal = declared(dossier, "application_form.headcount")
    assert (form.value, portal.value) == (12, 13)
    assert (portal.document, portal.place, portal.is_sure) == (None, "申报系统", True)
    assert [reading.value for reading in readings(dossier, "application_form.headcount")] == [12]


@pytest.mark.parametrize(
    ("text", "sure"),
    [("12", True), ("12 ~0.85", True), ("12 ~0.84", False), ("※1X", False)],
)
def test_a_reading_is_sure_with_a_value_and_confidence(text: str, sure: bool) -> None:
    (reading,) = readings(build_dossier({"staff_list": {"count": text}}), "staff_list.count")
    assert reading.is_sure is sure
    assert surely([reading]) == ([reading] if sure else [])
    assert not replace(reading, field=replace(reading.field, doubtful=True)).is_sure


def test_what_has_no_value_is_not_readable_and_nothing_is_sure_of_nothing() -> None:
    dossier = build_dossier([{"lease": {"area": "320"}}, {"lease": {"area": "※3X0 ~0.3"}}])
    found = readings(dossier, "lease.area")
    assert [reading.value for reading in readable(found)] == [320.0]
    assert confidence_of(found) == 0.3
    assert confidence_of([]) == 0.0


@pytest.mark.parametrize(
    ("text", "yuan", "quantum"),
    [("512.34万元", "5123400", 100), ("512万元", "5120000", 10000), ("5,123,400.00", "5123400", "0.01")],
)
def test_a_sum_is_as_exact_as_it_is_written(text: str, yuan: str, quantum: str) -> None:
    (reading,) = readings(build_dossier({"audit_report": {"total_assets": text}}), "audit_report.total_assets")
    assert (amount_of(reading).yuan, amount_of(reading).quantum) == (Decimal(yuan), Decimal(quantum))


@pytest.mark.parametrize(("stated", "quantum"), [("5123400.00", 100), ("5120000", 10000), ("5123400.50", "0.01")])
def test_a_sum_of_the_portal_may_be_rounded_where_it_ends_in_zeros(stated: str, quantum: str) -> None:
    dossier = build_dossier([], portal={"application_form.total_assets": stated})
    (reading,) = declared(dossier, "application_form.total_assets")
    assert amount_of(reading).quantum == Decimal(quantum)


def test_an_area_keeps_its_last_digit() -> None:
    (reading,) = readings(build_dossier({"lease": {"area": "320.5"}}), "lease.area")
    assert (area_of(reading).square_metres, area_of(reading).quantum) == (320.5, 0.1)


def test_pages_come_in_the_document_s_order() -> None:
    dossier = build_dossier({"lease": {"_pages": 3}})
    document = dossier.documents[0]
    turned = replace(document, pages=document.pages[::-1])
    assert [page.number for page in pages_in(dossier, turned)] == [3, 2, 1]
