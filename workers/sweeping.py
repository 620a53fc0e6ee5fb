"""What keeps the queue going whatever happens: expired leases, lost hints, things past their time."""

import logging
import socket
import threading
from datetime import timedelta

from verifier.settings import Settings
from verifier.store import accounts, attempts, dossiers, idempotency, progress, retention, tasks
from verifier.store.database import Store

_LOG = logging.getLogger(__name__)
_WORKER_LOST = {
    "code": "worker-lost",
    "message": "读取程序在此处反复中断，未能完成。请重新扫描或拆分后提交，并将此情况反馈给管理员。",
}
_LOSS_PAUSE = timedelta(seconds=2)  # times the losses before: what may have killed a worker lets others go first
_HOUR = timedelta(hours=1)
_TASKS_KEPT = timedelta(days=7)


def sweep(store: Store, settings: Settings) -> None:
    """Look for what is lost; of all that sweep, one does so at a time."""
    with store.write() as session:
        if not tasks.take(session, "sweep", lasts=timedelta(seconds=settings.sweep_seconds * 0.9)):
            return
        for task in tasks.expired(session):
            _LOG.warning("lease of task %d ran out (%s, attempt %d)", task.id, task.kind.value, task.attempt)
            if not tasks.lost(session, task, _WORKER_LOST["code"], after=_LOSS_PAUSE * task.losses):
                progress.give_up(session, task, _WORKER_LOST)
        tasks.hint_again(session, unseen=timedelta(seconds=settings.unseen_seconds))
    retire(store, settings)


def retire(store: Store, settings: Settings) -> None:
    """Once an hour: delete what is past its time."""
    with store.write() as session:
        if not tasks.take(session, "retention", lasts=_HOUR):
            return
        for dossier in retention.overdue(session, default_days=settings.retention_days):
            dossiers.delete(session, dossier, actor=progress.SYSTEM)
        idempotency.forget_expired(session)
        accounts.forget_ended(session, idle=timedelta(minutes=settings.session_idle_minutes))
        attempts.forget_past(session)
        tasks.forget(session, older=_TASKS_KEPT)


class Sweeper:
    """Sweeps every few seconds from a thread. Use as a context manager.

    Each time that it has reached the database it touches `alive-HOST` in the folder of the work, for health checks.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._alive = settings.store_folder / "work" / f"alive-{socket.gethostname()}"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._settings.sweep_seconds):
            try:
                sweep(self._store, self._settings)
                self._alive.touch()
            except Exception:  # noqa: BLE001 -- the database may be back by the next time
                _LOG.exception("sweep failed")
