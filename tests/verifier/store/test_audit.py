import pytest
from sqlalchemy import text

from verifier.store import audit
from verifier.store.audit import Head
from verifier.store.database import Store


def record(store: Store, count: int = 5) -> Head:
    with store.write() as session:
        for number in range(count):
            audit.record(
                session, "act", f"object-{number}", actor="user:1", organisation_id="1", details={"名": number}
            )
        return audit.head(session)


def test_an_untouched_chain_holds(store: Store) -> None:
    head = record(store)
    with store.read() as session:
        assert audit.verify(session) is None
        assert audit.verify(session, head) is None
        assert [entry.sequence for entry in audit.listed(session, "1", limit=2)] == [5, 4]
        assert [entry.sequence for entry in audit.listed(session, "1", before=4)] == [3, 2, 1]
        assert audit.listed(session, "2") == []


@pytest.mark.parametrize(
    ("tampering", "sequence"),
    [
        ("UPDATE audit SET actor = 'user:2' WHERE sequence = 3", 3),
        ("DELETE FROM audit WHERE sequence = 2", 2),
        ("UPDATE audit SET details = '{}' WHERE sequence = 1", 1),
        ("UPDATE audit SET hash = (SELECT hash FROM audit WHERE sequence = 2) WHERE sequence = 4", 4),
    ],
)
def test_tampering_is_found_where_it_was_done(store: Store, tampering: str, sequence: int) -> None:
    record(store)
    with store.write() as session:
        session.execute(text(tampering))
    with store.read() as session:
        found = audit.verify(session)
    assert found is not None
    assert found.sequence == sequence


def test_a_tail_cut_off_is_found_with_the_head_noted_elsewhere(store: Store) -> None:
    head = record(store)
    with store.write() as session:
        session.execute(text("DELETE FROM audit WHERE sequence = 5"))
    with store.read() as session:
        assert audit.verify(session) is None
        found = audit.verify(session, head)
    assert found is not None
    assert found.sequence == 5


def test_a_chain_rebuilt_without_the_key_is_found(store: Store) -> None:
    record(store, 1)
    with store.write() as session:
        session.execute(text("DELETE FROM audit"))
        session.info["audit_key"] = b"guess" * 8
        audit.record(session, "act", "object", actor="user:1")
    store.close()
    with store.read() as session:
        session.info["audit_key"] = b"k" * 32
        found = audit.verify(session)
    assert found is not None
    assert found.sequence == 1
