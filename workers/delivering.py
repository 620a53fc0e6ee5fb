"""Notices are sent beside the reading: a receiver that takes its time costs no page any."""

import logging
import threading

from verifier.store.schema import OldProgramError
from verifier.store.tables import TaskKind
from workers.bench import Workbench
from workers.worker import Worker

_LOG = logging.getLogger(__name__)
_DATABASE_BACK_SECONDS = 5.0


class Courier:
    """Sends notices from a thread, one after another. Use as a context manager; leaving it ends with the one in hand.

    It looks for them in the database itself, with a broker as well.
    """

    def __init__(self, bench: Workbench) -> None:
        self._worker = Worker(bench, lambda: None, frozenset({TaskKind.DELIVER}))
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._worker.stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._worker.stopping.is_set():
            try:
                self._worker.run()
            except OldProgramError:  # the worker itself says so, and ends
                return
            except Exception:  # noqa: BLE001 -- the database may be back by the next time
                _LOG.exception("notices wait")
                self._worker.stopping.wait(_DATABASE_BACK_SECONDS)
