"""Documents for a word processor in the form of official papers (GB/T 9704-2012): fonts, sizes, margins, page numbers.

The fonts of the standard are named and not embedded: offices have them. Where one is absent, `fontTable.xml` names what
stands in for it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree

from verifier.reporting.cropping import Crop
from verifier.reporting.printed import Picture
from verifier.reporting.sketching import Sketch
from verifier.reporting.wording import shown

TITLE_FONT, BODY_FONT, HEADING_FONT, SECOND_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_LATIN_FONT, _PAGE_NUMBER_FONT = "Times New Roman", "宋体"
# What stands in where a font of the standard is not installed: Windows, WPS, then open fonts.
_STAND_INS = {
    TITLE_FONT: "FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun,Noto Serif CJK SC",
    BODY_FONT: "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC",
    HEADING_FONT: "SimHei,Noto Sans CJK SC",
    SECOND_FONT: "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC",
}
# Sizes of the standard in points: 二号, 三号, 四号; tables are set in 小四 and 五号.
_TITLE_SIZE, _BODY_SIZE, _PAGE_NUMBER_SIZE, _TABLE_SIZE, SMALL_SIZE = 22, 16, 14, 12, 10.5
_LINE_PITCH = 28.5  # points: 22 lines on the 225 mm of the text area
TEXT_WIDTH = 156  # mm, 28 characters
_CELL_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:top w:w="50" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)
_LONGEST_PROPERTY = 255  # characters; python-docx refuses more
_GREY = RGBColor(0x5B, 0x68, 0x76)
_LEAST_DPI = 170  # a small piece of a page is not blown up
_MOST_HEIGHT = 90  # mm


class OfficialDocument:
    """A document that is being written from top to bottom; every text is stripped of what hides or reorders it."""

    def __init__(self, title: str, written_on: date) -> None:
        self._document: Any = docx.Document()
        _set_up_page(self._document)
        _set_up_styles(self._document)
        _name_stand_ins(self._document)
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = shown(title)[:_LONGEST_PROPERTY], "", ""
        properties.created = properties.modified = datetime.combine(written_on, time(), UTC)

    def title(self, text: str) -> None:
        """A line of the title, 二号 in the middle."""
        paragraph = self._paragraph(text, TITLE_FONT, _TITLE_SIZE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(36)

    def heading(self, text: str, level: int = 1) -> None:
        """`一、` of level 1 or `（一）` of level 2; it stays with what follows."""
        paragraph = self._document.add_heading(level=level)
        _run(paragraph, text, HEADING_FONT if level == 1 else SECOND_FONT, _BODY_SIZE)

    def paragraph(self, text: str, *, indent: bool = True, bold: bool = False) -> None:
        """Body text, 三号, its first line indented by two characters."""
        paragraph = self._paragraph(text, BODY_FONT, _BODY_SIZE, bold=bold)
        if not indent:
            paragraph.paragraph_format.first_line_indent = Pt(0)

    def note(self, text: str) -> None:
        """A remark below tables and pictures, 五号 and grey."""
        paragraph = self._paragraph(text, BODY_FONT, SMALL_SIZE, colour=_GREY)
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(16)

    def right(self, text: str, indent: int = 4) -> None:
        """A line of the signature, `indent` characters from the right."""
        paragraph = self._paragraph(text, BODY_FONT, _BODY_SIZE)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(_BODY_SIZE * indent)

    def gap(self) -> None:
        """An empty line."""
        self._document.add_paragraph()

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        """A ruled table of text, its head (where there is one) repeated on every page; `widths` in mm."""
        table = self._table(len(widths), widths, ruled=True)
        if head:
            _fill(table.add_row(), head, HEADING_FONT, repeated=True)
        for row in rows:
            _fill(table.add_row(), row, BODY_FONT)
        self._after_table()

    def pictures(self, columns: Sequence[tuple[str, Sequence[Picture]]]) -> None:
        """Pictures in columns beside each other, each column with its heading."""
        width = TEXT_WIDTH // len(columns)
        table = self._table(len(columns), [width] * len(columns), ruled=False)
        for cell, (heading, pictures) in zip(table.add_row().cells, columns, strict=True):
            _write(cell.paragraphs[0], heading, HEADING_FONT, SMALL_SIZE)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            for picture in pictures:
                _place(cell, picture, width - 4)
        self._after_table()

    def content(self) -> bytes:
        """Content of the DOCX file."""
        buffer = BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _paragraph(self, text: str, font: str, size: float, *, bold: bool = False, colour: Any = None) -> Any:
        paragraph = self._document.add_paragraph()
        _run(paragraph, text, font, size, bold=bold, colour=colour)
        return paragraph

    def _table(self, columns: int, widths: Sequence[int], *, ruled: bool) -> Any:
        table = self._document.add_table(rows=0, cols=columns, style="Table Grid" if ruled else None)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001 -- python-docx sets no margins
        look.addprevious(parse_xml(_CELL_MARGINS))  # the schema's order: Word calls another one damaged
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _after_table(self) -> None:
        """Two tables that follow each other would become one."""
        self._document.add_paragraph().paragraph_format.line_spacing = Pt(10)


def _set_up_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: Any, side: Any) -> None:
    """`— 1 —` at the outer edge, one character in."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    edge = paragraph.paragraph_format
    edge.first_line_indent = Pt(0)
    edge.left_indent = edge.right_indent = Pt(_PAGE_NUMBER_SIZE)
    _run(paragraph, "— ", _PAGE_NUMBER_FONT, _PAGE_NUMBER_SIZE)
    run = _run(paragraph, "", _PAGE_NUMBER_FONT, _PAGE_NUMBER_SIZE)
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run._r.append(_field_part(kind, text))  # noqa: SLF001 -- python-docx has no fields
    _run(paragraph, " —", _PAGE_NUMBER_FONT, _PAGE_NUMBER_SIZE)


def _field_part(kind: str, text: str) -> Any:
    if not kind or kind == "text":
        element = OxmlElement("w:t" if kind else "w:instrText")
        element.set(qn("xml:space"), "preserve")
        element.text = text
        return element
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _set_up_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _set_fonts(normal.element.get_or_add_rPr(), BODY_FONT)
    normal.font.size = Pt(_BODY_SIZE)
    form = normal.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE_PITCH)
    form.space_before = form.space_after = Pt(0)
    form.first_line_indent = Pt(2 * _BODY_SIZE)
    for level, font in ((1, HEADING_FONT), (2, SECOND_FONT)):
        style = document.styles[f"Heading {level}"]
        _set_fonts(style.element.get_or_add_rPr(), font)
        style.font.size, style.font.bold, style.font.italic = Pt(_BODY_SIZE), False, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(10 if level == 1 else 6)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.first_line_indent = Pt(2 * _BODY_SIZE)


def _set_fonts(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for theme in (
        "asciiTheme",
        "hAnsiTheme",
        "eastAsiaTheme",
        "cstheme",
    ):  # a theme's font would come before a named one
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script, name in (("ascii", _LATIN_FONT), ("hAnsi", _LATIN_FONT), ("eastAsia", font)):
        fonts.set(qn(f"w:{script}"), name)
    fonts.set(qn("w:hint"), "eastAsia")  # “ ” and … are Chinese punctuation here


def _name_stand_ins(document: Any) -> None:
    """Tell in `fontTable.xml` what to take where a font is absent."""
    (part,) = (part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    table = parse_xml(part.blob)
    for font, names in _STAND_INS.items():
        for known in table.findall(qn("w:font")):
            if known.get(qn("w:name")) == font:
                table.remove(known)
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{font}"><w:altName w:val="{names}"/><w:charset w:val="86"/></w:font>'
            )
        )
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def _run(paragraph: Any, text: str, font: str, size: float, *, bold: bool = False, colour: Any = None) -> Any:
    run = paragraph.add_run(shown(text))
    _set_fonts(run._r.get_or_add_rPr(), font)  # noqa: SLF001 -- python-docx names no East Asian font
    run.font.size = Pt(size)
    if bold:
        run.font.bold = True
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _write(paragraph: Any, text: str, font: str, size: float, *, colour: Any = None) -> None:
    """Text in a cell, where lines are as high as the text asks for."""
    form = paragraph.paragraph_format
    form.first_line_indent = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _run(paragraph, text, font, size, colour=colour)


def _fill(row: Any, texts: Sequence[str], font: str, *, repeated: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, text in zip(row.cells, texts, strict=True):
        _write(cell.paragraphs[0], text, font, _TABLE_SIZE if repeated else SMALL_SIZE)
        cell.paragraphs[0].paragraph_format.keep_with_next = repeated


def _place(cell: Any, picture: Picture, width: int) -> None:
    """A picture with its caption; of a page without picture its words."""
    drawing = picture.drawing
    paragraph = cell.add_paragraph()
    if isinstance(drawing, Crop):
        form = paragraph.paragraph_format
        form.first_line_indent = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.keep_with_next = True
        most = min(width, drawing.width / _LEAST_DPI * 25.4, _MOST_HEIGHT * drawing.width / drawing.height)
        paragraph.add_run().add_picture(BytesIO(drawing.jpeg), width=Mm(most))
    elif isinstance(drawing, Sketch):
        _write(paragraph, "\n".join(line.text for line in drawing.lines), BODY_FONT, SMALL_SIZE)
    else:
        _write(paragraph, f"无法显示图片：{drawing.reason}", BODY_FONT, SMALL_SIZE, colour=_GREY)
    _write(cell.add_paragraph(), picture.caption, BODY_FONT, SMALL_SIZE, colour=_GREY)
