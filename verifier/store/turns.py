"""Writers of an SQLite database, in all processes of a machine, take turns in the order in which they come.

SQLite has one writer, and those that wait look again every tenth of a second: whoever writes again at once comes first.
With twenty of them some did not get in within ten seconds. A file lock wakes whoever has waited longest, and ends with
its process.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread


@contextmanager
def turn(file: Path, patience: float) -> Iterator[None]:
    """Wait for one's turn, at most `patience` seconds: whoever has waited so long goes on, and SQLite decides."""
    with file.open("ab") as held:  # given on when it is closed, also where it is had only after that
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting = Thread(target=fcntl.flock, args=(held, fcntl.LOCK_EX), name="turn", daemon=True)
            waiting.start()
            waiting.join(patience)
        yield
