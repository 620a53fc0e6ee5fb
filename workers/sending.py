"""Tell the broker of new tasks: the only part of the workers that the API uses. Nothing heavy is imported here.

Hints leave from the outbox after the commit that queued their tasks. While the broker is down they wait there; hints
that the broker loses are written again by the sweeper.
"""

import logging
import threading
from typing import Self

from celery import Celery

from verifier.settings import Settings
from verifier.store import tasks
from verifier.store.database import Store
from workers.celery_app import TASK, create_app

_LOG = logging.getLogger(__name__)
_AT_ONCE = 100
_OUTBOX_SECONDS = 5.0  # how often the outbox is looked at unasked


def publish(store: Store, app: Celery) -> int:
    """Send the hints of the outbox; how many. Raises kombu's OperationalError while the broker is down."""
    count = 0
    while True:
        with store.write() as session:
            hints = tasks.hints(session, most=_AT_ONCE)
            for hint in hints:
                app.send_task(TASK, args=(hint.task_id, hint.kind.value), retry=False, ignore_result=True)
            tasks.sent(session, hints)
        count += len(hints)
        if len(hints) < _AT_ONCE:
            return count


class Sender:
    """Sends from a thread, so that no request waits for a broker. Use as a context manager; `nudge` after a commit.

    Without a broker there is nothing to do: workers look into the database.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._app = create_app(settings) if settings.broker is not None else None
        self._due, self._over = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)

    def __enter__(self) -> Self:
        if self._app is not None:
            self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over = True
        self._due.set()
        if self._app is not None:
            self._thread.join()

    def nudge(self) -> None:
        """There may be new tasks."""
        self._due.set()

    def _run(self) -> None:
        assert self._app is not None
        while not self._over:
            self._due.wait(_OUTBOX_SECONDS)
            self._due.clear()
            try:
                publish(self._store, self._app)
            except Exception as error:  # noqa: BLE001 -- broker or database may be back by the next time
                _LOG.warning("hints stay in the outbox: %s", type(error).__name__)
