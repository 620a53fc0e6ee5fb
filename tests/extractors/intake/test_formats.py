from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.errors import IntakeError
from extractors.intake.formats import Format, identify, identify_bytes, read_format


def picture(file_format: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, file_format)
    return stream.getvalue()


def archive(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        if mimetype:
            opened.writestr("mimetype", mimetype)
        for name in names:
            opened.writestr(name, "x")
    return stream.getvalue()


def office(kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "docx":
        docx.Document().save(stream)
    else:
        openpyxl.Workbook().save(stream)
    return stream.getvalue()


def pdf() -> bytes:
    made = FPDF()
    made.add_page()
    return bytes(made.output())


def ole(stream_name: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000) + stream_name.encode("utf-16-le") + bytes(100)


READABLE = {
    Format.PDF: pdf(),
    Format.JPEG: picture("JPEG"),
    Format.PNG: picture("PNG"),
    Format.TIFF: picture("TIFF"),
    Format.BMP: picture("BMP"),
    Format.WEBP: picture("WEBP"),
    Format.DOCX: office("docx"),
    Format.XLSX: office("xlsx"),
    Format.ZIP: archive("a.pdf"),
}

UNREADABLE = {
    "OFD版式文件": archive("OFD.xml", "Doc_0/Document.xml"),
    "PowerPoint演示文稿": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "二进制Excel表格（.xlsb）": archive("[Content_Types].xml", "xl/workbook.bin"),
    "OpenDocument文档": archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
    "旧版Word文档（.doc、.wps）": ole("WordDocument"),
    "旧版Excel表格（.xls、.et）": ole("Workbook"),
    "RAR压缩包": b"Rar!\x1a\x07\x01\x00" + bytes(20),
    "7z压缩包": b"7z\xbc\xaf\x27\x1c" + bytes(20),
    "HEIC照片": b"\0\0\0\x18ftypheic" + bytes(20),
    "视频": b"\0\0\0\x18ftypisom" + bytes(20),
    "GIF图片": b"GIF89a" + bytes(20),
    "网页（HTML）": b"\xef\xbb\xbf \n<!DOCTYPE html><html>",
    "XML文件": b"<?xml version='1.0'?><a/>",
    "纯文本": "许昌市魏都区".encode("gbk"),
    "RTF文档": b"{\\rtf1 x}",
    "Windows程序": b"MZ\x90" + bytes(50),
    "无法识别的文件": b"\x01\x02\x03\x04 whatever",
}


@pytest.mark.parametrize("expected", READABLE, ids=str)
def test_readable_formats_are_known_by_content_whatever_the_name(expected: Format, tmp_path: Path) -> None:
    path = tmp_path / "upload.txt"
    path.write_bytes(READABLE[expected])
    assert read_format(path) is expected


@pytest.mark.parametrize("label", UNREADABLE)
def test_other_formats_are_named_and_asked_for_as_pdf(label: str, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(UNREADABLE[label])
    assert identify(path).format is None
    with pytest.raises(IntakeError) as caught:
        read_format(path, "材料.xyz")
    assert caught.value.code == "unsupported-format"
    assert label in caught.value.message
    assert "PDF" in caught.value.hint


def test_an_extension_that_promises_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(UNREADABLE["网页（HTML）"])
    with pytest.raises(IntakeError) as caught:
        read_format(path, "信用报告.PDF")
    assert caught.value.code == "type-mismatch"
    assert ".pdf" in caught.value.message
    assert "网页" in caught.value.message


def test_office_files_with_a_password_are_told_from_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(ole("EncryptedPackage"))
    with pytest.raises(IntakeError) as caught:
        read_format(path)
    assert caught.value.code == "encrypted-office"


def test_an_ole_stream_name_across_two_blocks_is_found() -> None:
    name = "WordDocument".encode("utf-16-le")
    data = bytes.fromhex("d0cf11e0a1b11ae1").ljust((1 << 20) - 7, b"\0") + name + bytes(100)
    assert "Word" in identify_bytes(data).label


@pytest.mark.parametrize(("content", "code"), [(b"", "empty-file"), (bytes(9000), "truncated-file")])
def test_nothing_is_told_from_zero_bytes(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(IntakeError) as caught:
        identify(path)
    assert caught.value.code == code


def test_a_pdf_header_may_stand_behind_other_bytes() -> None:
    assert identify_bytes(b"\r\n\x01mail gateway\r\n" + pdf()).format is Format.PDF


def test_a_cut_zip_is_still_a_zip() -> None:
    assert identify_bytes(READABLE[Format.ZIP][:40]).format is Format.ZIP


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        identify(tmp_path / "gone.pdf")
    assert caught.value.code == "unreadable-file"


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_identified_or_refused(data: bytes) -> None:
    try:
        assert identify_bytes(data).label
    except IntakeError as error:
        assert error.code == "truncated-file"  # noqa: PT017 - either outcome is right
        assert not any(data)
