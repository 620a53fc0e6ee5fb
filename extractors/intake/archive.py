"""ZIP archives: members are streamed to generated names, never extracted by their own."""

from __future__ import annotations

import stat
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipInfo

from extractors.errors import DossierError, IntakeError
from extractors.intake.limits import MEGABYTE, Limits
from extractors.intake.naming import clean_name, is_junk, member_names
from extractors.intake.problems import guarded, intake_error

_BLOCK_BYTES = 1 << 20
_ENCRYPTED_FLAG = 0x1
_END_RECORD = b"PK\x05\x06"
_END_RECORD_BYTES = 22
_COMMENT_BYTES = 0xFFFF
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_END_RECORD = b"PK\x06\x06"
# A directory entry is 46 bytes, a name and extra fields. More than this for each allowed member is no honest archive,
# and reading it would already cost memory: about 1 KB a member.
_DIRECTORY_BYTES_A_MEMBER = 2_048


@dataclass(slots=True)
class Unpacked:
    """What has been unpacked so far, all archives of one dossier together: thousands of ZIPs in a ZIP add up."""

    size: int = 0  # bytes
    members: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive: its cleaned name there and, unless there is an error, where its bytes now are."""

    name: str
    path: Path | None
    error: DossierError | None = None


def read_members(archive: Path, work: Path, limits: Limits, unpacked: Unpacked) -> Iterator[Member]:
    """Unpack the members of the ZIP at `archive` into `work`, one after another.

    Junk and folders are left out. A member that cannot be unpacked is yielded with its error and the others go on;
    encrypted members are yielded as one error with an empty name, which then concerns the archive.
    Raises IntakeError: archive-too-many-members, archive-overlap, archive-empty, truncated-file, damaged-file.
    """
    if _directory_bytes(archive) > limits.archive_members * _DIRECTORY_BYTES_A_MEMBER:
        raise intake_error("archive-too-many-members", limit=limits.archive_members)
    with guarded(IntakeError, "damaged-file"):
        opened = zipfile.ZipFile(archive)
    with opened:
        members = opened.infolist()
        if unpacked.members + len(members) > limits.archive_members:  # not counted: the next archive may be small
            raise intake_error("archive-too-many-members", limit=limits.archive_members)
        unpacked.members += len(members)
        _check_overlap(members)
        named = [
            (clean_name(name), member)
            for name, member in zip(member_names(members), members, strict=True)
            # not is_dir(), for which every member has a name
            if not member.filename.endswith("/") and not is_junk(clean_name(name))
        ]
        if not named:
            raise intake_error("archive-empty")
        locked = sum(bool(member.flag_bits & _ENCRYPTED_FLAG) for _, member in named)
        if locked:
            yield Member("", None, intake_error("archive-encrypted", count=locked))
        for name, member in named:
            if not member.flag_bits & _ENCRYPTED_FLAG:
                path = work / uuid.uuid4().hex
                yield _read_member(opened, member, path, name=name, limits=limits, unpacked=unpacked)


def _read_member(
    archive: zipfile.ZipFile, member: ZipInfo, path: Path, *, name: str, limits: Limits, unpacked: Unpacked
) -> Member:
    try:
        _check_member(member, limits, unpacked)
        with guarded(IntakeError, "damaged-file"):
            _copy_member(archive, member, path, unpacked)
    except IntakeError as error:
        path.unlink(missing_ok=True)
        return Member(name, None, error)
    return Member(name, path)


def _check_member(member: ZipInfo, limits: Limits, unpacked: Unpacked) -> None:
    """Refuse by the declared sizes before a byte is unpacked; zipfile gives out no more than they say."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise intake_error("link-not-followed")
    if member.file_size > limits.file_bytes:
        raise intake_error("too-large", limit=limits.file_bytes // MEGABYTE)
    most = limits.archive_ratio * max(1, member.compress_size)
    if member.file_size > max(most, limits.archive_ratio_from_bytes):
        raise intake_error("archive-ratio", limit=limits.archive_ratio)
    if unpacked.size + member.file_size > limits.unpacked_bytes:
        raise intake_error("archive-too-large", limit=limits.unpacked_bytes // MEGABYTE)


def _copy_member(archive: zipfile.ZipFile, member: ZipInfo, path: Path, unpacked: Unpacked) -> None:
    """Stream one member to `path`; its checksum is compared at the end."""
    try:
        source = archive.open(member)
    except NotImplementedError as error:
        raise intake_error("archive-method") from error
    with source, path.open("xb") as target:
        while block := source.read(_BLOCK_BYTES):
            unpacked.size += len(block)
            target.write(block)


def _check_overlap(members: list[ZipInfo]) -> None:
    """Members that share bytes make 10 GB out of 60 KB; no honest program writes them."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise intake_error("archive-overlap")
        end = member.header_offset + member.compress_size


def _directory_bytes(archive: Path) -> int:
    """Size of the directory by the archive's end record, known before the directory is read into memory.

    Raises IntakeError `truncated-file`: an archive that was cut off has no end record.
    """
    with guarded(IntakeError, "unreadable-file"), archive.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _END_RECORD_BYTES - _COMMENT_BYTES))
        tail = stream.read()
        at = tail.rfind(_END_RECORD)
        if at < 0:
            raise intake_error("truncated-file")
        length = int.from_bytes(tail[at + 12 : at + 16], "little")
        locator = tail[at - 20 : at] if at >= 20 else b""
        if locator.startswith(_ZIP64_LOCATOR):
            stream.seek(min(size, int.from_bytes(locator[8:16], "little")))
            record = stream.read(56)
            if record.startswith(_ZIP64_END_RECORD):
                length = int.from_bytes(record[40:48], "little")
        return length
