"""What page processes do: everything here runs inside one of them, on foreign bytes, within the allowances."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from extractors.errors import IntakeError, PageError
from extractors.intake.archive import Unpacked
from extractors.intake.content import PageContent
from extractors.intake.documents import Inspection, inspect_file, open_page
from extractors.intake.limits import Limits
from extractors.intake.sources import SourceFile
from extractors.intake.unpacking import Found, unpack
from extractors.models import Line, Problem, Region
from extractors.ocr.engine import EngineSettings, OcrEngine, create_engine
from extractors.reading.answers import ErrorForm, error_form
from extractors.reading.confinement import Allowance, allow, confine
from extractors.reading.pictures import PagePictures
from extractors.reading.results import PageResult

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to be read; a person may have asked for quarter turns `clockwise` beyond what is found to be upright."""

    file: SourceFile
    number: int
    clockwise: int = 0


@dataclass(frozen=True, slots=True)
class TaskSettings:
    """What page processes know from their beginning: the engine, the limits, and what a task may take.

    `parsing` is for opening a file or drawing a page, `reading` for all of a page or of an archive. Files are written
    below the folder `writable` alone, what is passing among them.
    """

    engine: EngineSettings
    limits: Limits
    parsing: Allowance
    reading: Allowance
    writable: Path


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """A file out of an archive: its name there, and that of its bytes in the archive's folder or why there are none."""

    name: str
    place: str | None
    error: ErrorForm | None = None


@dataclass(frozen=True, slots=True)
class UnpackedFiles:
    """What is in a file, None where it is no archive; bytes and members of all archives so far, these included."""

    files: tuple[UnpackedFile, ...] | None
    size: int
    members: int


_SETTINGS: TaskSettings | None = None
_ENGINE: OcrEngine | None = None


def set_up(settings: TaskSettings) -> None:
    """Set up a page process; the engine itself is loaded with the first page."""
    global _SETTINGS  # noqa: PLW0603 -- one engine a process is what the process is for
    _SETTINGS = settings
    import cv2  # noqa: PLC0415 -- after the environment is set

    cv2.setNumThreads(1)
    tempfile.tempdir = str(settings.writable)
    confine(settings.limits.file_bytes, [settings.writable])


def engine_name() -> str:
    """Load the engine."""
    return _engine().name


def inspect(path: Path, limits: Limits, name: str) -> Inspection:
    """`inspect_file` within the allowance."""
    return _parsing(inspect_file, path, limits, name)


def unpack_file(file: Found, work: Path, limits: Limits, unpacked: Unpacked, inside: str | None) -> UnpackedFiles:
    """`unpack` within the allowance, and what `unpacked` has become."""
    allow(_settings().reading)
    return unpacked_files(file, unpack(file, work, limits, unpacked, inside), unpacked)


def unpacked_files(file: Found, found: Sequence[Found], unpacked: Unpacked) -> UnpackedFiles:
    """What was found in a file, as an answer."""
    files = None if found == [file] else tuple(_unpacked_file(item) for item in found)
    return UnpackedFiles(files, unpacked.size, unpacked.members)


def _unpacked_file(item: Found) -> UnpackedFile:
    return UnpackedFile(
        item.name,
        item.path.name if item.path is not None else None,
        error_form(item.error) if item.error is not None else None,
    )


def read_one(request: PageRequest, pictures: PagePictures | None) -> PageResult:
    """Read a page; what is wrong with it is a problem."""
    from extractors.reading.page import read_page  # noqa: PLC0415 -- OpenCV; the parent process does without

    engine = _engine()
    file, number = request.file, request.number
    try:
        content = _content(file, number, _settings().limits)
        reading = read_page(content, engine, file.name, number, clockwise=request.clockwise)
    except (IntakeError, PageError) as error:  # an engine that does not work is no fault of the page
        return PageResult(file.name, number, None, (Problem(file.name, number, error.code, str(error)),))
    if pictures is not None and reading.image is not None:
        pictures.save(file.name, number, reading.image)
    return PageResult(file.name, number, reading.page, reading.notes)


def read_box(file: SourceFile, number: int, region: Region) -> tuple[Line, ...]:
    """Read a box of a page."""
    from extractors.reading.region import finer, read_region  # noqa: PLC0415 -- as for pages

    engine = _engine()
    return read_region(_content(file, number, finer(_settings().limits)), region, engine)


def _content(file: SourceFile, number: int, limits: Limits) -> PageContent:
    return _parsing(open_page, file, number, limits)


def _parsing(function: Callable[..., _Result], *arguments: object) -> _Result:
    """Call a parser with little time and memory; what comes after it has the rest of the task's."""
    settings = _settings()
    allow(settings.parsing)
    result = function(*arguments)
    allow(settings.reading)
    return result


def _settings() -> TaskSettings:
    assert _SETTINGS is not None
    return _SETTINGS


def _engine() -> OcrEngine:
    global _ENGINE  # noqa: PLW0603
    if _ENGINE is None:
        allow(_settings().reading)
        _ENGINE = create_engine(_settings().engine)
    return _ENGINE
