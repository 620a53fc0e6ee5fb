"""Whatever a cell says is text, also to the program that opens the file."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from tests.verifier.reporting.hostile import BIDI, CODES, STARTS, WORDS
from verifier.models import Outcome
from verifier.reporting.spreadsheets import Entry, Link, Share, Table, Verdict, spreadsheet_text, workbook_of

DAY = date(2026, 3, 20)


def reopened(*tables: Table) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook_of(tables, "=1+1", DAY)))


@pytest.mark.parametrize("start", STARTS)
def test_no_text_begins_like_a_formula(start: str) -> None:
    safe = spreadsheet_text(f"{start}1+1")
    assert safe[0] not in STARTS
    assert safe.endswith("1+1")


@pytest.mark.parametrize("text", ["许昌市", "a=b", "1-2", "", "'=1", "—"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert spreadsheet_text(text) == text


def test_hidden_characters_are_shown() -> None:
    assert spreadsheet_text(BIDI) == "营业执照⟦U+202E⟧gpj.exe"
    assert spreadsheet_text(CODES) == "a⟦U+0000⟧b⟦U+0007⟧c⟦U+000B⟧d⟦U+001B⟧e⟦U+D800⟧f⟦U+FFFE⟧g"


def test_every_cell_of_text_is_a_string() -> None:
    table = Table("甲", [WORDS], [12] * len(WORDS), [WORDS, [Link(word, word) for word in WORDS],
                  [Verdict(word, Outcome.PASS, word, word) for word in WORDS]])  # fmt: skip
    book = reopened(table)
    cells = [cell for row in book["甲"].iter_rows() for cell in row]
    assert len(cells) == 4 * len(WORDS)
    assert {cell.data_type for cell in cells} == {"s"}


def test_codes_that_excel_would_read_as_characters_stay_letters() -> None:
    sheet = reopened(Table("甲", [("名",)], [9], [["a_x202E_b"], ["_x000D_"], ["_xyz_"]]))["甲"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["a_x005F_x202E_b", "_x005F_x000D_", "_xyz_"]


def test_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    value = reopened(Table("甲", [("名",)], [9], [["字" * 40_000]]))["甲"].cell(2, 1).value
    assert isinstance(value, str)
    assert len(value) == 32_767
    assert value.endswith("（全文共40000字，此处从略）")


def test_numbers_are_numbers() -> None:
    sheet = reopened(Table("甲", [("甲", "乙", "丙")], [9, 9, 9], [[7, Share(0.97), None]]))["甲"]
    assert [sheet.cell(2, column).value for column in (1, 2)] == [7, 0.97]
    assert sheet.cell(2, 2).number_format == "0%"


def test_heads_stay_in_sight_and_carry_filters() -> None:
    sheet = reopened(Table("甲", [("甲", "乙"), ("丙", "丁")], [9, 30], [["1", "2"], ["3", "4"]], fixed=1))["甲"]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:B4"
    assert sheet.column_dimensions["B"].width == 30
    assert sheet.cell(3, 1).alignment.wrap_text


def test_links_are_relative_and_lead_nowhere_else() -> None:
    rows: list[list[Entry]] = [
        [Link("甲", "甲 公司#1/report.html")],
        [Verdict("缺失", Outcome.MISSING, "甲/report.html", "m01")],
    ]
    sheet = reopened(Table("甲", [("名",)], [9], rows))["甲"]
    first, second = sheet.cell(2, 1).hyperlink, sheet.cell(3, 1).hyperlink
    assert first is not None
    assert first.target == "甲%20公司%231/report.html"
    assert second is not None
    assert (second.target, second.location) == ("甲/report.html", "m01")
