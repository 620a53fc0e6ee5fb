"""`retain`: after a deletion, bytes that nothing refers to any more are deleted, once they are surely nobody's."""

from verifier.store import retention, tasks
from verifier.store.tables import Task
from workers.bench import Workbench


def delete_blobs(bench: Workbench, task: Task) -> None:
    """Delete the task's blobs; those that are too new to tell are looked at again later."""
    young = retention.delete_unreferenced(bench.store, task.payload["blobs"])
    forgotten = bench.store.forget_deleted()
    with bench.store.write() as session:
        tasks.finish(session, task)
        if young or not forgotten:
            retention.look_again(session, young)
