"""What a page process is made to try in a test: whatever a file that has taken it over could."""

import ctypes
import errno
import os
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from extractors.reading.confinement import Allowance, allow, confine

FILE_BYTES = 100_000


def shut_in(open_folder: Path) -> None:
    confine(FILE_BYTES, [open_folder])


def refused(what: str) -> int:
    """The error number of an attempt, 0 where it succeeds."""
    try:
        _ATTEMPTS[what]()
    except OSError as error:
        return error.errno or -1
    return 0


def _native() -> None:
    """As native code does, past Python."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    if number < 0:
        raise OSError(ctypes.get_errno(), "socket")
    os.close(number)


def _second_self() -> None:
    """Another process, which would live on after this one is ended."""
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)


def _in_a_thread() -> None:
    failures: list[int] = []

    def attempt() -> None:
        try:
            _native()
        except OSError as error:
            failures.append(error.errno or -1)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    if failures:
        raise OSError(failures[0], "socket")


_ATTEMPTS: dict[str, Callable[[], object]] = {
    "internet": lambda: socket.socket(socket.AF_INET).close(),
    "internet-6": lambda: socket.socket(socket.AF_INET6).close(),
    "datagrams": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
    "this-machine": lambda: socket.socket(socket.AF_UNIX).close(),
    "native": _native,
    "thread": _in_a_thread,
    "second-self": _second_self,
    "program": lambda: subprocess.run(["/bin/true"], check=True),
    "own-program": lambda: os.execv("/bin/true", ["true"]),
}  # fmt: skip
ATTEMPTS = tuple(_ATTEMPTS)


def changes(folder: Path) -> list[str]:
    """What it can do in a folder where a file `kept` lies, as text."""
    return [name for name, change in CHANGES.items() if _succeeds(change, folder)]


def moves(folder: Path, elsewhere: Path) -> list[str]:
    """What it can do in `elsewhere` from a folder where it may write."""
    (folder / "own").write_bytes(b"x")
    (folder / "link").unlink(missing_ok=True)
    (folder / "link").symlink_to(elsewhere / "kept")
    attempts: dict[str, Callable[[Path], object]] = {
        "move out": lambda _: (folder / "own").rename(elsewhere / "moved"),
        "move in": lambda _: (elsewhere / "kept").rename(folder / "moved"),
        "link": lambda _: (folder / "hard").hardlink_to(elsewhere / "kept"),
        "through a link": lambda _: (folder / "link").write_bytes(b"changed"),
    }
    return [name for name, attempt in attempts.items() if _succeeds(attempt, folder)]


def _succeeds(change: Callable[[Path], object], folder: Path) -> bool:
    done: list[object] = []

    def attempt() -> None:
        try:
            change(folder)
        except PermissionError:
            return
        done.append(None)

    thread = threading.Thread(target=attempt)  # a library's own thread is refused as well
    thread.start()
    thread.join()
    return bool(done)


CHANGES: dict[str, Callable[[Path], object]] = {
    "new file": lambda folder: (folder / "new").write_bytes(b"x"),
    "overwrite": lambda folder: (folder / "kept").write_bytes(b"changed"),
    "append": lambda folder: os.close(os.open(folder / "kept", os.O_APPEND | os.O_WRONLY)),
    "truncate": lambda folder: os.truncate(folder / "kept", 0),
    "new folder": lambda folder: (folder / "folder").mkdir(),
    "new link": lambda folder: (folder / "points").symlink_to("/"),
    "new pipe": lambda folder: os.mkfifo(folder / "pipe"),
    "rename": lambda folder: (folder / "kept").rename(folder / "renamed"),
    "remove": lambda folder: next(folder.glob("*e*")).unlink(),
}


def nowhere() -> None:
    """What is written to the null device is nowhere."""
    Path(os.devnull).write_bytes(b"x")


def write(path: Path, size: int) -> int:
    """Bytes that a file has after an attempt to write so many."""
    try:
        with path.open("wb", buffering=0) as stream:
            while size > 0:
                size -= stream.write(bytes(size)) or 0
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
    return path.stat().st_size


def take(allowed: int, megabytes: int) -> str:
    """Take memory where `allowed` bytes more are allowed."""
    allow(Allowance(60, allowed))
    try:
        bytearray(megabytes * 1_000_000)
    except MemoryError:
        return "refused"
    return "taken"


def take_natively(allowed: int, megabytes: int) -> bool:
    """Whether the C library gives it."""
    allow(Allowance(60, allowed))
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    memory = libc.malloc(megabytes * 1_000_000)
    libc.free(memory)
    return memory is not None


def spin(cpu_seconds: int) -> None:
    """Use time without end where so much is allowed."""
    allow(Allowance(cpu_seconds, 1_000_000_000))
    while True:
        pass


def environment() -> list[str]:
    return sorted(os.environ)


def process() -> int:
    return os.getpid()
