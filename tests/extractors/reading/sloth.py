"""What a page process may be at in a test: growing, or hanging where no Python code runs any more."""

import ctypes
import fcntl
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.reading.processes import PageProcesses

_KEPT: list[bytes] = []


def grow(megabytes: int) -> int:
    """Take memory and keep it; the process that does so."""
    _KEPT.append(b"x" * (megabytes * 1_000_000))
    return os.getpid()


def die() -> None:
    """End at once, as by a fault."""
    os._exit(3)


def is_deaf() -> bool:
    """Whether an interrupt does not even reach this process."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def die_once(told: Path) -> None:
    """The same, unless that was told of before."""
    if not told.exists():
        told.touch()
        die()


def close_files() -> None:
    """Seem to have ended, and go on."""
    os.closerange(3, 256)
    time.sleep(600)


def answer_ahead(times: int) -> None:
    """Answer this task and `times` more, all with nothing, and read no other."""
    pipes = [handle for handle in range(3, 256) if _is_written_to(handle)]
    for _ in range(times + 1):
        for handle in pipes:
            os.write(handle, (5).to_bytes(8, "big") + b"Anull")
    time.sleep(600)


def _is_written_to(handle: int) -> bool:
    entry = Path(f"/proc/self/fd/{handle}")
    return (
        entry.is_symlink()
        and str(entry.readlink()).startswith("pipe:")
        and fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY
    )


def take(_given: bytes) -> None:
    """Take what is given."""


def threads() -> int:
    """Threads of this process."""
    return len(list(Path("/proc/self/task").iterdir()))


def load_numbers(_argument: NDArray[np.float64]) -> None:
    """Set up nothing; NumPy is loaded before that."""


def hang(told: Path) -> None:
    """Hang in native code that holds on to the interpreter, so that no other thread of the process runs either."""
    draft = told.with_suffix(".part")
    draft.write_text(str(os.getpid()))
    draft.rename(told)
    ctypes.PyDLL(None).pause()


def nothing(_argument: None) -> None:
    """Set up nothing."""


def fail(_argument: None) -> None:
    """Set up nothing, and fail at that."""
    raise RuntimeError("no set-up")


def main() -> None:
    """Have a page process hang; where it is found is told in the file named on the command line."""
    PageProcesses(1, sys.maxsize, nothing, None).schedule(hang, (Path(sys.argv[1]),)).result()


if __name__ == "__main__":
    main()
