from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds.financial_figures import financial_figures
from extractors.models import Field, Page
from tests.extractors.pages import Row, page_of, table_page

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("audit_statements.yaml").read_text(encoding="utf-8")
)
YUAN = "单位：元"


def _page(case: dict[str, Any], *, ruled: bool, number: int = 1) -> Page:
    places = (0.08, 0.42, 0.72)
    above: list[Row] = [(0.06, (0.4, case["title"], 1.6))] if case.get("title") else []
    if case.get("caption"):
        above.append((0.11, *zip(places, case["caption"], strict=False)))
    rows = [[str(text) for text in row] for row in case["rows"]]
    return table_page(case["columns"], rows, ruled=ruled, above=above, number=number, file="审计报告.pdf")


def _read(*pages: Page) -> dict[str, Field]:
    return {field.path: field for field in financial_figures(pages)}


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "unruled"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_statements(case: dict[str, Any], *, ruled: bool) -> None:
    fields = _read(_page(case, ruled=ruled))
    found = {path: fields[path].value if path in fields else "absent" for path in case["fields"]}
    assert found == {
        path: Decimal(value) if isinstance(value, int) else value for path, value in case["fields"].items()
    }
    assert {path for path in case["fields"] if path in fields and fields[path].doubtful} == {*case.get("doubtful", ())}
    if "confirmed" in case:
        assert {path for path in case["fields"] if path in fields and fields[path].confirmed_by} == {*case["confirmed"]}


def _sheet(rows: list[list[str]], caption: list[str], title: str = "") -> dict[str, Any]:
    return {"title": title, "caption": caption, "columns": [0.08, 0.5, 0.72], "rows": rows}


def test_a_sheet_that_goes_on_over_the_page_keeps_unit_and_headings() -> None:
    first = _sheet(
        [["资产", "年初余额", "期末余额"], ["资产总计", "90.00", "100.00"], ["负债合计", "30.00", "40.00"]],
        ["编制单位：许昌云栖软件有限公司", "2024年12月31日", "单位：万元"],
        "资产负债表",
    )
    second = _sheet([["所有者权益合计", "60.00", "60.00"], ["负债和所有者权益总计", "90.00", "100.00"]], [])
    fields = _read(_page(first, ruled=True), _page(second, ruled=True, number=2))
    assert fields["total_equity"].value == 600_000
    assert fields["liabilities_and_equity"].value == 1_000_000
    assert not fields["total_equity"].doubtful


def test_a_statement_without_a_unit_takes_that_of_the_others_with_a_doubt() -> None:
    balance = _sheet([["资产", "期末余额", "年初余额"], ["资产总计", "100.00", "90.00"]], ["单位：千元"], "资产负债表")
    income = _sheet([["项目", "本期金额", "上期金额"], ["一、营业收入", "50.00", "40.00"]], [], "利润表")
    fields = _read(_page(balance, ruled=False), _page(income, ruled=False, number=2))
    assert (fields["revenue"].value, fields["revenue"].doubtful) == (50_000, True)
    assert "单位" in fields["revenue"].note


def test_two_statements_on_one_page() -> None:
    page = page_of(
        [
            (0.05, (0.4, "资产负债表")),
            (0.08, (0.7, YUAN)),
            (0.11, (0.08, "资产"), (0.5, "期末余额"), (0.72, "年初余额")),
            (0.14, (0.08, "资产总计"), (0.5, "500,000.00"), (0.72, "400,000.00")),
            (0.45, (0.4, "利润表")),
            (0.48, (0.7, YUAN)),
            (0.51, (0.08, "项目"), (0.5, "上期金额"), (0.72, "本期金额")),
            (0.54, (0.08, "一、营业收入"), (0.5, "110,000.00"), (0.72, "120,000.00")),
        ]
    )
    fields = _read(page)
    assert (fields["total_assets"].value, fields["revenue"].value) == (500_000, 120_000)


def test_a_sheet_without_a_legible_title_is_known_by_its_items() -> None:
    rows = [
        ["项目", "期末余额", "年初余额"],
        ["货币资金", "10,000.00", "9,000.00"],
        ["应收账款", "20,000.00", "19,000.00"],
        ["资产总计", "30,000.00", "28,000.00"],
    ]
    assert _read(_page(_sheet(rows, [YUAN]), ruled=False))["total_assets"].value == 30_000


def test_the_notes_give_no_figures() -> None:
    rows = [["项目", "期末余额", "年初余额"], ["营业收入合计", "10,000.00", "9,000.00"]]
    assert _read(_page(_sheet(rows, [YUAN], "财务报表附注"), ruled=True)) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [("500,000.00 400,000.00", 500_000), ("500,000.00400,000.00", 500_000)],
    ids=["narrow gap", "no gap"],
)
def test_two_columns_read_as_one_text(text: str, value: int) -> None:
    page = page_of(
        [
            (0.05, (0.4, "资产负债表")),
            (0.08, (0.7, YUAN)),
            (0.11, (0.08, "资产"), (0.5, "期末余额"), (0.62, "年初余额")),
            (0.14, (0.08, "资产总计"), (0.52, text)),
        ]
    )
    fields = _read(page)
    assert fields["total_assets"].value == value
    assert fields["total_assets_opening"].value == 400_000
