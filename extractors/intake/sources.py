"""What was handed in -> the files of the dossier, each opened once to see that it can be read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from extractors.errors import DossierError, IntakeError
from extractors.intake.archive import Unpacked, read_members
from extractors.intake.documents import Inspection, inspect_file
from extractors.intake.formats import Format, identify, read_format
from extractors.intake.limits import MEGABYTE, Limits
from extractors.intake.naming import clean_name, distinct_name, in_reading_order, is_junk
from extractors.intake.problems import guarded, intake_error, problem
from extractors.models import Problem

_REASONS_NAMED = 3  # of a dossier of which nothing can be read

Inspect = Callable[[Path, Limits], Inspection]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the dossier.

    `name` is its path inside the dossier's folder or ZIP, with `/`; a ZIP inside is part of it. `path` is where its
    bytes lie on this machine, `sha256` their checksum in hexadecimal.
    """

    name: str
    path: Path
    sha256: str
    format: Format
    page_count: int


@dataclass(frozen=True, slots=True)
class Intake:
    """The files of a dossier in reading order, and what could not be read or needs a person's eye."""

    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A file under its name, or the reason why there is none."""

    name: str
    path: Path | None
    error: DossierError | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file under the name it was handed in with, which need not be one that a file could have."""

    name: str
    path: Path


def read_intake(paths: Sequence[Path], work: Path, limits: Limits, inspect: Inspect = inspect_file) -> Intake:
    """Find the files of one dossier in `paths` (files, folders, ZIPs) and see which of them can be read.

    `work` is an existing folder of the caller's own, into which ZIP members are unpacked under generated names; the
    files are good for as long as it stands. `inspect` opens one file to count its pages; a caller may give one that
    does so in another process. It raises DossierError for a file that cannot be read.

    One path: names are paths inside it (a single file: its file name). Several paths: names start with the name of
    the path they come from. A file that cannot be read is a problem and the others go on. Raises IntakeError where
    a path does not exist (not-found), nothing was handed in (no-files) or nothing at all can be read
    (nothing-readable, or the one file's own code).
    """
    return _read(_find(paths, work, limits), limits, inspect)


def read_uploads(uploads: Sequence[Upload], work: Path, limits: Limits, inspect: Inspect = inspect_file) -> Intake:
    """`read_intake` of a folder that holds these files under their names; of one alone, as of the file itself.

    Unlike in a folder there may be an `a` and an `a/b.pdf`.
    """
    named = [_Found(clean_name(upload.name), upload.path) for upload in uploads]
    inside = None
    if len(named) == 1:
        named, inside = [replace(named[0], name=PurePosixPath(named[0].name).name)], ""
    else:
        named = [file for file in named if not is_junk(file.name)]
    unpacked = Unpacked()
    found: list[_Found] = []
    for file in named:
        found.extend(_opened(file, work, limits, unpacked, nesting=0, inside=inside))
    return _read(_told_apart(found), limits, inspect)


def _read(found: Sequence[_Found], limits: Limits, inspect: Inspect) -> Intake:
    """See which of these files can be read. Raises IntakeError as `read_intake`."""
    if not found:
        raise intake_error("no-files")
    files: list[SourceFile] = []
    problems: list[Problem] = []
    pages = 0
    for index, item in enumerate(found):
        if len(files) == limits.files:
            error = intake_error("too-many-files", limit=limits.files, count=len(found) - index)
            problems.append(problem(error, file=item.name))
            break
        try:
            file, notes = _inspected(item, limits, inspect, pages)
        except DossierError as error:
            problems.append(problem(error, file=item.name))
        else:
            files.append(file)
            pages += file.page_count
            problems.extend(replace(note, file=item.name) for note in notes)
    if not files:
        raise _nothing_readable(problems)
    return Intake(tuple(files), tuple(problems))


def _inspected(
    item: _Found, limits: Limits, inspect: Inspect, pages_before: int
) -> tuple[SourceFile, tuple[Problem, ...]]:
    if item.error is not None:
        raise item.error
    assert item.path is not None
    with guarded(IntakeError, "unreadable-file"):
        size = item.path.stat().st_size
    if size > limits.file_bytes:
        raise intake_error("too-large", limit=limits.file_bytes // MEGABYTE)
    file_format = read_format(item.path, item.name)
    inspection = inspect(item.path, limits)
    if pages_before + inspection.page_count > limits.dossier_pages:
        raise intake_error("dossier-too-many-pages", limit=limits.dossier_pages, count=inspection.page_count)
    with guarded(IntakeError, "unreadable-file"), item.path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return SourceFile(item.name, item.path, sha256, file_format, inspection.page_count), inspection.notes


def _nothing_readable(problems: Sequence[Problem]) -> IntakeError:
    if len(problems) == 1:
        return IntakeError(problems[0].code, f"“{problems[0].file}”：{problems[0].message}")
    reasons = "".join(f"“{found.file}”：{found.message}" for found in problems[:_REASONS_NAMED])
    return intake_error("nothing-readable", count=len(problems), reasons=reasons)


def _find(paths: Sequence[Path], work: Path, limits: Limits) -> list[_Found]:
    """All files below `paths`, archives opened, junk left out, names distinct, in reading order."""
    unpacked = Unpacked()
    found: list[_Found] = []
    for path in paths:
        if not path.exists():
            raise intake_error("not-found", name=path.name or str(path))
        # Below a single folder or ZIP, names are paths inside it; of several, each keeps its own name in front.
        prefix = "" if len(paths) == 1 else clean_name(path.resolve().name)
        if path.is_dir():
            for item in _walk(path.resolve()):
                found.extend(_opened(replace(item, name=_joined(prefix, item.name)), work, limits, unpacked, nesting=0))
        else:
            file = _Found(clean_name(path.name), path)
            found.extend(_opened(file, work, limits, unpacked, nesting=0, inside=prefix))
    return _told_apart(found)


def _told_apart(found: Sequence[_Found]) -> list[_Found]:
    """In reading order, with names that are distinct."""
    taken: set[str] = set()
    ordered = [found[index] for index in in_reading_order([item.name for item in found])]
    return [replace(item, name=distinct_name(item.name, taken) if item.path else item.name) for item in ordered]


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}/{name}" if prefix and name else prefix or name


def _walk(folder: Path) -> Iterator[_Found]:
    """The files below `folder`, junk left out. Links are not followed: what they lead to inside is found anyway."""
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if not is_junk(name))
        for name in sorted([*names, *(name for name in folders if (here / name).is_symlink())]):
            path = here / name
            shown = clean_name(path.relative_to(folder).as_posix())
            if is_junk(name):
                continue
            if path.is_symlink():
                if not path.resolve().is_relative_to(folder):
                    yield _Found(shown, None, intake_error("link-not-followed"))
            elif path.is_file():
                yield _Found(shown, path)
            else:
                yield _Found(shown, None, intake_error("not-a-file"))
    for error in closed:
        # A folder that cannot be listed hides files: os.walk would pass over it in silence.
        yield _Found(clean_name(os.path.relpath(error.filename, folder)), None, intake_error("unreadable-file"))


def _opened(
    item: _Found, work: Path, limits: Limits, unpacked: Unpacked, *, nesting: int, inside: str | None = None
) -> Iterator[_Found]:
    """The file itself, or what is in it where it is a ZIP. `inside` stands before the members' names in its stead."""
    try:
        if item.path is None or identify(item.path).format is not Format.ZIP:
            yield item
            return
        if nesting > limits.archive_nesting:
            raise intake_error("archive-nesting")
        prefix = item.name if inside is None else inside
        for member in read_members(item.path, work, limits, unpacked):
            unpacked_item = _Found(_joined(prefix, member.name) or item.name, member.path, member.error)
            yield from _opened(unpacked_item, work, limits, unpacked, nesting=nesting + 1)
    except IntakeError as error:
        yield replace(item, path=None, error=error)
