from datetime import timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import select, update

from tests.verifier.store.making import organisation
from verifier.errors import ConflictError, NotFoundError, StoreError
from verifier.store import accounts, audit
from verifier.store.accounts import Proof
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import ApiKey, LoginSession, Role, Scope, User

PASSWORD = "correct horse battery"
HOUR = timedelta(hours=1)


def user(store: Store, organisation_id: str) -> User:
    with store.write() as session:
        return accounts.create_user(
            session, organisation_id, "zhang", accounts.hashed(PASSWORD, "zhang"), Role.REVIEWER, actor="system"
        )


def proof_of(store: Store, password: str = PASSWORD) -> Proof | None:
    with store.read() as session:
        person = accounts.user_named(session, "zhang")
    return accounts.prove(person, password)


def test_only_the_right_password_of_a_known_person_is_good(store: Store) -> None:
    assert user(store, organisation(store)).password_hash.startswith("$argon2id$")
    assert proof_of(store) is not None
    assert proof_of(store, "wrong") is None
    assert accounts.prove(None, PASSWORD) is None


def test_nobodys_password_takes_as_long_as_anybodys() -> None:
    assert not accounts._HASHER.check_needs_rehash(accounts._NOBODY)
    parameters = extract_parameters(accounts._NOBODY)
    assert parameters == extract_parameters(accounts._HASHER.hash(PASSWORD))


def test_a_password_of_weaker_parameters_is_hashed_anew(store: Store) -> None:
    person = user(store, organisation(store))
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with store.write() as session:
        session.execute(update(User).values(password_hash=weak))
    proof = proof_of(store)
    assert proof is not None
    with store.write() as session:
        assert accounts.admit(session, proof, lasts=HOUR) is not None
    with store.read() as session:
        kept = session.get_one(User, person.id).password_hash
    assert kept != weak
    assert not accounts._HASHER.check_needs_rehash(kept)


def test_a_password_that_is_another_by_now_opens_nothing(store: Store) -> None:
    person = user(store, organisation(store))
    proof = proof_of(store)
    assert proof is not None
    with store.write() as session:
        accounts.set_password(session, person, accounts.hashed("another long password", "zhang"), actor="system")
    with store.write() as session:
        assert accounts.admit(session, proof, lasts=HOUR) is None


def test_a_disabled_person_does_not_get_in(store: Store) -> None:
    user(store, organisation(store))
    proof = proof_of(store)
    assert proof is not None
    with store.write() as session:
        session.execute(update(User).values(disabled_at=now(session)))
    with store.write() as session:
        assert accounts.admit(session, proof, lasts=HOUR) is None


def test_log_ins_that_have_ended_are_deleted(store: Store) -> None:
    person = user(store, organisation(store))
    with store.write() as session:
        logins = [accounts.log_in(session, person, lasts=HOUR).session.id for _ in range(3)]
        moment = now(session)
        over, idle, _ = (update(LoginSession).where(LoginSession.id == one) for one in logins)
        session.execute(over.values(expires_at=moment))
        session.execute(idle.values(seen_at=moment - HOUR))
        accounts.forget_ended(session, idle=HOUR / 2)
        assert session.scalars(select(LoginSession.id)).all() == [logins[2]]


def test_short_passwords_and_taken_names_are_refused(store: Store) -> None:
    here = organisation(store)
    user(store, here)
    with pytest.raises(StoreError, match="密码过短"):
        accounts.hashed("short", "wang")
    with store.write() as session:
        with pytest.raises(ConflictError):
            accounts.create_user(session, here, "zhang", accounts.hashed(PASSWORD, "zhang"), Role.ADMIN, actor="system")
        with pytest.raises(ConflictError):
            accounts.create_organisation(session, "甲局", actor="system")


def test_a_log_in_lasts_until_it_is_idle_or_over_or_ended(store: Store) -> None:
    person = user(store, organisation(store))
    with store.write() as session:
        login = accounts.log_in(session, person, lasts=HOUR)
    with store.read() as session:
        assert accounts.logged_in(session, login.token + "x", idle=HOUR) is None
        found = accounts.logged_in(session, login.token, idle=HOUR)
        assert found is not None
        assert (found[0].csrf, found[1].id) == (login.session.csrf, person.id)
        assert accounts.logged_in(session, login.token, idle=timedelta(0)) is None
    with store.write() as session:
        session.execute(update(LoginSession).values(expires_at=now(session)))
    with store.read() as session:
        assert accounts.logged_in(session, login.token, idle=HOUR) is None


def test_a_new_password_ends_the_log_ins(store: Store) -> None:
    person = user(store, organisation(store))
    with store.write() as session:
        login = accounts.log_in(session, person, lasts=HOUR)
    with store.write() as session:
        accounts.set_password(session, person, accounts.hashed("another long password", "zhang"), actor="system")
    with store.read() as session:
        assert accounts.logged_in(session, login.token, idle=HOUR) is None


def test_a_key_is_good_until_it_is_revoked_or_expires(store: Store) -> None:
    here, elsewhere = organisation(store), organisation(store, "乙局")
    with store.write() as session:
        text, key = accounts.create_key(session, here, "门户", {Scope.SUBMIT, Scope.READ}, actor="system")
    assert key.scopes == ["read", "submit"]
    assert text.split("_")[2] not in key.hash
    with store.read() as session:
        found = accounts.key_of(session, text)
        assert found is not None
        assert found.organisation_id == here
        for wrong in (text + "x", text[:-1], "", "dv_1", key.prefix):
            assert accounts.key_of(session, wrong) is None
    with store.write() as session, pytest.raises(NotFoundError):
        accounts.revoke_key(session, elsewhere, key.id, actor="system")
    with store.write() as session:
        session.execute(update(ApiKey).values(expires_at=now(session)))
    with store.read() as session:
        assert accounts.key_of(session, text) is None


def test_a_revoked_key_is_good_no_more(store: Store) -> None:
    here = organisation(store)
    with store.write() as session:
        text, key = accounts.create_key(session, here, "门户", {Scope.SUBMIT}, actor="system")
        accounts.revoke_key(session, here, key.id, actor="system")
    with store.read() as session:
        assert accounts.key_of(session, text) is None
        actions = [entry.action for entry in audit.listed(session, here)]
    assert actions == ["key.revoke", "key.create", "organisation.create"]
