"""The processes behind a pool of pages: they end with the program that began them, and do not grow for ever.

A process is replaced after some hundred pages, and after a page that leaves it with too much memory, so that what a
native library leaks is given back.

Each process has pipes of its own, and is given one task at a time: what comes out of them is its answer to that task,
whoever has taken it over. It cannot speak for another process, nor keep one from being heard.
"""

import contextlib
import ctypes
import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from extractors.errors import DossierError, EngineError
from extractors.reading.answers import UnsoundAnswerError, answer_of, read_answer

_LOG = logging.getLogger(__name__)
_PAGES_A_PROCESS = 400
_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_BEGIN_SECONDS = 120.0  # for Python and the modules of the first task; a second, on a machine with nothing else to do
_END_SECONDS = 3.0
_SIZE_BYTES = 8  # before each message: its length
_MOST_BYTES = 64_000_000  # of an answer; the fullest page of the samples has 108 KB, a large sheet 23 MB
_BLOCK_BYTES = 1 << 20
_Argument = TypeVar("_Argument")
_Answer = TypeVar("_Answer")


class ProcessEndedError(Exception):
    """A process ended before it answered. `exit_code` is minus the signal that ended it; None where nobody knows it."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class _Job:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float | None
    check: Callable[[Any], object] | None
    future: Future[Any]


class PageProcesses:
    """`count` processes (0: one a core), each set up by `set_up(argument)`. To be used by one thread at a time."""

    def __init__(self, count: int, most_bytes: int, set_up: Callable[[_Argument], None], argument: _Argument) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._keepers = [
            _Keeper(self._jobs, most_bytes, (os.getpid(), set_up, argument))
            for _ in range(count or os.cpu_count() or 1)
        ]
        self._begun = False

    def schedule(
        self,
        function: Callable[..., _Answer],
        args: tuple[Any, ...] = (),
        timeout: float | None = None,
        check: Callable[[_Answer], object] | None = None,
    ) -> Future[_Answer]:
        """Have a function of a module called in one of the processes, within `timeout` seconds.

        The function's annotation says what its answer is made of (`extractors.reading.answers`); `check` raises where
        it is not sound. The future raises what `read_answer` does, TimeoutError, ProcessEndedError, and EngineError
        where the system lets no process begin. A process that answers anything
        but what it was asked for or a DossierError is ended.
        """
        if not self._begun:
            os.environ.update(_THREADS)  # here: a process loads modules, and with them threads, before it runs our code
            for keeper in self._keepers:
                keeper.start()
            self._begun = True
        future: Future[_Answer] = Future()
        self._jobs.put(_Job(function, args, timeout, check, future))
        return future

    def end(self, *, at_once: bool) -> None:
        """End the processes, at once or after what was scheduled."""
        if not self._begun:
            return
        for keeper in self._keepers:
            if at_once:
                keeper.stop()
            self._jobs.put(None)
        for keeper in self._keepers:
            keeper.join()


class _Keeper(threading.Thread):
    """Has one process do job after job, and begins another one where that has ended or should.

    The system kills a process when the *thread* that began it ends (PR_SET_PDEATHSIG): this one lasts as long as the
    pool does.
    """

    def __init__(self, jobs: SimpleQueue[_Job | None], most_bytes: int, arguments: tuple[Any, ...]) -> None:
        super().__init__(name="page-process", daemon=True)
        self._jobs, self._most_bytes, self._arguments = jobs, most_bytes, arguments
        self._process: _PageProcess | None = None
        self._stopped = False
        self._lock = threading.Lock()  # between this thread and whoever stops it

    def run(self) -> None:
        # what this thread begins is deaf to it from its first step on, and prints no traceback while it loads modules
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        while (job := self._jobs.get()) is not None:
            if self._stopped:
                job.future.cancel()
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                answer = self._done(job)
            except BaseException as error:  # noqa: BLE001 -- whoever waits for the future is told
                job.future.set_exception(error)
            else:
                job.future.set_result(answer)
            if self._process is not None and self._process.is_worn(self._most_bytes):
                self._discard()
        self._discard()

    def stop(self) -> None:
        """End the process, whatever it is at, and begin no other."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _done(self, job: _Job) -> Any:
        process = self._begun()
        try:
            answer = read_answer(job.function, process.answer(job))
            if job.check is not None:
                job.check(answer)
        except DossierError:
            raise
        except BaseException:  # late, lost, not sound, short of memory, a defect: who knows what state it is in
            process.kill()
            self._discard()
            raise
        return answer

    def _begun(self) -> "_PageProcess":
        """The process, begun where there is none. Raises EngineError."""
        if self._process is not None and not self._process.is_alive:
            _LOG.warning("a page process ended while it had nothing to do; another one is begun")
            self._discard()
        if self._process is None:
            try:
                try:
                    return self._new()
                except EOFError:  # killed from outside, perhaps: a system short of memory takes whom it likes
                    if self._stopped:
                        raise
                    _LOG.warning("a page process ended before it was ready; another one is begun")
                    self._discard()
                    return self._new()
            except (OSError, EOFError, RuntimeError, MemoryError, UnsoundAnswerError) as error:
                # no memory, too many processes or files, or whatever its set-up has printed
                self._discard()
                raise EngineError(
                    "processes-not-started",
                    f"无法启动识读页面的进程：{str(error) or '进程随即结束'}。",
                    "请关闭占用内存的其他程序，或者减小VERIFIER_PROCESSES，再重试。",
                ) from error
        return self._process

    def _new(self) -> "_PageProcess":
        """A process that is ready. Raises what the system says, EOFError where it ended before that."""
        with self._lock:
            self._process = process = _PageProcess(self._arguments)
            if self._stopped:
                process.kill()
        process.wait_until_ready()
        return process

    def _discard(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()


class _PageProcess:
    """One process and the pipes to it and from it, of which nobody else has an end."""

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        context = get_context("spawn")
        self._answers, answers = context.Pipe(duplex=False)
        tasks, self._tasks = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_serve, args=(tasks, answers, *arguments), name="page-process", daemon=True
        )
        self._process.start()
        tasks.close()
        answers.close()
        os.set_blocking(self._tasks.fileno(), False)  # it may never read what it is told
        self._pages = 0

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def wait_until_ready(self) -> None:
        """Raises EOFError where it ends before that, TimeoutError, UnsoundAnswerError."""
        _receive(self._answers, time.monotonic() + _BEGIN_SECONDS)

    def answer(self, job: _Job) -> bytes:
        """Have a job done. Raises ProcessEndedError, TimeoutError, UnsoundAnswerError."""
        self._pages += 1
        ends = time.monotonic() + job.seconds if job.seconds is not None else None
        try:
            _send(self._tasks.fileno(), bytes(ForkingPickler.dumps((job.function, job.arguments))), ends)
            return _receive(self._answers, ends)
        except (EOFError, BrokenPipeError):
            self._join()
            raise ProcessEndedError(self._process.exitcode) from None

    def is_worn(self, most_bytes: int) -> bool:
        """Whether it has read many pages or has much memory; where the system does not tell, pages alone count."""
        if self._pages >= _PAGES_A_PROCESS or sys.platform != "linux":
            return self._pages >= _PAGES_A_PROCESS
        try:
            resident = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1])
        except OSError:  # it has ended, or the system gives no file to see
            return True
        return resident * _PAGE_BYTES > most_bytes

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Let it end by itself, as it does without further tasks, or have it ended."""
        self._tasks.close()
        self._join()
        self._answers.close()
        with contextlib.suppress(ValueError):  # the thread of another one is just taking note of its end
            self._process.close()

    def _join(self) -> None:
        """Wait for its end, which is brought about where it does not come: one that dies already keeps its exit code.

        It may seem to have ended where it has not, once it has closed its files; `join` would wait for it for ever.
        """
        wait([self._process.sentinel], _END_SECONDS)
        self._process.kill()
        self._process.join()


def _receive(pipe: Connection, ends: float | None) -> bytes:
    """One message, by `ends` (monotonic). Raises TimeoutError, EOFError, UnsoundAnswerError before it is too long."""
    size = int.from_bytes(_read(pipe.fileno(), _SIZE_BYTES, ends), "big")
    if size > _MOST_BYTES:
        raise UnsoundAnswerError(f"{size} bytes")
    return _read(pipe.fileno(), size, ends)


def _read(handle: int, size: int, ends: float | None) -> bytes:
    """So many bytes. Whoever writes them may stop in the midst of it: each read is waited for, none blocks."""
    ready = select.poll()
    ready.register(handle, select.POLLIN)
    content = bytearray()
    while len(content) < size:
        _wait_for(ready, ends)
        block = os.read(handle, min(size - len(content), _BLOCK_BYTES))
        if not block:
            raise EOFError
        content += block
    return bytes(content)


def _send(handle: int, message: bytes, ends: float | None = None) -> None:
    """Write a message; by `ends`, where the pipe does not block. Raises TimeoutError, BrokenPipeError."""
    ready = select.poll()
    ready.register(handle, select.POLLOUT)
    rest = memoryview(len(message).to_bytes(_SIZE_BYTES, "big") + message)
    while rest:
        _wait_for(ready, ends)
        rest = rest[os.write(handle, rest) :]


def _wait_for(ready: select.poll, ends: float | None) -> None:
    """Raises TimeoutError."""
    if not ready.poll(max(0.0, ends - time.monotonic()) * 1000 if ends is not None else None):
        raise TimeoutError


def _serve(
    tasks: Connection, answers: Connection, parent: int, set_up: Callable[[Any], None], argument: object
) -> None:
    """Be a page process: it dies with its parent, whatever it is at, and ends by itself once it is given no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the program interrupts the parent
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it died before that
            os.kill(os.getpid(), signal.SIGKILL)
    _leave_tracker()
    set_up(argument)
    _send(answers.fileno(), b"")
    while True:
        try:
            function, arguments = ForkingPickler.loads(_receive(tasks, None))
        except EOFError:
            return
        _send(answers.fileno(), answer_of(function, arguments))


def _leave_tracker() -> None:
    """Let go of the pipe to multiprocessing's resource tracker, which unlinks shared memory for all processes."""
    tracker = resource_tracker.getfd()
    assert tracker is not None  # a spawned process is given it
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), tracker)
