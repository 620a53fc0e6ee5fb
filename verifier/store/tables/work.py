"""What is to be done: the queue of record, and hints to be sent to a broker."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from verifier.store.tables.base import Json, Table


class TaskKind(StrEnum):
    """What a task does; `workers` has a handler for each."""

    OPEN = "open"
    READ = "read"
    REREAD = "reread"
    ASSEMBLE = "assemble"
    SEAL = "seal"
    COMPARE = "compare"
    DELIVER = "deliver"
    RETAIN = "retain"
    TRY = "try"


class TaskState(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Task(Table):
    """One piece of work. The database is the queue of record; a broker's message is only a hint.

    `key` names the work: the same work is queued once. `urgency` 0 is interactive, 1 batch; `turn` is the place in a
    fair queue, so that a huge dossier and a small one advance side by side; within a turn what is nearer to its end (a
    lower `stage`) goes first, so that dossiers are finished before others are begun. A task that runs belongs to
    `owner` until `lease_until`, which a heartbeat moves on, though never beyond `deadline`. `attempt` counts the
    claims, `losses` those that ended with the worker. `hinted_at`: last sent to the broker.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_claim", "state", "urgency", "turn", "stage", "id"),
        Index("ix_tasks_lease", "state", "lease_until"),
        Index("ix_tasks_dossier_id", "dossier_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[TaskKind]
    dossier_id: Mapped[str | None] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"))
    revision: Mapped[int] = mapped_column(default=0)
    payload: Mapped[Json]
    state: Mapped[TaskState] = mapped_column(default=TaskState.QUEUED)
    urgency: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)
    stage: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    losses: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    hinted_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Outbox(Table):
    """A hint to be sent to the broker, written in the transaction that queued its task; not before `due_at`."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TaskKind]
    due_at: Mapped[datetime] = mapped_column(index=True)


class Lock(Table):
    """Who does what only one may do at a time (the sweeper), and until when."""

    __tablename__ = "locks"

    name: Mapped[str] = mapped_column(primary_key=True)
    held_until: Mapped[datetime]


class Total(Table):
    """A sum over all that ever was, which stays when what it counts is deleted; only added to."""

    __tablename__ = "totals"

    name: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[float]


class WorkerProcess(Table):
    """A worker as it last told of itself, by `HOST:PID`; one that stops in good order takes its row away."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    program: Mapped[str]
    engine: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
