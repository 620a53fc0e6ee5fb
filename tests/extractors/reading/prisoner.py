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


def shut_in(_argument: None) -> None:
    confine(FILE_BYTES)


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
    "program": lambda: subprocess.run(["/bin/true"], check=True),
    "own-program": lambda: os.execv("/bin/true", ["true"]),
}  # fmt: skip
ATTEMPTS = tuple(_ATTEMPTS)


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
