"""`verifier worker`: a worker process, told by Celery or looking for work itself."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from celery import Celery
from celery.signals import heartbeat_sent
from celery.worker import state

from extractors.reading.pool import PagePool
from verifier.settings import Settings
from verifier.store import schema
from verifier.store.opening import open_store
from verifier.store.reaching import wait_for_database
from verifier.store.rooms import own_room
from verifier.store.schema import OldProgramError
from workers.bench import Workbench, work_folder
from workers.celery_app import TASK, create_app
from workers.delivering import Courier
from workers.life import Sign, give_sign
from workers.sending import Sender
from workers.sweeping import Sweeper
from workers.worker import WITHOUT_NOTICES, Worker

_LOG = logging.getLogger(__name__)
_GRACE_SECONDS = 25.0
_DRAIN_SECONDS = 60.0


def run_worker(settings: Settings, *, attached: bool = False) -> None:
    """Work until SIGTERM or SIGINT; `attached`: also until standard input ends, as it does with the one who holds it.

    Raises StoreError where the database is not of this program's form, or no longer is (OldProgramError): the task in
    hand was finished then, and no other one claimed.
    """
    if attached:
        threading.Thread(target=_until_input_ends, daemon=True).start()
    with _worker(settings) as worker:
        if settings.broker is None:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: _stop(worker))
            worker.run()
        else:
            _run_celery(worker, create_app(settings))


@contextmanager
def _worker(settings: Settings) -> Iterator[Worker]:
    store = open_store(settings)
    try:
        wait_for_database(store, settings.database_wait_seconds, _LOG.warning)
        with store.read() as session:
            schema.require(session)
        with (
            own_room(work_folder(settings), f"{os.getpid()}-") as room,
            PagePool(replace(settings.reading, writable=room)) as pool,
            Sender(store, settings) as sender,
            Sweeper(store, settings),
        ):
            pool.prepare()  # before a task is claimed whose time that would take
            bench = Workbench(store, settings, pool, room)
            with Courier(bench):
                folder = work_folder(settings)
                yield Worker(bench, sender.nudge, WITHOUT_NOTICES, alive=lambda: give_sign(folder, Sign.WORKING))
    finally:
        store.close()


def _stop(worker: Worker) -> None:
    """Finish the task in hand, within the time that a service has to stop; what is left then goes to another one."""
    worker.stopping.set()
    timer = threading.Timer(_GRACE_SECONDS, os._exit, args=(0,))
    timer.daemon = True
    timer.start()


def _until_input_ends() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)  # as whoever stops the worker in good order


def _run_celery(worker: Worker, app: Celery) -> None:
    """One task at a time in a thread: page processes do the work, and prefork's may not have children of their own.

    A hint says that there is work, not how much: whoever gets one goes on for a while, so that hints that were lost
    are not missed. Celery is asked in between whether it is to stop.
    """
    refusals: list[OldProgramError] = []

    def do_next(_task_id: int, _kind: str) -> None:
        until = time.monotonic() + _DRAIN_SECONDS
        try:
            while worker.do_next() and time.monotonic() < until and not _is_stopping():
                pass
        except OldProgramError as error:
            if not refusals:
                refusals.append(error)
                os.kill(os.getpid(), signal.SIGTERM)  # Celery stops in good order

    def connected(**_told: object) -> None:
        give_sign(work_folder(worker.bench.settings), Sign.WORKING)

    heartbeat_sent.connect(connected, weak=False)  # before Celery starts: it asks once whether anybody listens
    app.task(name=TASK, ignore_result=True)(do_next)
    try:
        app.worker_main(
            [
                "worker",
                "--pool=threads",
                "--concurrency=1",
                "--without-gossip",
                "--without-mingle",
                "--loglevel=WARNING",
            ]
        )
    finally:
        if refusals:
            raise refusals[0]


def _is_stopping() -> bool:
    """Whether Celery was told to stop; its words for that are exit statuses, of which 0 is one."""
    return any(said is not None and said is not False for said in (state.should_stop, state.should_terminate))
