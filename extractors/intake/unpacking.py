"""A file as it was handed in -> itself, or what is in it where it is an archive; archives in archives as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from extractors.errors import DossierError, IntakeError
from extractors.intake.archive import Unpacked, read_members
from extractors.intake.documents import Inspection, inspect_file
from extractors.intake.formats import Format, identify
from extractors.intake.limits import Limits
from extractors.intake.problems import intake_error


@dataclass(frozen=True, slots=True)
class Found:
    """A file under its name, or the reason why there is none."""

    name: str
    path: Path | None
    error: DossierError | None = None


class Parser(Protocol):
    """Whoever looks into the bytes of files, so that a caller may have it done in another process."""

    def unpack(
        self, file: Found, work: Path, limits: Limits, unpacked: Unpacked, inside: str | None = None
    ) -> list[Found]:
        """As `unpack`."""

    def inspect(self, path: Path, limits: Limits, name: str = "") -> Inspection:
        """As `inspect_file`."""


class Here:
    """Looks into files in this process: for files of one's own, and inside a process that may be lost."""

    def unpack(
        self, file: Found, work: Path, limits: Limits, unpacked: Unpacked, inside: str | None = None
    ) -> list[Found]:
        """As `unpack`."""
        return unpack(file, work, limits, unpacked, inside)

    def inspect(self, path: Path, limits: Limits, name: str = "") -> Inspection:
        """As `inspect_file`."""
        return inspect_file(path, limits, name)


def unpack(file: Found, work: Path, limits: Limits, unpacked: Unpacked, inside: str | None = None) -> list[Found]:
    """The file itself, or what is in it where it is a ZIP, unpacked into `work` under generated names.

    `inside` stands before the members' names instead of the file's own. What cannot be unpacked is found with its
    error. `unpacked` is counted up.
    """
    return list(_opened(file, work, limits, unpacked, nesting=0, inside=inside))


def _opened(
    item: Found, work: Path, limits: Limits, unpacked: Unpacked, *, nesting: int, inside: str | None = None
) -> Iterator[Found]:
    try:
        if item.path is None or identify(item.path).format is not Format.ZIP:
            yield item
            return
        if nesting > limits.archive_nesting:
            raise intake_error("archive-nesting")
        prefix = item.name if inside is None else inside
        for member in read_members(item.path, work, limits, unpacked):
            unpacked_item = Found(joined(prefix, member.name) or item.name, member.path, member.error)
            yield from _opened(unpacked_item, work, limits, unpacked, nesting=nesting + 1)
    except IntakeError as error:
        yield replace(item, path=None, error=error)


def joined(prefix: str, name: str) -> str:
    """A name inside another; either may be empty."""
    return f"{prefix}/{name}" if prefix and name else prefix or name
