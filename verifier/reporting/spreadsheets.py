"""Sheets for office programs: every text is a text cell, whatever it begins with (OWASP, CSV injection)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from unicodedata import east_asian_width
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from verifier.models import Outcome
from verifier.reporting.wording import shown

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads `_x202E_` in a text as that character
_LONGEST = 32_767  # characters of a cell
_WEB = ("http://", "https://")
_FONT_NAME = "宋体"
_LINE_HEIGHT, _MOST_HEIGHT = 15, 409  # points
_PAGE_WIDTH = 250  # characters of columns that can still be read on one landscape page
_EDGE = Side(style="thin", color="FFD5DBE1")
_RULE = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD_FILL = PatternFill("solid", "FFE4EAF1")
FILLS: Mapping[Outcome, tuple[str, str]] = {  # ground and letters
    Outcome.DISCREPANCY: ("FFFBE3E1", "FFB3261E"),
    Outcome.MISSING: ("FFFDEBD8", "FFA04A00"),
    Outcome.REVIEW: ("FFFFF6D6", "FF7A5A00"),
    Outcome.PASS: ("FFE6F4EA", "FF1E6B3A"),
    Outcome.NOT_APPLICABLE: ("FFF3F5F7", "FF5B6876"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A number from 0 to 1, shown as a percentage."""

    value: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word on the ground of its outcome; `link` leads to a file beside the table or the web, `place` within it."""

    word: str
    outcome: Outcome
    link: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to a file, whose `path` is relative to the table, or to an address of the web."""

    text: str
    path: str


Entry = str | int | None | Share | Verdict | Link


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. The last of the `heads` carries the filters; heads and the first `fixed` columns stay in sight.

    `widths` are in characters, one for each column.
    """

    name: str
    heads: Sequence[Sequence[str]]
    widths: Sequence[float]
    rows: Sequence[Sequence[Entry]]
    fixed: int = 0


def spreadsheet_text(text: str) -> str:
    """Text that no office program takes for a formula or for hidden characters."""
    said = shown(text)
    return f"'{said}" if text.startswith(_FORMULA_STARTS) or said.startswith(_FORMULA_STARTS) else said


def workbook_of(tables: Sequence[Table], title: str, made_on: date) -> bytes:
    """Content of an XLSX file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = spreadsheet_text(title)
    book.properties.creator = ""
    book.properties.created = book.properties.modified = datetime.combine(made_on, time())
    for table in tables:
        _write(book.create_sheet(table.name), table)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(sheet: Worksheet, table: Table) -> None:
    for number, head in enumerate(table.heads, 1):
        for column, text in enumerate(head, 1):
            cell = _text(sheet, number, column, text)
            cell.font = Font(name=_FONT_NAME, bold=True)
            cell.fill = _HEAD_FILL
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.row_dimensions[number].height = _height(head, table.widths)
    first = len(table.heads) + 1
    for number, row in enumerate(table.rows, first):
        for column, entry in enumerate(row, 1):
            _enter(sheet, number, column, entry)
        texts = [str(sheet.cell(number, column).value or "") for column in range(1, len(row) + 1)]
        sheet.row_dimensions[number].height = _height(texts, table.widths)
    for column, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}{first}"
    last = max(first - 1 + len(table.rows), first)
    sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(len(table.widths))}{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.fitToWidth = max(round(sum(table.widths) / _PAGE_WIDTH), 1)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{first - 1}"
    if table.fixed:
        sheet.print_title_cols = f"A:{get_column_letter(table.fixed)}"


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Points that the texts of a row need: not every office program finds this out by itself."""
    lines = [
        sum(max(ceil(_width(line) / (width - 1)), 1) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    ]
    return min(max(lines) * _LINE_HEIGHT + 4, _MOST_HEIGHT)


def _width(text: str) -> int:
    """Characters of a column that a text takes: a Chinese one takes two."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _enter(sheet: Worksheet, row: int, column: int, entry: Entry) -> None:
    match entry:
        case Share(value):
            cell = _number(sheet, row, column, value)
            cell.number_format = "0%"
        case int():
            cell = _number(sheet, row, column, entry)
        case Verdict(word, outcome, link, place):
            cell = _text(sheet, row, column, word)
            ground, letters = FILLS[outcome]
            cell.fill = PatternFill("solid", ground)
            cell.font = Font(name=_FONT_NAME, color=letters)
            if link:
                cell.hyperlink = _hyperlink(cell, link, place)
        case Link(text, path):
            cell = _text(sheet, row, column, text)
            cell.hyperlink = _hyperlink(cell, path)
            cell.font = Font(name=_FONT_NAME, color="FF0B4EA2", underline="single")
        case _:
            _text(sheet, row, column, entry or "")


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = _cell(sheet, row, column)
    safe = spreadsheet_text(_CODED.sub("_x005F_", text))
    if len(safe) > _LONGEST:
        note = f"……（全文共{len(text)}字，此处从略）"
        safe = safe[: _LONGEST - len(note)] + note
    cell.value = safe
    cell.data_type = "s"  # openpyxl would take `=` for a formula and `#N/A` for an error
    return cell


def _number(sheet: Worksheet, row: int, column: int, number: float) -> Cell:
    cell = _cell(sheet, row, column)
    cell.value = number
    return cell


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.font = Font(name=_FONT_NAME)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.border = _RULE
    return cell


def _hyperlink(cell: Cell, path: str, place: str = "") -> Hyperlink:
    return Hyperlink(ref=cell.coordinate, target=_address(path), location=_address(place) or None)


def _address(path: str) -> str:
    """A path as address. Chinese stays readable: office programs write it so, and not all read it otherwise.

    A whole address of the web is one already.
    """
    if path.startswith(_WEB):
        return path
    return "".join(
        letter if ord(letter) > 127 and letter.isprintable() else quote(letter, errors="surrogatepass")
        for letter in path
    )
