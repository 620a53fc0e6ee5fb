"""`deliver`: one try to send one notice."""

from verifier.store import tasks
from verifier.store.tables import Task
from verifier.webhooks import delivery
from workers.bench import Workbench


def deliver(bench: Workbench, task: Task) -> None:
    """Send a notice, and note how it went."""
    notice = task.payload["delivery"]
    answer = delivery.attempt(bench.store, notice, bench.settings.webhook_hosts)
    with bench.store.write() as session:
        tasks.finish(session, task)
        delivery.conclude(session, notice, answer)
