from decimal import Decimal
from typing import Any

import pytest

from extractors.kinds.accounting_identities import CONFIRMED, REPAIRED, checked_by_identities
from extractors.models import Field


def _field(path: str, value: str | None, **about: Any) -> Field:
    settings: dict[str, Any] = {"raw": value or "●", "confidence": 0.99, "evidence": (), **about}
    return Field(path, None if value is None else Decimal(value), **settings)


def _checked(*fields: Field) -> dict[str, Field]:
    return {field.path: field for field in checked_by_identities({field.path: field for field in fields})}


def _balance(assets: str | None, liabilities: str | None, equity: str | None, **about: Any) -> dict[str, Field]:
    return _checked(
        _field("total_assets", assets),
        _field("total_liabilities", liabilities),
        _field("total_equity", equity, **about),
    )


def test_what_adds_up_is_confirmed() -> None:
    fields = _balance("100", "40", "60")
    assert all(field.confirmed_by == (CONFIRMED,) and not field.doubtful for field in fields.values())


def test_a_sure_difference_stays_whatever_another_reading_says() -> None:
    equity = _balance("100", "40", "58", alternatives=(Decimal(60),))["total_equity"]
    assert (equity.value, equity.confirmed_by, equity.doubtful) == (Decimal(58), (), False)


@pytest.mark.parametrize("value", ["58", None])
def test_an_unsure_figure_gives_way_to_the_reading_that_adds_up(value: str | None) -> None:
    equity = _balance("100", "40", value, confidence=0.5, alternatives=(Decimal(60), Decimal(66)))["total_equity"]
    assert (equity.value, equity.confirmed_by, equity.doubtful) == (Decimal(60), (REPAIRED,), True)
    assert "首次识别为" in equity.note


def test_an_unsure_figure_without_a_reading_that_adds_up_stays() -> None:
    equity = _balance("100", "40", "58", confidence=0.5, alternatives=(Decimal(66),))["total_equity"]
    assert (equity.value, equity.confirmed_by) == (Decimal(58), ())


def test_a_figure_that_cannot_be_read_is_not_made_up() -> None:
    equity = _balance("100", "40", None)["total_equity"]
    assert equity.value is None
    assert "60.00" in equity.note


def test_liabilities_and_equity_confirm_the_assets_alone() -> None:
    fields = _checked(_field("total_assets", "100"), _field("liabilities_and_equity", "100"))
    assert fields["total_assets"].confirmed_by == (CONFIRMED,)


def test_lost_minus_sign_of_the_equity() -> None:
    equity = _balance("100", "150", "50")["total_equity"]
    assert (equity.value, equity.doubtful, equity.confirmed_by[0]) == (Decimal(-50), True, REPAIRED)


def test_no_sign_is_changed_where_the_digits_differ() -> None:
    equity = _balance("100", "150", "51")["total_equity"]
    assert (equity.value, equity.doubtful) == (Decimal(51), False)


def _income(operating: str | None, profit: str, tax: str | None, net: str) -> dict[str, Field]:
    written = {"operating_profit": operating, "profit": profit, "income_tax": tax, "net_profit": net}
    return _checked(*(_field(path, value) for path, value in written.items() if value is not None))


@pytest.mark.parametrize(
    ("figures", "profit", "net", "doubtful"),
    [
        (("-61", "-61", None, "-61"), -61, -61, set()),
        (("-61", "61", None, "-61"), -61, -61, {"profit"}),
        (("-61", "-61", None, "61"), -61, -61, {"net_profit"}),
        (("61", "-61", None, "-61"), -61, -61, set()),  # the operating profit was misread; it is no field of its own
        ((None, "61", None, "-61"), 61, -61, {"profit", "net_profit"}),
        (("80", "80", "4", "76"), 80, 76, set()),
        (("80", "80", "4", "70"), 80, 70, set()),
    ],
)
def test_signs_of_the_income_statement(
    figures: tuple[str | None, str, str | None, str], profit: int, net: int, doubtful: set[str]
) -> None:
    fields = _income(*figures)
    assert (fields["profit"].value, fields["net_profit"].value) == (profit, net)
    assert {path for path, field in fields.items() if field.doubtful} == doubtful
    assert fields.keys() == {"profit", "net_profit"}
