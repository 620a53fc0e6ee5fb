import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from verifier.errors import StoreError, UnavailableError
from verifier.store.blobs import Blobs, FolderBlobs

DIGEST = hashlib.sha256(b"abc").hexdigest()


def test_bytes_come_back_by_their_checksum(blobs: Blobs, tmp_path: Path) -> None:
    blob = blobs.put([b"a", b"bc"])
    assert (blob.sha256, blob.size) == (DIGEST, 3)
    assert blobs.put([b"abc"]) == blob
    with blobs.open(DIGEST) as stream:
        assert stream.read() == b"abc"
    blobs.fetch(DIGEST, tmp_path / "copy.pdf")
    assert (tmp_path / "copy.pdf").read_bytes() == b"abc"
    assert list(blobs.listed()) == [DIGEST]
    assert blobs.touched(DIGEST) is not None


def test_a_full_disk_is_told_as_one_that_may_have_room_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    blobs = FolderBlobs(tmp_path / "files")
    monkeypatch.setattr(os, "fsync", is_full)
    with pytest.raises(UnavailableError) as caught:
        blobs.put([b"abc"])
    assert caught.value.code == "storage-full"
    assert not blobs.has(DIGEST)
    assert list(blobs.staging.iterdir()) == []


def test_what_is_not_there_is_an_error_and_deleting_it_is_none(blobs: Blobs, tmp_path: Path) -> None:
    assert not blobs.has(DIGEST)
    assert blobs.touched(DIGEST) is None
    with pytest.raises(StoreError):
        blobs.open(DIGEST)
    with pytest.raises(StoreError):
        blobs.fetch(DIGEST, tmp_path / "copy")
    moment = datetime.now(UTC)
    assert blobs.delete(DIGEST, untouched_since=moment)
    blobs.put([b"abc"])
    assert not blobs.delete(DIGEST, untouched_since=moment - timedelta(minutes=1))
    assert blobs.has(DIGEST)
    assert blobs.delete(DIGEST, untouched_since=moment + timedelta(minutes=1))
    assert not blobs.has(DIGEST)


def test_settled_bytes_are_found_by_the_beginning_of_their_checksum(blobs: Blobs) -> None:
    blobs.put([b"abc"])
    other = blobs.put([b"another"])
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert list(blobs.settled(DIGEST[:2], untouched_since=later)) == [DIGEST]
    assert list(blobs.settled(other.sha256[:2], untouched_since=later)) == [other.sha256]
    assert list(blobs.settled(DIGEST[:2], untouched_since=later - timedelta(minutes=2))) == []
    blobs.tidy()
    assert blobs.has(DIGEST)


def test_bytes_that_are_put_while_they_are_deleted_are_there(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    ended = threading.Event()

    def delete() -> None:
        while not ended.is_set():
            blobs.delete(DIGEST, untouched_since=datetime.now(UTC) - timedelta(hours=1))

    deleting = threading.Thread(target=delete)
    deleting.start()
    try:
        for _ in range(300):
            blobs.put([b"abc"])
    finally:
        ended.set()
        deleting.join()
    assert blobs.has(DIGEST)


def test_an_upload_that_breaks_off_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"abc"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        blobs.put(broken())
    assert list(blobs.listed()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_keeps_its_files_from_other_people_and_from_writing(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "files")
    blobs.put([b"abc"])
    path = tmp_path / "files" / DIGEST[:2] / DIGEST
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_putting_again_makes_old_bytes_new(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "files")
    blobs.put([b"abc"])
    os.utime(tmp_path / "files" / DIGEST[:2] / DIGEST, (0, 0))
    blobs.put([b"abc"])
    touched = blobs.touched(DIGEST)
    assert touched is not None
    assert touched.year > 2000
