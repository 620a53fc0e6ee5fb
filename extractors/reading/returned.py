"""What a page process answers is checked before anything is done with it: it has had foreign bytes in its hands.

Of which types it is made stands fixed (`extractors.reading.answers`); here names, counts, lengths and numbers are
looked at. An answer that no honest process gives is refused as a whole, and is then what a crash would be. The bounds
are far above what honest pages hold.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

from extractors.intake.archive import Unpacked
from extractors.intake.documents import Inspection
from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.intake.unpacking import Found
from extractors.models import Line, Page, Problem
from extractors.reading.answers import UnsoundAnswerError, read_error
from extractors.reading.results import PageResult
from extractors.reading.tasks import UnpackedFiles

_MOST_CHARACTERS = 2_000_000  # of one answer; a page of small print has 10,000
_LONGEST_TEXT = 200_000
_MOST_NUMBERS = 20_000_000
_MOST_PROBLEMS = 1_000
_LARGEST_NUMBER = 1e9
_SURE = 1 + 1e-6  # means of 32-bit numbers
_LARGEST_CELL = 20_000  # rows and columns of a table
_CODE = re.compile(r"[a-z][a-z0-9-]{1,60}")
_UNPACKED_NAME = re.compile(r"[0-9a-f]{32}")


def check_inspection(answer: Inspection, limits: Limits) -> Inspection:
    """Raises UnsoundAnswerError."""
    _require(type(answer) is Inspection and type(answer.format) is Format, "no inspection")
    _require(type(answer.page_count) is int and 1 <= answer.page_count <= limits.file_pages, "number of pages")
    _check_problems(answer.notes, "")
    return answer


def check_unpacked(answer: UnpackedFiles, place: Path, limits: Limits, before: Unpacked) -> UnpackedFiles:
    """What was found in an archive: files in the folder `place`. Raises UnsoundAnswerError."""
    files = answer.files or ()
    _require(len(files) <= limits.archive_members + 1, "number of files")
    size = 0
    for item in files:
        _require((item.place is None) is (item.error is not None), "neither file nor error")
        if item.error is not None:
            read_error(item.error)
        if item.place is None:
            continue
        _require(_UNPACKED_NAME.fullmatch(item.place) is not None, "place")
        path = place / item.place
        _require(path.is_file() and not path.is_symlink(), "no file")
        size += path.stat().st_size
    _require(before.size + size <= answer.size <= limits.unpacked_bytes, "size of what is unpacked")
    _require(before.members <= answer.members <= limits.archive_members, "number of members")
    return answer


def found_in(file: Found, answer: UnpackedFiles, place: Path) -> list[Found]:
    """The file itself where it is no archive, else what `check_unpacked` has found in order."""
    if answer.files is None:
        return [file]
    return [
        Found(
            item.name,
            place / item.place if item.place is not None else None,
            read_error(item.error) if item.error is not None else None,
        )
        for item in answer.files
    ]


def check_page(answer: PageResult, file: str, number: int, limits: Limits) -> PageResult:
    """Raises UnsoundAnswerError."""
    _require(type(answer) is PageResult and (answer.file, answer.number) == (file, number), "another page")
    _check_problems(answer.problems, file)
    page = answer.page
    if page is None:
        _require(bool(answer.problems), "neither page nor problem")
        return answer
    _require(type(page) is Page and (page.file, page.number) == (file, number), "another page")
    for side in (page.width, page.height):
        _require(type(side) is int and 1 <= side <= max(limits.raster_side, limits.picture_side), "size of the page")
    _require(len(page.to_original) == 9, "no homography")
    _check_lines(page.lines)
    for grid in page.grids:
        _require(0 <= grid.rows <= _LARGEST_CELL and 0 <= grid.columns <= _LARGEST_CELL, "size of a table")
    _check_values(page)
    return answer


def check_lines(answer: tuple[Line, ...]) -> tuple[Line, ...]:
    """Raises UnsoundAnswerError."""
    _require(type(answer) is tuple, "no lines")
    _check_lines(answer)
    _check_values(answer)
    return answer


def _check_lines(lines: Iterable[Line]) -> None:
    for line in lines:
        _require(type(line) is Line and len(line.polygon) >= 3, "no line")
        _require(0 <= line.confidence <= _SURE, "confidence")
        _require(len(line.spans) in (0, len(line.text)), "spans")


def _check_problems(problems: tuple[Problem, ...], file: str) -> None:
    _require(type(problems) is tuple and len(problems) <= _MOST_PROBLEMS, "number of problems")
    for problem in problems:
        _require(type(problem) is Problem and problem.file == file, "another file's problem")
        _require(_CODE.fullmatch(problem.code) is not None, "code")
        _require(len(problem.message) <= _LONGEST_TEXT, "length of a message")


def _check_values(answer: object) -> None:
    """Every number is finite, all text together is not endless, and nothing is there but data."""
    characters = numbers = 0
    for value in _values(answer):
        if isinstance(value, str):
            characters += len(value)
            _require(len(value) <= _LONGEST_TEXT and characters <= _MOST_CHARACTERS, "length of the text")
        else:
            numbers += 1
            _require(numbers <= _MOST_NUMBERS, "number of numbers")
            _require(math.isfinite(value) and abs(value) <= _LARGEST_NUMBER, "a number")


def _values(answer: object) -> Iterator[str | float]:
    """The strings and numbers in an answer."""
    if isinstance(answer, str | int | float):
        yield answer
    elif type(answer) is tuple:
        for item in answer:
            yield from _values(item)
    elif is_dataclass(answer):
        for field in fields(answer):
            yield from _values(getattr(answer, field.name))
    else:
        _require(answer is None or isinstance(answer, Enum), f"a {type(answer).__name__}")


def _require(true: bool, what: str) -> None:
    if not true:
        raise UnsoundAnswerError(what)
