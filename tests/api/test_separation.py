"""Two bureaus that cannot see each other: every route that names an object, walked from the OpenAPI document."""

import re
from datetime import timedelta
from typing import Any

import httpx

from api.app import create_app
from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from verifier.settings import read_settings
from verifier.store import accounts, dossiers, progress, webhooks
from verifier.store.progress import Assembled, FoundFile
from verifier.store.tables import Delivery, DeliveryState, RunCheck, Scope, Task

# What a body must be for the refusal to be about the object and not about the body.
_BODIES: dict[str, dict[str, Any]] = {
    "/v1/dossiers/{dossier_id}/files": {"files": [("files", ("a.pdf", b"%PDF"))]},
    "/v1/dossiers/{dossier_id}/files/{file_id}": {"files": [("files", ("a.pdf", b"%PDF"))]},
    "/v1/dossiers/{dossier_id}/checks/{rule}/decision": {"json": {"verdict": "confirmed", "reason": "x"}},
    "/v1/dossiers/{dossier_id}/corrections/{path}": {"json": {"value": "8000.00", "reason": "x"}},
    "/v1/dossiers/{dossier_id}/notes": {"json": {"text": "x"}},
    "/v1/dossiers/{dossier_id}/pages/{number}/override": {"json": {"quarter_turns": 1}},
    "/v1/dossiers/{dossier_id}/conclusion": {"json": {"verdict": "returned", "opinion": "x", "password": "x"}},
}
_PARAMETERS = {("delete", "/v1/dossiers/{dossier_id}/conclusion"): {"reason": "x"}}
_METHODS = ("get", "post", "put", "delete")


def _everything(running: Running, bureau: Bureau) -> dict[str, str]:
    """One of each kind of object of a bureau, by the name of its parameter."""
    with running.store.write() as session:
        webhook = webhooks.create(session, bureau.id, "https://portal.example.cn/", ["dossier.done"], actor="test")
        dossier = dossiers.create(session, bureau.id, actor="test", ruleset="xuchang-2020-154")
        blob = running.store.blobs.put([b"%PDF-1.7"])
        file = dossiers.add_file(session, dossier, "a.pdf", blob, actor="test")
        dossiers.submit(session, dossier, actor="test")
        found = [FoundFile("a.pdf", blob.sha256, "pdf", 1)]
        progress.opened(session, dossier, found, [], version="v", at_once=1, lasts=timedelta(minutes=30))
        report = {"json": running.store.blobs.put([b"{}"]).sha256}
        check = RunCheck(rule="x01", position=0, title="t", clause="c", outcome="review", message="m", inputs="i")
        outcome = Assembled("i", "r", "1", "none", "1", None, report, {"review": 1}, [check])
        progress.assembled(session, dossier, outcome)
        session.flush()
        notice = session.query(Delivery).filter(Delivery.webhook_id == webhook.id).one()
        notice.state = DeliveryState.DEAD
        _, key = accounts.create_key(session, bureau.id, "k", [Scope.READ], actor="test")
        session.query(Task).delete()
        return {
            "dossier_id": dossier.id,
            "file_id": file.id,
            "webhook_id": webhook.id,
            "delivery_id": notice.id,
            "key_id": key.id,
            "rule": "x01",
            "path": "lease.rent",
            "number": "1",
        }


def _routes(running: Running) -> list[tuple[str, str]]:
    document = create_app(read_settings(store_folder=running.settings.store_folder)).openapi()
    return [
        (method, path)
        for path, operations in document["paths"].items()
        for method in operations
        if method in _METHODS and "{" in path
    ]


def test_no_route_shows_or_changes_anothers_object(
    running: Running, bureau: Bureau, client: httpx.Client, stranger: httpx.Client
) -> None:
    objects = _everything(running, bureau)
    routes = _routes(running)
    assert len(routes) > 15
    before = client.get(f"/v1/dossiers/{objects['dossier_id']}").json()
    for method, path in routes:
        url = re.sub(r"\{(\w+)\}", lambda found: objects[found[1]], path)
        body = _BODIES.get(path, {}) if method in ("post", "put") else {}
        parameters = _PARAMETERS.get((method, path))
        answer = stranger.request(method, url, params=parameters, **body)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.text}"
        assert_problem(answer, answer.json()["code"])
        unknown = re.sub(r"[0-9a-f]{32}", "0" * 32, url)
        absent = stranger.request(method, unknown, params=parameters, **body)
        assert absent.json()["detail"] == answer.json()["detail"], f"{method} {path} tells that the object is there"
    assert client.get(f"/v1/dossiers/{objects['dossier_id']}").json() == before


def test_lists_hold_only_ones_own(
    running: Running, bureau: Bureau, client: httpx.Client, stranger: httpx.Client
) -> None:
    objects = _everything(running, bureau)
    for path in ("/v1/dossiers", "/v1/webhooks", "/v1/webhooks/deliveries", "/v1/keys"):
        ours, theirs = client.get(path).text, stranger.get(path).text
        assert any(value in ours for value in objects.values())
        assert not any(value in theirs for value in objects.values() if len(value) == 32)


def test_every_route_asks_who_calls(running: Running) -> None:
    document = create_app(read_settings(store_folder=running.settings.store_folder)).openapi()
    free = {"/healthz", "/readyz", "/metrics"}
    for path, operations in document["paths"].items():
        for method in operations:
            if path in free or (path, method) == ("/v1/session", "post"):
                continue
            named = re.sub(r"\{path\}", "lease.rent", re.sub(r"\{rule\}", "x01", path))
            url = re.sub(r"\{number\}", "1", named)
            answer = httpx.request(method, running.url + re.sub(r"\{\w+\}", "0" * 32, url), verify=False)
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
