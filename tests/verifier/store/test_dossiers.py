import pytest

from tests.verifier.store.making import (
    ACTOR,
    CONTENT,
    HALF_AN_HOUR,
    LEASE,
    LIMITS,
    claimed,
    claimed_of,
    open_dossier,
    open_tasks,
    organisation,
    read_pages,
    submitted,
    verified,
)
from verifier.errors import ConflictError, NotFoundError
from verifier.store import dossiers, progress, readings, tasks
from verifier.store.database import Store
from verifier.store.dossiers import Cursor
from verifier.store.progress import FoundFile
from verifier.store.tables import DossierState, PageState, TaskKind


def test_a_dossier_is_there_for_its_own_organisation_alone(store: Store) -> None:
    here, elsewhere = organisation(store), organisation(store, "乙局")
    dossier = submitted(store, here)
    with store.read() as session:
        assert dossiers.get(session, here, dossier.id).id == dossier.id
        assert dossiers.listed(session, elsewhere) == []
        for look in (dossiers.get, dossiers.locked):
            with pytest.raises(NotFoundError):
                look(session, elsewhere, dossier.id)


def test_a_list_goes_on_where_its_last_page_ended(store: Store) -> None:
    here = organisation(store)
    made = [submitted(store, here).id for _ in range(5)]
    seen: list[str] = []
    behind = None
    with store.read() as session:
        while rows := dossiers.listed(session, here, behind=behind, limit=2):
            seen += [row.id for row in rows]
            behind = Cursor(rows[-1].created_at, rows[-1].id)
        assert seen == made[::-1]
        assert len(dossiers.listed(session, here, states=[DossierState.QUEUED])) == 5
        assert dossiers.listed(session, here, states=[DossierState.DONE]) == []
        assert dossiers.listed(session, here, reference="1") == []


def test_handing_in_queues_the_opening_once(store: Store) -> None:
    dossier = submitted(store, organisation(store))
    assert dossier.state is DossierState.QUEUED
    with store.read() as session:
        assert [task.kind for task in open_tasks(session, dossier.id)] == [TaskKind.OPEN]


def test_nothing_is_changed_while_a_dossier_is_verified(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        (file,) = dossiers.files(session, found)
        with pytest.raises(ConflictError):
            dossiers.submit(session, found, actor=ACTOR)
        with pytest.raises(ConflictError):
            dossiers.add_file(session, found, "b.pdf", CONTENT, actor=ACTOR)
        with pytest.raises(ConflictError):
            dossiers.remove_file(session, found, file.id, actor=ACTOR)


def test_an_empty_dossier_cannot_be_handed_in(store: Store) -> None:
    here = organisation(store)
    with store.write() as session:
        dossier = dossiers.create(session, here, actor=ACTOR, ruleset="xuchang-2020-154")
        with pytest.raises(ConflictError):
            dossiers.submit(session, dossier, actor=ACTOR)


def test_a_page_read_before_is_not_read_again_in_another_dossier(store: Store) -> None:
    here = organisation(store)
    submitted(store, here)
    open_dossier(store, claimed(store), 2)
    with store.write() as session:
        task = tasks.claim(session, "worker", lease=LEASE, limits=LIMITS)
        assert task is not None
        (page,) = [view.page for view in dossiers.pages(session, dossiers.listed(session, here)[0])][:1]
        readings.keep(session, page.reading, page.sha256, 1, version="1", result="d" * 64, picture=None, seconds=1.0)
        read_pages(session, task)
    again = submitted(store, here)
    with store.write() as session:
        tasks.finish(session, claimed_of(session, again.id))
        dossier = dossiers.locked(session, here, again.id)
        found = [FoundFile("b.pdf", "a" * 64, "pdf", 2)]
        progress.opened(session, dossier, found, [], version="1", at_once=1, lasts=HALF_AN_HOUR)
    with store.read() as session:
        states = [view.page.state for view in dossiers.pages(session, again)]
    assert states == [PageState.READ, PageState.PENDING]


def test_a_page_that_was_turned_is_read_anew_and_the_others_are_not(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    verified(store, dossier, {"x01": "pass"})
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        before = dossiers.page(session, found, 1)
        dossiers.override_page(session, found, 1, actor=ACTOR, quarter_turns=5)
        dossiers.override_page(session, found, 1, actor=ACTOR, kind="lease")
        dossiers.submit(session, found, actor=ACTOR)
    open_dossier(store, claimed(store), 1)
    with store.read() as session:
        (view,) = dossiers.pages(session, found)
    assert (view.quarter_turns, view.kind) == (1, "lease")
    assert view.page.reading != before.reading


def test_a_page_that_is_not_there_cannot_be_turned(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    verified(store, dossier, {})
    with store.write() as session, pytest.raises(NotFoundError):
        dossiers.override_page(session, dossiers.locked(session, here, dossier.id), 2, actor=ACTOR, quarter_turns=1)
