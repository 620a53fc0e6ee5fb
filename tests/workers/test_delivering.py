"""Notices leave beside the reading."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from tests.servers import wait_until
from tests.workers.papers import letters
from tests.workers.service import ACTOR, Service
from verifier.store import webhooks
from verifier.store.tables import DossierState, Task, TaskKind, TaskState


@contextmanager
def silent_receiver() -> Iterator[int]:
    """A port where whoever connects waits for an answer for ever."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_receiver_that_does_not_answer_keeps_no_page_waiting(database_url: str, tmp_path: Path) -> None:
    with silent_receiver() as port:
        service = Service(tmp_path, database_url, webhook_hosts=f"127.0.0.1:{port}")
        with service.store.write() as session:
            url = f"http://127.0.0.1:{port}/"
            webhooks.create(session, service.organisation_id, url, ["dossier.done"], actor=ACTOR)
        service.start_process()
        service.wait(service.submit(letters(tmp_path / "a.docx", 1)), seconds=120)
        wait_until(lambda: TaskState.RUNNING in states(service), "the notice being sent", seconds=20)
        second = service.submit(letters(tmp_path / "b.docx", 1, "丙"))
        service.wait(second, seconds=60)
        assert service.get(second).state is DossierState.DONE
        assert states(service) == [TaskState.RUNNING, TaskState.QUEUED]
        service.close()


def states(service: Service) -> list[TaskState]:
    with service.store.read() as session:
        return list(session.scalars(select(Task.state).where(Task.kind == TaskKind.DELIVER).order_by(Task.id)))
