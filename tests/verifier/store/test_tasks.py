import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.servers import open_test_store
from tests.verifier.store.making import LEASE, LIMITS, claimed, open_dossier, organisation, read_pages, submitted
from verifier.store import tasks
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import Outbox, Priority, Task, TaskKind, TaskState
from verifier.store.tasks import LeaseLostError, Work

SECOND = timedelta(seconds=1)


def queue(store: Store, *keys: str) -> int:
    with store.write() as session:
        return tasks.enqueue(session, [Work(TaskKind.RETAIN, key) for key in keys])


def test_the_same_work_is_queued_once(store: Store) -> None:
    assert queue(store, "a", "b") == 2
    assert queue(store, "b", "c") == 1


def test_each_task_goes_to_one_of_many_who_claim_at_once(store: Store) -> None:
    queue(store, *map(str, range(40)))
    got: list[int] = []

    def work(owner: str) -> None:
        while True:
            with store.write() as session:
                task = tasks.claim(session, owner, lease=LEASE, limits=LIMITS)
                if task is None:
                    return
                tasks.finish(session, task)
            got.append(task.id)

    workers = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(got) == len(set(got)) == 40


def test_a_task_that_is_not_due_or_of_another_kind_is_left(store: Store) -> None:
    with store.write() as session:
        tasks.enqueue(session, [Work(TaskKind.RETAIN, "later", not_before=now(session) + SECOND * 60)])
        assert tasks.claim(session, "worker", lease=LEASE, limits=LIMITS) is None
        tasks.enqueue(session, [Work(TaskKind.RETAIN, "now")])
        assert tasks.claim(session, "worker", lease=LEASE, limits={TaskKind.READ: SECOND}) is None
        assert tasks.claim(session, "worker", lease=LEASE, limits=LIMITS) is not None


def test_only_the_owner_of_the_present_attempt_can_finish(store: Store) -> None:
    queue(store, "a")
    stale = claimed(store, "first")
    with store.write() as session:
        tasks.postpone(session, stale, after=timedelta(0))
    fresh = claimed(store, "second")
    for act in (
        lambda session: tasks.finish(session, stale),
        lambda session: tasks.retry(session, stale, "", after=SECOND),
        lambda session: tasks.postpone(session, stale, after=timedelta(0)),
        lambda session: tasks.hold(session, stale),
    ):
        with pytest.raises(LeaseLostError), store.write() as session:
            act(session)
    with store.write() as session:
        assert not tasks.renew(session, stale, lease=LEASE)
        assert tasks.renew(session, fresh, lease=LEASE)
        tasks.finish(session, fresh)
    with pytest.raises(LeaseLostError), store.write() as session:
        tasks.finish(session, fresh)


def test_a_lease_is_never_longer_than_the_deadline(store: Store) -> None:
    queue(store, "a")
    with store.write() as session:
        task = tasks.claim(session, "worker", lease=LEASE, limits={TaskKind.RETAIN: SECOND})
        assert task is not None
        assert task.lease_until == task.deadline
    with store.write() as session:
        assert tasks.renew(session, task, lease=LEASE)
    with store.read() as session:
        found = session.get(Task, task.id)
        assert found is not None
        assert found.lease_until == task.deadline


def test_a_task_is_tried_three_times(store: Store) -> None:
    queue(store, "a")
    answers = []
    for _ in range(3):
        task = claimed(store)
        with store.write() as session:
            answers.append(tasks.retry(session, task, "为何", after=timedelta(0)))
    assert answers == [True, True, False]
    with store.read() as session:
        found = session.get(Task, task.id)
        assert found is not None
        assert (found.state, found.attempt, found.reason) == (TaskState.FAILED, 3, "为何")


def test_an_expired_lease_is_found(store: Store) -> None:
    queue(store, "a", "b")
    claimed(store, lease=LEASE)
    lapsed = claimed(store, lease=timedelta(0))
    with store.write() as session:
        assert [task.id for task in tasks.expired(session)] == [lapsed.id]


def test_interactive_dossiers_go_before_batches(store: Store) -> None:
    here = organisation(store)
    submitted(store, here, priority=Priority.BATCH)
    urgent = submitted(store, here)
    assert claimed(store).dossier_id == urgent.id


def test_a_huge_dossier_and_a_small_one_advance_side_by_side(store: Store) -> None:
    here = organisation(store)
    huge = submitted(store, here)
    open_dossier(store, claimed(store), 60)
    for _ in range(10):
        with store.write() as session:
            task = tasks.claim(session, "worker", lease=LEASE, limits=LIMITS)
            assert task is not None
            tasks.finish(session, task)
    small = submitted(store, here, sha256="c" * 64)
    waited = 0
    while (task := claimed(store)).dossier_id != small.id:
        waited += 1
    assert waited <= 2
    open_dossier(store, task, 4, sha256="c" * 64)
    served = Counter(claimed(store).dossier_id for _ in range(8))
    assert served[small.id] == 4
    assert served[huge.id] == 4


def test_a_notice_that_waits_for_its_receiver_sets_no_dossier_before_the_others(store: Store) -> None:
    here = organisation(store)
    with store.write() as session:
        waiting = Work(TaskKind.DELIVER, "notice", not_before=now(session) + SECOND * 3600)
        tasks.enqueue(session, [waiting])
    submitted(store, here)
    open_dossier(store, claimed(store), 60)
    for _ in range(40):
        with store.write() as session:
            task = tasks.claim(session, "worker", lease=LEASE, limits=LIMITS)
            assert task is not None
            tasks.finish(session, task)
    small = submitted(store, here, sha256="c" * 64)
    open_dossier(store, claimed_until(store, small.id), 8, sha256="c" * 64)
    served = Counter(claimed(store).dossier_id for _ in range(8))
    assert served[small.id] == 4


def claimed_until(store: Store, dossier_id: str) -> Task:
    """Claim tasks up to the first one of a dossier."""
    while (task := claimed(store)).dossier_id != dossier_id:
        pass
    return task


def test_dossiers_of_a_batch_are_finished_one_by_one(store: Store) -> None:
    here = organisation(store)
    first, second = (submitted(store, here, priority=Priority.BATCH, sha256=name * 64) for name in "ab")
    open_dossier(store, claimed(store), 3, sha256="a" * 64)
    order = []
    for _ in range(3):
        task = claimed(store)
        with store.write() as session:
            read_pages(session, task)
        order.append((task.kind, task.dossier_id))
    task = claimed(store)
    order.append((task.kind, task.dossier_id))
    assert order == [(TaskKind.READ, first.id)] * 3 + [(TaskKind.ASSEMBLE, first.id)]
    assert claimed(store).dossier_id == second.id


def test_the_sweep_is_done_by_one_at_a_time(store: Store) -> None:
    with store.write() as session:
        assert tasks.take(session, "sweep", lasts=SECOND * 60) is not None
        assert tasks.take(session, "sweep", lasts=SECOND * 60) is None
        assert tasks.take(session, "retention", lasts=SECOND * 60) is not None


def test_hints_are_written_only_where_there_is_a_broker(store: Store) -> None:
    queue(store, "a")
    with store.read() as session:
        assert tasks.hints(session, most=10) == []


def test_lost_hints_are_sent_again_once_nobody_comes(database_url: str, tmp_path: Path) -> None:
    store = open_test_store(database_url, tmp_path, hints=True)
    queue(store, "a", "b")
    with store.write() as session:
        hinted = tasks.hints(session, most=10)
        assert len(hinted) == 2
        tasks.sent(session, hinted)
    with store.write() as session:
        assert tasks.hints(session, most=10) == []
        assert tasks.hint_again(session, unseen=SECOND * 30) == 0
        grow_old(session)
        assert tasks.hint_again(session, unseen=SECOND * 30) == 2
        assert tasks.hint_again(session, unseen=SECOND * 30) == 0
        assert session.query(Outbox).count() == 2
    store.close()


def test_lost_hints_are_sent_again_a_few_at_a_time_while_others_are_done(database_url: str, tmp_path: Path) -> None:
    store = open_test_store(database_url, tmp_path, hints=True)
    queue(store, *map(str, range(20)))
    with store.write() as session:
        tasks.sent(session, tasks.hints(session, most=100))
        grow_old(session)
        tasks.claim(session, "worker", lease=LEASE, limits=LIMITS)
        told = [tasks.hint_again(session, unseen=SECOND * 30) for _ in range(6)]
    assert told == [4, 4, 4, 4, 3, 0]
    store.close()


def test_nobody_is_told_of_notices_which_are_looked_for(database_url: str, tmp_path: Path) -> None:
    store = open_test_store(database_url, tmp_path, hints=True)
    with store.write() as session:
        tasks.enqueue(session, [Work(TaskKind.DELIVER, "notice")])
        grow_old(session)
        assert tasks.hint_again(session, unseen=SECOND * 30) == 0
        assert tasks.hints(session, most=10) == []
    store.close()


def grow_old(session: Session) -> None:
    """Let a minute pass in which nobody came for what is queued."""
    long_ago = now(session) - SECOND * 60
    session.execute(update(Task).values(hinted_at=long_ago, not_before=long_ago))


def test_the_depth_of_the_queue_is_by_kind_and_state(store: Store) -> None:
    queue(store, "a", "b", "c")
    task = claimed(store)
    claimed(store)
    with store.write() as session:
        tasks.finish(session, task)
    with store.read() as session:
        assert tasks.depth(session) == {
            (TaskKind.RETAIN, TaskState.QUEUED): 1,
            (TaskKind.RETAIN, TaskState.RUNNING): 1,
        }
