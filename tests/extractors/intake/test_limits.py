"""Limits that the tests of single formats do not show: each at the limit, and one over it."""

from __future__ import annotations

import dataclasses
import zlib
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from extractors.errors import IntakeError, PageError
from extractors.intake import pdf_characters
from extractors.intake.documents import inspect_file
from extractors.intake.limits import Limits
from extractors.intake.naming import clean_name
from extractors.intake.picture import check_size
from extractors.intake.sources import read_intake
from tests.extractors.intake.conftest import ReadPage
from tests.extractors.intake.office.docx_files import docx_of, paragraph, run
from tests.extractors.intake.pdfs import RawPdf
from tests.extractors.intake.zips import make_zip

LIMITS = Limits()


@pytest.mark.parametrize("size", [(10_000, 10_000), (20_000, 5_000), (5_000, 20_000), (1, 20_000)])
def test_the_largest_pictures(size: tuple[int, int]) -> None:
    check_size(*size, LIMITS)


@pytest.mark.parametrize("size", [(10_000, 10_001), (20_001, 1), (1, 20_001), (20_000, 5_001)])
def test_pictures_just_over_the_largest(size: tuple[int, int]) -> None:
    with pytest.raises(PageError) as caught:
        check_size(*size, LIMITS)
    assert caught.value.code == "page-too-large"


def _nested(depth: int, path: Path) -> Path:
    """A paragraph inside so many hulls."""
    return docx_of("<w:ins>" * depth + paragraph(run("文")) + "</w:ins>" * depth, path)


def test_depth_of_an_office_file(tmp_path: Path) -> None:
    """Sixty elements inside each other, the last two of which are a run and its text."""
    assert inspect_file(_nested(58, tmp_path / "at.docx"), LIMITS).page_count == 1
    with pytest.raises(IntakeError) as caught:
        inspect_file(_nested(59, tmp_path / "over.docx"), LIMITS)
    assert caught.value.code == "damaged-file"


def _page() -> bytes:
    pdf = RawPdf()
    pdf.add_page()
    return pdf.output()


@pytest.mark.parametrize(("size", "codes"), [(50_000, {"truncated-file"}), (50_001, {"archive-ratio"})])
def test_size_from_which_the_ratio_counts(size: int, codes: set[str], tmp_path: Path) -> None:
    limits = dataclasses.replace(LIMITS, archive_ratio=10, archive_ratio_from_bytes=50_000)
    (tmp_path / "a.zip").write_bytes(make_zip({"a.png": bytes(size), "b.pdf": _page()}))
    found = read_intake([tmp_path / "a.zip"], tmp_path, limits)
    assert {problem.code for problem in found.problems} == codes
    assert [file.name for file in found.files] == ["b.pdf"]


@pytest.mark.parametrize("nesting", [0, 1, 3])
def test_depth_of_archives(nesting: int, tmp_path: Path) -> None:
    limits = dataclasses.replace(LIMITS, archive_nesting=nesting)
    data = make_zip({"a.pdf": _page()})
    for _ in range(nesting):
        data = make_zip({"下一层.zip": data})
    (tmp_path / "at.zip").write_bytes(data)
    (tmp_path / "over.zip").write_bytes(make_zip({"外层.zip": data}))
    assert len(read_intake([tmp_path / "at.zip"], tmp_path, limits).files) == 1
    with pytest.raises(IntakeError) as caught:
        read_intake([tmp_path / "over.zip"], tmp_path, limits)
    assert caught.value.code == "archive-nesting"


def _text(characters: int, path: Path) -> Path:
    """A page of so many characters, all drawn one after another off to the right."""
    pdf = RawPdf()
    lines = b"".join(b"1 0 0 1 0 %d Tm (%s) Tj\n" % (y, b"A" * 100) for y in range(0, characters // 100 * 12, 12))
    content = b"BT /F1 10 Tf\n" + lines + b"ET"
    stream = pdf.add_stream(zlib.compress(content), b"/Filter/FlateDecode")
    page = pdf.add(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 %d]/Contents %d 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        % (characters // 100 * 12, stream)
    )
    path.write_bytes(pdf.output(kids=[page]))
    return path


def test_characters_of_a_page(tmp_path: Path, read_page: ReadPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFium counts the ends of lines as well."""
    path = _text(1_000, tmp_path / "a.pdf")
    document = pdfium.PdfDocument(path)
    count = document[0].get_textpage().count_chars()
    document.close()
    assert count >= 1_000
    monkeypatch.setattr(pdf_characters, "_MOST_CHARACTERS", count)
    text = read_page(path).text
    assert text is not None
    assert len(text.lines) == 10
    monkeypatch.setattr(pdf_characters, "_MOST_CHARACTERS", count - 1)
    with pytest.raises(PageError) as caught:
        read_page(path)
    assert caught.value.code == "text-endless"


def test_length_and_depth_of_a_name() -> None:
    assert clean_name("名" * 200) == "名" * 200
    assert len(clean_name("名" * 201)) == 200
    assert clean_name(f"{'a' * 300}.pdf").endswith("a.pdf")
    at, over = "/".join("abcdefghijklmnopqrst"), "/".join("abcdefghijklmnopqrstu")
    assert clean_name(at) == at
    assert clean_name(over) == "a/b/c/d/e/f/g/h/i/j/…/m/n/o/p/q/r/s/t/u"
