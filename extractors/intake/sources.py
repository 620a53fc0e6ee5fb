"""What was handed in -> the files of the dossier, each opened once to see that it can be read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from extractors.errors import DossierError, IntakeError
from extractors.intake.archive import Unpacked
from extractors.intake.formats import Format
from extractors.intake.limits import MEGABYTE, Limits
from extractors.intake.naming import clean_name, distinct_name, in_reading_order, is_junk
from extractors.intake.problems import guarded, intake_error, problem
from extractors.intake.unpacking import Found, Here, Parser, joined
from extractors.models import Problem

_REASONS_NAMED = 3  # of a dossier of which nothing can be read

_HERE = Here()


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
class Upload:
    """A file under the name it was handed in with, which need not be one that a file could have."""

    name: str
    path: Path


def read_intake(paths: Sequence[Path], work: Path, limits: Limits, parser: Parser = _HERE) -> Intake:
    """Find the files of one dossier in `paths` (files, folders, ZIPs) and see which of them can be read.

    `work` is an existing folder of the caller's own, into which ZIP members are unpacked under generated names; the
    files are good for as long as it stands. `parser` unpacks and opens them; a caller may give one that does so in
    another process. What it raises as DossierError is the file's problem.

    One path: names are paths inside it (a single file: its file name). Several paths: names start with the name of
    the path they come from. A file that cannot be read is a problem and the others go on. Raises IntakeError where
    a path does not exist (not-found), nothing was handed in (no-files) or nothing at all can be read
    (nothing-readable, or the one file's own code).
    """
    return _read(_find(paths, work, limits, parser), limits, parser)


def read_uploads(uploads: Sequence[Upload], work: Path, limits: Limits, parser: Parser = _HERE) -> Intake:
    """`read_intake` of a folder that holds these files under their names; of one alone, as of the file itself.

    Unlike in a folder there may be an `a` and an `a/b.pdf`.
    """
    named = [Found(clean_name(upload.name), upload.path) for upload in uploads]
    inside = None
    if len(named) == 1:
        named, inside = [replace(named[0], name=PurePosixPath(named[0].name).name)], ""
    else:
        named = [file for file in named if not is_junk(file.name)]
    unpacked = Unpacked()
    found: list[Found] = []
    for file in named:
        found.extend(_unpacked(parser, file, work, limits, unpacked, inside=inside))
    return _read(_told_apart(found), limits, parser)


def _read(found: Sequence[Found], limits: Limits, parser: Parser) -> Intake:
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
            file, notes = _inspected(item, limits, parser, pages)
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
    item: Found, limits: Limits, parser: Parser, pages_before: int
) -> tuple[SourceFile, tuple[Problem, ...]]:
    if item.error is not None:
        raise item.error
    assert item.path is not None
    with guarded(IntakeError, "unreadable-file"):
        size = item.path.stat().st_size
    if size > limits.file_bytes:
        raise intake_error("too-large", limit=limits.file_bytes // MEGABYTE)
    inspection = parser.inspect(item.path, limits, item.name)
    if pages_before + inspection.page_count > limits.dossier_pages:
        raise intake_error("dossier-too-many-pages", limit=limits.dossier_pages, count=inspection.page_count)
    with guarded(IntakeError, "unreadable-file"), item.path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return SourceFile(item.name, item.path, sha256, inspection.format, inspection.page_count), inspection.notes


def _nothing_readable(problems: Sequence[Problem]) -> IntakeError:
    if len(problems) == 1:
        return IntakeError(problems[0].code, f"“{problems[0].file}”：{problems[0].message}")
    reasons = "".join(f"“{found.file}”：{found.message}" for found in problems[:_REASONS_NAMED])
    return intake_error("nothing-readable", count=len(problems), reasons=reasons)


def _find(paths: Sequence[Path], work: Path, limits: Limits, parser: Parser) -> list[Found]:
    """All files below `paths`, archives opened, junk left out, names distinct, in reading order."""
    unpacked = Unpacked()
    found: list[Found] = []
    for path in paths:
        if not path.exists():
            raise intake_error("not-found", name=path.name or str(path))
        # Below a single folder or ZIP, names are paths inside it; of several, each keeps its own name in front.
        prefix = "" if len(paths) == 1 else clean_name(path.resolve().name)
        if path.is_dir():
            for item in _walk(path.resolve()):
                file = replace(item, name=joined(prefix, item.name))
                found.extend(_unpacked(parser, file, work, limits, unpacked))
        else:
            file = Found(clean_name(path.name), path)
            found.extend(_unpacked(parser, file, work, limits, unpacked, inside=prefix))
    return _told_apart(found)


def _told_apart(found: Sequence[Found]) -> list[Found]:
    """In reading order, with names that are distinct."""
    taken: set[str] = set()
    ordered = [found[index] for index in in_reading_order([item.name for item in found])]
    return [replace(item, name=distinct_name(item.name, taken) if item.path else item.name) for item in ordered]


def _walk(folder: Path) -> Iterator[Found]:
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
                    yield Found(shown, None, intake_error("link-not-followed"))
            elif path.is_file():
                yield Found(shown, path)
            else:
                yield Found(shown, None, intake_error("not-a-file"))
    for error in closed:
        # A folder that cannot be listed hides files: os.walk would pass over it in silence.
        yield Found(clean_name(os.path.relpath(error.filename, folder)), None, intake_error("unreadable-file"))


def _unpacked(
    parser: Parser, item: Found, work: Path, limits: Limits, unpacked: Unpacked, *, inside: str | None = None
) -> list[Found]:
    if item.path is None:
        return [item]
    try:
        return parser.unpack(item, work, limits, unpacked, inside)
    except DossierError as error:  # whoever unpacks may be lost on the way
        return [replace(item, path=None, error=error)]
