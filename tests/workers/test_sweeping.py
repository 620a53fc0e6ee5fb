"""What is lost is found again: workers that died, hints that got lost, dossiers past their time."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.verifier.store.making import LEASE, claimed, open_dossier, organisation, submitted
from verifier.errors import NotFoundError
from verifier.settings import read_settings
from verifier.store import dossiers, tasks
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import Dossier, DossierState, Lock, PageState, Task, TaskKind, TaskState
from workers.sweeping import retire, sweep

SETTINGS = read_settings(sweep_seconds=15.0)


def lose(store: Store) -> Task:
    """A worker claims the next task and dies."""
    with store.write() as session:
        session.execute(update(Task).values(not_before=now(session)))
        session.execute(update(Lock).values(held_until=now(session)))
    return claimed(store, "dead", lease=timedelta(0))


def test_a_task_whose_worker_died_goes_to_another_one(store: Store) -> None:
    submitted(store, organisation(store))
    lost = lose(store)
    sweep(store, SETTINGS)
    found = claimed(store, "another")
    assert (found.id, found.attempt) == (lost.id, 2)


def test_a_task_that_is_being_done_is_left_alone(store: Store) -> None:
    submitted(store, organisation(store))
    task = claimed(store, lease=LEASE)
    sweep(store, SETTINGS)
    with store.write() as session:
        tasks.finish(session, task)


def test_a_page_at_which_six_workers_died_is_given_up_and_the_dossier_goes_on(store: Store) -> None:
    dossier = submitted(store, organisation(store))
    open_dossier(store, claimed(store), 1)
    for _ in range(6):
        assert lose(store).kind is TaskKind.READ
        sweep(store, SETTINGS)
    assert claimed(store).kind is TaskKind.ASSEMBLE
    with store.read() as session:
        (view,) = dossiers.pages(session, dossier)
    assert view.page.state is PageState.GIVEN_UP
    assert view.page.problems[0]["code"] == "worker-lost"


def test_a_dossier_at_whose_opening_six_workers_died_has_failed_and_says_why(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    for _ in range(6):
        lose(store)
        sweep(store, SETTINGS)
    with store.read() as session:
        found = dossiers.get(session, here, dossier.id)
        assert found.state is DossierState.FAILED
        assert found.reason is not None
        assert "反复中断" in found.reason
        assert [task.state for task in session.scalars(select(Task))] == [TaskState.FAILED]


def test_of_all_that_sweep_one_does(store: Store) -> None:
    submitted(store, organisation(store))
    lose(store)
    with store.write() as session:
        assert tasks.take(session, "sweep", lasts=LEASE)
    sweep(store, SETTINGS)
    with store.read() as session:
        assert [task.state for task in session.scalars(select(Task))] == [TaskState.RUNNING]


def test_dossiers_past_their_time_are_deleted(store: Store) -> None:
    here = organisation(store)
    old, new = submitted(store, here), submitted(store, here)
    with store.write() as session:
        for dossier, days in ((old, 181), (new, 179)):
            moment = now(session) - timedelta(days=days)
            session.execute(update(Dossier).where(Dossier.id == dossier.id).values(finished_at=moment))
    retire(store, SETTINGS)
    with store.read() as session:
        assert dossiers.get(session, here, new.id).id == new.id
        with pytest.raises(NotFoundError):
            dossiers.get(session, here, old.id)
