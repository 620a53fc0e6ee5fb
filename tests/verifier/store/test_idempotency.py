import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.verifier.store.making import organisation, submitted
from verifier.errors import ConflictError
from verifier.store import dossiers, idempotency
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.idempotency import Answer, KeyReusedError
from verifier.store.tables import IdempotencyKey

ANSWER = Answer(202, {"id": "1"})


def begin(store: Store, fingerprint: str = "f", client: str = "key:1") -> Answer | None:
    with store.write() as session:
        return idempotency.begin(session, client, "k", fingerprint)


def test_the_same_request_gets_the_same_answer(store: Store) -> None:
    assert begin(store) is None
    with pytest.raises(ConflictError):
        begin(store)
    with store.write() as session:
        idempotency.answered(session, "key:1", "k", ANSWER)
    assert begin(store) == ANSWER
    with pytest.raises(KeyReusedError):
        begin(store, "other")
    assert begin(store, "other", client="key:2") is None


def test_of_many_equal_requests_at_once_one_is_worked_on(store: Store) -> None:
    together = threading.Barrier(8)
    outcomes: list[str] = []

    def ask() -> None:
        together.wait()
        try:
            outcomes.append("mine" if begin(store) is None else "answered")
        except ConflictError:
            outcomes.append("running")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["mine", *["running"] * 7]


def test_an_answer_goes_with_the_dossier_that_it_tells_of(store: Store) -> None:
    dossier = submitted(store, organisation(store))
    assert begin(store) is None
    with store.write() as session:
        idempotency.answered(session, "key:1", "k", ANSWER, dossier_id=dossier.id)
    assert begin(store) == ANSWER
    with store.write() as session:
        dossiers.delete(session, dossiers.get(session, dossier.organisation_id, dossier.id), actor="test")
    with store.read() as session:
        assert session.scalars(select(IdempotencyKey)).all() == []


def test_a_request_whose_server_died_may_be_asked_again(store: Store) -> None:
    assert begin(store) is None
    with store.write() as session:
        session.execute(update(IdempotencyKey).values(created_at=now(session) - timedelta(hours=1)))
    assert begin(store) is None


def test_a_key_is_forgotten_after_its_time(store: Store) -> None:
    assert begin(store) is None
    with store.write() as session:
        idempotency.answered(session, "key:1", "k", ANSWER)
        session.execute(update(IdempotencyKey).values(expires_at=now(session)))
    with store.write() as session:
        idempotency.forget_expired(session)
    assert begin(store, "other") is None
