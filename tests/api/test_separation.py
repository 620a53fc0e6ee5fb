"""Two bureaus that cannot see each other: every route that names an object, walked from the OpenAPI document."""

import re
from typing import Any

import httpx

from api.app import create_app
from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from tests.api.verified import BOX, FIELD, RULE, reread, verified
from verifier.settings import read_settings
from verifier.store import accounts, comparisons, dossiers, rulesets, trials, webhooks
from verifier.store.tables import Delivery, DeliveryState, Role, Scope, Task

# What a body must be for the refusal to be about the object and not about the body.
_BODIES: dict[str, dict[str, Any]] = {
    "/v1/dossiers/{dossier_id}/files": {"files": [("files", ("a.pdf", b"%PDF"))]},
    "/v1/dossiers/{dossier_id}/files/{file_id}": {"files": [("files", ("a.pdf", b"%PDF"))]},
    "/v1/dossiers/{dossier_id}/checks/{rule}/decision": {"json": {"verdict": "confirmed", "reason": "x"}},
    "/v1/dossiers/{dossier_id}/corrections/{path}": {"json": {"value": "8000.00", "reason": "x"}},
    "/v1/dossiers/{dossier_id}/notes": {"json": {"text": "x"}},
    "/v1/dossiers/{dossier_id}/pages/{number}/rereads": {"json": {"polygon": BOX}},
    "/v1/dossiers/{dossier_id}/pages/{number}/override": {"json": {"quarter_turns": 1}},
    "/v1/users/{user_id}": {"json": {"shown_name": "x"}},
    "/v1/rulesets/{edition_id}/trials": {"json": {}},
    "/v1/dossiers/{dossier_id}/conclusion": {
        "json": {"verdict": "returned", "opinion": "x", "password": "x", "run": 1, "decisions": "0" * 64}
    },
    "/v1/dossiers/{dossier_id}/conclusion/lift": {"json": {"reason": "x"}},
}
_METHODS = ("get", "post", "put", "patch", "delete")


def _everything(running: Running, bureau: Bureau) -> dict[str, str]:
    """One of each kind of object of a bureau, by the name of its parameter."""
    with running.store.write() as session:
        webhook = webhooks.create(session, bureau.id, "https://portal.example.cn/", ["dossier.done"], actor="test")
    dossier = verified(running, bureau)
    name = f"{bureau.name}-z"
    password = accounts.hashed("correct horse battery", name)
    box = reread(running, dossier)  # in a transaction of its own: SQLite has one writer
    with running.store.write() as session:
        (file,) = dossiers.files(session, dossier)
        notice = session.query(Delivery).filter(Delivery.webhook_id == webhook.id).one()
        notice.state = DeliveryState.DEAD
        _, key = accounts.create_key(session, bureau.id, "k", [Scope.READ], actor="test")
        comparison = comparisons.create(session, bureau.id, [dossier], ["json"], actor="test")
        edition = rulesets.listed(session, bureau.id)[0]
        trial = trials.begin(session, edition, None, latest=1, actor="test")
        person = accounts.create_user(session, bureau.id, name, password, Role.REVIEWER, actor="test")
        session.query(Task).delete()
        return {
            "dossier_id": dossier.id,
            "file_id": file.id,
            "webhook_id": webhook.id,
            "delivery_id": notice.id,
            "key_id": key.id,
            "comparison_id": comparison.id,
            "rule": RULE,
            "path": FIELD,
            "reread_id": box,
            "user_id": person.id,
            "edition_id": edition.id,
            "trial_id": trial.id,
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
        body = _BODIES.get(path, {}) if method in ("post", "put", "patch") else {}
        answer = stranger.request(method, url, **body)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.text}"
        assert_problem(answer, answer.json()["code"])
        unknown = re.sub(r"[0-9a-f]{32}", "0" * 32, url)
        absent = stranger.request(method, unknown, **body)
        assert absent.json()["detail"] == answer.json()["detail"], f"{method} {path} tells that the object is there"
    assert client.get(f"/v1/dossiers/{objects['dossier_id']}").json() == before


def test_lists_hold_only_ones_own(
    running: Running, bureau: Bureau, client: httpx.Client, stranger: httpx.Client
) -> None:
    objects = _everything(running, bureau)
    for path in ("/v1/dossiers", "/v1/webhooks", "/v1/webhooks/deliveries", "/v1/keys", "/v1/users", "/v1/rulesets"):
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
