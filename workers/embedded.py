"""Worker processes beside a server on one machine: started, started again when they die, stopped with it."""

import logging
import os
import subprocess
import sys
import threading
import time
from typing import Self

from verifier.settings import Settings

_LOG = logging.getLogger(__name__)
_COMMAND = [sys.executable, "-m", "verifier.cli", "worker", "--attached"]
_LOOK_SECONDS = 0.5
_SHORTEST_LIFE = 10.0  # seconds; one that dies sooner is started again only after a pause
_LONGEST_PAUSE = 30.0
_STOPS_WITHIN = 30.0


class Embedded:
    """`settings.workers` worker processes. Use as a context manager, from one process alone.

    They hold this process's pipe as their standard input, so that they end with it even where it is killed. The cores
    are shared out: each has its part of `settings.reading.processes`, and every page process one thread.
    """

    def __init__(self, settings: Settings) -> None:
        share = max(1, settings.reading.processes // max(1, settings.workers))
        self._environment = os.environ | {"VERIFIER_PROCESSES": str(share)}
        self._slots = [_Slot(self._environment) for _ in range(settings.workers)]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="embedded-workers", daemon=True)

    def __enter__(self) -> Self:
        for slot in self._slots:
            slot.start()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        for slot in self._slots:
            slot.ask_to_stop()
        deadline = time.monotonic() + _STOPS_WITHIN
        for slot in self._slots:
            slot.stop(deadline)

    @property
    def pids(self) -> list[int]:
        """The processes as they are now."""
        return [slot.process.pid for slot in self._slots if slot.process is not None]

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            for slot in self._slots:
                slot.look()


class _Slot:
    """One worker process after another."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._started = 0.0
        self._pause = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._started = time.monotonic()
        self.process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, env=self._environment)  # noqa: S603 -- our own

    def look(self) -> None:
        """Start another one where this one has died; those that keep dying at once after ever longer pauses."""
        assert self.process is not None
        if self.process.poll() is None:
            return
        lived = time.monotonic() - self._started
        if lived > _SHORTEST_LIFE:
            self._pause = 0.0
        if lived < self._pause:
            return
        _LOG.error("worker process %d ended with status %s", self.process.pid, self.process.returncode)
        self._pause = min(_LONGEST_PAUSE, 2 * self._pause + 1)
        self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.terminate()
            self.process.stdin.close()

    def stop(self, deadline: float) -> None:
        assert self.process is not None
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _LOG.warning("worker process %d does not stop and is killed", self.process.pid)
            self.process.kill()
            self.process.wait()
