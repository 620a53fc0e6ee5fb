"""What a page process may be at in a test: growing, or hanging where no Python code runs any more."""

import ctypes
import os
import sys
from pathlib import Path

from extractors.reading.processes import PageProcesses

_KEPT: list[bytes] = []


def grow(megabytes: int) -> int:
    """Take memory and keep it; the process that does so."""
    _KEPT.append(b"x" * (megabytes * 1_000_000))
    return os.getpid()


def die() -> None:
    """End at once, as by a fault."""
    os._exit(3)


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
