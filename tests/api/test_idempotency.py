"""Requests that are sent again: every POST of the OpenAPI document, and what holds of each."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from api.app import create_app
from api.idempotency import fingerprint_of
from api.users.schemas import UserRequest
from tests.api import reported
from tests.api.conftest import PASSWORD, RECEIVER_PORT, Bureau, Running
from tests.api.problems import assert_problem
from tests.api.reviewers import decide
from tests.api.test_dossiers import OTHER, PDF, building
from tests.api.test_rulesets import VALID, YAML
from tests.api.verified import BOX, read, verified
from verifier.settings import read_settings
from verifier.store import rulesets, webhooks
from verifier.store.tables import Delivery, DeliveryState, IdempotencyKey

_WITHOUT = {"/v1/session"}  # a log-in makes a cookie and nothing else; what it answers is kept nowhere


@dataclass(frozen=True)
class Request:
    """A request, and another one of the same operation."""

    url: str
    body: dict[str, Any]
    other_url: str
    other_body: dict[str, Any]


def requests(running: Running, bureau: Bureau, client: httpx.Client, zhang: httpx.Client) -> dict[str, Request]:
    """One that succeeds for each POST."""
    page, other_page = (verified(running, bureau) for _ in range(2))
    read(running, page, picture="e" * 64)
    waiting, other_waiting, third = (building(client) for _ in range(3))
    sealed = concluded(running, bureau, zhang)
    dead, other_dead = dead_letters(running, bureau)
    with running.store.read() as session:
        edition = rulesets.listed(session, bureau.id)[0].id

    def json(url: str, body: dict[str, Any], other: dict[str, Any]) -> Request:
        return Request(url, {"json": body}, url, {"json": other})

    def polygon(shift: float) -> dict[str, Any]:
        return {"polygon": [[x + shift, y] for x, y in BOX]}

    ids = [page.id, other_page.id]
    upload, url = {"files": [PDF]}, "/v1/dossiers/{dossier_id}"
    return {
        "/v1/dossiers": Request("/v1/dossiers", upload, "/v1/dossiers", {"files": [OTHER]}),
        f"{url}/files": Request(
            f"/v1/dossiers/{third}/files", upload, f"/v1/dossiers/{third}/files", {"files": [OTHER]}
        ),
        f"{url}/submit": Request(f"/v1/dossiers/{waiting}/submit", {}, f"/v1/dossiers/{other_waiting}/submit", {}),
        f"{url}/notes": json(f"/v1/dossiers/{page.id}/notes", {"text": "请复看第7页"}, {"text": "已复看"}),
        f"{url}/pages/{{number}}/rereads": json(f"/v1/dossiers/{page.id}/pages/1/rereads", polygon(0.0), polygon(0.1)),
        f"{url}/conclusion/lift": json(f"{sealed}/conclusion/lift", {"reason": "补交材料"}, {"reason": "签错"}),
        "/v1/comparisons": json("/v1/comparisons", {"dossiers": ids}, {"dossiers": ids[::-1]}),
        "/v1/keys": json("/v1/keys", {"name": "甲", "scopes": ["read"]}, {"name": "乙", "scopes": ["read"]}),
        "/v1/users": json("/v1/users", person(bureau, PASSWORD), person(bureau, f"{PASSWORD}!")),
        "/v1/webhooks": json("/v1/webhooks", receiver("a"), receiver("b")),
        "/v1/webhooks/deliveries/{delivery_id}/replay": Request(
            f"/v1/webhooks/deliveries/{dead}/replay", {}, f"/v1/webhooks/deliveries/{other_dead}/replay", {}
        ),
        "/v1/rulesets": Request("/v1/rulesets", ruleset("1"), "/v1/rulesets", ruleset("2")),
        "/v1/rulesets/{edition_id}/trials": json(f"/v1/rulesets/{edition}/trials", {"latest": 1}, {"latest": 2}),
    }


def concluded(running: Running, bureau: Bureau, zhang: httpx.Client) -> str:
    """The address of a dossier whose review is concluded."""
    url = f"/v1/dossiers/{reported.verified(running, bureau.id)}"
    for rule, outcome in reported.FINDINGS.items():
        if outcome != "pass":
            decide(zhang, url, rule)
    said = {"verdict": "returned", "opinion": "材料不全。", "password": PASSWORD}
    signed = zhang.put(f"{url}/conclusion", json=said | zhang.get(f"{url}/conclusion/basis").json())
    assert signed.status_code == 200, signed.text
    return url


def dead_letters(running: Running, bureau: Bureau) -> list[str]:
    """Two notices that never arrived."""
    with running.store.write() as session:
        webhook = webhooks.create(session, bureau.id, "https://portal.example.cn/", ["dossier.done"], actor="test")
    for _ in range(2):
        verified(running, bureau)
    with running.store.write() as session:
        of_ours = Delivery.webhook_id == webhook.id
        session.execute(update(Delivery).where(of_ours).values(state=DeliveryState.DEAD))
        return list(session.scalars(select(Delivery.id).where(of_ours)))


def person(bureau: Bureau, password: str) -> dict[str, Any]:
    return {"name": f"{bureau.name}-once", "password": password}


def receiver(path: str) -> dict[str, Any]:
    return {"url": f"http://127.0.0.1:{RECEIVER_PORT}/{path}"}


def ruleset(version: str) -> dict[str, Any]:
    content = VALID.replace(b'version: "1"', f'version: "{version}-once"'.encode())
    return {"content": content, "headers": YAML}


def posts(running: Running) -> dict[str, dict[str, Any]]:
    """What the OpenAPI document says of each POST."""
    paths = create_app(read_settings(store_folder=running.settings.store_folder)).openapi()["paths"]
    return {path: operations["post"] for path, operations in paths.items() if "post" in operations}


def send(client: httpx.Client, url: str, body: dict[str, Any], key: str) -> httpx.Response:
    headers = {**body.get("headers", {}), "Idempotency-Key": key}
    return client.post(url, **{**body, "headers": headers})


def test_every_post_is_worked_off_once(
    running: Running, bureau: Bureau, client: httpx.Client, zhang: httpx.Client
) -> None:
    """Walked from the OpenAPI document, so that an operation that comes later is not forgotten."""
    operations, prepared = posts(running), requests(running, bureau, client, zhang)
    assert set(operations) - _WITHOUT == set(prepared)
    for number, (path, request) in enumerate(prepared.items()):
        described = {one["name"] for one in operations[path]["parameters"]}
        assert "Idempotency-Key" in described, path
        key = f"once-{number}"
        first, again = (send(client, request.url, request.body, key) for _ in range(2))
        assert first.is_success, f"{path}: {first.text}"
        assert (again.status_code, again.json()) == (first.status_code, first.json()), path
        assert again.headers["idempotent-replayed"] == "true"
        assert "idempotent-replayed" not in first.headers
        assert again.headers.get("location") == first.headers.get("location")
        assert_problem(send(client, request.other_url, request.other_body, key), "idempotency-key-reused")
        while_it_is_worked_on(running, key)
        assert_problem(send(client, request.url, request.body, key), "request-running")


def while_it_is_worked_on(running: Running, key: str) -> None:
    """Take the answer back, as if it were not there yet."""
    with running.store.write() as session:
        session.execute(update(IdempotencyKey).where(IdempotencyKey.key == key).values(status=None, answer=None))


def test_nothing_that_tells_a_password_is_kept(running: Running, bureau: Bureau, client: httpx.Client) -> None:
    body = person(bureau, PASSWORD)
    send(client, "/v1/users", {"json": body}, "person")
    fingerprint = fingerprint_of("user", UserRequest.model_validate(body))
    with running.store.read() as session:
        kept = session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == "person")).one()
    assert PASSWORD not in str(kept.answer)
    assert kept.fingerprint != fingerprint  # else whoever has the database could try passwords


def test_what_tells_of_a_dossier_goes_with_it(running: Running, bureau: Bureau, client: httpx.Client) -> None:
    dossier = verified(running, bureau).id
    noted = send(client, f"/v1/dossiers/{dossier}/notes", {"json": {"text": "请复看第7页"}}, "note")
    assert noted.status_code == 201
    assert client.delete(f"/v1/dossiers/{dossier}").status_code == 204
    with running.store.read() as session:
        assert session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == "note")).all() == []


def test_a_request_sent_again_is_answered_as_before(client: httpx.Client) -> None:
    key = {"Idempotency-Key": "4e4a-1"}
    first = client.post("/v1/dossiers", files=[PDF], headers=key)
    again = client.post("/v1/dossiers", files=[PDF], headers=key)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert_problem(client.post("/v1/dossiers", files=[OTHER], headers=key), "idempotency-key-reused")
    assert len(client.get("/v1/dossiers").json()["items"]) == 1


def test_a_key_that_is_shown_again_works_and_is_not_in_the_database(client: httpx.Client, running: Running) -> None:
    body, headers = {"name": "申报系统", "scopes": ["read"]}, {"Idempotency-Key": "key-1"}
    shown = [client.post("/v1/keys", json=body, headers=headers).json()["key"] for _ in range(2)]
    assert shown[0] == shown[1]
    with running.client(shown[0]) as program:
        assert program.get("/v1/dossiers").status_code == 200
    with running.store.read() as session:
        kept = session.scalars(select(IdempotencyKey.answer)).all()
    assert any("seed" in (answer or {}) for answer in kept)
    assert shown[0].rpartition("_")[2] not in str(kept)


@pytest.mark.parametrize("key", ["x" * 256, "a b", ""])
def test_a_key_that_is_none_is_refused(client: httpx.Client, key: str) -> None:
    assert_problem(
        client.post("/v1/dossiers", files=[PDF], headers={"Idempotency-Key": key}), "idempotency-key-invalid"
    )


def test_the_same_key_of_another_bureau_is_another_key(client: httpx.Client, stranger: httpx.Client) -> None:
    key = {"Idempotency-Key": "shared"}
    ours, theirs = (one.post("/v1/dossiers", files=[PDF], headers=key).json()["id"] for one in (client, stranger))
    assert ours != theirs


def test_twenty_equal_requests_at_once_make_one_dossier(client: httpx.Client) -> None:
    def send(_number: int) -> httpx.Response:
        return client.post("/v1/dossiers", files=[PDF], headers={"Idempotency-Key": "at-once"})

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))
    made = {answer.json()["id"] for answer in answers if answer.status_code == 202}
    assert len(made) == 1
    for answer in answers:
        if answer.status_code != 202:
            assert_problem(answer, "request-running")
    assert [entry["id"] for entry in client.get("/v1/dossiers").json()["items"]] == list(made)


def test_a_refused_request_may_be_mended_under_the_same_key(client: httpx.Client) -> None:
    key = {"Idempotency-Key": "mended"}
    dossier = building(client)
    client.post(f"/v1/dossiers/{dossier}/submit")
    assert_problem(client.post(f"/v1/dossiers/{dossier}/files", files=[OTHER], headers=key), "dossier-busy")
    assert client.post("/v1/dossiers", files=[OTHER], headers=key).status_code == 202
