"""Which workers there are: each tells of itself every few seconds."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from verifier.store.clock import now
from verifier.store.tables import WorkerProcess


def seen(session: Session, name: str, *, program: str, engine: str) -> None:
    """Note that a worker is there. `name` is `HOST:PID`, as its tasks' owners begin."""
    moment = now(session)
    known = session.get(WorkerProcess, name)
    if known is None:
        session.add(WorkerProcess(name=name, program=program, engine=engine, started_at=moment, seen_at=moment))
    else:
        known.program, known.engine, known.seen_at = program, engine, moment


def gone(session: Session, name: str) -> None:
    """A worker stops in good order."""
    session.execute(delete(WorkerProcess).where(WorkerProcess.name == name))


def listed(session: Session) -> Sequence[WorkerProcess]:
    """The workers by name, also those that have not been seen for a while."""
    return session.scalars(select(WorkerProcess).order_by(WorkerProcess.name)).all()


def forget(session: Session, *, older: timedelta) -> None:
    """Forget workers that were killed long ago."""
    session.execute(delete(WorkerProcess).where(WorkerProcess.seen_at < now(session) - older))
