import pytest
from sqlalchemy import event

from tests.verifier.store.making import ACTOR, organisation, submitted, verified
from verifier.store import claims, dossiers, queue, runs
from verifier.store.database import Store
from verifier.store.queue import Order, Wanted
from verifier.store.tables import Dossier, DossierState, Verdict

REVIEWER = "user:" + "a" * 32


def listed(store: Store, here: str, wanted: Wanted = Wanted(), **bounds: int) -> list[str]:  # noqa: B008 -- frozen
    with store.read() as session:
        return [entry.dossier.id for entry in queue.entries(session, here, wanted, **bounds)[0]]


@pytest.fixture
def here(store: Store) -> str:
    return organisation(store)


@pytest.fixture
def done(store: Store, here: str) -> Dossier:
    """A dossier with two findings: one of each kind that there is to decide on."""
    dossier = submitted(store, here)
    verified(store, dossier, {"a": "discrepancy", "b": "review", "c": "pass", "d": "not_applicable"})
    return dossier


def entry_of(store: Store, here: str, dossier: Dossier) -> queue.Entry:
    with store.read() as session:
        return next(one for one in queue.entries(session, here, Wanted())[0] if one.dossier.id == dossier.id)


def test_open_findings_are_those_that_nobody_has_decided_on(store: Store, here: str, done: Dossier) -> None:
    assert entry_of(store, here, done).open_findings == 2
    with store.write() as session:
        dossier = dossiers.locked(session, here, done.id)
        runs.decide(session, dossier, "a", Verdict.CONFIRMED, "属实", actor=REVIEWER)
        runs.decide(session, dossier, "c", Verdict.CONFIRMED, "属实", actor=REVIEWER)
    assert entry_of(store, here, done).open_findings == 1


def test_a_decision_on_other_inputs_leaves_the_finding_open(store: Store, here: str, done: Dossier) -> None:
    with store.write() as session:
        dossier = dossiers.locked(session, here, done.id)
        runs.decide(session, dossier, "a", Verdict.CONFIRMED, "属实", actor=ACTOR)
        dossiers.submit(session, dossier, actor=ACTOR)
    verified(store, done, {"a": "discrepancy", "b": "pass"}, inputs="2")
    entry = entry_of(store, here, done)
    assert entry.run is not None
    assert (entry.run.number, entry.open_findings) == (2, 1)


def test_the_list_has_what_is_asked_for(store: Store, here: str, done: Dossier) -> None:
    queued = submitted(store, here)
    submitted(store, organisation(store, "乙局"))
    assert listed(store, here) == [queued.id, done.id]
    assert listed(store, here, Wanted(states=[DossierState.QUEUED])) == [queued.id]
    assert listed(store, here, Wanted(is_open=True)) == [done.id]
    assert listed(store, here, Wanted(text="甲公")) == [done.id]
    assert listed(store, here, Wanted(text=queued.id[:12])) == [queued.id]
    assert listed(store, here, Wanted(text="%")) == []
    with store.read() as session:
        assert queue.counts(session, here) == dict.fromkeys(DossierState, 0) | {
            DossierState.QUEUED: 1,
            DossierState.DONE: 1,
        }


def test_the_list_is_of_whom_one_wants(store: Store, here: str, done: Dossier) -> None:
    other = submitted(store, here)
    with store.write() as session:
        claims.claim(session, dossiers.locked(session, here, done.id), actor=REVIEWER)
    assert listed(store, here, Wanted(held_by=REVIEWER)) == [done.id]
    assert listed(store, here, Wanted(held_by="")) == [other.id]


def test_the_list_stands_in_the_order_asked_for(store: Store, here: str, done: Dossier) -> None:
    newest = submitted(store, here)
    assert listed(store, here, Wanted(order=Order.OLDEST)) == [done.id, newest.id]
    assert listed(store, here, Wanted(order=Order.OPEN)) == [done.id, newest.id]
    assert listed(store, here, Wanted(order=Order.APPLICANT)) == [done.id, newest.id]
    assert listed(store, here, Wanted(order=Order.NEWEST)) == [newest.id, done.id]


def test_a_page_of_the_list_tells_how_long_it_all_is(store: Store, here: str) -> None:
    made = [submitted(store, here).id for _ in range(5)]
    assert listed(store, here, skip=2, limit=2) == made[::-1][2:4]
    with store.read() as session:
        assert queue.entries(session, here, Wanted(), limit=2)[1] == 5
        assert queue.entries(session, here, Wanted(text="nothing"))[1] == 0


def test_findings_are_counted_for_the_dossiers_shown_and_for_no_others(store: Store, here: str, done: Dossier) -> None:
    """The list asks for runs and checks by dossier: no table is made of those of all bureaus."""
    submitted(store, here)
    statements: list[str] = []
    with store.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        (_, entry), total = queue.entries(session, here, Wanted())
    assert (entry.dossier.id, entry.run is not None and entry.run.number, entry.open_findings) == (done.id, 1, 2)
    assert total == 2
    assert not [statement for statement in statements if "GROUP BY" in statement]
