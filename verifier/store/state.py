"""How the service stands: the queue and the workers of all, the dossiers of one organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verifier.store import presence
from verifier.store.clock import now
from verifier.store.tables import (
    Delivery,
    DeliveryState,
    Dossier,
    DossierState,
    File,
    Task,
    TaskKind,
    TaskState,
    Webhook,
    WorkerProcess,
)


@dataclass(frozen=True, slots=True)
class Queue:
    """The tasks of a kind: due and not begun, due later, being done, given up; `oldest_at`: the first became due."""

    kind: TaskKind
    waiting: int
    later: int
    running: int
    failed: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`busy` are the names of workers that have a task in hand; `files`, `bytes`: what the organisation handed in."""

    at: datetime
    queues: Sequence[Queue]
    workers: Sequence[WorkerProcess]
    busy: frozenset[str]
    dossiers: Mapping[DossierState, int]
    deliveries: Mapping[DeliveryState, int]
    files: int
    bytes: int


def collect(session: Session, organisation_id: str) -> Figures:
    """Count everything once."""
    own = Dossier.organisation_id == organisation_id
    dossiers = session.execute(select(Dossier.state, func.count()).where(own).group_by(Dossier.state))
    notices = select(Delivery.state, func.count()).join(Webhook, Webhook.id == Delivery.webhook_id)
    deliveries = session.execute(notices.where(Webhook.organisation_id == organisation_id).group_by(Delivery.state))
    kept = select(func.count(), func.sum(File.size)).join(Dossier, Dossier.id == File.dossier_id).where(own)
    files, size = session.execute(kept).one()
    owners = session.scalars(select(Task.owner).where(Task.state == TaskState.RUNNING))
    return Figures(
        at=now(session),
        queues=_queues(session),
        workers=presence.listed(session),
        busy=frozenset(owner.rpartition(":")[0] for owner in owners if owner is not None),
        dossiers={row[0]: row[1] for row in dossiers},
        deliveries={row[0]: row[1] for row in deliveries},
        files=files,
        bytes=int(size or 0),
    )


def _queues(session: Session) -> list[Queue]:
    """Of every kind, also those of which there is nothing."""
    moment = now(session)
    counted = select(Task.kind, Task.state, func.count()).where(Task.state != TaskState.DONE)
    counts = {(kind, state): count for kind, state, count in session.execute(counted.group_by(Task.kind, Task.state))}
    due = select(Task.kind, func.count(), func.min(Task.not_before)).where(
        Task.state == TaskState.QUEUED, Task.not_before <= moment
    )
    waiting = {kind: (count, first) for kind, count, first in session.execute(due.group_by(Task.kind))}
    queues = []
    for kind in TaskKind:
        count, first = waiting.get(kind, (0, None))
        queues.append(
            Queue(
                kind,
                waiting=count,
                later=counts.get((kind, TaskState.QUEUED), 0) - count,
                running=counts.get((kind, TaskState.RUNNING), 0),
                failed=counts.get((kind, TaskState.FAILED), 0),
                oldest_at=first,
            )
        )
    return queues
