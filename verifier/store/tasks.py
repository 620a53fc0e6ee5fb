"""The queue of record: claim, renew, finish, give up (docs/decisions/0008).

A task is claimed by one owner at a time, for as long as its lease lasts. Everything that a task brings about is written
in the transaction of `finish`, which raises LeaseLostError where the task is no longer its owner's: then nothing of it
is written, and whoever has it now brings it about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from verifier.store import schema
from verifier.store.clock import now
from verifier.store.database import HINTS
from verifier.store.tables import Json, Lock, Outbox, Priority, Task, TaskKind, TaskState

MOST_ATTEMPTS = 3
MOST_LOSSES = 6  # a worker dies of many things, most of them no fault of what it had in hand
URGENCY = {Priority.INTERACTIVE: 0, Priority.BATCH: 1}
_STAGES = {
    TaskKind.REREAD: 0,  # someone looks at the page and waits
    TaskKind.DELIVER: 0,
    TaskKind.ASSEMBLE: 1,
    TaskKind.SEAL: 1,
    TaskKind.READ: 2,
    TaskKind.OPEN: 3,
    TaskKind.COMPARE: 3,
    TaskKind.RETAIN: 4,
    TaskKind.TRY: 5,
}
# Tasks of one dossier a turn: people's dossiers take turns often, those of a batch are usually finished one by one.
_TASKS_A_TURN = {0: 2, 1: 25}
_MANY = (TaskKind.READ, TaskKind.REREAD)  # of one dossier
_OPEN = (TaskState.QUEUED, TaskState.RUNNING)
_HINTS_AT_ONCE, _HINTS_BESIDES = 500, 4  # told again while the queue stands still, and while it is being worked off
_BESIDE = (TaskKind.DELIVER, TaskKind.RETAIN)  # may wait for hours: what is verified is not counted from their turn
_LONGEST_PAUSE = timedelta(minutes=1)  # of all other tasks, whatever went wrong
_NOT_HINTED = (TaskKind.DELIVER,)  # whoever sends notices looks for them in the database


class LeaseLostError(Exception):
    """The task belongs to someone else by now; whatever was done for it is to be thrown away."""


@dataclass(frozen=True, slots=True)
class Work:
    """A task to be queued. `key` names it: what is queued already, or was done, is not queued again."""

    kind: TaskKind
    key: str
    payload: Json = field(default_factory=dict)
    dossier_id: str | None = None
    revision: int = 0
    priority: Priority = Priority.INTERACTIVE
    not_before: datetime | None = None
    attempt: int = 0  # claims that it has behind it
    losses: int = 0  # of them those that ended with the worker


def enqueue(session: Session, works: Sequence[Work]) -> int:
    """Queue tasks, in the transaction that makes them due; how many of them are new.

    Fair by start-time fair queueing: the tasks of a dossier get one turn after another from the present turn on, a few
    each, so that those of a dossier that comes later stand between them and not behind them.
    """
    if not works:
        return 0
    known = set(session.scalars(select(Task.key).where(Task.key.in_([work.key for work in works]))))
    moment = now(session)
    turns = {urgency: _present_turn(session, urgency) for urgency in {URGENCY[work.priority] for work in works}}
    new = [work for work in works if work.key not in known]
    for place, work in enumerate(new):
        urgency = URGENCY[work.priority]
        task = Task(
            key=work.key,
            kind=work.kind,
            dossier_id=work.dossier_id,
            revision=work.revision,
            payload=work.payload,
            urgency=urgency,
            turn=turns[urgency] + place // _TASKS_A_TURN[urgency],
            stage=_STAGES[work.kind],
            not_before=work.not_before or moment,
            attempt=work.attempt,
            losses=work.losses,
            created_at=moment,
            hinted_at=moment,
        )
        session.add(task)
        session.flush()
        _hint(session, task, task.not_before)
    session.flush()
    return len(new)


def _hint(session: Session, task: Task, due: datetime) -> None:
    if session.info[HINTS] and task.kind not in _NOT_HINTED:
        session.add(Outbox(task_id=task.id, kind=task.kind, due_at=due))


def _present_turn(session: Session, urgency: int) -> int:
    at_hand = (Task.state.in_(_OPEN), Task.urgency == urgency, Task.kind.not_in(_BESIDE))
    turn = session.scalar(select(func.min(Task.turn)).where(*at_hand))
    return turn or 0


def claim(
    session: Session, owner: str, *, lease: timedelta, limits: dict[TaskKind, timedelta], task_id: int | None = None
) -> Task | None:
    """The task that is due next, now this owner's; None where nothing is due.

    `limits` names the kinds that the owner can do and how long each may take at most. `task_id`: that task or none.
    Raises OldProgramError where a newer program has changed the form of the database.
    """
    schema.require(session)
    moment = now(session)
    query = select(Task).where(Task.state == TaskState.QUEUED, Task.not_before <= moment, Task.kind.in_(list(limits)))
    if task_id is not None:
        query = query.where(Task.id == task_id)
    query = query.order_by(Task.urgency, Task.turn, Task.stage, Task.id).limit(1).with_for_update(skip_locked=True)
    task = session.scalar(query)
    if task is None:
        return None
    task.state, task.owner, task.attempt = TaskState.RUNNING, owner, task.attempt + 1
    task.started_at, task.deadline = moment, moment + limits[task.kind]
    task.lease_until = min(moment + lease, task.deadline)
    session.flush()
    return task


def renew(session: Session, task: Task, *, lease: timedelta) -> bool:
    """Move the lease on, never beyond the deadline; False where the task is no longer its owner's."""
    assert task.deadline is not None
    until = min(now(session) + lease, task.deadline)
    changed = update(Task).where(*_owned(task)).values(lease_until=until).returning(Task.id)
    return session.scalar(changed) is not None


def finish(session: Session, task: Task) -> None:
    """The task is done; what it brought about follows in the same transaction. Raises LeaseLostError."""
    _close(session, task, state=TaskState.DONE, finished_at=now(session), owner=None, lease_until=None)


def hold(session: Session, task: Task) -> None:
    """Make sure, until the transaction ends, that the task is still its owner's. Raises LeaseLostError."""
    if session.scalar(select(Task.id).where(*_owned(task)).with_for_update()) is None:
        raise LeaseLostError(task.id)


def drop(session: Session, task: Task) -> None:
    """End a task as if it had never been queued, so that its work can be queued anew. Raises LeaseLostError."""
    if session.scalar(delete(Task).where(*_owned(task)).returning(Task.id)) is None:
        raise LeaseLostError(task.id)


def postpone(session: Session, task: Task, *, after: timedelta) -> None:
    """Give a task back untried: what it waits for is being done by another one. Raises LeaseLostError."""
    _again(session, task, None, after=after, is_left=True, attempt=task.attempt - 1)


def retry(session: Session, task: Task, reason: str, *, after: timedelta) -> bool:
    """Queue a task that went wrong again; False where it did so often enough: it has failed. Raises LeaseLostError.

    What a failed task costs follows in the same transaction (`giving_up.give_up`).
    """
    return _again(session, task, reason, after=after, is_left=task.attempt - task.losses < MOST_ATTEMPTS)


def lost(session: Session, task: Task, reason: str, *, after: timedelta) -> bool:
    """Queue a task whose worker died again, behind others that are due; as `retry`."""
    losses = task.losses + 1
    return _again(session, task, reason, after=after, is_left=losses < MOST_LOSSES, losses=losses)


def _again(
    session: Session, task: Task, reason: str | None, *, after: timedelta, is_left: bool, **values: object
) -> bool:
    moment = now(session)
    values |= {"reason": reason, "owner": None, "lease_until": None}
    if not is_left:
        _close(session, task, state=TaskState.FAILED, finished_at=moment, **values)
        return False
    due = moment + after
    _close(session, task, state=TaskState.QUEUED, not_before=due, hinted_at=due, **values)
    _hint(session, task, due)
    return True


def _close(session: Session, task: Task, **values: object) -> None:
    changed = update(Task).where(*_owned(task)).values(**values).returning(Task.id)
    if session.scalar(changed) is None:
        raise LeaseLostError(task.id)


def expired(session: Session) -> Sequence[Task]:
    """Tasks whose owners let the lease run out, locked until the transaction ends."""
    query = select(Task).where(Task.state == TaskState.RUNNING, Task.lease_until < now(session))
    return session.scalars(query.order_by(Task.id).with_for_update(skip_locked=True)).all()


def take(session: Session, name: str, *, lasts: timedelta) -> timedelta | None:
    """Become the one who does what `name` says, for as long as it `lasts`; None where somebody else is.

    Returns for how long nobody was. Who would be for longer than it lasts was so by a clock that has been set back.
    """
    moment = now(session)
    is_free = or_(Lock.held_until <= moment, Lock.held_until > moment + lasts)
    lock = session.scalar(select(Lock).where(Lock.name == name, is_free).with_for_update(skip_locked=True))
    if lock is None:
        return None
    vacant = max(moment - lock.held_until, timedelta(0))
    lock.held_until = moment + lasts
    session.flush()
    return vacant


def shorten_waits(session: Session, *, lease: timedelta) -> None:
    """Where the clock was set back, what was set by it before lies far ahead: see to it that nothing waits so long.

    A lease begins anew, so that its owner has the time to renew it. Of what may wait for hours, notices and deletions,
    those of the time that is now ahead keep the length of their wait.
    """
    moment = now(session)
    held = (Task.state == TaskState.RUNNING, Task.lease_until > moment + 2 * lease)
    session.execute(update(Task).where(*held).values(lease_until=moment + lease))
    ahead = moment + _LONGEST_PAUSE
    waiting = (Task.state == TaskState.QUEUED, Task.kind.not_in(_BESIDE), Task.not_before > ahead)
    session.execute(update(Task).where(*waiting).values(not_before=moment, hinted_at=moment))
    unsent = (Outbox.kind.not_in(_BESIDE), Outbox.due_at > ahead)
    session.execute(update(Outbox).where(*unsent).values(due_at=moment))
    beside = (Task.state == TaskState.QUEUED, Task.kind.in_(_BESIDE), Task.created_at > moment)
    for task in session.scalars(select(Task).where(*beside).order_by(Task.id).with_for_update(skip_locked=True)):
        due = task.not_before - (task.created_at - moment)
        task.created_at, task.not_before, task.hinted_at = moment, due, due
        session.execute(update(Outbox).where(Outbox.task_id == task.id).values(due_at=due))


def hint_again(session: Session, *, unseen: timedelta) -> int:
    """Have the broker told again of tasks that nobody came for; how many.

    Any hint has a worker do all that is due, so while no task has been claimed for a while, many are told again. While
    the queue is being worked off, of a long one that is as it should be or with workers that were told of nothing, a
    few are: they are those workers' way back, and cost the others nothing.
    """
    if not session.info[HINTS]:
        return 0
    moment = now(session)
    since = moment - unseen
    claimed = session.scalar(select(func.max(Task.started_at)).where(Task.kind.not_in(_NOT_HINTED)))
    stands_still = claimed is None or claimed <= since
    due = session.scalars(
        select(Task)
        .where(
            Task.state == TaskState.QUEUED,
            Task.not_before <= since,
            or_(Task.hinted_at <= since, Task.hinted_at > moment),  # or by a clock that has been set back
            Task.kind.not_in(_NOT_HINTED),
        )
        .order_by(Task.urgency, Task.turn, Task.stage, Task.id)
        .limit(_HINTS_AT_ONCE if stands_still else _HINTS_BESIDES)
        .with_for_update(skip_locked=True)
    ).all()
    for task in due:
        task.hinted_at = moment
    session.execute(delete(Outbox).where(Outbox.task_id.in_([task.id for task in due])))
    rows = [{"task_id": task.id, "kind": task.kind, "due_at": moment} for task in due]
    if rows:
        session.execute(insert(Outbox), rows)
    return len(rows)


def hints(session: Session, *, most: int) -> Sequence[Outbox]:
    """Hints to be sent, locked until the transaction ends; `sent` deletes them in it."""
    query = select(Outbox).where(Outbox.due_at <= now(session)).order_by(Outbox.id).limit(most)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def sent(session: Session, hinted: Sequence[Outbox]) -> None:
    """These hints are with the broker."""
    session.execute(delete(Outbox).where(Outbox.id.in_([hint.id for hint in hinted])))


def depth(session: Session) -> dict[tuple[TaskKind, TaskState], int]:
    """How many tasks there are of each kind in each state, those that are done left out."""
    rows = session.execute(
        select(Task.kind, Task.state, func.count()).where(Task.state != TaskState.DONE).group_by(Task.kind, Task.state)
    )
    return {(kind, state): count for kind, state, count in rows}


def forget(session: Session, *, older: timedelta) -> int:
    """Delete tasks that ended long ago and belong to no dossier; how many."""
    ended = now(session) - older
    finished = (Task.finished_at < ended, or_(Task.dossier_id.is_(None), Task.kind.in_(_MANY)))
    return len(session.scalars(delete(Task).where(*finished).returning(Task.id)).all())


def _owned(task: Task) -> tuple[ColumnElement[bool], ...]:
    return (
        Task.id == task.id,
        Task.attempt == task.attempt,
        Task.owner == task.owner,
        Task.state == TaskState.RUNNING,
    )
