"""Dossiers in a store, step by step, as workers would bring them there."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.store import accounts, dossiers, progress, runs, tasks
from verifier.store.blobs import Blob
from verifier.store.database import Store
from verifier.store.progress import Assembled, FoundFile
from verifier.store.tables import Dossier, Priority, RunCheck, Task, TaskKind, TaskState

ACTOR = "key:test"
LEASE = timedelta(seconds=60)
HALF_AN_HOUR = timedelta(minutes=30)
LIMITS = dict.fromkeys(TaskKind, timedelta(seconds=90))
CONTENT = Blob("a" * 64, 3)


def organisation(store: Store, name: str = "甲局") -> str:
    with store.write() as session:
        return accounts.create_organisation(session, name, actor="system").id


def submitted(
    store: Store, organisation_id: str, *, priority: Priority = Priority.INTERACTIVE, sha256: str = CONTENT.sha256
) -> Dossier:
    with store.write() as session:
        dossier = dossiers.create(session, organisation_id, actor=ACTOR, ruleset="xuchang-2020-154", priority=priority)
        dossiers.add_file(session, dossier, "a.pdf", Blob(sha256, 3), actor=ACTOR)
        dossiers.submit(session, dossier, actor=ACTOR)
    return dossier


def claimed(store: Store, owner: str = "worker", lease: timedelta = LEASE) -> Task:
    with store.write() as session:
        task = tasks.claim(session, owner, lease=lease, limits=LIMITS)
    assert task is not None
    return task


def open_tasks(session: Session, dossier_id: str) -> Sequence[Task]:
    """The tasks of a dossier that are queued or being done."""
    at_hand = Task.state.in_([TaskState.QUEUED, TaskState.RUNNING])
    return session.scalars(select(Task).where(Task.dossier_id == dossier_id, at_hand).order_by(Task.id)).all()


def claimed_of(session: Session, dossier_id: str) -> Task:
    """The first task of a dossier, claimed."""
    task = tasks.claim(session, "worker", lease=LEASE, limits=LIMITS, task_id=open_tasks(session, dossier_id)[0].id)
    assert task is not None
    return task


def open_dossier(store: Store, task: Task, pages: int = 2, *, at_once: int = 1, sha256: str = CONTENT.sha256) -> None:
    with store.write() as session:
        tasks.finish(session, task)
        dossier = progress.dossier_of(session, task)
        assert dossier is not None
        found = [FoundFile("a.pdf", sha256, "pdf", pages)]
        progress.opened(session, dossier, found, [], version="1", at_once=at_once, lasts=HALF_AN_HOUR)


def read_pages(session: Session, task: Task) -> None:
    tasks.finish(session, task)
    dossier = progress.dossier_of(session, task)
    assert dossier is not None
    for number in task.payload["pages"]:
        progress.page_read(session, dossier, number, dossiers.page(session, dossier, number).reading)


def assemble(
    store: Store, task: Task, outcomes: Mapping[str, str], inputs: str = "1", *, out_of_sight: Sequence[str] = ()
) -> None:
    with store.write() as session:
        tasks.finish(session, task)
        dossier = progress.dossier_of(session, task)
        assert dossier is not None
        checks = [
            RunCheck(rule=rule, position=place, title=rule, clause="", outcome=outcome, message="", inputs=inputs)
            for place, (rule, outcome) in enumerate(outcomes.items())
        ]
        changes = runs.changes(runs.before(session, dossier, dossier.revision), checks, out_of_sight=out_of_sight)
        outcome = Assembled(inputs, "r", "1", "none", "0", "甲公司", {"json": "b" * 64}, {}, checks, changes)
        progress.assembled(session, dossier, outcome)


def verified(
    store: Store, dossier: Dossier, outcomes: Mapping[str, str], inputs: str = "1", *, out_of_sight: Sequence[str] = ()
) -> None:
    """Take a submitted dossier through all its tasks."""
    open_dossier(store, claimed(store), 1)
    task = claimed(store)
    if task.kind is TaskKind.READ:
        with store.write() as session:
            read_pages(session, task)
        task = claimed(store)
    assemble(store, task, outcomes, inputs, out_of_sight=out_of_sight)
