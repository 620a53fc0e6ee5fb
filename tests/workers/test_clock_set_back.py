"""The clock is set back: what it said before lies ahead, for as long as it was wrong, and nothing waits for that."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.servers import open_test_store
from tests.verifier.store.making import LEASE, claimed, organisation, submitted
from verifier.errors import ConflictError
from verifier.settings import read_settings
from verifier.store import accounts, attempts, idempotency, retention, rulesets, tasks, unmaskings
from verifier.store.blobs import FolderBlobs
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import AuditEntry, Lock, Purpose, Role, Table, Task, TaskKind, TaskState, User
from workers.sweeping import sweep

SETTINGS = read_settings(sweep_seconds=15.0, lease_seconds=LEASE.total_seconds(), heartbeat_seconds=5)
RULESET = (Path(__file__).parents[1] / "verifier" / "rulesets" / "valid.yaml").read_bytes()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """With a broker that is to be told."""
    opened = open_test_store(database_url, tmp_path, hints=True)
    yield opened
    opened.close()


def set_back(store: Store, by: timedelta = DAY) -> None:
    """As if the clock had been set back: every moment that is noted lies later by so much."""
    with store.write() as session:
        for mapper in Table.registry.mappers:
            if mapper.class_ is AuditEntry:  # may not be changed, and nothing waits for it
                continue
            for row in session.scalars(select(mapper.class_)):
                for name in mapper.column_attrs.keys():  # noqa: SIM118 -- no mapping
                    value = getattr(row, name)
                    if isinstance(value, datetime):
                        setattr(row, name, value + by)


def test_what_is_queued_is_done_and_the_broker_told(store: Store) -> None:
    sweep(store, SETTINGS)  # somebody was at it
    submitted(store, organisation(store))
    set_back(store)
    with store.read() as session:
        assert tasks.hints(session, most=10) == []
    sweep(store, SETTINGS)
    with store.read() as session:
        assert [hint.kind for hint in tasks.hints(session, most=10)] == [TaskKind.OPEN]
    assert claimed(store).kind is TaskKind.OPEN


def test_lost_hints_are_sent_again(store: Store) -> None:
    submitted(store, organisation(store))
    with store.write() as session:
        tasks.sent(session, tasks.hints(session, most=10))
        session.execute(update(Task).values(not_before=now(session) - DAY, hinted_at=now(session) + DAY))
    sweep(store, SETTINGS)
    with store.read() as session:
        assert len(tasks.hints(session, most=10)) == 1


def test_the_task_of_a_worker_that_died_goes_to_another_one(store: Store) -> None:
    submitted(store, organisation(store))
    lost = claimed(store, "dead")
    set_back(store)
    sweep(store, SETTINGS)
    with store.write() as session:
        task = session.get_one(Task, lost.id)
        assert task.state is TaskState.RUNNING  # its owner may be alive
        assert task.lease_until is not None
        assert now(session) < task.lease_until <= now(session) + LEASE
        task.lease_until = now(session)
        session.execute(update(Lock).values(held_until=now(session)))
    sweep(store, SETTINGS)
    assert claimed(store, "another").id == lost.id


def test_a_worker_that_lives_keeps_its_task(store: Store) -> None:
    submitted(store, organisation(store))
    task = claimed(store)
    set_back(store)
    sweep(store, SETTINGS)
    with store.write() as session:
        assert tasks.renew(session, task, lease=LEASE)
        tasks.finish(session, task)


def test_what_may_wait_for_an_hour_waits_for_an_hour(store: Store) -> None:
    with store.write() as session:
        retention.look_again(session, ["a" * 64])
    set_back(store)
    sweep(store, SETTINGS)
    with store.read() as session:
        (task,) = session.scalars(select(Task))
        assert now(session) + 59 * MINUTE < task.not_before <= now(session) + 60 * MINUTE


def test_bytes_that_were_put_are_deleted_an_hour_later(store: Store) -> None:
    assert isinstance(store.blobs, FolderBlobs)
    sha256, ahead = store.blobs.put([b"abc"]).sha256, (datetime.now(UTC) + DAY).timestamp()
    os.utime(store.blobs.folder / sha256[:2] / sha256, (ahead, ahead))
    assert retention.delete_unreferenced(store, [sha256]) == [sha256]  # it may belong to an upload of just now
    later = datetime.now(UTC) + MINUTE
    assert list(store.blobs.settled(sha256[:2], untouched_since=later)) == [sha256]
    assert store.blobs.delete(sha256, untouched_since=later)


def test_the_ruleset_that_is_current_comes_first(store: Store) -> None:
    here = organisation(store)
    set_back(store)
    with store.write() as session:
        edition = rulesets.add(session, here, "valid.yaml", RULESET, actor="test")
        rulesets.make_current(session, edition, actor="test", today=date(2026, 3, 10), reason="今日施行")
        assert rulesets.usable_editions(session, here)[0].id == edition.id


def test_a_log_in_of_what_is_the_future_now_has_ended(store: Store) -> None:
    here, idle = organisation(store), timedelta(minutes=15)
    with store.write() as session:
        password = accounts.hashed("a long password", "zhang")
        user: User = accounts.create_user(session, here, "zhang", password, Role.ADMIN, actor="test")
        token = accounts.log_in(session, user, lasts=timedelta(hours=12)).token
        assert accounts.logged_in(session, token, idle=idle) is not None
    set_back(store, timedelta(seconds=30))  # as clocks are set right
    with store.read() as session:
        assert accounts.logged_in(session, token, idle=idle) is not None
    set_back(store)
    with store.read() as session:
        assert accounts.logged_in(session, token, idle=idle) is None


def test_a_name_that_was_locked_is_not_locked_for_longer(store: Store) -> None:
    def begin() -> bool:
        with store.write() as session:
            return attempts.begin(session, "zhang", "192.0.2.1").is_refused

    assert [begin() for _ in range(attempts.MOST["name"] + 1)][-1]
    set_back(store)
    assert not begin()


def test_a_request_whose_server_died_may_be_sent_again_after_the_usual_time(store: Store) -> None:
    def begin() -> object:
        with store.write() as session:
            return idempotency.begin(session, "key:1", "k", "f")

    assert begin() is None
    set_back(store)
    sweep(store, SETTINGS)
    with pytest.raises(ConflictError):
        begin()
    set_back(store, -16 * MINUTE)  # as if time went by
    assert begin() is None


def test_numbers_that_were_shown_are_not_shown_for_longer(store: Store) -> None:
    dossier = submitted(store, organisation(store))
    with store.write() as session:
        unmaskings.unmask(session, dossier, Purpose.COMPARE, actor="user:1")
    with store.read() as session:
        assert unmaskings.standing(session, dossier.id, actor="user:1") is not None
    set_back(store)
    with store.read() as session:
        assert unmaskings.standing(session, dossier.id, actor="user:1") is None
