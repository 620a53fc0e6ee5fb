from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from extractors.errors import IntakeError, PageError
from extractors.intake.documents import close_document, inspect_file, open_page
from extractors.intake.formats import Format, read_format
from extractors.intake.limits import Limits
from extractors.intake.sources import SourceFile
from tests.extractors.intake.pdfs import RawPdf

LIMITS = Limits()


def pdf(path: Path, *words: str) -> SourceFile:
    raw = RawPdf()
    for word in words:
        raw.add_page(b"BT /F1 12 Tf 10 80 Td (%s) Tj ET" % word.encode())
    path.write_bytes(raw.output())
    return source(path)


def source(path: Path) -> SourceFile:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    inspection = inspect_file(path, LIMITS)
    return SourceFile(path.name, path, sha256, inspection.format, inspection.page_count)


def is_open(path: Path) -> bool:
    """Whether this process holds the file open."""
    return any(entry.exists() and entry.samefile(path) for entry in Path("/proc/self/fd").iterdir())


def word(file: SourceFile, number: int) -> str:
    text = open_page(file, number, LIMITS).text
    assert text is not None
    return text.lines[0].text


def test_pages_are_opened_in_any_order(tmp_path: Path) -> None:
    file = pdf(tmp_path / "x.pdf", "one", "two", "three")
    assert [word(file, number) for number in (3, 1, 2, 1)] == ["three", "one", "two", "one"]


def test_the_file_stays_open_between_pages(tmp_path: Path) -> None:
    """Its name can be removed: the pages still come, so it is not opened again for each."""
    file = pdf(tmp_path / "x.pdf", "one", "two")
    assert word(file, 1) == "one"
    file.path.unlink()
    assert word(file, 2) == "two"
    close_document()
    with pytest.raises(IntakeError) as caught:
        open_page(file, 2, LIMITS)
    assert caught.value.code == "unreadable-file"


def test_another_file_takes_its_place(tmp_path: Path) -> None:
    first, second = pdf(tmp_path / "1.pdf", "first"), pdf(tmp_path / "2.pdf", "second")
    assert [word(first, 1), word(second, 1), word(first, 1)] == ["first", "second", "first"]
    assert is_open(first.path)
    assert not is_open(second.path)


def test_other_bytes_under_the_same_path_are_another_file(tmp_path: Path) -> None:
    before = pdf(tmp_path / "x.pdf", "before")
    assert word(before, 1) == "before"
    assert word(pdf(tmp_path / "x.pdf", "after"), 1) == "after"


def test_other_limits_open_the_file_again(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    Image.new("RGB", (40, 40)).save(path)
    file = source(path)
    assert open_page(file, 1, LIMITS).width == 40
    with pytest.raises(PageError) as caught:
        open_page(file, 1, Limits(picture_pixels=100))
    assert caught.value.code == "page-too-large"


def test_a_page_as_narrow_as_a_hair_is_a_problem_and_not_blank(tmp_path: Path) -> None:
    for width in (16, 15):
        Image.new("RGB", (width, 400)).save(tmp_path / f"{width}.png")
    assert open_page(source(tmp_path / "16.png"), 1, LIMITS).width == 16
    with pytest.raises(PageError, match=r"过窄.*15×400") as caught:
        open_page(source(tmp_path / "15.png"), 1, LIMITS)
    assert caught.value.code == "page-too-narrow"


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_page_that_is_not_there(number: int, tmp_path: Path) -> None:
    file = pdf(tmp_path / "x.pdf", "one", "two")
    with pytest.raises(PageError) as caught:
        open_page(file, number, LIMITS)
    assert caught.value.code == "page-missing"


def test_inspection_leaves_nothing_open(tmp_path: Path) -> None:
    file = pdf(tmp_path / "x.pdf", "one")
    assert not is_open(file.path)
    assert read_format(file.path) is Format.PDF


def test_an_archive_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(IntakeError) as caught:
        inspect_file(path, LIMITS)
    assert caught.value.code == "unsupported-format"
