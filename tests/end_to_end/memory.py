"""How much memory a process and all that it starts hold, from /proc."""

import subprocess
import time
from pathlib import Path

_PAGE = 4096
_PAUSE = 0.1  # seconds between looks


def peak_of(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the process to end; the most bytes that it and its descendants held resident at one time.

    Pages that processes share are counted once for each, so that the figure is never too small.
    """
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_resident(member) for member in _tree(process.pid)))
        time.sleep(_PAUSE)
    return peak


def _tree(root: int) -> list[int]:
    parents = {pid: parent for pid in _processes() if (parent := _parent(pid)) is not None}
    members = [root]
    for member in members:  # grows while it is gone through
        members += [pid for pid, parent in parents.items() if parent == member]
    return members


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _parent(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it has just ended
        return None
    return int(stat.rpartition(")")[2].split()[1])


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0
