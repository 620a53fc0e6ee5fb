"""Signs of life for health checks: files that are touched as things go well, and `python -m workers.life`, which looks.

`swept`: the sweeper has reached the database. `working`: the worker itself has looked for work, or has renewed the
lease of what it has in hand, or, where a broker tells it, is still connected. Both must be fresh. Nothing heavy is
imported here: the check runs every few seconds.
"""

import os
import socket
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

_FRESH_SECONDS = 60.0


class Sign(StrEnum):
    """What has gone well just now."""

    SWEPT = "swept"
    WORKING = "working"


def give_sign(folder: Path, sign: Sign) -> None:
    """Touch a sign of this machine, or container, in the folder of the work."""
    _file(folder, sign).touch()


def missing_signs(folder: Path, *, within: float = _FRESH_SECONDS) -> list[Sign]:
    """The signs that were not given within so many seconds."""
    since = time.time() - within
    return [sign for sign in Sign if not _is_fresh(_file(folder, sign), since)]


def _is_fresh(path: Path, since: float) -> bool:
    try:
        return path.stat().st_mtime >= since
    except FileNotFoundError:
        return False


def _file(folder: Path, sign: Sign) -> Path:
    return folder / f"{sign.value}-{socket.gethostname()}"


def main(arguments: Sequence[str]) -> int:
    """0 where the worker of this container lives; the folder of the store is an argument or the environment's."""
    store = arguments[0] if arguments else os.environ.get("VERIFIER_STORE_FOLDER", "verifier-data")
    missing = missing_signs(Path(store) / "work")
    if missing:
        sys.stderr.write(f"not within {_FRESH_SECONDS:.0f} s: {', '.join(missing)}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
