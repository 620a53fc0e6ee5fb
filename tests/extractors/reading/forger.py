"""What a page process answers in a test once a file has taken it over: whatever it likes, past all code of its own."""

import fcntl
import os
import pickle
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from extractors.reading import tasks
from extractors.reading.pictures import PagePictures
from extractors.reading.results import PageResult, dump_result
from extractors.reading.tasks import PageRequest

TOUCHED = "touched"  # a file beside the page's, which a forged pickle makes where anybody loads it


class Forged:
    """Its pickle writes a file in the process that loads it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.write_bytes, (self.path, b"x")


def read_one(request: PageRequest, pictures: PagePictures | None) -> PageResult:
    """In place of the task of this name: a page whose file is named for a forgery is answered by it."""
    forgery = _FORGERIES.get(request.file.path.stem)
    if forgery is None:
        return tasks.read_one(request, pictures)
    (request.file.path.parent / "forger").write_text(str(os.getpid()))
    for answers in _answers():
        for block in forgery(request):
            os.write(answers, block)
    if not request.file.path.stem.startswith("half"):
        time.sleep(600)
    os._exit(0)


def _answers() -> list[int]:
    """The pipes that it may write to, its standard ones left out."""
    handles = [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]
    pipes = [handle for handle in handles if handle > 2 and _target(handle).startswith("pipe:")]
    return [handle for handle in pipes if fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY]


def _target(handle: int) -> str:
    try:
        return str(Path(f"/proc/self/fd/{handle}").readlink())
    except FileNotFoundError:
        return ""


def _pickle(request: PageRequest) -> bytes:
    return pickle.dumps(Forged(request.file.path.with_name(TOUCHED)))


def _whole(message: bytes) -> list[bytes]:
    return [len(message).to_bytes(8, "big"), message]


def _other_page(request: PageRequest) -> bytes:
    honest = tasks.read_one(request, None)
    return dump_result(replace(honest, number=honest.number + 1))


_FORGERIES: dict[str, Callable[[PageRequest], list[bytes]]] = {
    "pickle": lambda request: _whole(_pickle(request)),
    "pickle-as-python-sends-it": lambda request: [len(_pickle(request)).to_bytes(4, "big"), _pickle(request)],
    "pickle-as-answer": lambda request: _whole(b"A" + _pickle(request)),
    "pickle-as-error": lambda request: _whole(b"E" + _pickle(request)),
    "pickle-as-failure": lambda request: _whole(b"F" + _pickle(request)),
    "another-page": lambda request: _whole(b"A" + _other_page(request)),
    "another-kind": lambda _request: _whole(b'A["a.pdf", 1, null]'),
    "an-error-of-no-kind": lambda _request: _whole(b'E["SystemExit", "page-crashed", "", ""]'),
    "deep": lambda _request: _whole(b'A{"file":' + b"[" * 1_000_000),
    "endless": lambda _request: [(1 << 62).to_bytes(8, "big"), b"x" * 60_000],
    "nothing": lambda _request: _whole(b""),
    "half": lambda _request: [(1_000).to_bytes(8, "big"), b"A{"],
    "half-a-length": lambda _request: [b"\0\0\0"],
    "silence": lambda _request: [(1_000).to_bytes(8, "big"), b"A{"],
}
FORGERIES = tuple(_FORGERIES)
