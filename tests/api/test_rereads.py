"""A box is asked for over HTTP, and its lines are fetched."""

import httpx
import pytest

from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from tests.api.verified import BOX, read, verified
from verifier.client import Client
from verifier.store import audit, rereads
from verifier.store.tables import Dossier, Task

LINE = {"text": "8000元", "confidence": 0.9, "polygon": BOX}


@pytest.fixture
def dossier(running: Running, bureau: Bureau) -> Dossier:
    return verified(running, bureau)


def test_a_box_is_asked_for_and_its_lines_are_fetched(
    client: httpx.Client, running: Running, bureau: Bureau, dossier: Dossier
) -> None:
    read(running, dossier, picture="e" * 64)
    asked = client.post(f"/v1/dossiers/{dossier.id}/pages/1/rereads", json={"polygon": BOX})
    assert (asked.status_code, asked.json()["state"], asked.json()["lines"]) == (202, "pending", [])
    address = asked.headers["location"]
    assert client.get(address).json() == asked.json()
    with running.store.write() as session:
        (task,) = session.query(Task).filter(Task.dossier_id == dossier.id)
        rereads.read(session, task.payload["reread"], [LINE])
    found = client.get(address).json()
    assert (found["state"], found["lines"]) == ("done", [LINE])
    with running.store.read() as session:
        assert [one.action for one in audit.listed(session, bureau.id)][:2] == ["reread.view", "page.reread"]


def test_what_cannot_be_asked_for_is_refused(client: httpx.Client, running: Running, dossier: Dossier) -> None:
    url = f"/v1/dossiers/{dossier.id}/pages"
    assert_problem(client.post(f"{url}/1/rereads", json={"polygon": BOX}), "page-not-found")
    read(running, dossier, picture=None)
    assert_problem(client.post(f"{url}/1/rereads", json={"polygon": BOX}), "picture-not-found")
    assert_problem(client.post(f"{url}/2/rereads", json={"polygon": BOX}), "page-not-found")
    assert_problem(client.post(f"{url}/1/rereads", json={"polygon": BOX[:2]}), "request-invalid")
    assert_problem(client.get(f"/v1/dossiers/{dossier.id}/rereads/{'0' * 32}"), "reread-not-found")


def test_only_so_many_boxes_wait_at_once(client: httpx.Client, running: Running, dossier: Dossier) -> None:
    read(running, dossier, picture="e" * 64)
    url = f"/v1/dossiers/{dossier.id}/pages/1/rereads"
    for _ in range(20):
        assert client.post(url, json={"polygon": BOX}).status_code == 202
    refused = client.post(url, json={"polygon": BOX})
    assert_problem(refused, "queue-full")
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.usefixtures("worker")
def test_the_client_waits_for_what_a_worker_says(running: Running, bureau: Bureau, dossier: Dossier) -> None:
    """What was read of the page is not in the store, so the worker fails, and the client says so."""
    read(running, dossier, picture="e" * 64)
    with Client(running.url, bureau.key) as portal:
        assert portal.read_again(dossier.id, 1, BOX)["state"] == "failed"
