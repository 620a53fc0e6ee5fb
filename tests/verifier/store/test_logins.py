from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.verifier.store.making import organisation
from verifier.errors import NotFoundError
from verifier.store import accounts, audit, logins
from verifier.store.accounts import Place
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import LoginSession, Role, User

HOUR = timedelta(hours=1)


def person(store: Store, organisation_id: str, name: str) -> User:
    password = accounts.hashed("correct horse battery", name)
    with store.write() as session:
        return accounts.create_user(session, organisation_id, name, password, Role.REVIEWER, actor="system")


def opened(store: Store, user: User, browser: str) -> LoginSession:
    with store.write() as session:
        return accounts.log_in(session, user, lasts=HOUR, place=Place("10.1.2.3", browser)).session


def browsers(store: Store, user: User) -> list[str | None]:
    with store.read() as session:
        return [one.browser for one in logins.listed(session, user.id, idle=HOUR)]


def test_only_what_is_open_is_listed_the_latest_first(store: Store) -> None:
    here = organisation(store)
    zhang, li = person(store, here, "zhang"), person(store, here, "li")
    made = [opened(store, zhang, name) for name in ("one", "two", "three", "four")]
    opened(store, li, "another's")
    with store.write() as session:
        session.execute(update(LoginSession).where(LoginSession.id == made[0].id).values(expires_at=now(session)))
        session.execute(
            update(LoginSession).where(LoginSession.id == made[1].id).values(seen_at=now(session) - 2 * HOUR)
        )
    assert browsers(store, zhang) == ["four", "three"]
    with store.read() as session:
        (first,) = logins.listed(session, zhang.id, idle=HOUR, limit=1)
        behind = (first.created_at, logins.handle(first))
        assert [one.browser for one in logins.listed(session, zhang.id, idle=HOUR, behind=behind)] == ["three"]


def test_one_or_all_others_are_ended_and_nobody_elses(store: Store) -> None:
    here = organisation(store)
    zhang, li = person(store, here, "zhang"), person(store, here, "li")
    one, two, _ = (opened(store, zhang, name) for name in ("one", "two", "three"))
    for wanted in (logins.handle(opened(store, li, "another's")), "0" * 32, "", "%", one.id[:31], one.id):
        with store.write() as session, pytest.raises(NotFoundError):
            logins.end(session, zhang, wanted, actor="user:1")
    with store.write() as session:
        logins.end(session, zhang, logins.handle(one), actor="user:1")
    assert browsers(store, zhang) == ["three", "two"]
    with store.write() as session:
        logins.end_others(session, zhang, two, actor="user:1")
    assert browsers(store, zhang) == ["two"]
    with store.write() as session:
        logins.end_others(session, zhang, None, actor="user:1")
    assert browsers(store, zhang) == []
    assert browsers(store, li) == ["another's"]
    with store.read() as session:
        entries = audit.listed(session, here, limit=3)
    assert [(entry.action, entry.object, entry.details["which"]) for entry in entries] == [
        ("login.end", zhang.id, which) for which in ("all", "others", "one")
    ]
