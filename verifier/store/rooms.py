"""Folders that belong to a process for as long as it lives; those of processes that died are found and cleared.

A room is held by an `flock`, which the system takes back when its holder ends, however it ends, and which containers
that share the folder see as well, unlike the numbers of processes.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_room(base: Path, prefix: str) -> Iterator[Path]:
    """A new folder below `base`, which is made as well; gone at the end."""
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    room, handle = _held(base, prefix)
    try:
        yield room
    finally:
        shutil.rmtree(room)
        os.close(handle)


def abandoned(base: Path) -> Iterator[Path]:
    """The folders below `base` that nobody holds any more, each to be looked at and then deleted here."""
    for room in sorted(path for path in base.iterdir() if path.is_dir()):
        try:
            handle = os.open(room, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:  # its holder has just left
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            if room.is_dir():
                yield room
                shutil.rmtree(room)
        finally:
            os.close(handle)


def clear_abandoned(base: Path) -> int:
    """Delete the folders below `base` that nobody holds any more; how many."""
    return sum(1 for _ in abandoned(base))


def _held(base: Path, prefix: str) -> tuple[Path, int]:
    """A folder with the handle that holds it; made anew where it was cleared before it was held."""
    while True:
        room = Path(tempfile.mkdtemp(dir=base, prefix=prefix))
        try:
            handle = os.open(room, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        fcntl.flock(handle, fcntl.LOCK_SH)
        if room.is_dir():
            return room, handle
        os.close(handle)
