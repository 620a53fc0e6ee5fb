"""What a process that opens foreign files may not do (docs/decisions/0020).

It takes no memory and no processor time without end, writes no large file and none but where it has something to write,
reaches no network, runs no program. The system keeps these bounds, not the code within them, so that they hold in
native libraries as well. What the system does not offer is left out with a warning; the parent's time limit and its
look at every answer remain.
"""

import ctypes
import errno
import logging
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extractors.reading.landlock import keep_writing_below

_LOG = logging.getLogger(__name__)
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_OPEN_FILES = 256
_SECRETS = ("VERIFIER_", "AWS_")  # prefixes of the service's settings: passwords, keys, the database's address


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one piece of work may take beyond what its process has taken before: processor time, memory."""

    cpu_seconds: int
    memory_bytes: int


def confine(file_bytes: int, writable: Iterable[Path]) -> None:
    """Give up, for good, what opening a file needs not: files are changed below the folders `writable` alone.

    None may grow beyond `file_bytes`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what stands on the pages
    _bound(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _bound(resource.RLIMIT_FSIZE, file_bytes)
    for name in [name for name in os.environ if name.startswith(_SECRETS)]:
        del os.environ[name]
    if not keep_writing_below(writable):
        _LOG.warning("this system does not keep page processes from changing files (it has no Landlock)")
    if not _refuse_calls():
        _LOG.warning("this system offers no filter of system calls; networks are refused to Python code alone")
        sys.addaudithook(_refuse_sockets)


def allow(allowance: Allowance) -> None:
    """Let the work that begins now take this much and no more: at its end memory is refused, or the process is killed.

    Memory is counted as the system counts what a process may write to (RLIMIT_DATA). The whole address space would not
    do: inference libraries reserve much of it that they never use.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _bound(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + allowance.cpu_seconds, for_good=False)
    if sys.platform == "linux":
        _bound(resource.RLIMIT_DATA, _data_bytes() + allowance.memory_bytes, for_good=False)


def _bound(what: int, most: int, *, for_good: bool = True) -> None:
    """Set a limit, never above what this process was itself given."""
    _, ceiling = resource.getrlimit(what)
    if ceiling != resource.RLIM_INFINITY:
        most = min(most, ceiling)
    resource.setrlimit(what, (most, most if for_good else ceiling))


def _data_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * _PAGE_BYTES


def _refuse_sockets(event: str, _arguments: tuple[object, ...]) -> None:
    if event in ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen"):
        raise PermissionError(errno.EACCES, "page processes have no network")


# System calls by number: sockets of any family (a pair made for two ends of one process is not among them), programs,
# other processes' memory, further processes, which would outlive their own, and the queue of requests that would reach
# all of these past the filter. `clone` makes threads as well; `clone3` hides which, and the C library does without it.
_MACHINES = {
    "x86_64": (0xC000003E, {"socket": 41, "execve": 59, "ptrace": 101, "process_vm_readv": 310,
                            "process_vm_writev": 311, "execveat": 322, "io_uring_setup": 425, "fork": 57, "vfork": 58},
               {"seccomp": 317, "clone": 56, "clone3": 435}),
    "aarch64": (0xC00000B7, {"socket": 198, "execve": 221, "ptrace": 117, "process_vm_readv": 270,
                             "process_vm_writev": 271, "execveat": 281, "io_uring_setup": 425},
                {"seccomp": 277, "clone": 220, "clone3": 435}),
}  # fmt: skip
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_MACHINE, _AT_ARGUMENT = 0, 4, 16  # the lower half of the first argument
_THREAD = 0x00010000  # of the flags of `clone`
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_OTHER_NUMBERING = 0x40000000  # x32, a second table of calls on x86_64
_NO_NEW_PRIVILEGES, _SET_FILTER, _ALL_THREADS = 38, 1, 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _refuse_calls() -> bool:
    """Have the kernel refuse these calls to this process and all that come of it (seccomp); whether it does."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    machine, refused, calls = _MACHINES[platform.machine()]
    program = _filter(machine, list(refused.values()), calls["clone"], calls["clone3"])
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    argument = _Program(len(program) // 8, program)
    return int(libc.syscall(calls["seccomp"], _SET_FILTER, _ALL_THREADS, ctypes.byref(argument))) == 0


def _filter(machine: int, refused: list[int], clone: int, clone3: int) -> bytes:
    def step(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, operand)

    ending = [
        step(_JUMP_IF_EQUAL, clone3, if_true=5),
        step(_JUMP_IF_EQUAL, clone, if_true=1),
        step(_RETURN, _ALLOW),
        step(_LOAD, _AT_ARGUMENT),
        step(_JUMP_IF_SET, _THREAD, if_false=2),
        step(_RETURN, _ALLOW),
        step(_RETURN, _ERROR | errno.ENOSYS),
    ]
    steps = [
        step(_LOAD, _AT_MACHINE),
        step(_JUMP_IF_EQUAL, machine, if_true=1),
        step(_RETURN, _KILL),
        step(_LOAD, _AT_NUMBER),
        step(_JUMP_IF_AT_LEAST, _OTHER_NUMBERING, if_true=len(refused) + len(ending)),
        *(
            step(_JUMP_IF_EQUAL, number, if_true=len(refused) - place - 1 + len(ending))
            for place, number in enumerate(refused)
        ),
        *ending,
        step(_RETURN, _ERROR | errno.EACCES),
    ]
    return b"".join(steps)
