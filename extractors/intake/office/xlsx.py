"""XLSX -> blocks: one table a visible sheet, with the values that its program would show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.errors import IntakeError
from extractors.intake.limits import Limits
from extractors.intake.office.blocks import Block, Cell, Paragraph, PastedPicture, Table
from extractors.intake.office.document import OfficeDocument
from extractors.intake.office.flow import A4, MARGIN, OfficePage, lay_out
from extractors.intake.office.package import Package, attribute, child, children
from extractors.intake.office.typesetting import text_width
from extractors.intake.office.worksheet import Styles, Worksheet, read_worksheet, shared_strings
from extractors.intake.problems import guarded, intake_error, problem

_SIZE = 10.5
_WIDEST_COLUMN = 30 * _SIZE  # points; longer texts are broken into rows
_CELL_START = b"<c "


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    part: str
    is_hidden: bool


def open_xlsx(path: Path, limits: Limits) -> OfficeDocument:
    """Read and lay out an XLSX.

    Raises IntakeError: damaged-file, truncated-file, office-part-too-large, office-too-many-cells.
    """
    package = Package(path, limits)
    try:
        with guarded(IntakeError, "damaged-file"):
            return _read(package, limits)
    except IntakeError:
        package.close()
        raise


def _read(package: Package, limits: Limits) -> OfficeDocument:
    main = next(link.target for link in package.relationships("").values() if link.kind == "officeDocument")
    workbook = package.xml(main)
    parts = {link.kind: link.target for link in package.relationships(main).values()}
    strings = shared_strings(package.xml(parts.get("sharedStrings", "")))
    since_1904 = attribute(child(workbook, "workbookPr"), "date1904") in ("1", "true")
    styles = Styles(package.xml(parts.get("styles", "")), since_1904=since_1904)
    pages: list[OfficePage] = []
    notes: list[IntakeError] = []
    for sheet in _sheets(package, main):
        if package.count(sheet.part, _CELL_START) > limits.office_cells:
            raise intake_error("office-too-many-cells", sheet=sheet.name, limit=limits.office_cells)
        content = read_worksheet(package.read(sheet.part), strings, styles)
        if len({row for row, _ in content.cells}) * len({column for _, column in content.cells}) > limits.office_cells:
            raise intake_error("office-too-many-cells", sheet=sheet.name, limit=limits.office_cells)
        pictures = list(_pictures(package, sheet.part))
        if sheet.is_hidden:
            if content.cells or pictures:
                notes.append(intake_error("sheet-hidden", sheet=sheet.name))
            continue
        notes.extend(_findings(sheet, content))
        if content.cells or pictures:
            pages.extend(_laid_out(content, pictures))
    return OfficeDocument(package, pages or lay_out([]), [problem(note) for note in notes], limits)


def _findings(sheet: _Sheet, content: Worksheet) -> Iterator[IntakeError]:
    if content.hidden:
        yield intake_error("cells-hidden", sheet=sheet.name, count=content.hidden)
    if content.unresolved:
        yield intake_error(
            "formula-without-value", sheet=sheet.name, count=len(content.unresolved), cell=content.unresolved[0]
        )


def _sheets(package: Package, main: str) -> Iterator[_Sheet]:
    links = package.relationships(main)
    for element in children(child(package.xml(main), "sheets")):
        link = links.get(attribute(element, "id") or "")
        if link is not None and link.kind == "worksheet":
            is_hidden = (attribute(element, "state") or "visible") != "visible"
            yield _Sheet(attribute(element, "name") or "", link.target, is_hidden)


def _pictures(package: Package, part: str) -> Iterator[PastedPicture]:
    for link in package.relationships(part).values():
        if link.kind == "drawing":
            for inner in package.relationships(link.target).values():
                if inner.kind == "image" and not inner.external:
                    yield PastedPicture(inner.target)


def _laid_out(sheet: Worksheet, pictures: list[PastedPicture]) -> tuple[OfficePage, ...]:
    """A sheet on pages as wide as its columns need: a spreadsheet knows no paper."""
    columns = sorted({column for _, column in sheet.cells})
    widths = [_column_width(sheet, column) for column in columns]
    blocks: list[Block] = []
    for rows in _stretches(sorted({row for row, _ in sheet.cells})):
        blocks.extend([_table(sheet, rows, columns, widths), Paragraph("")])
    return lay_out([*blocks, *pictures], width=max(A4[0], sum(widths) + 2 * MARGIN))


def _stretches(rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows without an empty row between them: an empty row parts two tables of one sheet."""
    stretch: list[int] = []
    for row in rows:
        if stretch and row > stretch[-1] + 1:
            yield stretch
            stretch = []
        stretch.append(row)
    if stretch:
        yield stretch


def _column_width(sheet: Worksheet, column: int) -> float:
    wide = {(area.top, area.left) for area in sheet.merged if area.right > area.left}
    texts = (text for place, text in sheet.cells.items() if place[1] == column and place not in wide)
    lines = (line for text in texts for line in text.split("\n"))
    widest = max((text_width(line, _SIZE) for line in lines), default=0.0)
    return min(max(widest, 2 * _SIZE), _WIDEST_COLUMN) + _SIZE


def _table(sheet: Worksheet, rows: Sequence[int], columns: Sequence[int], widths: Sequence[float]) -> Table:
    """Some rows of a sheet; columns without anything in them are left out."""
    merged = {(area.top, area.left): area for area in sheet.merged}
    cells: list[Cell] = []
    covered: set[tuple[int, int]] = set()
    for row_index, row in enumerate(rows):
        for column_index, column in enumerate(columns):
            if (row, column) in covered:
                continue
            spans = (1, 1)
            if (row, column) in merged:
                area = merged[row, column]
                spanned_rows = [other for other in rows[row_index:] if other <= area.bottom]
                spanned_columns = [other for other in columns[column_index:] if other <= area.right]
                covered.update((other, across) for other in spanned_rows for across in spanned_columns)
                spans = len(spanned_rows), len(spanned_columns)
            text = sheet.cells.get((row, column), "")
            cells.append(Cell(row_index, column_index, *spans, (Paragraph(text, _SIZE),)))
    return Table(tuple(widths), len(rows), tuple(cells))
