from datetime import timedelta

from sqlalchemy import func, select, update

from tests.verifier.store.making import claimed, organisation, submitted
from verifier.store import presence, state
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import Task, TaskKind, WorkerProcess


def test_tasks_are_counted_by_what_is_due_and_how_long(store: Store) -> None:
    here = organisation(store)
    for _ in range(3):
        submitted(store, here)
    claimed(store, "host:1:abcd")
    with store.write() as session:
        later = now(session) + timedelta(hours=1)
        last = session.scalar(select(func.max(Task.id)))
        session.execute(update(Task).where(Task.id == last).values(not_before=later))
        presence.seen(session, "host:1", program="1", engine="none")
    with store.read() as session:
        found = state.collect(session, here)
    (queue,) = [queue for queue in found.queues if queue.kind is TaskKind.OPEN]
    assert (queue.waiting, queue.later, queue.running, queue.failed) == (1, 1, 1, 0)
    assert queue.oldest_at is not None
    assert queue.oldest_at <= found.at
    assert found.busy == {"host:1"}
    assert [worker.name for worker in found.workers] == ["host:1"]


def test_a_worker_is_one_row_however_often_it_is_seen_and_is_forgotten_in_time(store: Store) -> None:
    for engine in ("none", "openvino"):
        with store.write() as session:
            presence.seen(session, "host:1", program="1", engine=engine)
    with store.read() as session:
        (worker,) = presence.listed(session)
        assert worker.engine == "openvino"
    with store.write() as session:
        session.execute(update(WorkerProcess).values(seen_at=now(session) - timedelta(days=2)))
        presence.forget(session, older=timedelta(days=1))
    with store.read() as session:
        assert presence.listed(session) == []
