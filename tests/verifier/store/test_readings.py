"""Readings under the hands of several at once."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from tests.servers import open_test_store
from tests.verifier.store.making import (
    ACTOR,
    HALF_AN_HOUR,
    LEASE,
    assemble,
    claimed,
    open_dossier,
    organisation,
    read_pages,
    submitted,
)
from verifier.store import dossier_readings, dossiers, progress, readings, statistics, tasks
from verifier.store.database import Store
from verifier.store.progress import FoundFile
from verifier.store.readings import PageKey
from verifier.store.tables import Dossier, DossierState, PageState, Reading, Task, TaskKind, TaskState

SHA256 = "a" * 64
KEY = PageKey(SHA256, "pdf", 1, 0, "1").digest


def keep(store: Store, key: str = KEY, seconds: float = 1.0) -> None:
    with store.write() as session:
        readings.keep(session, key, SHA256, 1, version="1", result="d" * 64, picture=None, seconds=seconds)


def together(*acts: Callable[[], object]) -> None:
    """Do all of these at once; an error of one is the test's."""
    barrier, errors = threading.Barrier(len(acts)), list[Exception]()

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 -- raised below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_one_page_that_several_have_read_at_once_is_kept_once(store: Store) -> None:
    for number in range(10):
        together(*[partial(keep, store, f"key-{number}")] * 3)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Reading)) == 10
        assert statistics.collect(session).pages == 10


def test_a_reading_that_is_being_kept_elsewhere_is_waited_for(store: Store) -> None:
    """One transaction has it and has not ended yet: the other neither fails nor keeps it twice."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with store.write() as session:
            readings.keep(session, KEY, SHA256, 1, version="1", result="d" * 64, picture=None, seconds=1.0)
            begun.set()
            go_on.wait(0.5)

    def quickly() -> None:
        begun.wait()
        keep(store)
        go_on.set()

    together(slowly, quickly)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Reading)) == 1


def test_totals_stay_when_what_was_read_is_deleted(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    open_dossier(store, claimed(store), 1)
    keep(store, seconds=2.5)
    with store.write() as session:
        dossiers.delete(session, dossiers.locked(session, here, dossier.id), actor=ACTOR)
    with store.read() as session:
        assert session.scalars(select(Reading)).all() == []
        figures = statistics.collect(session)
    assert (figures.pages, figures.seconds) == (1, 2.5)


def opened(store: Store, dossier: Dossier) -> None:
    open_dossier(store, claimed_of(store, dossier), 1)


def claimed_of(store: Store, dossier: Dossier) -> Task:
    with store.write() as session:
        queued = select(Task.id).where(Task.dossier_id == dossier.id, Task.state == TaskState.QUEUED)
        kinds = dict.fromkeys(TaskKind, LEASE)
        task = tasks.claim(session, dossier.id, lease=LEASE, limits=kinds, task_id=session.scalars(queued).one())
    assert task is not None
    return task


def take(store: Store, task: Task) -> tuple[list[int], bool] | None:
    with store.write() as session:
        due = progress.take_pages(session, task, version="1")
    return None if due is None else ([page.number for page in due.pages], due.is_waiting)


def test_of_two_dossiers_with_one_page_one_reads_it_and_the_other_takes_it_over(store: Store) -> None:
    here = organisation(store)
    first, second = (submitted(store, here) for _ in range(2))
    for dossier in (first, second):
        opened(store, dossier)
    one, other = claimed_of(store, first), claimed_of(store, second)
    assert take(store, one) == ([1], False)
    assert take(store, other) == ([], True)
    with store.write() as session:
        tasks.postpone(session, other, after=LEASE * 0)
    keep(store)
    with store.write() as session:
        read_pages(session, one)
    again = claimed_of(store, second)
    assert again.attempt == other.attempt
    assert take(store, again) == ([], False)
    with store.write() as session:
        tasks.finish(session, again)
        (view,) = dossiers.pages(session, second)
        assert (view.page.state, view.page.reading) == (PageState.READ, KEY)
        kinds = session.scalars(select(Task.kind).where(Task.state == TaskState.QUEUED)).all()
    assert kinds == [TaskKind.ASSEMBLE] * 2


def test_a_page_whose_reader_was_lost_goes_to_the_other_dossier(store: Store) -> None:
    here = organisation(store)
    first, second = (submitted(store, here) for _ in range(2))
    for dossier in (first, second):
        opened(store, dossier)
    one, other = claimed_of(store, first), claimed_of(store, second)
    assert take(store, one) == ([1], False)
    with store.write() as session:
        tasks.lost(session, one, "", after=LEASE)
    assert take(store, other) == ([1], False)
    assert take(store, other) == ([1], False)


def test_a_reading_that_is_adopted_while_it_is_deleted_is_there_or_read_anew(database_url: str, tmp_path: Path) -> None:
    """The dossier that has it is deleted while another one is opened, over and over."""
    store = open_test_store(database_url, tmp_path)
    here = organisation(store)
    for _ in range(20):
        old, new = submitted(store, here), submitted(store, here)
        opened(store, old)
        keep(store)
        task = claimed_of(store, new)

        def delete(old: Dossier = old) -> None:
            with store.write() as session:
                dossiers.delete(session, dossiers.locked(session, here, old.id), actor=ACTOR)

        together(delete, partial(open_dossier, store, task, 1))
        with store.write() as session:
            (view,) = dossiers.pages(session, new)
            is_kept = session.get(Reading, KEY) is not None
            assert (view.page.state is PageState.READ) == is_kept
            dossiers.delete(session, dossiers.locked(session, here, new.id), actor=ACTOR)
    store.close()


def test_a_deletion_waits_for_whoever_adopts_the_reading(store: Store) -> None:
    """The opening has seen the reading and not ended yet, when the dossier that has it is deleted."""
    here = organisation(store)
    old, new = submitted(store, here), submitted(store, here)
    opened(store, old)
    keep(store)
    task = claimed_of(store, new)
    begun, deleted = threading.Event(), threading.Event()

    def adopt() -> None:
        with store.write() as session:
            dossier = progress.dossier_of(session, task)
            assert dossier is not None
            tasks.finish(session, task)
            found = [FoundFile("a.pdf", SHA256, "pdf", 1)]
            progress.opened(session, dossier, found, [], version="1", at_once=1, lasts=HALF_AN_HOUR)
            begun.set()
            assert not deleted.wait(0.5)

    def delete() -> None:
        begun.wait()
        with store.write() as session:
            dossiers.delete(session, dossiers.locked(session, here, old.id), actor=ACTOR)
        deleted.set()

    together(adopt, delete)
    with store.read() as session:
        (view,) = dossiers.pages(session, new)
        assert view.page.state is PageState.READ
        assert session.get(Reading, KEY) is not None


def test_what_is_gone_when_a_dossier_is_assembled_is_read_again(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    open_dossier(store, claimed(store), 2, at_once=2)
    task = claimed(store)
    with store.write() as session:
        read_pages(session, task)
        second = dossiers.page(session, dossier, 2).reading
    keep(store, second)
    task = claimed(store)
    with store.write() as session:
        read = dossier_readings.read_dossier(session, task)
        assert read is not None
        assert not read.is_complete
        locked = progress.dossier_of(session, task)
        assert locked is not None
        progress.read_again(session, locked, task, at_once=2)
    again = claimed(store)
    assert (again.kind, again.payload) == (TaskKind.READ, {"pages": [1]})
    keep(store)
    assert take(store, again) == ([], False)
    with store.write() as session:
        tasks.finish(session, again)
    task = claimed(store)
    with store.read() as session:
        read = dossier_readings.read_dossier(session, task)
        assert read is not None
        assert read.is_complete
    assemble(store, task, {})
    with store.read() as session:
        assert dossiers.get(session, here, dossier.id).state is DossierState.DONE
