"""What a file is, by its content; the extension is only what somebody called it."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import yaml

from extractors.intake.problems import intake_error

_HEAD_BYTES = 4096
# The PDF header may stand behind other bytes (mail gateways prepend some); viewers look this far.
_PDF_HEADER_WITHIN = 1024
# An OLE file names its streams in UTF-16; which of them it holds tells what wrote it.
_OLE_STREAMS = (
    ("EncryptedPackage", "设有密码的Office文件"),
    ("WordDocument", "旧版Word文档（.doc、.wps）"),
    ("Workbook", "旧版Excel表格（.xls、.et）"),
    ("Book", "旧版Excel表格（.xls、.et）"),
    ("PowerPoint Document", "旧版PowerPoint演示文稿（.ppt、.dps）"),
    ("__substg1.0_", "Outlook邮件"),
)
_ENCRYPTED_OFFICE = _OLE_STREAMS[0][1]
_ZIP_MEMBERS = (
    ("word/", "docx", "Word文档"),
    ("xl/", "xlsx", "Excel表格"),
    ("ppt/", None, "PowerPoint演示文稿"),
    ("visio/", None, "Visio图"),
)
_ISO_BRANDS = {
    b"heic": "HEIC照片", b"heix": "HEIC照片", b"mif1": "HEIC照片", b"msf1": "HEIC照片", b"hevc": "HEIC照片",
    b"avif": "AVIF图片",
}  # fmt: skip
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_TEXT_MUST_NOT_HOLD = frozenset(range(32)) - frozenset(b"\t\n\r\f")


class Format(StrEnum):
    """Formats that can be read."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    BMP = "bmp"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    ZIP = "zip"


PICTURE_FORMATS = frozenset({Format.JPEG, Format.PNG, Format.TIFF, Format.BMP, Format.WEBP})

_SUFFIXES = {
    ".pdf": Format.PDF, ".jpg": Format.JPEG, ".jpeg": Format.JPEG, ".png": Format.PNG, ".tif": Format.TIFF,
    ".tiff": Format.TIFF, ".bmp": Format.BMP, ".webp": Format.WEBP, ".docx": Format.DOCX, ".xlsx": Format.XLSX,
    ".zip": Format.ZIP,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file's content says it is. `format` is None where it cannot be read; `label` is its Chinese name."""

    format: Format | None
    label: str


@dataclass(frozen=True, slots=True)
class _Signature:
    magic: bytes
    at: int
    readable: Format | None
    container: str | None
    label: str


def read_format(path: Path, name: str = "") -> Format:
    """The readable format of the file at `path`. `name` is what the applicant calls it, for the message.

    Raises IntakeError: unreadable-file, empty-file, truncated-file (nothing but zero bytes), encrypted-office,
    type-mismatch (the extension promises a readable format, the content is another), unsupported-format.
    """
    identity = identify(path)
    if identity.format is not None:
        return identity.format
    if identity.label == _ENCRYPTED_OFFICE:
        raise intake_error("encrypted-office")
    suffix = PurePosixPath(name or path.name).suffix.lower()
    if suffix in _SUFFIXES:
        raise intake_error("type-mismatch", suffix=suffix, label=identity.label)
    raise intake_error("unsupported-format", label=identity.label)


def identify(path: Path) -> Identity:
    """What the file at `path` is, by its content.

    Raises IntakeError: unreadable-file, empty-file, truncated-file (nothing but zero bytes at its start).
    """
    try:
        with path.open("rb") as stream:
            return _identify(stream)
    except OSError as error:
        raise intake_error("unreadable-file") from error


def identify_bytes(data: bytes) -> Identity:
    """`identify` for what is held in memory."""
    return _identify(io.BytesIO(data))


def _identify(stream: BinaryIO) -> Identity:
    head = stream.read(_HEAD_BYTES)
    if not head:
        raise intake_error("empty-file")
    if not any(head):
        # A download that was given its final size and never its content.
        raise intake_error("truncated-file")
    for signature in _signatures():
        if head[signature.at : signature.at + len(signature.magic)] == signature.magic:
            return _identify_container(signature, head, stream)
    if b"%PDF-" in head[:_PDF_HEADER_WITHIN]:
        return Identity(Format.PDF, "PDF")
    return Identity(None, _text_label(head))


def _identify_container(signature: _Signature, head: bytes, stream: BinaryIO) -> Identity:
    if signature.container == "zip":
        return _identify_zip(stream)
    if signature.container == "ole":
        return Identity(None, _ole_label(stream) or signature.label)
    if signature.container == "iso-media":
        return Identity(None, _ISO_BRANDS.get(head[8:12], "视频"))
    return Identity(signature.readable, signature.label)


def _text_label(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_HTML_STARTS) or b"<html" in text[:1024]:
        return "网页（HTML）"
    if text.startswith(b"<?xml"):
        return "XML文件"
    return "无法识别的文件" if _TEXT_MUST_NOT_HOLD.intersection(head) else "纯文本"


def _identify_zip(stream: BinaryIO) -> Identity:
    """Office files and OFD are ZIP archives with known members."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            mimetype = archive.read("mimetype")[:100] if _is_small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError):
        # Still an archive by its first bytes; unpacking it says what is wrong with it.
        return Identity(Format.ZIP, "ZIP压缩包")
    if "OFD.xml" in names:
        return Identity(None, "OFD版式文件")
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return Identity(None, "OpenDocument文档")
    if "[Content_Types].xml" in names:
        return _identify_office(names)
    return Identity(Format.ZIP, "ZIP压缩包")


def _identify_office(names: Sequence[str]) -> Identity:
    for prefix, readable, label in _ZIP_MEMBERS:
        if any(name.startswith(prefix) for name in names):
            if f"{prefix}workbook.bin" in names:
                return Identity(None, "二进制Excel表格（.xlsb）")
            return Identity(Format(readable) if readable else None, label)
    return Identity(None, "无法识别的Office文件")


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 1000


def _ole_label(stream: BinaryIO) -> str | None:
    """Look for the stream names block by block: the directory of an OLE file may stand anywhere in it."""
    found: set[str] = set()
    stream.seek(0)
    tail = b""
    while block := stream.read(1 << 20):
        window = tail + block
        found.update(name for name, _ in _OLE_STREAMS if name.encode("utf-16-le") in window)
        tail = window[-64:]
    return next((label for name, label in _OLE_STREAMS if name in found), None)


@functools.cache
def _signatures() -> tuple[_Signature, ...]:
    text = resources.files(__package__).joinpath("formats.yaml").read_text(encoding="utf-8")
    return tuple(
        _Signature(
            magic=bytes.fromhex(entry["magic"]),
            at=entry.get("at", 0),
            readable=Format(entry["readable"]) if "readable" in entry else None,
            container=entry.get("container"),
            label=entry["label"],
        )
        for entry in yaml.safe_load(text)
    )
