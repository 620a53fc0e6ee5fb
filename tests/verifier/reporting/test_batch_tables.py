import csv
from datetime import date
from io import BytesIO

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.verifier.reporting.dossier import empty_dossier, make_report
from verifier.models import Check, Finding, Outcome, Report
from verifier.reporting.batch_tables import render_summary_csv, render_summary_xlsx, summary_row
from verifier.ruleset import load_ruleset

RULESET = load_ruleset()
TITLES = {rule.id: rule.title for rule in RULESET.rules}
DAY = date(2026, 3, 20)
OUTCOMES = list(Outcome)
FIRST = 7  # columns before those of the rules


def report(applicant: str) -> Report:
    checks = (
        Check(rule.id, rule.clause, rule.title, Finding(OUTCOMES[number % 5], "……"))
        for number, rule in enumerate(RULESET.rules)
    )
    return make_report(empty_dossier(), checks, applicant=applicant)


RESULTS = [("甲 公司", report("许昌甲公司")), ("=乙", report("=1+1\u202e")), ("丙", None)]


def sheet_of(*formats: str) -> Worksheet:
    book = openpyxl.load_workbook(BytesIO(render_summary_xlsx(RULESET, RESULTS, formats, DAY)))
    (sheet,) = book.worksheets
    return sheet


def test_a_row_for_each_applicant_and_a_column_for_each_rule() -> None:
    rows = list(sheet_of("json", "html").iter_rows(values_only=True))
    clauses, ids, titles, first, second, third = rows
    assert clauses[FIRST:] == tuple(rule.clause for rule in RULESET.rules)
    assert ids[FIRST:] == tuple(rule.id for rule in RULESET.rules)
    assert titles[FIRST:] == tuple(rule.title for rule in RULESET.rules)
    assert first[:2] == ("甲 公司", "许昌甲公司")
    assert sum(number for number in first[2:FIRST] if isinstance(number, int)) == len(RULESET.rules)
    assert set(first[FIRST:]) == {"一致（通过）", "不一致", "缺失", "待人工核实", "不适用"}
    assert second[:2] == ("'=乙", "'=1+1⟦U+202E⟧")
    assert third[:2] == ("丙", "无法读取")
    assert set(third[2:]) == {None}


def test_the_table_can_be_filtered_and_keeps_names_in_sight() -> None:
    sheet = sheet_of("json", "html")
    assert sheet.freeze_panes == "C4"
    assert str(sheet.auto_filter.ref).startswith("A3:")


def test_names_and_findings_lead_to_the_dossier_s_report() -> None:
    sheet = sheet_of("json", "html", "pdf")
    for column, rule in enumerate(RULESET.rules, FIRST + 1):
        cell = sheet.cell(4, column)
        if cell.value in ("一致（通过）", "不适用"):
            assert cell.hyperlink is None
        else:
            assert cell.hyperlink is not None
            assert (cell.hyperlink.target, cell.hyperlink.location) == ("甲%20公司/report.html", rule.id)
    assert [link.target if (link := sheet.cell(row, 1).hyperlink) else None for row in (4, 5, 6)] == [
        "甲%20公司/report.html", "%3D乙/report.html", None,
    ]  # fmt: skip


def test_links_lead_to_a_format_that_was_written() -> None:
    for formats, name in (
        (("json", "pdf"), "report.pdf"),
        (("json",), "report.json"),
        (("docx", "xlsx"), "report.docx"),
    ):
        link = sheet_of(*formats).cell(4, 1).hyperlink
        assert link is not None
        assert link.target == f"甲%20公司/{name}"


def test_nothing_is_a_formula() -> None:
    assert {cell.data_type for row in sheet_of("html").iter_rows() for cell in row if cell.value is not None} == {
        "s",
        "n",
    }
    written = render_summary_csv(TITLES, [summary_row(*result) for result in RESULTS])
    table = list(csv.reader(written.decode("utf-8-sig").splitlines()))
    assert [row[:2] for row in table[2:]] == [
        ["甲 公司", "许昌甲公司"], ["'=乙", "'=1+1⟦U+202E⟧"], ["丙", "无法读取"],
    ]  # fmt: skip
    assert len(table[2]) == len(table[0]) == len(table[1]) == FIRST + len(RULESET.rules)
