"""One worker: claims what is due next, does it, and keeps its lease while it does."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from extractors.errors import DossierError
from verifier.errors import UnavailableError
from verifier.settings import Settings
from verifier.store import giving_up, tasks
from verifier.store.database import Store
from verifier.store.outages import is_outage
from verifier.store.tables import Task, TaskKind
from verifier.store.tasks import LeaseLostError
from workers.bench import Workbench
from workers.handlers.catalogue import HANDLERS

_LOG = logging.getLogger(__name__)
_RETRY_AFTER = timedelta(seconds=1)  # times the square of the attempt
_STORE_BACK = timedelta(seconds=10)  # when files that could not be reached are asked for again
_HUNG = 75  # exit status of a worker whose task is past its deadline
_IDLE_FACTOR, _IDLE_LONGEST = 1.5, 4.0  # how the time between two looks grows, and to how many times the first
_UNFORESEEN = ("task-crashed", "核验程序出错（{error}），本项未能完成。请将此情况反馈给管理员。")


ALL_KINDS = frozenset(TaskKind)
WITHOUT_NOTICES = ALL_KINDS - {TaskKind.DELIVER}


class Worker:
    """Does tasks of its `kinds` one after another.

    `owner` names it in the queue; `queued` is called where there may be new tasks, `alive` whenever it has looked for
    work or has kept what it has in hand.
    """

    def __init__(
        self,
        bench: Workbench,
        queued: Callable[[], None],
        kinds: Collection[TaskKind] = ALL_KINDS,
        *,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self.bench = bench
        self._queued, self._alive = queued, alive
        self._limits = {kind: bench.limits[kind] for kind in kinds}
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work until told to stop, looking for work in the database. Raises OldProgramError as `do_next`."""
        first = pause = self.bench.settings.poll_seconds
        while not self.stopping.is_set():
            if self._tried_next():
                pause = first
            else:
                self.stopping.wait(pause)
                pause = min(pause * _IDLE_FACTOR, first * _IDLE_LONGEST)

    def _tried_next(self) -> bool:
        """As `do_next`; a database that is away is looked for again, as an empty one is."""
        try:
            return self.do_next()
        except DBAPIError as error:
            if not is_outage(error):
                raise
            _LOG.warning("database not reached: %s", type(error.orig).__name__)
            return False

    def do_next(self) -> bool:
        """Do the task that is due next; False where there is none.

        Raises OldProgramError, with nothing claimed, where a newer program has changed the form of the database.
        """
        settings = self.bench.settings
        with self.bench.store.write() as session:
            lease = timedelta(seconds=settings.lease_seconds)
            task = tasks.claim(session, self.owner, lease=lease, limits=self._limits)
        self._alive()
        if task is None:
            if TaskKind.READ in self._limits:
                self.bench.let_go()
            return False
        context = {"task": task.id, "kind": task.kind.value, "dossier": task.dossier_id, "attempt": task.attempt}
        _LOG.info("task begins", extra=context)
        try:
            with kept_lease(self.bench.store, task, settings, renewed=self._alive):
                self._do(task)
        except LeaseLostError:
            _LOG.warning("task lost to another worker", extra=context)
        else:
            _LOG.info("task ended", extra=context)
        self._queued()
        return True

    def _do(self, task: Task) -> None:
        try:
            HANDLERS[task.kind](self.bench, task)
        except LeaseLostError:
            raise
        except UnavailableError:
            self._give_back(task)
        except DossierError as error:
            _failed(self.bench.store, task, error.code, str(error))
        except Exception as error:  # noqa: BLE001 -- a defect costs this task, not the worker
            if is_outage(error):
                self._give_back(task)
                return
            _LOG.exception("task crashed", extra={"task": task.id, "kind": task.kind.value})
            code, message = _UNFORESEEN
            _failed(self.bench.store, task, code, message.format(error=type(error).__name__))

    def _give_back(self, task: Task) -> None:
        """Untried, since a page is not to be given up for that. Where that fails as well, the lease runs out."""
        _LOG.exception("store not reached", extra={"task": task.id, "kind": task.kind.value})
        with self.bench.store.write() as session:
            tasks.postpone(session, task, after=_STORE_BACK)


def _failed(store: Store, task: Task, code: str, message: str) -> None:
    """Have a task tried again, or else take what it costs."""
    with store.write() as session:
        if not tasks.retry(session, task, message, after=_RETRY_AFTER * (task.attempt - task.losses) ** 2):
            giving_up.give_up(session, task, {"code": code, "message": message})


@contextmanager
def kept_lease(
    store: Store, task: Task, settings: Settings, *, renewed: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Renew the lease of a task from a thread while the task is being done; `renewed` is called each time.

    A task past its deadline hangs where nothing can interrupt it, so the process ends: whoever started it starts
    another, and the task, whose lease runs out, goes to someone else.
    """
    assert task.deadline is not None
    assert task.started_at is not None
    over = threading.Event()
    # by this process's clock: the two moments are by the database's
    deadline = time.monotonic() + (task.deadline - task.started_at).total_seconds()

    def renew() -> None:
        while not over.wait(settings.heartbeat_seconds):
            if time.monotonic() > deadline:
                _LOG.critical("task %d is past its deadline: the worker ends", task.id)
                os._exit(_HUNG)
            try:
                with store.write() as session:
                    if not tasks.renew(session, task, lease=timedelta(seconds=settings.lease_seconds)):
                        return
                renewed()
            except Exception:  # noqa: BLE001 -- the database may be back by the next beat; the lease tells if it is not
                _LOG.exception("lease of task %d not renewed", task.id)

    thread = threading.Thread(target=renew, name=f"lease-{task.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
