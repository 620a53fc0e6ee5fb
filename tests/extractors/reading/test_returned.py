"""An answer of a page process that no honest one gives is refused; honest ones pass."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import IntakeError
from extractors.intake.archive import Unpacked
from extractors.intake.documents import Inspection
from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.intake.unpacking import Found
from extractors.models import Evidence, Grid, Line, Page, Problem, Seal, SealShape, TextSource
from extractors.reading.answers import UnsoundAnswerError
from extractors.reading.results import PageResult
from extractors.reading.returned import check_inspection, check_lines, check_page, check_unpacked, found_in
from extractors.reading.tasks import UnpackedFile, UnpackedFiles

LIMITS = Limits()
POLYGON = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.2), (0.1, 0.2))
LINE = Line("单位", POLYGON, 0.9, TextSource.OCR, spans=((0.0, 0.5), (0.5, 1.0)))
SEAL = Seal(SealShape.ROUND, Evidence("a.pdf", 1, POLYGON, "章", 0.8), "章")
PAGE = Page("a.pdf", 1, 100, 200, (LINE,), (Grid((0.0, 0.0, 1.0, 1.0), 1, 1, ()),), (SEAL,))
NOTE = Problem("a.pdf", 1, "hidden-text", "本页藏有字。")
RESULT = PageResult("a.pdf", 1, PAGE, (NOTE,))


def page(**changes: Any) -> PageResult:
    return replace(RESULT, page=replace(PAGE, **changes))


def line(**changes: Any) -> PageResult:
    return page(lines=(replace(LINE, **changes),))


def test_an_honest_page_passes() -> None:
    assert check_page(RESULT, "a.pdf", 1, LIMITS) is RESULT
    lost = PageResult("a.pdf", 1, None, (NOTE,))
    assert check_page(lost, "a.pdf", 1, LIMITS) is lost


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "a.pdf",
        replace(RESULT, file="b.pdf"),
        replace(RESULT, number=2),
        PageResult("a.pdf", 1, None),
        page(file="b.pdf"),
        page(number=2),
        page(width=0),
        page(width=20_001),
        page(height=-1),
        page(width=10.5),
        page(to_original=(1.0,)),
        page(to_original=(math.nan,) * 9),
        page(filled=math.inf),
        page(filled=1e300),
        page(seconds=object()),
        page(look=b"bytes"),
        page(look="x" * 200_001),
        page(grids=(Grid((0.0, 0.0, 1.0, 1.0), 20_001, 1, ()),)),
        page(seals=(replace(SEAL, presence=math.nan),)),
        page(lines=("text",)),
        line(text="x" * 200_001, spans=()),
        line(confidence=1.1),
        line(confidence=math.nan),
        line(polygon=()),
        line(polygon=((math.inf, 0.0), (1.0, 0.0), (1.0, 1.0))),
        line(spans=((0.0, 1.0),)),
        page(lines=(replace(LINE, text="x" * 150_000, spans=()),) * 14),
        replace(RESULT, problems=(replace(NOTE, file="b.pdf"),)),
        replace(RESULT, problems=(replace(NOTE, code="<b>"),)),
        replace(RESULT, problems=(NOTE,) * 1_001),
    ],
)
def test_a_page_that_no_honest_process_gives_is_refused(answer: Any) -> None:
    with pytest.raises(UnsoundAnswerError):
        check_page(answer, "a.pdf", 1, LIMITS)


def test_lines_of_a_box() -> None:
    assert check_lines((LINE,)) == (LINE,)
    for answer in ([LINE], (replace(LINE, confidence=math.nan),), (None,)):
        with pytest.raises(UnsoundAnswerError):
            check_lines(answer)  # type: ignore[arg-type]


def test_numbers_of_pages_at_and_over_the_limit() -> None:
    at = Inspection(Format.PDF, LIMITS.file_pages)
    assert check_inspection(at, LIMITS) is at
    for pages in (0, -1, LIMITS.file_pages + 1, 1.5, "1"):
        with pytest.raises(UnsoundAnswerError):
            check_inspection(replace(at, page_count=pages), LIMITS)  # type: ignore[arg-type]
    with pytest.raises(UnsoundAnswerError):
        check_inspection(replace(at, format="exe"), LIMITS)  # type: ignore[arg-type]


NAME = "0123456789abcdef0123456789abcdef"
FILE = Found("a.zip", Path("/a.zip"))
TOO_LARGE = ("IntakeError", "too-large", "过大。", "请拆分。")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / NAME).write_bytes(b"x" * 100)
    (tmp_path / "outside").write_bytes(b"x")
    (folder / NAME.replace("0", "1")).symlink_to(tmp_path / "outside")
    return folder


def test_honest_members_pass(place: Path) -> None:
    files = (UnpackedFile("a.zip/b.pdf", NAME), UnpackedFile("a.zip/c.pdf", None, TOO_LARGE))
    answer = UnpackedFiles(files, 100, 2)
    assert check_unpacked(answer, place, LIMITS, Unpacked()) is answer
    kept, lost = found_in(FILE, answer, place)
    assert kept == Found("a.zip/b.pdf", place / NAME)
    assert isinstance(lost.error, IntakeError)
    assert (lost.name, lost.error.code, str(lost.error)) == ("a.zip/c.pdf", "too-large", "过大。请拆分。")
    plain = UnpackedFiles(None, 5, 1)
    assert check_unpacked(plain, place, LIMITS, Unpacked(5, 1)) is plain
    assert found_in(FILE, plain, place) == [FILE]


@pytest.mark.parametrize(
    "member",
    [
        UnpackedFile("x", "outside"),
        UnpackedFile("x", "../outside"),
        UnpackedFile("x", f"../place/{NAME}"),
        UnpackedFile("x", "/etc/passwd"),
        UnpackedFile("x", "named"),
        UnpackedFile("x", NAME.replace("0", "1")),
        UnpackedFile("x", NAME.replace("0", "2")),
        UnpackedFile("x", None),
        UnpackedFile("x", NAME, TOO_LARGE),
        UnpackedFile("x", None, ("ValueError", "too-large", "过大。", "")),
        UnpackedFile("x", None, ("IntakeError", "<b>", "过大。", "")),
        UnpackedFile("x", None, ("IntakeError", "too-large", "过" * 20_001, "")),
    ],
)
def test_members_elsewhere_are_refused(member: UnpackedFile, place: Path) -> None:
    with pytest.raises(UnsoundAnswerError):
        check_unpacked(UnpackedFiles((member,), 100, 1), place, LIMITS, Unpacked())


@pytest.mark.parametrize(
    ("size", "members"), [(99, 1), (LIMITS.unpacked_bytes + 1, 1), (100, LIMITS.archive_members + 1), (100, -1)]
)
def test_counts_that_do_not_agree_are_refused(size: int, members: int, place: Path) -> None:
    with pytest.raises(UnsoundAnswerError):
        check_unpacked(UnpackedFiles((UnpackedFile("x", NAME),), size, members), place, LIMITS, Unpacked())
