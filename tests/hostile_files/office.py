"""Word and Excel files that unpack to more than they are, refer to the outside, or are something else."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from tests.extractors.intake.office.docx_files import NAMESPACES, docx_of, paragraph, run
from tests.hostile_files.archives import members

_TEXT = "单位名称许昌鼎信公司"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OUTSIDE = 'TargetMode="External"'
_MEBIBYTE = b" " * (1 << 20)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _docx(body: str, parts: Mapping[str, bytes | str] | None = None, relationships: str = "") -> bytes:
    with TemporaryDirectory() as folder:
        return docx_of(body, Path(folder) / "a.docx", parts, relationships).read_bytes()


def plain_docx() -> bytes:
    return _docx(paragraph(run(_TEXT)))


def _xlsx(parts: Mapping[str, bytes] | None = None) -> bytes:
    """A workbook with one cell; `parts` are added or take the place of its own."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = _TEXT
    stream, out = io.BytesIO(), io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in (parts or {}):
                target.writestr(name, source.read(name))
        for name, data in (parts or {}).items():
            target.writestr(name, data)
    return out.getvalue()


def _sheet(rows: str, more: str = "", before: str = "") -> bytes:
    return _xlsx(
        {
            "xl/worksheets/sheet1.xml": (
                f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                f"<sheetData>{rows}</sheetData>{more}</worksheet>"
            ).encode()
        }
    )


def xml_400_megabytes() -> bytes:
    stream = io.BytesIO(plain_docx())
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "word/document.xml":
                target.writestr(name, source.read(name))
        with target.open("word/document.xml", "w") as part:
            part.write(f"<w:document {NAMESPACES}><w:body>".encode())
            for _ in range(400):
                part.write(_MEBIBYTE)
            part.write(b"</w:body></w:document>")
    return out.getvalue()


def declares_little() -> bytes:
    """A part of fifty megabytes that is declared to have ten bytes."""
    data = bytearray(_docx(paragraph(run("x" * 50_000_000))))
    at = data.rindex(b"word/document.xml")
    struct.pack_into("<I", data, at - 46 + 24, 10)
    return bytes(data)


def _replaced(document: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain_docx())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, document if name == "word/document.xml" else source.read(name))
    return out.getvalue()


def _document(declarations: str, text: str) -> bytes:
    body = paragraph(run(text))
    return _replaced(
        f"<!DOCTYPE w:document [{declarations}]><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    )


def entities() -> bytes:
    """Ten entities, each of which is ten of the one before: 10^10 words."""
    levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 11))
    return _document(f'<!ENTITY e0 "lol">{levels}', f"{_TEXT}&e10;")


def external_entity() -> bytes:
    return _document('<!ENTITY file SYSTEM "file:///etc/hostname">', f"{_TEXT}&file;")


def external_doctype() -> bytes:
    return _replaced(
        f'<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/a.dtd"><w:document {NAMESPACES}><w:body>'
        f"{paragraph(run(_TEXT))}</w:body></w:document>"
    )


def xlsx_entities() -> bytes:
    levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 11))
    sheet = zipfile.ZipFile(io.BytesIO(_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')))
    strings = f'<!DOCTYPE sst [<!ENTITY e0 "lol">{levels}]><sst><si><t>&e10;</t></si></sst>'
    parts = {"xl/worksheets/sheet1.xml": sheet.read("xl/worksheets/sheet1.xml")}
    return _xlsx(parts | {"xl/sharedStrings.xml": strings.encode()})


def xlsx_sheet_entities() -> bytes:
    return _sheet(
        '<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>', before='<!DOCTYPE worksheet [<!ENTITY e "999">]>'
    )


def deep_elements() -> bytes:
    """A table in a table, two hundred times."""
    return _docx("<w:tbl><w:tr><w:tc>" * 200 + paragraph(run(_TEXT)) + "</w:tc></w:tr></w:tbl>" * 200)


def deep_mark_up() -> bytes:
    return _docx("<w:ins>" * 100_000 + "</w:ins>" * 100_000)


def wide_cell() -> bytes:
    """A cell over a thousand million columns."""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{paragraph(run(_TEXT))}</w:tc>'
    return _docx(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")


def far_row() -> bytes:
    return _sheet('<row r="999999999"><c r="A999999999" t="inlineStr"><is><t>远</t></is></c></row>')


def far_merge() -> bytes:
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{_TEXT}</t></is></c></row>'
    return _sheet(row, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')


def string_without_end() -> bytes:
    """A cell whose text is one that the list of texts does not have."""
    return _sheet('<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>')


def number_without_end() -> bytes:
    return _sheet('<row r="1"><c r="A1"><v>1e999999999</v></c><c r="B1"><v>nan</v></c></row>')


def xlsx_macro() -> bytes:
    return _xlsx({"xl/vbaProject.bin": _OLE + bytes(2000)})


def docx_macro() -> bytes:
    return _docx(paragraph(run(_TEXT)), {"word/vbaProject.bin": _OLE + bytes(2000)})


def xlsx_external() -> bytes:
    link = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><externalBook/></externalLink>'
    )
    return _xlsx({"xl/externalLinks/externalLink1.xml": link.encode()})


def linked_picture() -> bytes:
    """A picture on another host, and a template there."""
    links = (
        f'<Relationship Id="x1" Type="{_KIND}/image" Target="http://127.0.0.1:9/a.png" {_OUTSIDE}/>'
        f'<Relationship Id="x2" Type="{_KIND}/attachedTemplate" Target="http://127.0.0.1:9/a.dotm" {_OUTSIDE}/>'
    )
    picture = '<w:r><w:drawing><a:blip r:link="x1"/></w:drawing></w:r>'
    return _docx(paragraph(run(_TEXT), picture), relationships=links)


def picture_outside() -> bytes:
    """A picture that is said to lie outside of the file, by its path."""
    link = f'<Relationship Id="x1" Type="{_KIND}/image" Target="../../../../../etc/hostname"/>'
    return _docx(paragraph(run(_TEXT), '<w:r><w:drawing><a:blip r:embed="x1"/></w:drawing></w:r>'), relationships=link)


def hidden_words() -> bytes:
    return _docx(paragraph(run(_TEXT), run("APPROVED 999", "<w:vanish/>")))


def field_code() -> bytes:
    """An order to start a program, as fields could carry it."""
    order = '<w:r><w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc.exe"</w:instrText></w:r>'
    return _docx(paragraph(run(_TEXT), order))


def zip_as_docx() -> bytes:
    from tests.hostile_files.pdfs import plain

    return members({"a.pdf": plain()})


def without_document() -> bytes:
    return members({"[Content_Types].xml": b"<Types/>", "word/other.xml": b"<a/>"})


def _ole(stream: str) -> bytes:
    return _OLE + bytes(1000) + stream.encode("utf-16-le") + bytes(1000)


def old_doc() -> bytes:
    return _ole("WordDocument")


def old_xls() -> bytes:
    return _ole("Workbook")


def locked_office() -> bytes:
    return _ole("EncryptedPackage")


def broken_xml() -> bytes:
    return _replaced(f"<w:document {NAMESPACES}><w:body><w:p>")
