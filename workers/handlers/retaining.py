"""`retain`: bytes that nothing refers to any more are deleted, once they are surely nobody's."""

from verifier.store import retention, tasks
from verifier.store.clock import now
from verifier.store.tables import Task, TaskKind, new_id
from verifier.store.tasks import Work
from workers.bench import Workbench


def delete_blobs(bench: Workbench, task: Task) -> None:
    """Delete the task's blobs; those that are too new to tell are looked at again later."""
    young = retention.delete_unreferenced(bench.store, task.payload["blobs"])
    with bench.store.write() as session:
        tasks.finish(session, task)
        if young:
            later = now(session) + retention.SETTLED
            tasks.enqueue(session, [Work(TaskKind.RETAIN, f"retain:{new_id()}", {"blobs": young}, not_before=later)])
