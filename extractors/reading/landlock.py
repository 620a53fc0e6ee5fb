"""Have the kernel refuse all changes of files but below some folders (Landlock, Linux 5.13), for good.

It holds for this thread and what it begins from now on, so it is to be called before there are others. Files that are
open already stay so; owners, modes and times of files are not covered.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # system calls, by the same numbers on every machine
_TELL_VERSION, _BENEATH = 1, 1
_NO_NEW_PRIVILEGES = 38
_WRITE, _REMOVE_FOLDER, _REMOVE_FILE = 1 << 1, 1 << 4, 1 << 5
_MAKE = 0b1111111 << 6  # devices, folders, files, sockets, pipes, links
_MOVE, _TRUNCATE = 1 << 13, 1 << 14
_OF_A_FILE = _WRITE | _TRUNCATE
_SINCE = ((1, _WRITE | _REMOVE_FOLDER | _REMOVE_FILE | _MAKE), (2, _MOVE), (3, _TRUNCATE))


def keep_writing_below(folders: Iterable[Path]) -> bool:
    """Refuse what would change a file elsewhere, the null device left out; whether the kernel does."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _TELL_VERSION)
    if version < 1 or libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    refused = sum(rights for since, rights in _SINCE if since <= version)
    rules = libc.syscall(_CREATE, struct.pack("=Q", refused), ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    try:
        for path, rights in ((Path(os.devnull), refused & _OF_A_FILE), *((folder, refused) for folder in folders)):
            _permit(libc, rules, path, rights)
        return int(libc.syscall(_RESTRICT, rules, 0)) == 0
    finally:
        os.close(rules)


def _permit(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    """Raises OSError."""
    handle = os.open(path, os.O_PATH)
    try:
        if libc.syscall(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", rights, handle), 0):
            raise OSError(ctypes.get_errno(), "landlock", str(path))
    finally:
        os.close(handle)
