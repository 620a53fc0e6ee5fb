import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.verifier.store.making import organisation
from verifier.store import accounts, attempts
from verifier.store.attempts import LOCKED_FOR, MOST, WITHIN, Attempt
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import LoginAttempts, Role


def begin(store: Store, name: str = "zhang", address: str = "192.0.2.1") -> Attempt:
    with store.write() as session:
        return attempts.begin(session, name, address)


def let_pass(store: Store, time: timedelta) -> None:
    with store.write() as session:
        for row in session.scalars(select(LoginAttempts)):
            row.first_at, row.last_at = row.first_at - time, row.last_at - time


@pytest.mark.parametrize("is_known", [True, False])
def test_a_name_is_locked_for_a_while_whether_there_is_such_a_person_or_not(store: Store, is_known: bool) -> None:
    if is_known:
        here = organisation(store)
        with store.write() as session:
            accounts.create_user(
                session, here, "zhang", accounts.hashed("a long password", "zhang"), Role.ADMIN, actor="test"
            )
    tries = [begin(store) for _ in range(MOST["name"] + 1)]
    assert [one.is_refused for one in tries] == [*[False] * MOST["name"], True]
    assert [one.locked_for > timedelta(0) for one in tries] == [*[False] * (MOST["name"] - 1), True, True]
    assert begin(store, address="192.0.2.2").is_refused
    assert not begin(store, "wang").is_refused
    let_pass(store, LOCKED_FOR - timedelta(minutes=1))
    assert begin(store).is_refused
    let_pass(store, timedelta(minutes=1))
    assert not begin(store).is_refused


def test_an_address_is_locked_whatever_names_it_tries(store: Store) -> None:
    for number in range(MOST["address"]):
        assert not begin(store, f"name {number}").is_refused
    assert begin(store, "another").is_refused
    assert not begin(store, "another", "192.0.2.2").is_refused


def test_the_right_password_makes_up_for_a_name_but_for_one_failure_of_its_address(store: Store) -> None:
    for number in range(MOST["address"] - 4):
        begin(store, f"name {number}")
    for _ in range(3):
        begin(store)
    right = begin(store)
    assert right.locked_for == LOCKED_FOR  # the address has reached its limit
    with store.write() as session:
        attempts.take_back(session, right)
    assert not begin(store).is_refused  # of a name that begins anew
    assert begin(store, "another").is_refused


def test_failures_long_ago_do_not_count(store: Store) -> None:
    for _ in range(MOST["name"] - 1):
        begin(store)
    let_pass(store, WITHIN)
    assert not begin(store).locked_for


def test_tries_at_once_do_not_outrun_the_limit(store: Store) -> None:
    together = threading.Barrier(3 * MOST["name"])
    refused: list[bool] = []

    def log_in() -> None:
        together.wait()
        refused.append(begin(store).is_refused)

    threads = [threading.Thread(target=log_in) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused.count(False) == MOST["name"]
    assert len(refused) == together.parties


def test_nothing_that_was_typed_is_kept_and_nothing_for_longer_than_it_counts(store: Store) -> None:
    begin(store, "hunter2 hunter2")
    with store.write() as session:
        kept = session.scalars(select(LoginAttempts.subject)).all()
        assert len(kept) == 2
        assert not any("hunter2" in subject or "192.0" in subject for subject in kept)
        attempts.forget_past(session)
        assert len(session.scalars(select(LoginAttempts)).all()) == 2
        session.execute(update(LoginAttempts).values(last_at=now(session) - LOCKED_FOR - timedelta(seconds=1)))
        attempts.forget_past(session)
        assert session.scalars(select(LoginAttempts)).all() == []


def test_a_new_password_unlocks_a_name(store: Store) -> None:
    here = organisation(store)
    with store.write() as session:
        person = accounts.create_user(
            session, here, "zhang", accounts.hashed("a long password", "zhang"), Role.ADMIN, actor="test"
        )
    for _ in range(MOST["name"]):
        begin(store)
    with store.write() as session:
        accounts.set_password(session, person, accounts.hashed("another long password", "zhang"), actor="test")
    assert not begin(store).is_refused
