"""Word-processor and spreadsheet files of the materials that are text or tables."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import docx
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from samples.kinds import client_list, equipment_list, staff_list
from samples.notation import chinese_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samples.drawing.table import Cell, Row
    from samples.paper import Paper

TABLES = {
    "staff_list": staff_list.table_rows,
    "client_list": client_list.table_rows,
    "equipment_list": equipment_list.table_rows,
}
MADE_ON = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # fixed, so that files are the same from run to run


def write_office(paper: Paper) -> tuple[bytes, str]:
    """Return the paper as an office file and the file's ending, docx or xlsx."""
    if paper.kind in TABLES:
        return _write_workbook(paper), "xlsx"
    return _write_document(paper), "docx"


def _write_document(paper: Paper) -> bytes:
    document = docx.Document()
    document.core_properties.created = document.core_properties.modified = MADE_ON
    for level, text in _paragraphs(paper):
        if level:
            document.add_heading(text, level)
        else:
            document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _paragraphs(paper: Paper) -> Iterator[tuple[int, str]]:
    """Yield (heading level or 0, text)."""
    facts = paper.facts
    yield 1, facts["title"]
    if paper.kind == "management_rules":
        for heading, articles in facts["chapters"]:
            yield 2, heading
            for number, article in enumerate(articles, start=1):
                yield 0, f"第{chinese_digits(number)}条　{article}"
        return
    for heading, texts in facts["sections" if paper.kind == "narrative" else "parts"]:
        yield 2, heading
        for text in texts:
            yield 0, text


def _write_workbook(paper: Paper) -> bytes:
    rng = paper.chance("workbook")
    rows = TABLES[paper.kind](paper, rng)
    book = Workbook()
    book.properties.created = book.properties.modified = MADE_ON
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = rng.choice(("Sheet1", "名单", "清单"))
    width = sum(cell.colspan for cell in rows[0])
    sheet.append([paper.facts["title"]])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A1"].font, sheet["A1"].alignment = Font(size=16, bold=True), Alignment(horizontal="center")
    side = Side(style="thin")
    for row, column, cell in _grid(rows):
        place = sheet.cell(
            row + 2, column + 1, int(cell.text) if cell.text.isdigit() and len(cell.text) < 5 else cell.text or None
        )
        place.border = Border(left=side, right=side, top=side, bottom=side)
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=row + 2,
                start_column=column + 1,
                end_row=row + 1 + cell.rowspan,
                end_column=column + cell.colspan,
            )
    if paper.kind == "client_list":
        sheet.append([f"上一年度共服务企业 {paper.values['total_served']} 家"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _grid(rows: list[Row]) -> Iterator[tuple[int, int, Cell]]:
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            taken.update((row + i, column + j) for i in range(cell.rowspan) for j in range(cell.colspan))
            yield row, column, cell
            column += cell.colspan
