from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image as Drawing
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from extractors.errors import IntakeError
from extractors.geometry import box_of, covered
from extractors.intake.documents import inspect_file
from extractors.intake.limits import Limits
from tests.extractors.intake.conftest import ReadPage
from tests.extractors.intake.pdfs import noise, png

LIMITS = Limits()


@pytest.fixture
def book() -> openpyxl.Workbook:
    return openpyxl.Workbook()


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = "设备清单"
    return sheet


def save(book: openpyxl.Workbook, folder: Path) -> Path:
    path = folder / "x.xlsx"
    book.save(path)
    return path


def texts(path: Path, read_page: ReadPage, number: int = 1) -> list[str]:
    text = read_page(path, number).text
    assert text is not None
    return [line.text for line in text.lines]


def notes(path: Path) -> list[str]:
    return [note.code for note in inspect_file(path, LIMITS).notes]


def test_a_sheet_is_a_table_with_values_as_shown(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    sheet = sheet_of(book)
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "主要服务设备清单"
    sheet.append(["名称", "购买时间", "价格", "占比"])
    sheet.append(["服务器", dt.date(2024, 3, 10), 12345.678, 0.856])
    for cell, code in (("B3", 'yyyy"年"m"月"d"日"'), ("C3", "#,##0.00"), ("D3", "0.0%")):
        sheet[cell].number_format = code
    path = save(book, tmp_path)
    page = read_page(path)
    assert page.image is None
    assert texts(path, read_page) == [
        "主要服务设备清单", "名称", "购买时间", "价格", "占比", "服务器", "2024年3月10日", "12,345.68", "85.6%",
    ]  # fmt: skip
    (grid,) = page.grids
    assert (grid.rows, grid.columns) == (3, 4)
    assert [(cell.row_span, cell.column_span) for cell in grid.cells if cell.row == 0] == [(1, 4)]
    assert page.text is not None
    for line in page.text.lines:
        assert sum(covered(box_of(line.polygon), cell.box) > 0.99 for cell in grid.cells) == 1


def test_an_empty_row_parts_two_tables(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    sheet = sheet_of(book)
    sheet["A1"], sheet["B2"], sheet["B5"] = "甲", "乙", "丙"
    page = read_page(save(book, tmp_path))
    assert [(grid.rows, grid.columns) for grid in page.grids] == [(2, 2), (1, 2)]


def test_a_lone_cell_far_away_costs_nothing(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    sheet = sheet_of(book)
    sheet["A1"], sheet["XFD1048576"] = "甲", "乙"
    path = save(book, tmp_path)
    assert inspect_file(path, LIMITS).page_count == 1
    assert texts(path, read_page) == ["甲", "乙"]


def test_sheets_are_pages_in_order_and_hidden_ones_are_noted(
    book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage
) -> None:
    sheet_of(book)["A1"] = "一"
    for name, state in (("藏", "hidden"), ("深藏", "veryHidden"), ("空藏", "hidden"), ("二", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        if name != "空藏":
            sheet["A1"] = name
    path = save(book, tmp_path)
    assert inspect_file(path, LIMITS).page_count == 2
    assert [texts(path, read_page, number) for number in (1, 2)] == [["一"], ["二"]]
    assert [(note.code, "深藏" in note.message) for note in inspect_file(path, LIMITS).notes] == [
        ("sheet-hidden", False),
        ("sheet-hidden", True),
    ]


def test_hidden_rows_and_columns_are_noted_and_not_read(
    book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage
) -> None:
    sheet = sheet_of(book)
    for row in range(1, 4):
        sheet.append([f"甲{row}", f"乙{row}", f"丙{row}"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    path = save(book, tmp_path)
    assert texts(path, read_page) == ["甲1", "丙1", "甲3", "丙3"]
    assert notes(path) == ["cells-hidden"]
    assert "5处" in inspect_file(path, LIMITS).notes[0].message


def test_hidden_empty_columns_are_nobodys_business(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = sheet_of(book)
    sheet["A1"] = "甲"
    sheet.column_dimensions["F"].hidden = True
    assert notes(save(book, tmp_path)) == []


def test_a_formula_without_a_stored_result_is_noted(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = sheet_of(book)
    sheet["A1"], sheet["B7"] = 1, "=SUM(A1:A1)"
    path = save(book, tmp_path)
    assert notes(path) == ["formula-without-value"]
    assert "B7" in inspect_file(path, LIMITS).notes[0].message


def rewritten(path: Path, name: str, pattern: bytes, replacement: bytes) -> Path:
    stream = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.namelist():
            data = source.read(member)
            if member == name:
                data, count = re.subn(pattern, replacement, data)
                assert count
            target.writestr(member, data)
    return path


def test_the_stored_result_of_a_formula_is_shown(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    sheet = sheet_of(book)
    sheet["A1"] = "=1+1"
    sheet["A1"].number_format = "0.00"
    path = rewritten(save(book, tmp_path), "xl/worksheets/sheet1.xml", rb"</f><v ?/>|</f><v></v>", b"</f><v>2</v>")
    assert texts(path, read_page) == ["2.00"]
    assert notes(path) == []


def test_dates_by_the_number_of_a_chinese_format(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    """Chinese Excel and WPS store 2026年3月10日 as format 31, which is in no table but the standard's."""
    sheet = sheet_of(book)
    sheet["A1"] = 46091
    sheet["A1"].number_format = "0.00"
    path = save(book, tmp_path)
    rewritten(path, "xl/styles.xml", rb'numFmtId="2"', b'numFmtId="31"')
    assert texts(path, read_page) == ["2026年3月10日"]


def test_days_since_1904(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    book.epoch = CALENDAR_MAC_1904
    sheet = sheet_of(book)
    sheet["A1"] = dt.date(2026, 3, 10)
    sheet["A1"].number_format = "yyyy-mm-dd"
    assert texts(save(book, tmp_path), read_page) == ["2026-03-10"]


def test_texts_of_every_kind(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    sheet = sheet_of(book)
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = "许昌\n魏都区", True, "⻓期", "914110000123456789"
    assert texts(save(book, tmp_path), read_page) == ["许昌", "魏都区", "TRUE", "长期", "914110000123456789"]


def test_a_wide_sheet_makes_a_wide_page(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    sheet = sheet_of(book)
    sheet.append([f"第{number}列的内容" for number in range(20)])
    path = save(book, tmp_path)
    page = read_page(path)
    assert page.width > 595
    assert len(texts(path, read_page)) == 20


def test_pictures_follow_their_sheet(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    sheet = sheet_of(book)
    sheet["A1"] = "执照"
    sheet.add_image(Drawing(png(noise(30, 20))), "B2")
    book.create_sheet("二")["A1"] = "二"
    path = save(book, tmp_path)
    assert inspect_file(path, LIMITS).page_count == 3
    assert (read_page(path, 2).width, read_page(path, 2).height) == (30, 20)
    assert texts(path, read_page, 3) == ["二"]


def test_an_empty_book_is_a_blank_page(book: openpyxl.Workbook, tmp_path: Path, read_page: ReadPage) -> None:
    path = save(book, tmp_path)
    assert inspect_file(path, LIMITS).page_count == 1
    assert texts(path, read_page) == []


def test_cells_at_and_over_the_limit(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = sheet_of(book)
    for row in range(5):
        sheet.append([row, row])
    path = save(book, tmp_path)
    assert inspect_file(path, dataclasses.replace(LIMITS, office_cells=10)).page_count == 1
    with pytest.raises(IntakeError) as caught:
        inspect_file(path, dataclasses.replace(LIMITS, office_cells=9))
    assert caught.value.code == "office-too-many-cells"


def test_cells_that_are_far_apart_count_by_the_table_they_make(book: openpyxl.Workbook, tmp_path: Path) -> None:
    sheet = sheet_of(book)
    for index in range(1, 12):
        sheet.cell(index, index).value = "x"
    with pytest.raises(IntakeError) as caught:
        inspect_file(save(book, tmp_path), dataclasses.replace(LIMITS, office_cells=100))
    assert caught.value.code == "office-too-many-cells"
