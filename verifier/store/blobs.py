"""Bytes by their SHA-256: what is in is never changed, the same bytes are kept once.

`FolderBlobs` for one machine, `verifier.store.s3.S3Blobs` for several.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from verifier.errors import StoreError, UnavailableError
from verifier.store.rooms import abandoned, own_room

PREFIXES = tuple(f"{number:02x}" for number in range(256))  # of checksums: blobs are looked through part by part
_BLOCK_BYTES = 1 << 20
_DELETING = "deleting-"
_AHEAD = timedelta(minutes=1)  # of other machines' clocks, where they share the folder


@dataclass(frozen=True, slots=True)
class Blob:
    """What was kept."""

    sha256: str
    size: int


class Blobs(Protocol):
    """Where bytes are kept. `staging` is a folder for what is being received, each in a room of its own (`rooms`)."""

    staging: Path

    def put(self, chunks: Iterable[bytes]) -> Blob:
        """Keep bytes as they come; once this returns they are on disk. An error of `chunks` leaves nothing behind."""
        ...

    def adopt(self, path: Path, blob: Blob) -> Blob:
        """Keep a file that was received below `staging`, whole and on disk; the file is the store's from then on."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, for the caller to close. Raises StoreError `blob-missing`."""
        ...

    def fetch(self, sha256: str, target: Path) -> None:
        """Copy or link the bytes to a new file, which is not to be written to. Raises StoreError `blob-missing`."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether these bytes are here."""
        ...

    def touched(self, sha256: str) -> datetime | None:
        """When these bytes were last put, new or again; None where they are not here."""
        ...

    def delete(self, sha256: str, *, untouched_since: datetime) -> bool:
        """Take the bytes away unless they were put since then, new or again; whether they are gone."""
        ...

    def listed(self) -> Iterator[str]:
        """The checksum of everything that is kept."""
        ...

    def settled(self, prefix: str, *, untouched_since: datetime) -> Iterator[str]:
        """The checksums of this beginning (one of `PREFIXES`) whose bytes were last put before that moment."""
        ...

    def tidy(self) -> None:
        """Clear away what processes that died left in `staging`."""
        ...


def missing(sha256: str) -> StoreError:
    """The error of bytes that should be there."""
    return StoreError(
        "blob-missing", f"文件库中缺少文件{sha256}。", "请从备份恢复文件库，再运行verifier admin verify-store。"
    )


def in_blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of a stream, a megabyte at a time."""
    while block := stream.read(_BLOCK_BYTES):
        yield block


@contextmanager
def received(chunks: Iterable[bytes], staging: Path) -> Iterator[tuple[Path, Blob]]:
    """The bytes in a file below `staging`, written through to the disk; taken away at the end."""
    with own_room(staging, "incoming-") as room:
        path = room / "content"
        yield path, _written(chunks, path)


def _written(chunks: Iterable[bytes], path: Path) -> Blob:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as target:
            for chunk in chunks:
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UnavailableError("storage-full", "存储空间不足。", "请清理磁盘空间。") from error
        raise
    return Blob(digest.hexdigest(), size)


class FolderBlobs:
    """Files in a folder, named by their checksum: `ab/abcd…`. The folder is made for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staging = folder / "incoming"  # on the same file system, so that a rename does it
        self.staging.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, chunks: Iterable[bytes]) -> Blob:
        """See `Blobs`."""
        with received(chunks, self.staging) as (path, blob):
            self._keep(path, blob)
        return blob

    def adopt(self, path: Path, blob: Blob) -> Blob:
        """See `Blobs`."""
        self._keep(path, blob)
        return blob

    def _keep(self, path: Path, blob: Blob) -> None:
        target = self._path(blob.sha256)
        try:
            os.utime(target)
        except FileNotFoundError:  # new, or taken away just now
            self._place(path, target)

    def _place(self, path: Path, target: Path) -> None:
        is_new = not target.parent.exists()
        target.parent.mkdir(exist_ok=True, mode=0o700)
        path.chmod(0o400)
        path.rename(target)
        _sync(target.parent)
        if is_new:
            _sync(self.folder)

    def open(self, sha256: str) -> BinaryIO:
        """See `Blobs`."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise missing(sha256) from None

    def fetch(self, sha256: str, target: Path) -> None:
        """See `Blobs`: a second name of the file where `target` is on the same file system, else a copy."""
        path = self._path(sha256)
        try:
            target.hardlink_to(path)
        except FileNotFoundError:
            raise missing(sha256) from None
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK):
                raise
            shutil.copyfile(path, target)

    def touched(self, sha256: str) -> datetime | None:
        """See `Blobs`."""
        try:
            return _put_at(self._path(sha256))
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        """See `Blobs`."""
        return self._path(sha256).is_file()

    def delete(self, sha256: str, *, untouched_since: datetime) -> bool:
        """See `Blobs`. Set aside before its time is looked at: whoever puts the bytes meanwhile puts them anew."""
        with own_room(self.staging, _DELETING) as room:
            aside = room / sha256
            try:
                self._path(sha256).rename(aside)
            except FileNotFoundError:
                return True
            settled = _put_at(aside) <= untouched_since
            if not settled:
                self._put_back(aside)
            return settled

    def _put_back(self, aside: Path) -> None:
        with suppress(FileExistsError):  # put anew
            self._path(aside.name).hardlink_to(aside)

    def listed(self) -> Iterator[str]:
        """See `Blobs`."""
        for path in sorted(self.folder.glob("??/*")):
            yield path.name

    def settled(self, prefix: str, *, untouched_since: datetime) -> Iterator[str]:
        """See `Blobs`."""
        for path in sorted(self.folder.glob(f"{prefix}/*")):
            touched = self.touched(path.name)
            if touched is not None and touched <= untouched_since:
                yield path.name

    def tidy(self) -> None:
        """See `Blobs`. Who died between setting bytes aside and deleting them had not yet seen that they may go."""
        for room in abandoned(self.staging):
            if room.name.startswith(_DELETING):
                for aside in room.iterdir():
                    self._put_back(aside)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def _put_at(path: Path) -> datetime:
    """When bytes were last put; now, and from now on, where a clock said so that has been set back since."""
    put, present = datetime.fromtimestamp(path.stat().st_mtime, UTC), datetime.now(UTC)
    if put <= present + _AHEAD:
        return put
    os.utime(path)
    return present


def _sync(folder: Path) -> None:
    """Write a folder's entries through to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
