import threading
from datetime import timedelta

from sqlalchemy import func, select

from tests.verifier.store.making import (
    ACTOR,
    assemble,
    claimed,
    open_dossier,
    organisation,
    read_pages,
    submitted,
    verified,
)
from verifier.store import dossiers, giving_up, progress, runs, tasks, webhooks
from verifier.store.database import Store
from verifier.store.tables import (
    Delivery,
    DeliveryState,
    Dossier,
    DossierState,
    PageState,
    Task,
    TaskKind,
    TaskState,
    Verdict,
)

PROBLEM = {"code": "page-crashed", "message": "读取程序中断"}


def state(store: Store, organisation_id: str, dossier_id: str) -> Dossier:
    with store.read() as session:
        return dossiers.get(session, organisation_id, dossier_id)


def test_a_dossier_goes_from_queued_to_done(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    open_dossier(store, claimed(store), 3, at_once=2)
    assert state(store, here, dossier.id).state is DossierState.RUNNING
    seen = []
    for _ in range(2):
        task = claimed(store)
        with store.write() as session:
            read_pages(session, task)
        found = state(store, here, dossier.id)
        seen.append((task.kind, found.pages_done, found.pages))
    assert seen == [(TaskKind.READ, 2, 3), (TaskKind.READ, 3, 3)]
    assemble(store, claimed(store), {"x01": "pass"})
    found = state(store, here, dossier.id)
    assert (found.state, found.applicant) == (DossierState.DONE, "甲公司")
    with store.read() as session:
        run = runs.latest(session, found)
        assert run is not None
        assert runs.report(session, run, "json") == "b" * 64
        assert runs.report(session, run, "pdf") is None


def test_two_workers_with_the_last_two_pages_queue_one_assembling(store: Store) -> None:
    submitted(store, organisation(store))
    open_dossier(store, claimed(store), 2)
    both = [claimed(store, f"worker-{number}") for number in range(2)]
    together = threading.Barrier(2)

    def finish(task: Task) -> None:
        together.wait()
        with store.write() as session:
            read_pages(session, task)

    threads = [threading.Thread(target=finish, args=(task,)) for task in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        kinds = list(session.scalars(select(Task.kind).where(Task.state == TaskState.QUEUED)))
    assert kinds == [TaskKind.ASSEMBLE]


def test_a_page_given_up_is_a_problem_and_the_rest_goes_on(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    open_dossier(store, claimed(store), 2)
    poison = claimed(store)
    with store.write() as session:
        giving_up.give_up(session, poison, PROBLEM)
    other = claimed(store)
    with store.write() as session:
        read_pages(session, other)
    assert claimed(store).kind is TaskKind.ASSEMBLE
    with store.read() as session:
        pages = [view.page for view in dossiers.pages(session, dossier)]
    assert [page.state for page in pages] == [PageState.GIVEN_UP, PageState.READ]
    assert pages[0].problems == [{"file": "a.pdf", "page": 1, **PROBLEM}]


def test_a_dossier_that_cannot_be_opened_has_failed_with_the_reason(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    task = claimed(store)
    with store.write() as session:
        giving_up.give_up(session, task, PROBLEM)
    found = state(store, here, dossier.id)
    assert (found.state, found.reason) == (DossierState.FAILED, "读取程序中断")


def test_work_of_an_earlier_hand_in_is_void(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    task = claimed(store)
    with store.write() as session:
        giving_up.give_up(session, task, PROBLEM)
        dossiers.submit(session, dossiers.locked(session, here, dossier.id), actor=ACTOR)
    with store.write() as session:
        assert progress.dossier_of(session, task) is None
        giving_up.give_up(session, task, PROBLEM)
    assert state(store, here, dossier.id).state is DossierState.QUEUED


def test_a_second_run_says_what_changed_and_decisions_stay_where_inputs_do(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    verified(store, dossier, {"a": "discrepancy", "b": "review", "c": "pass", "d": "missing"}, inputs="1")
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        for rule in ("a", "b"):
            runs.decide(session, found, rule, Verdict.CONFIRMED, "属实", actor=ACTOR)
        runs.decide(session, found, "b", Verdict.DISMISSED, "看错了", actor=ACTOR)
        dossiers.submit(session, found, actor=ACTOR)
    verified(store, dossier, {"a": "discrepancy", "b": "review", "c": "review", "d": "pass"}, inputs="1")
    with store.write() as session:
        found = dossiers.locked(session, here, dossier.id)
        run = runs.latest(session, found)
        assert run is not None
        assert run.number == 2
        assert run.changes == {"closed": ["d"], "new": ["c"], "changed": [], "unchanged": ["a", "b"]}
        standing = runs.decisions(session, found)
        assert {rule: (one.decision.verdict, one.holds) for rule, one in standing.items()} == {
            "a": (Verdict.CONFIRMED, True),
            "b": (Verdict.DISMISSED, True),
        }
        assert [one.verdict for one in runs.decision_history(session, found, "b")] == ["dismissed", "confirmed"]
        dossiers.submit(session, found, actor=ACTOR)
    verified(store, dossier, {"a": "discrepancy", "b": "pass", "c": "review", "d": "pass"}, inputs="2")
    with store.read() as session:
        found = dossiers.get(session, here, dossier.id)
        run = runs.latest(session, found)
        assert run is not None
        assert run.changes == {"closed": ["b"], "new": [], "changed": ["a", "c"], "unchanged": []}
        assert [one.holds for one in runs.decisions(session, found).values()] == [False, False]
        assert len(runs.listed(session, found)) == 3


def test_a_finding_that_is_out_of_sight_is_changed_and_not_closed(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    verified(store, dossier, {"a": "discrepancy", "b": "review", "c": "missing", "d": "pass", "e": "review"})
    with store.write() as session:
        dossiers.submit(session, dossiers.locked(session, here, dossier.id), actor=ACTOR)
    outcomes = {"a": "pass", "b": "pass", "c": "missing", "d": "review"}
    verified(store, dossier, outcomes, out_of_sight=["a", "c", "d", "e"])
    with store.read() as session:
        run = runs.latest(session, dossier)
        assert run is not None
        assert run.changes == {"closed": ["b", "e"], "new": ["d"], "changed": ["a"], "unchanged": ["c"]}


def test_the_run_before_is_known_with_its_report(store: Store) -> None:
    here = organisation(store)
    dossier = submitted(store, here)
    verified(store, dossier, {"a": "pass"})
    with store.read() as session:
        assert runs.before(session, dossier, dossier.revision) == runs.Earlier()
        earlier = runs.before(session, dossier, dossier.revision + 1)
    assert (earlier.number, earlier.report) == (1, "b" * 64)


def test_each_address_that_wants_it_is_told_once_of_each_end(store: Store) -> None:
    here, elsewhere = organisation(store), organisation(store, "乙局")
    with store.write() as session:
        wanted = webhooks.create(session, here, "https://a.example", ["dossier.done"], actor=ACTOR)
        webhooks.create(session, here, "https://b.example", ["dossier.failed"], actor=ACTOR)
        webhooks.create(session, elsewhere, "https://c.example", ["dossier.done"], actor=ACTOR)
    dossier = submitted(store, here)
    verified(store, dossier, {})
    task = claimed(store)
    assert task.kind is TaskKind.DELIVER
    with store.write() as session:
        tasks.finish(session, task)
        found = webhooks.delivery(session, task.payload["delivery"])
        assert found is not None
        notice, webhook = found
        assert webhook.id == wanted.id
        assert notice.payload["data"] == {"dossier": dossier.id, "state": "done", "sequence": 1}
        webhooks.not_delivered(session, notice, "超时", answer=None, next_at=notice.created_at)
    again = claimed(store)
    with store.write() as session:
        tasks.finish(session, again)
        found = webhooks.delivery(session, again.payload["delivery"])
        assert found is not None
        webhooks.not_delivered(session, found[0], "500", answer=500, next_at=None)
        assert [one.id for one in webhooks.deliveries(session, here, state=DeliveryState.DEAD)] == [notice.id]
        assert webhooks.deliveries(session, elsewhere) == []
        webhooks.send_again(session, here, notice.id, actor=ACTOR)
    last = claimed(store, lease=timedelta(seconds=5))
    with store.write() as session:
        tasks.finish(session, last)
        found = webhooks.delivery(session, notice.id)
        assert found is not None
        webhooks.delivered(session, found[0], 204)
        assert (found[0].attempts, found[0].answer) == (3, 204)
        assert session.scalar(select(func.count()).select_from(Delivery)) == 1
