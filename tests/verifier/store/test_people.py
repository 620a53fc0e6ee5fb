from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.verifier.store.making import organisation
from verifier.errors import ConflictError, NotFoundError
from verifier.store import accounts, audit, people
from verifier.store.database import Store
from verifier.store.people import Change
from verifier.store.tables import Role, User

PASSWORD = "correct horse battery"
HOUR = timedelta(hours=1)


def person(store: Store, organisation_id: str, name: str, role: Role = Role.ADMIN) -> User:
    with store.write() as session:
        return accounts.create_user(
            session, organisation_id, name, accounts.hashed(PASSWORD, name), role, actor="system"
        )


def change(store: Store, organisation_id: str, user: User, wanted: Change) -> User:
    with store.write() as session:
        return people.change(session, organisation_id, user.id, wanted, actor="user:1")


def test_a_person_who_is_disabled_is_logged_out_and_stays_so(store: Store) -> None:
    here = organisation(store)
    person(store, here, "li")
    user = person(store, here, "zhang", Role.REVIEWER)
    with store.write() as session:
        login = accounts.log_in(session, user, lasts=HOUR)
    assert change(store, here, user, Change(disabled=True)).disabled_at is not None
    with store.read() as session:
        assert accounts.logged_in(session, login.token, idle=HOUR) is None
    assert change(store, here, user, Change(disabled=False)).disabled_at is None
    with store.read() as session:
        assert accounts.logged_in(session, login.token, idle=HOUR) is None  # what was ended does not come back


def test_the_last_administrator_stays(store: Store) -> None:
    here = organisation(store)
    first, second = person(store, here, "zhang"), person(store, here, "li")
    person(store, organisation(store, "乙局"), "wang")
    change(store, here, first, Change(role=Role.REVIEWER))
    for wanted in (Change(role=Role.OPERATOR), Change(disabled=True)):
        with pytest.raises(ConflictError) as caught:
            change(store, here, second, wanted)
        assert caught.value.code == "last-administrator"
    with store.read() as session:
        found = people.get(session, here, second.id)
    assert (found.role, found.disabled_at) == (Role.ADMIN, None)
    change(store, here, first, Change(disabled=True))  # not an administrator any more


def test_two_administrators_that_disable_each_other_at_once_do_not_both_succeed(store: Store) -> None:
    here = organisation(store)
    both = [person(store, here, "zhang"), person(store, here, "li")]

    def disable(user: User) -> bool:
        try:
            change(store, here, user, Change(disabled=True))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, both)) == [False, True]


def test_changes_are_in_the_audit_log_without_names(store: Store) -> None:
    here = organisation(store)
    person(store, here, "li")
    user = person(store, here, "zhang", Role.REVIEWER)
    password = accounts.hashed("another long password", "zhang")
    changed = change(store, here, user, Change(role=Role.OPERATOR, shown_name="张三", password=password))
    assert (changed.role, changed.shown_name) == (Role.OPERATOR, "张三")
    change(store, here, user, Change(role=Role.OPERATOR))  # nothing new
    with store.read() as session:
        entries = audit.listed(session, here, limit=2)
    assert [(entry.action, entry.object, entry.details) for entry in entries] == [
        ("user.password", user.id, {}),
        ("user.change", user.id, {"role": ["reviewer", "operator"], "shown_name": True}),
    ]


def test_people_of_others_are_not_there(store: Store) -> None:
    here, elsewhere = organisation(store), organisation(store, "乙局")
    user = person(store, here, "zhang")
    with pytest.raises(NotFoundError):
        change(store, elsewhere, user, Change(shown_name="x"))
    with store.read() as session:
        assert people.get(session, here, user.id).shown_name == "zhang"
