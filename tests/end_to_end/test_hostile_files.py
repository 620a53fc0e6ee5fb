"""What is broken, locked, mislabelled or made to harm costs itself only: it is named, and the rest is checked."""

import io
import random
import zipfile
from typing import Any

import pytest
from fpdf import FPDF
from jsonschema import Draft202012Validator
from PIL import Image

from tests.end_to_end.conftest import PLAN
from tests.end_to_end.running import DOSSIERS, SCHEMA, Run, read_json, unaccounted, verifier
from tests.extractors.intake.zips import make_zip, make_zip_in_gbk

SCAN = DOSSIERS / "complete" / "营业执照副本.pdf"
GOOD = {
    "第十二条/深/更深/年度运营计划.docx": ("plan", PLAN),
    "GBK.zip/目录/情况说明.docx": ("narrative", "有关情况说明.docx"),
}


def locked_pdf() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_encryption(owner_password="owner", user_password="user")
    return bytes(pdf.output())


def huge_picture() -> bytes:
    """A few kilobytes that unpack to a picture longer than any page."""
    stream = io.BytesIO()
    Image.new("1", (25_000, 2_000)).save(stream, "PNG")
    return stream.getvalue()


def broken_docx() -> bytes:
    """A document whose text breaks off in the middle of a tag."""
    with zipfile.ZipFile(DOSSIERS / "complete" / PLAN) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return make_zip(parts | {"word/document.xml": parts["word/document.xml"][:900]})


def bomb() -> bytes:
    return make_zip({"炸弹.docx": b"\0" * 64_000_000})


def locked_zip() -> bytes:
    """A member whose header says that it is encrypted."""
    data = bytearray(make_zip({"甲.pdf": SCAN.read_bytes()}, compression=zipfile.ZIP_STORED))
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + flags_at] |= 1
    return bytes(data)


# The file's bytes, and the problem by which it is named.
HOSTILE: dict[str, tuple[bytes, str]] = {
    "加密.pdf": (locked_pdf(), "encrypted-pdf"),
    "截断.pdf": (SCAN.read_bytes()[:20_000], "truncated-file"),
    "空.pdf": (b"", "empty-file"),
    "噪声.pdf": (random.Random(1).randbytes(50_000), "type-mismatch"),
    "其实是网页.pdf": ("<html><body>审计报告</body></html>".encode(), "type-mismatch"),
    "旧版.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "unsupported-format"),
    "坏.docx": (broken_docx(), "damaged-file"),
    "大图.png": (huge_picture(), "page-too-large"),
    "坏图.jpg": (b"\xff\xd8\xff\xe0" + bytes(500), "damaged-file"),
    "炸弹.zip": (bomb(), "archive-ratio"),
    "加密.zip": (locked_zip(), "archive-encrypted"),
    "空.zip": (make_zip({}), "archive-empty"),
    "套娃.zip": (make_zip({"1.zip": make_zip({"2.zip": make_zip({"a.pdf": b"%PDF"})})}), "archive-nesting"),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, dict[str, Any]]:
    place = tmp_path_factory.mktemp("hostile")
    for name, (data, _) in HOSTILE.items():
        (place / "材料").mkdir(exist_ok=True)
        (place / "材料" / name).write_bytes(data)
    deep = place / "材料" / "第十二条" / "深" / "更深"
    deep.mkdir(parents=True)
    (deep / PLAN).write_bytes((DOSSIERS / "complete" / PLAN).read_bytes())
    narrative = (DOSSIERS / "complete" / "有关情况说明.docx").read_bytes()
    (place / "材料" / "GBK.zip").write_bytes(make_zip_in_gbk({"目录/情况说明.docx": narrative}))
    (place / "材料" / "错称.jpg").write_bytes(SCAN.read_bytes())  # a PDF all the same: read as one
    (place / "材料" / "链接.pdf").symlink_to("/etc/hostname")
    done = verifier("check", "材料", "--output", "o", cwd=place)
    return done, read_json(place / "o" / "report.json")


def test_the_rest_is_checked(run: tuple[Run, dict[str, Any]]) -> None:
    done, report = run
    assert done.status == 1
    assert "Traceback" not in done.err
    Draft202012Validator(SCHEMA).validate(report)
    assert list(unaccounted(report)) == []
    read = {
        document["file"]: material["kind"] for material in report["materials"] for document in material["documents"]
    }
    assert read == {"错称.jpg": "business_licence", **{name: kind for name, (kind, _) in GOOD.items()}}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_named_with_its_code(name: str, run: tuple[Run, dict[str, Any]]) -> None:
    done, report = run
    problems = [problem for problem in report["problems"] if problem["file"].split("/")[0] == name]
    assert {problem["code"] for problem in problems} == {HOSTILE[name][1]}
    for problem in problems:
        assert problem["message"].endswith("。")
        assert f"{problem['file']}" in done.err
        assert f"（{problem['code']}）" in done.err


def test_a_link_is_not_followed_out_of_the_folder(run: tuple[Run, dict[str, Any]]) -> None:
    (problem,) = [problem for problem in run[1]["problems"] if problem["file"] == "链接.pdf"]
    assert problem["code"] == "link-not-followed"


def test_nothing_of_what_was_not_read_is_said_to_be_missing(run: tuple[Run, dict[str, Any]]) -> None:
    """A material that is not found may be in a file that was not read: a person decides."""
    absent = [check for check in run[1]["checks"] if check["outcome"] == "missing"]
    assert absent == []
