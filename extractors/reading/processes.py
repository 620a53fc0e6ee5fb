"""The processes behind a pool of pages: they end with the program that began them, and do not grow for ever.

A process is replaced after some hundred pages, and after a page that leaves it with too much memory, so that what a
native library leaks is given back.
"""

import ctypes
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessPool
from pebble.pool import process as pebble_process

from extractors.errors import EngineError

_LOG = logging.getLogger(__name__)
_PAGES_A_PROCESS = 400
_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_Argument = TypeVar("_Argument")
_Result = TypeVar("_Result")


class PageProcesses:
    """`count` processes (0: one a core), each set up by `set_up(argument)`. To be used by one thread at a time."""

    def __init__(self, count: int, most_bytes: int, set_up: Callable[[_Argument], None], argument: _Argument) -> None:
        self._count = count or os.cpu_count() or 1
        self._arguments = (os.getpid(), most_bytes, set_up, argument)
        self._pool = _Pool(self._count, self._arguments)

    def schedule(
        self, function: Callable[..., _Result], args: tuple[Any, ...] = (), timeout: float | None = None
    ) -> Future[_Result]:
        """Have a function of a module called in one of the processes, within `timeout` seconds.

        Raises EngineError where the system lets no process begin.
        """
        if not self._pool.is_sound:
            _LOG.warning("page processes ended while they had nothing to do, or could not begin; others are started")
            self._pool.end(at_once=True)
            self._pool = _Pool(self._count, self._arguments)
        return self._pool.schedule(function, args, timeout)

    def end(self, *, at_once: bool) -> None:
        """End the processes, at once or after what was scheduled."""
        self._pool.end(at_once=at_once)


class _Pool:
    """A pool of pebble's, begun by a thread that lives as long as it does.

    The system kills a process when the *thread* that began it ends (PR_SET_PDEATHSIG). Whoever schedules the first page
    may be such a one; replacements are begun by a thread of pebble's, which lasts.
    """

    def __init__(self, count: int, arguments: tuple[Any, ...]) -> None:
        self._pool = ProcessPool(
            max_workers=count,
            max_tasks=_PAGES_A_PROCESS,
            initializer=_start,
            initargs=arguments,
            context=get_context("spawn"),
        )
        self._begun, self._over = threading.Event(), threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._hold, name="page-processes", daemon=True)

    @property
    def is_sound(self) -> bool:
        """Whether it takes more; one that could not begin, or whose processes died idle, does not."""
        return not self._begun.is_set() or (self._failure is None and self._pool.active)

    def schedule(self, function: Callable[..., Any], args: tuple[Any, ...], timeout: float | None) -> Future[Any]:
        if not self._begun.is_set():
            self._thread.start()
            self._begun.wait()
        if self._failure is not None:
            raise EngineError(
                "processes-not-started",
                f"无法启动识读页面的进程：{self._failure}。",
                "请关闭占用内存的其他程序，或者减小VERIFIER_PROCESSES，再重试。",
            ) from self._failure
        future: Future[Any] = self._pool.schedule(function, args=args, timeout=timeout)
        return future

    def end(self, *, at_once: bool) -> None:
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()
        self._over.set()
        if self._begun.is_set():
            self._thread.join()

    def _hold(self) -> None:
        try:
            if not self._pool.active:  # asking begins it
                self._failure = RuntimeError("进程随即结束")
        except (OSError, RuntimeError, MemoryError) as error:  # no memory, too many processes or files
            self._failure = error
        finally:
            self._begun.set()
        if self._failure is not None:
            return
        self._over.wait()


def _start(parent: int, most_bytes: int, set_up: Callable[[Any], None], argument: object) -> None:
    """Begin a process: it dies with its parent, whatever it is at, and ends by itself once it has grown too much."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it died before that
            os.kill(os.getpid(), signal.SIGKILL)
    os.environ.update(_THREADS)
    pebble_tasks = pebble_process.worker_get_next_task

    def tasks_until_grown(*channel: Any) -> Iterator[Any]:
        """Pebble asks for the next task once the result of the last one is sent; without one the process ends."""
        for task in pebble_tasks(*channel):
            yield task
            if _resident_bytes() > most_bytes:
                return

    pebble_process.worker_get_next_task = tasks_until_grown  # pebble itself recycles by the number of tasks alone
    set_up(argument)


def _resident_bytes() -> int:
    """Memory that this process has; where the system does not tell, processes are replaced by their pages alone."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
