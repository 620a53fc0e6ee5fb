"""What lies below a service and fails with it, of the command's own: a disk that is full, a clock that is moved."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OFFSET_FILE = "TESTS_CLOCK_OFFSET"
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


class Clock:
    """The store's time of day, in processes with this `environment` that run `tests.endurance.shifted`."""

    def __init__(self, base: Path | None) -> None:
        self._file, self._seconds = Path(tempfile.mkdtemp(prefix="clock-", dir=base)) / "offset", 0
        self.move(0)
        self.environment = {OFFSET_FILE: str(self._file)}

    def move(self, seconds: int) -> None:
        """Move it, for processes that run and those to come."""
        self._seconds += seconds
        new = self._file.with_suffix(".new")
        new.write_text(str(self._seconds))
        new.replace(self._file)
