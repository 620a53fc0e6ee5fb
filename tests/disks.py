"""A disk of the test's own that can be full."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.servers import absent

_BLOCK = bytes(1 << 20)


class SmallDisk:
    """A file system in memory, which can be filled to the last byte. Mounting it takes the right to do so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room."""
        with suppress(OSError), self._filler.open("ab", buffering=0) as filler:
            for size in (len(_BLOCK), 4096, 1):
                with suppress(OSError):
                    while filler.write(_BLOCK[:size]):
                        pass

    def free(self) -> None:
        """Give the room back."""
        self._filler.unlink()


@contextmanager
def small_disk(base: Path | None, megabytes: int) -> Iterator[SmallDisk | None]:
    """One that is mounted below `base`; None where this may not be done."""
    folder = Path(tempfile.mkdtemp(prefix="disk-", dir=base))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)]
    if subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        folder.rmdir()
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """One of 64 MB; skips where it may not be mounted."""
    with small_disk(tmp_path, 64) as mounted:
        if mounted is None:
            absent("the right to mount a file system")
        assert mounted is not None
        yield mounted
