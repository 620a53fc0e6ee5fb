"""DOCX -> blocks in document order, as a person sees them: insertions, no deletions, no hidden text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from extractors.errors import IntakeError
from extractors.intake.characters import unified
from extractors.intake.limits import Limits
from extractors.intake.office.blocks import Align, Block, Cell, PageBreak, Paragraph, PastedPicture, Table
from extractors.intake.office.document import OfficeDocument
from extractors.intake.office.flow import lay_out
from extractors.intake.office.numbering import Numbering
from extractors.intake.office.package import Package, attribute, child, children, local_name
from extractors.intake.office.symbols import ordinary, symbol
from extractors.intake.problems import guarded, intake_error, problem

_BODY_SIZE = 10.5
_SIZES = (6.0, 48.0)  # points; others are no print
# Wrappers around paragraphs, rows and cells that are no more than a hull.
_HULLS = frozenset({"ins", "moveTo", "smartTag", "customXml"})
# What is stored in a paragraph and not seen: properties, deletions, text moved away, phonetic guides.
_UNSEEN = frozenset({"pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "rt", "rubyPr", "instrText", "delText"})
_ALIGNS = {"center": Align.CENTER, "right": Align.RIGHT, "end": Align.RIGHT}
_CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_MOST_COLUMNS = 1_000  # of a table; Word itself makes 63
_DEEPEST = 60  # elements inside elements


def open_docx(path: Path, limits: Limits) -> OfficeDocument:
    """Read and lay out a DOCX. Raises IntakeError: damaged-file, truncated-file, office-part-too-large, …."""
    package = Package(path, limits)
    try:
        with guarded(IntakeError, "damaged-file"):
            reader = _Reader(package)
            pages = lay_out(reader.blocks())
    except IntakeError:
        package.close()
        raise
    notes = []
    if reader.linked:
        notes.append(problem(intake_error("picture-linked", count=reader.linked)))
    if reader.embedded:
        notes.append(problem(intake_error("content-embedded", count=reader.embedded)))
    return OfficeDocument(package, pages, notes, limits)


@dataclass(slots=True)
class _Content:
    """What stands in one paragraph, piece by piece: text, page breaks, and blocks anchored to it."""

    texts: list[str] = field(default_factory=lambda: [""])  # between page breaks
    anchored: list[Block] = field(default_factory=list)


class _Reader:
    def __init__(self, package: Package) -> None:
        main = _main_part(package)
        self._root = package.xml(main)
        self._relationships = package.relationships(main)
        parts = {link.kind: link.target for link in self._relationships.values() if not link.external}
        self._numbering = Numbering(package.xml(parts.get("numbering", "")), package.xml(parts.get("styles", "")))
        self.linked = 0
        self.embedded = 0

    def blocks(self) -> Iterator[Block]:
        """All of the body."""
        body = child(self._root, "body")
        if body is None:
            raise intake_error("damaged-file")
        return self._blocks(body, depth=0)

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        if depth > _DEEPEST:
            raise intake_error("damaged-file")
        for element in parent:
            name = local_name(element)
            if name == "p":
                yield from self._paragraph(element, depth)
            elif name == "tbl":
                yield from self._table(element, depth)
            elif name == "sdt":
                yield from self._blocks_of(child(element, "sdtContent"), depth)
            elif name in _HULLS:
                yield from self._blocks(element, depth + 1)
            elif name == "altChunk":
                self.embedded += 1

    def _blocks_of(self, element: etree._Element | None, depth: int) -> Iterator[Block]:
        if element is not None:
            yield from self._blocks(element, depth + 1)

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Block]:
        properties = child(element, "pPr")
        if _is_on(child(properties, "pageBreakBefore")):
            yield PageBreak()
        content = _Content()
        self._collect(element, content, depth)
        _put_in_front(self._numbering.label(properties), content.texts)
        size, align = _size(element), _ALIGNS.get(attribute(child(properties, "jc"), "val") or "", Align.LEFT)
        for index, text in enumerate(content.texts):
            if index:
                yield PageBreak()
            yield Paragraph(unified(text), size, align)
        yield from content.anchored
        section = child(properties, "sectPr")
        if section is not None and attribute(child(section, "type"), "val") != "continuous":
            yield PageBreak()

    def _collect(self, element: etree._Element, content: _Content, depth: int, font: str = "") -> None:
        """Gather what is seen of an element of a paragraph; `font` is that of the run around it."""
        if depth > _DEEPEST:
            raise intake_error("damaged-file")
        name = local_name(element)
        if name in _UNSEEN or (name == "r" and _is_on(child(element, "rPr", "vanish"))):
            return
        if name == "br":
            self._add_break(element, content)
        elif name == "lastRenderedPageBreak":
            content.texts.append("")
        elif name == "txbxContent":
            content.anchored.extend(self._blocks(element, depth + 1))
        elif name in ("blip", "imagedata"):
            self._add_picture(element, content)
        elif name == "AlternateContent":
            self._collect_all(_chosen(element), content, depth, font)
        else:
            content.texts[-1] += _character_data(element, name, font)
            self.embedded += name == "OLEObject"
            if name == "r":
                font = attribute(child(element, "rPr", "rFonts"), "ascii") or ""
            self._collect_all(element, content, depth, font)

    def _collect_all(self, parent: etree._Element | None, content: _Content, depth: int, font: str) -> None:
        for element in children(parent):
            self._collect(element, content, depth + 1, font)

    def _add_break(self, element: etree._Element, content: _Content) -> None:
        if attribute(element, "type") == "page":
            content.texts.append("")
        else:
            content.texts[-1] += "\n"

    def _add_picture(self, element: etree._Element, content: _Content) -> None:
        reference = attribute(element, "embed") or attribute(element, "id") or attribute(element, "link")
        link = self._relationships.get(reference or "")
        if link is None:
            return
        if link.external:
            self.linked += 1
        else:
            content.anchored.append(PastedPicture(link.target))

    def _table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        """The table, then the pictures that stand in it."""
        rows: list[list[_DocxCell]] = []
        pictures: list[PastedPicture] = []
        for row in _rows(element):
            column = int(attribute(child(row, "trPr", "gridBefore"), "val") or 0)
            cells: list[_DocxCell] = []
            for cell in _unwrapped(row, "tc"):
                blocks = list(self._blocks(cell, depth + 1))
                pictures.extend(block for block in blocks if isinstance(block, PastedPicture))
                properties = child(cell, "tcPr")
                span = max(1, int(attribute(child(properties, "gridSpan"), "val") or 1))
                merge = child(properties, "vMerge")
                continues = merge is not None and attribute(merge, "val") in (None, "continue")
                cells.append(_DocxCell(column, span, tuple(_cell_paragraphs(blocks)), continues=continues))
                column += span
            rows.append(cells)
        if any(rows):
            yield _table_of(rows, _grid_widths(element))
        yield from pictures


@dataclass(frozen=True, slots=True)
class _DocxCell:
    """A cell as DOCX stores it: one that continues the cell above is stored again, empty."""

    column: int
    span: int
    paragraphs: tuple[Paragraph, ...]
    continues: bool


def _table_of(rows: list[list[_DocxCell]], widths: list[float]) -> Table:
    columns = max(cell.column + cell.span for row in rows for cell in row)
    if columns > _MOST_COLUMNS:
        raise intake_error("damaged-file")
    cells: list[Cell] = []
    for number, row in enumerate(rows):
        for cell in row:
            if cell.continues and any(_is_above(above, cell) for above in (rows[number - 1] if number else [])):
                continue
            span = 1
            while number + span < len(rows) and any(
                below.continues and _is_above(cell, below) for below in rows[number + span]
            ):
                span += 1
            cells.append(Cell(number, cell.column, span, cell.span, cell.paragraphs))
    fitting = widths if len(widths) == columns and all(widths) else [1.0] * columns
    return Table(tuple(fitting), len(rows), tuple(cells))


def _is_above(cell: _DocxCell, below: _DocxCell) -> bool:
    return cell.column == below.column and cell.span == below.span


def _cell_paragraphs(blocks: list[Block]) -> Iterator[Paragraph]:
    """A table inside a cell is read row by row, its cells side by side."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in range(block.rows):
                inner = sorted((cell for cell in block.cells if cell.row == row), key=lambda cell: cell.column)
                yield Paragraph("\t".join("".join(found.text for found in cell.paragraphs) for cell in inner))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows that are seen; a row whose deletion is recorded is not."""
    return (row for row in _unwrapped(table, "tr") if child(row, "trPr", "del") is None)


def _unwrapped(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    for element in parent:
        if local_name(element) == name:
            yield element
        elif local_name(element) == "sdt":
            for inner in children(child(element, "sdtContent")):
                if local_name(inner) == name:
                    yield inner
        elif local_name(element) in _HULLS:
            yield from _unwrapped(element, name)


def _grid_widths(table: etree._Element) -> list[float]:
    columns = (element for element in children(child(table, "tblGrid")) if local_name(element) == "gridCol")
    return [float(attribute(column, "w") or 0) for column in columns]


def _main_part(package: Package) -> str:
    found = (link.target for link in package.relationships("").values() if link.kind == "officeDocument")
    return next(found, "word/document.xml")


def _chosen(alternatives: etree._Element) -> etree._Element | None:
    """The first of the alternatives that newer and older programs are offered."""
    choice = child(alternatives, "Choice")
    return choice if choice is not None else child(alternatives, "Fallback")


def _character_data(element: etree._Element, name: str, font: str) -> str:
    """The characters that an element itself stands for."""
    if name == "t":
        return ordinary(element.text or "", font)
    if name == "sym":
        return symbol(int(attribute(element, "char") or "0", 16), attribute(element, "font") or "")
    if name == "checkBox":
        checked = child(element, "checked")
        return "☑" if _is_on(checked if checked is not None else child(element, "default")) else "□"
    return _CHARACTERS.get(name, "")


def _put_in_front(label: str, texts: list[str]) -> None:
    """The paragraph's number stands before its first words, on whichever page these are."""
    index = next((index for index, text in enumerate(texts) if text), 0)
    texts[index] = label + texts[index]


def _is_on(element: etree._Element | None) -> bool:
    """A switch: there and not switched off."""
    return element is not None and (attribute(element, "val") or "true").lower() not in ("0", "false", "off")


def _size(paragraph: etree._Element) -> float:
    """Font size of the first run that names one; of plain text otherwise."""
    for run in paragraph:
        half_points = attribute(child(run, "rPr", "sz"), "val")
        if half_points is not None:
            return min(max(float(half_points) / 2, _SIZES[0]), _SIZES[1])
    return _BODY_SIZE
