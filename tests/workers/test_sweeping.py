"""What is lost is found again: workers that died, hints that got lost, dossiers past their time."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.verifier.store.making import LEASE, assemble, claimed, open_dossier, organisation, read_pages, submitted
from verifier.errors import NotFoundError
from verifier.settings import read_settings
from verifier.store import dossiers, giving_up, tasks
from verifier.store.blobs import PREFIXES, FolderBlobs
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.rooms import own_room
from verifier.store.tables import Dossier, DossierState, Lock, PageState, Task, TaskKind, TaskState
from workers import sweeping
from workers.bench import work_folder
from workers.sweeping import part_of, retire, sweep, sweep_blobs, tidy

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
        assert tasks.take(session, "sweep", lasts=timedelta(seconds=10)) is not None
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


def begun(store: Store, here: str, pages: int = 2) -> Dossier:
    """A dossier of which one page is read."""
    dossier = submitted(store, here)
    open_dossier(store, claimed(store), pages)
    task = claimed(store)
    with store.write() as session:
        read_pages(session, task)
    return dossier


def let_pass(store: Store, time: timedelta, *, swept: bool) -> None:
    """As if so much time went by, in which somebody swept, or nobody was there."""
    with store.write() as session:
        moment = now(session)
        session.execute(update(Lock).values(held_until=moment if swept else moment - time))
        for dossier in session.scalars(select(Dossier).where(Dossier.deadline.is_not(None))):
            assert dossier.deadline is not None
            dossier.deadline -= time


def test_pages_that_are_not_read_in_time_are_said_in_the_report_and_the_dossier_ends(store: Store) -> None:
    here = organisation(store)
    dossier = begun(store, here, 3)
    let_pass(store, timedelta(minutes=29), swept=True)
    sweep(store, SETTINGS)
    with store.read() as session:
        assert [view.page.state for view in dossiers.pages(session, dossier)].count(PageState.PENDING) == 2
    let_pass(store, timedelta(minutes=2), swept=True)
    in_hand = claimed(store)
    sweep(store, SETTINGS)
    task = claimed(store)
    assert task.kind is TaskKind.ASSEMBLE
    with store.write() as session:
        read_pages(session, in_hand)  # too late
        pages = [view.page for view in dossiers.pages(session, dossier)]
    assert [page.state for page in pages] == [PageState.READ, PageState.GIVEN_UP, PageState.GIVEN_UP]
    assert [problem["code"] for page in pages for problem in page.problems] == ["dossier-timeout"] * 2
    assert "30分钟" in pages[1].problems[0]["message"]
    assemble(store, task, {})
    with store.read() as session:
        assert dossiers.get(session, here, dossier.id).state is DossierState.DONE


def test_time_in_which_no_worker_was_there_is_not_counted(store: Store) -> None:
    dossier = begun(store, organisation(store))
    let_pass(store, timedelta(hours=2), swept=False)
    sweep(store, SETTINGS)
    with store.read() as session:
        assert [view.page.state for view in dossiers.pages(session, dossier)] == [PageState.READ, PageState.PENDING]


def test_each_part_of_the_blobs_has_its_minute() -> None:
    moment = datetime.now(UTC)
    assert {part_of(moment + minute * timedelta(minutes=1)) for minute in range(256)} == set(PREFIXES)


def test_blobs_that_no_row_names_are_swept_once_a_minute(store: Store) -> None:
    assert isinstance(store.blobs, FolderBlobs)
    parts = {part_of(datetime.now(UTC) + minute * timedelta(minutes=1)) for minute in (0, 1)}
    contents = (str(number).encode() for number in range(100_000))
    nameless = [content for content in contents if hashlib.sha256(content).hexdigest()[:2] in parts][:100]
    for content in nameless:
        blob = store.blobs.put([content])
        os.utime(store.blobs.folder / blob.sha256[:2] / blob.sha256, (0, 0))
    sweep(store, SETTINGS)
    left = len(list(store.blobs.listed()))
    assert left < len(nameless)
    sweep_blobs(store)  # within the minute
    assert len(list(store.blobs.listed())) == left


def test_what_killed_processes_left_is_cleared_away(store: Store, tmp_path: Path) -> None:
    settings = read_settings(store_folder=tmp_path)
    left = [work_folder(settings) / "4711-dead", store.blobs.staging / "incoming-dead"]
    for folder in left:
        folder.mkdir()
        (folder / "page").write_bytes(b"x")
    with own_room(work_folder(settings), "1-") as living:
        tidy(store, settings)
        assert living.is_dir()
    assert not any(folder.exists() for folder in left)


@pytest.mark.parametrize("asked", range(6))
def test_a_clock_that_leaps_during_a_sweep_costs_no_page(
    store: Store, monkeypatch: pytest.MonkeyPatch, asked: int
) -> None:
    """From the time that it is asked so often on, it is an hour later."""
    dossier = begun(store, organisation(store))
    let_pass(store, timedelta(0), swept=True)
    times = count()

    def leaping(session: Session) -> datetime:
        return now(session) + (timedelta(hours=1) if next(times) >= asked else timedelta(0))

    for module in (sweeping, tasks, giving_up):
        monkeypatch.setattr(module, "now", leaping, raising=False)
    sweep(store, SETTINGS)
    sweep(store, SETTINGS)
    with store.read() as session:
        assert [view.page.state for view in dossiers.pages(session, dossier)] == [PageState.READ, PageState.PENDING]
