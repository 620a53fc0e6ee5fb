import pytest

from tests.verifier.store.making import claimed, organisation, submitted, verified
from verifier.errors import ConflictError
from verifier.store import comparisons, dossiers, giving_up
from verifier.store.comparisons import Compared
from verifier.store.database import Store
from verifier.store.tables import Comparison, ComparisonState, Dossier, Task, TaskKind


@pytest.fixture
def two(store: Store) -> list[Dossier]:
    here = organisation(store)
    made = []
    for sha256 in ("1" * 64, "2" * 64):
        made.append(submitted(store, here, sha256=sha256))
        verified(store, made[-1], {"x01": "pass"})
    return made


def create(store: Store, compared: list[Dossier]) -> Comparison:
    with store.write() as session:
        rows = [dossiers.get(session, one.organisation_id, one.id) for one in compared]
        return comparisons.create(session, rows[0].organisation_id, rows, ["json"], actor="test")


def next_task(store: Store) -> Task:
    while (task := claimed(store)).kind is not TaskKind.COMPARE:
        pass
    return task


def test_one_that_is_given_up_has_failed_and_says_why(store: Store, two: list[Dossier]) -> None:
    made = create(store, two)
    task = next_task(store)
    with store.write() as session:
        giving_up.give_up(session, task, {"code": "worker-lost", "message": "核验程序出错。"})
    with store.read() as session:
        found = comparisons.get(session, made.organisation_id, made.id)
        assert (found.state, found.reason) == (ComparisonState.FAILED, "核验程序出错。")


def test_what_is_over_is_not_ended_again(store: Store, two: list[Dossier]) -> None:
    made = create(store, two)
    results = {one.id: Compared({"pass": 1}, [], {"json": f"{number}" * 64}) for number, one in enumerate(two)}
    with store.write() as session:
        found = comparisons.of_task(session, made.id)
        assert found is not None
        comparisons.done(session, found, results)
    with store.write() as session:
        assert comparisons.of_task(session, made.id) is None
        comparisons.failed(session, made.id, "迟到")
        found = comparisons.get(session, made.organisation_id, made.id)
        assert (found.state, found.reason) == (ComparisonState.DONE, None)
        assert comparisons.reports(session, found) == {one.id: {"json": f"{n}" * 64} for n, one in enumerate(two)}


def test_a_dossier_that_is_not_done_is_not_compared(store: Store, two: list[Dossier]) -> None:
    waiting = submitted(store, two[0].organisation_id, sha256="3" * 64)
    with pytest.raises(ConflictError) as caught:
        create(store, [two[0], waiting])
    assert caught.value.code == "no-report"
