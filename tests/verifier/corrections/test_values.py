from datetime import date
from decimal import Decimal

import pytest

from extractors.models import LONG_TERM, FieldValue
from verifier.corrections.values import corrected_value, is_known
from verifier.errors import CorrectionError
from verifier.values import Plain


@pytest.mark.parametrize(
    ("path", "given", "value"),
    [
        ("application_form.total_assets", "5123400.00", Decimal("5123400.00")),
        ("application_form.total_assets", 5123400, Decimal(5123400)),
        ("application_form.years[1].profit", "-12000.5", Decimal("-12000.5")),
        ("application_form.headcount", 23, 23),
        ("application_form.headcount", "23", 23),
        ("audit_report.year", 2025, 2025),
        ("application_form.investors[0].share", 0.85, 0.85),
        ("lease[1].area", "120.5", 120.5),
        ("lease.starts_on", "2026-03-10", date(2026, 3, 10)),
        ("business_licence.term_to", "long-term", LONG_TERM),
        ("business_licence.term_to", "2030-01-01", date(2030, 1, 1)),
        ("qualification[1].holder", "许昌鼎信（河南） 有限公司", "许昌鼎信(河南)有限公司"),
        ("business_licence.credit_code", "91411000ma3x", "91411000MA3X"),
        ("client_list.rows[3].satisfied", True, True),
        ("recommendation_form.satisfied", 12, 12),
    ],
)
def test_a_value_is_taken_in_the_contracts_form(path: str, given: Plain, value: FieldValue) -> None:
    found = corrected_value(path, given)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("application_form.total_assets", "512.34万元"),
        ("application_form.total_assets", "1.001"),
        ("application_form.total_assets", "1e40"),
        ("application_form.total_assets", float("nan")),
        ("application_form.total_assets", True),
        ("application_form.headcount", 2.5),
        ("application_form.headcount", -1),
        ("application_form.investors[0].share", 85),
        ("lease.starts_on", "long-term"),
        ("lease.starts_on", "2026-02-30"),
        ("lease.lessor", 3),
        ("lease.lessor", "　"),
        ("client_list.rows[3].satisfied", "yes"),
    ],
)
def test_a_value_of_another_form_is_refused_with_the_form(path: str, given: Plain) -> None:
    with pytest.raises(CorrectionError, match="应为") as caught:
        corrected_value(path, given)
    assert caught.value.code == "correction-value"


def test_paths_are_known_whatever_their_indices() -> None:
    assert is_known("application_form.years[2].revenue")
    assert is_known("qualification[3].holder")
    assert not is_known("qualification[3].colour")
    assert not is_known("nothing.holder")
