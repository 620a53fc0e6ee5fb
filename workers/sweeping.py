"""What keeps the queue going whatever happens: expired leases, lost hints, things past their time."""

import logging
import os
import socket
import threading
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from verifier import __version__
from verifier.settings import Settings
from verifier.store import (
    accounts,
    attempts,
    dossiers,
    giving_up,
    idempotency,
    presence,
    progress,
    retention,
    schema,
    tasks,
    unmaskings,
)
from verifier.store.blobs import PREFIXES
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.rooms import clear_abandoned
from verifier.store.schema import OldProgramError
from workers.bench import work_folder
from workers.life import Sign, give_sign

_LOG = logging.getLogger(__name__)
_WORKER_LOST = {
    "code": "worker-lost",
    "message": "读取程序在此处反复中断，未能完成。请重新扫描或拆分后提交，并将此情况反馈给管理员。",
}
_LOSS_PAUSE = timedelta(seconds=2)  # times the losses before: what may have killed a worker lets others go first
_LATE = "dossier-timeout"
_LATE_MESSAGE = (
    "这份材料未能在{minutes}分钟内读完，本页尚未读取，本次核验不包括本页的内容。"
    "请重新提交核验，已读取的页面不会重复读取。"
)
_SWEEPS_MISSED = 4  # in a row: all workers were down
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_TASKS_KEPT = timedelta(days=7)
_LOST_KEPT = timedelta(days=1)  # workers that were killed are shown for so long


def sweep(store: Store, settings: Settings) -> None:
    """Look for what is lost; of all that sweep, one does so at a time.

    Raises OldProgramError, with nothing done, where a newer program has changed the form of the database: it may
    refer to what this one would clear away.
    """
    with store.write() as session:
        schema.require(session)
        moment = now(session)  # before `take`: a leap of the clock from here on is no deadline yet, but put off first
        vacant = tasks.take(session, "sweep", lasts=timedelta(seconds=settings.sweep_seconds * 0.9))
        if vacant is None:
            return
        tasks.shorten_waits(session, lease=timedelta(seconds=settings.lease_seconds))
        idempotency.shorten_waits(session)
        for task in tasks.expired(session):
            _LOG.warning("lease of task %d ran out (%s, attempt %d)", task.id, task.kind.value, task.attempt)
            if not tasks.lost(session, task, _WORKER_LOST["code"], after=_LOSS_PAUSE * task.losses):
                giving_up.give_up(session, task, _WORKER_LOST)
        tasks.hint_again(session, unseen=timedelta(seconds=settings.unseen_seconds))
        if vacant > _SWEEPS_MISSED * timedelta(seconds=settings.sweep_seconds):
            giving_up.put_off(session, vacant)
        for dossier in giving_up.overdue(session, moment):
            _LOG.warning("dossier is past its deadline: what is not read is given up", extra={"dossier": dossier.id})
            giving_up.cut_short(session, dossier, _late(settings))
    sweep_blobs(store)
    retire(store, settings)


def sweep_blobs(store: Store) -> None:
    """Once a minute: delete what no row names of one part of all bytes, each part in turn, all within some hours."""
    with store.write() as session:
        if tasks.take(session, "blobs", lasts=_MINUTE) is None:
            return
        part = part_of(now(session))
    found = retention.sweep_unreferenced(store, part)
    if found:
        _LOG.info("deleted %d blobs that no row names", found)


def part_of(moment: datetime) -> str:
    """The part of all bytes whose turn it is at a moment."""
    return PREFIXES[int(moment.timestamp() // _MINUTE.total_seconds()) % len(PREFIXES)]


def tidy(store: Store, settings: Settings) -> None:
    """Clear away what processes that died left on this machine's disk; those that live are left alone."""
    clear_abandoned(work_folder(settings))
    store.blobs.tidy()


def retire(store: Store, settings: Settings) -> None:
    """Once an hour: delete what is past its time."""
    with store.write() as session:
        if tasks.take(session, "retention", lasts=_HOUR) is None:
            return
        for dossier in retention.overdue(session, default_days=settings.retention_days):
            dossiers.delete(session, dossier, actor=progress.SYSTEM)
        idempotency.forget_expired(session)
        accounts.forget_ended(session, idle=timedelta(minutes=settings.session_idle_minutes))
        attempts.forget_past(session)
        unmaskings.forget_ended(session)
        tasks.forget(session, older=_TASKS_KEPT)
        presence.forget(session, older=_LOST_KEPT)


def _late(settings: Settings) -> dict[str, str]:
    return {"code": _LATE, "message": _LATE_MESSAGE.format(minutes=f"{settings.dossier_minutes:g}")}


class Sweeper:
    """Sweeps every few seconds from a thread, and tells that this worker is there. Use as a context manager.

    Each time that it has reached the database it gives a sign of life (`workers.life`).
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._folder = work_folder(settings)
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def __enter__(self) -> None:
        self._tell()
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        try:
            with self._store.write() as session:
                presence.gone(session, self._name)
        except SQLAlchemyError:  # the worker ends all the same; its row counts as lost and is forgotten
            _LOG.exception("worker not signed off")

    def _tell(self) -> None:
        with self._store.write() as session:
            presence.seen(session, self._name, program=__version__, engine=self._settings.ocr_engine)

    def _run(self) -> None:
        while not self._over.wait(self._settings.sweep_seconds):
            try:
                self._tell()
                sweep(self._store, self._settings)
                give_sign(self._folder, Sign.SWEPT)
                tidy(self._store, self._settings)
            except OldProgramError as error:
                _LOG.error("the sweeper ends: %s", error)
                return
            except Exception:  # noqa: BLE001 -- the database may be back by the next time
                _LOG.exception("sweep failed")
