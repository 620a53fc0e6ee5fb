"""Sign-off over HTTP: by a person with their password, refused while findings are open; afterwards nothing changes."""

import re
from typing import Any

import httpx
import pytest

from api.app import create_app
from tests.api import reviewers
from tests.api.conftest import PASSWORD, Bureau, Running, logged_in
from tests.api.problems import assert_problem
from tests.api.reported import FINDINGS, verified, verify
from verifier.settings import read_settings
from verifier.store import audit, conclusions, dossiers, sealing
from verifier.store.tables import Role, Scope

OPEN = [rule for rule, outcome in FINDINGS.items() if outcome != "pass"]
SAID = {
    "verdict": "recommended",
    "opinion": "材料齐全，各项条件符合规定。",
    "password": PASSWORD,
    "run": 1,
    "decisions": "0" * 64,
}
_CHANGING = ("post", "put", "delete", "patch")
# Bodies with which a request is about the dossier and not about itself.
_BODIES: dict[str, dict[str, Any]] = {
    "files": {"files": [("files", ("b.pdf", b"%PDF"))]},
    "file_id": {"files": [("files", ("b.pdf", b"%PDF"))]},
    "decision": {"json": {"verdict": "confirmed", "reason": "属实"}},
    "override": {"json": {"quarter_turns": 1}},
    "conclusion": {"json": SAID},
    "path": {"json": {"value": "23", "reason": "看原件"}},
    "rereads": {"json": {"polygon": [[0.1, 0.1], [0.5, 0.1], [0.5, 0.2], [0.1, 0.2]]}},
    "notes": {"json": {"text": "请复看第7页"}},
}


@pytest.fixture
def url(running: Running, bureau: Bureau) -> str:
    return f"/v1/dossiers/{verified(running, bureau.id)}"


def decide(client: httpx.Client, url: str, *rules: str) -> None:
    for rule in rules:
        assert reviewers.decide(client, url, rule).status_code == 200


def on_what_is_there(client: httpx.Client, url: str) -> dict[str, Any]:
    seen: dict[str, Any] = client.get(f"{url}/conclusion/basis").json()
    return SAID | seen


def conclude(client: httpx.Client, url: str) -> httpx.Response:
    decide(client, url, *OPEN)
    answer = client.put(f"{url}/conclusion", json=on_what_is_there(client, url))
    assert answer.status_code == 200, answer.text
    return answer


def test_refused_while_findings_are_open_then_signed(
    zhang: httpx.Client, url: str, running: Running, bureau: Bureau
) -> None:
    assert_problem(zhang.get(f"{url}/conclusion"), "conclusion-not-found")
    decide(zhang, url, *OPEN[1:])
    refused = zhang.put(f"{url}/conclusion", json=on_what_is_there(zhang, url))
    assert_problem(refused, "findings-open")
    assert f"标题{OPEN[0]}" in refused.json()["detail"]
    signed = conclude(zhang, url).json()
    assert (signed["state"], signed["signed_by"]["name"], signed["run"]) == ("sealing", "张工", 1)
    assert zhang.get(f"{url}/conclusion").json() == signed
    assert zhang.get(url).json()["sealed_at"] is not None
    with running.store.read() as session:
        assert audit.verify(session) is None
        entry = audit.listed(session, bureau.id)[0]
    assert entry.action == "conclusion.sign"
    assert "材料齐全" not in str(entry.details)


def test_what_was_not_seen_is_not_signed(zhang: httpx.Client, url: str, running: Running, bureau: Bureau) -> None:
    decide(zhang, url, *OPEN)
    seen = on_what_is_there(zhang, url)
    decide(zhang, url, OPEN[0])  # says the same, but anew
    assert_problem(zhang.put(f"{url}/conclusion", json=seen), "precondition-failed")
    seen = on_what_is_there(zhang, url)
    zhang.delete(f"{url}/claim")
    verify(running, bureau.id, url.rpartition("/")[2])
    assert_problem(zhang.put(f"{url}/conclusion", json=seen), "precondition-failed")
    assert zhang.get(url).json()["sealed_at"] is None
    assert zhang.put(f"{url}/conclusion", json=on_what_is_there(zhang, url)).status_code == 200


def test_only_a_person_with_their_own_password_signs(
    zhang: httpx.Client, client: httpx.Client, url: str, running: Running, bureau: Bureau
) -> None:
    decide(zhang, url, *OPEN)
    assert_problem(client.put(f"{url}/conclusion", json=SAID), "person-needed")
    assert_problem(
        zhang.put(f"{url}/conclusion", json=on_what_is_there(zhang, url) | {"password": "wrong"}), "sign-off-refused"
    )
    assert_problem(
        zhang.put(f"{url}/conclusion", json=on_what_is_there(zhang, url) | {"opinion": ""}), "request-invalid"
    )
    assert_problem(
        zhang.put(f"{url}/conclusion", json=on_what_is_there(zhang, url) | {"verdict": "maybe"}), "request-invalid"
    )
    assert zhang.get(url).json()["sealed_at"] is None
    for _ in range(4):
        last = zhang.put(f"{url}/conclusion", json=on_what_is_there(zhang, url) | {"password": "wrong"})
    assert_problem(last, "login-locked")
    assert_problem(zhang.put(f"{url}/conclusion", json=on_what_is_there(zhang, url)), "login-locked")
    with logged_in(running, bureau, "录入员", Role.OPERATOR) as operator:
        assert_problem(operator.put(f"{url}/conclusion", json=SAID), "not-permitted")


def test_every_route_that_changes_a_sealed_dossier_is_refused(
    zhang: httpx.Client, chief: httpx.Client, url: str, running: Running
) -> None:
    """Walked from the OpenAPI document, so that a route that comes later is not forgotten."""
    file = zhang.get(url).json()["files"][0]["id"]
    conclude(zhang, url)
    before = zhang.get(url).json()
    document = create_app(read_settings(store_folder=running.settings.store_folder)).openapi()
    walked = 0
    for path, operations in document["paths"].items():
        for method in operations:
            changes = method in _CHANGING and path.startswith("/v1/dossiers/{dossier_id}")
            if not changes or path.endswith(("/conclusion/lift", "/unmasking")):  # the latter changes what is shown
                continue
            named = {
                "dossier_id": before["id"], "file_id": file, "rule": OPEN[0], "number": "1",
                "path": "application_form.headcount",
            }  # fmt: skip
            address = re.sub(r"\{(\w+)\}", lambda found, named=named: named[found[1]], path)  # type: ignore[misc]
            body = _BODIES.get(path.rpartition("/")[2].strip("{}"), {}) if method != "delete" else {}
            answer = chief.request(method, address, **body)
            assert answer.status_code == 409, f"{method} {path}: {answer.status_code} {answer.text}"
            assert_problem(answer, "dossier-sealed")
            described = operations[method]["responses"]["409"]["content"]["application/problem+json"]["examples"]
            assert "dossier-sealed" in described, f"{method} {path}"
            walked += 1
    assert walked > 8
    assert zhang.get(url).json() == before


def test_an_administrator_lifts_the_seal_with_a_reason(
    zhang: httpx.Client, chief: httpx.Client, url: str, running: Running, bureau: Bureau
) -> None:
    conclude(zhang, url)
    assert_problem(zhang.post(f"{url}/conclusion/lift", json={"reason": "误签"}), "not-permitted")
    assert_problem(chief.post(f"{url}/conclusion/lift", json={"reason": ""}), "request-invalid")
    lifted = chief.post(f"{url}/conclusion/lift", json={"reason": "漏看一页"}).json()
    assert (lifted["state"], lifted["lifted_by"]["name"], lifted["lift_reason"]) == ("lifted", "王主任", "漏看一页")
    assert zhang.get(f"{url}/conclusion").json() == lifted
    assert_problem(chief.post(f"{url}/conclusion/lift", json={"reason": "再撤"}), "conclusion-not-found")
    decide(zhang, url, OPEN[0])
    with running.store.read() as session:
        assert "conclusion.lift" in [entry.action for entry in audit.listed(session, bureau.id)]


def test_conclusions_that_were_lifted_are_listed_behind_the_one_that_stands(
    zhang: httpx.Client, chief: httpx.Client, url: str
) -> None:
    assert zhang.get(f"{url}/conclusions").json()["items"] == []
    conclude(zhang, url)
    lifted = chief.post(f"{url}/conclusion/lift", json={"reason": "漏看一页"}).json()
    standing = conclude(zhang, url).json()
    first = zhang.get(f"{url}/conclusions", params={"limit": 1}).json()
    rest = zhang.get(f"{url}/conclusions", params={"cursor": first["next_cursor"]}).json()
    assert (first["items"], rest["items"], rest["next_cursor"]) == ([standing], [lifted], None)


def test_the_report_is_the_sealed_one_until_the_seal_is_lifted(
    zhang: httpx.Client, chief: httpx.Client, url: str, running: Running, bureau: Bureau
) -> None:
    signed = conclude(zhang, url).json()
    seen = zhang.get(f"{url}/report").content
    with running.store.write() as session:
        dossier = dossiers.locked(session, bureau.id, url.rpartition("/")[2], even_sealed=True)
        standing = conclusions.standing(session, dossier)
        assert standing is not None
        made = {name: running.store.blobs.put([f'"sealed {name}"'.encode()]).sha256 for name in ("json", "pdf")}
        sealing.sealed(session, dossier, standing.id, made)
    view = zhang.get(f"{url}/conclusion").json()
    assert (view["state"], view["reports"], signed["reports"]) == ("sealed", made, {})
    assert zhang.get(f"{url}/report").content == b'"sealed json"'
    assert zhang.get(f"{url}/report", params={"format": "pdf"}).content == b'"sealed pdf"'
    assert zhang.get(f"{url}/report", params={"run": 1}).content == seen
    chief.post(f"{url}/conclusion/lift", json={"reason": "误签"})
    assert zhang.get(f"{url}/report").content == seen
    kept = zhang.get(f"{url}/report", params={"conclusion": view["id"], "format": "pdf"})
    assert (kept.content, kept.headers["Report-Run"]) == (b'"sealed pdf"', "1")
    again = conclude(zhang, url).json()
    assert again["id"] != view["id"]
    assert zhang.get(f"{url}/report", params={"conclusion": view["id"]}).content == b'"sealed json"'
    assert_problem(zhang.get(f"{url}/report", params={"conclusion": again["id"]}), "no-report")
    assert_problem(zhang.get(f"{url}/report", params={"conclusion": "0" * 32}), "conclusion-not-found")
    other = f"/v1/dossiers/{verified(running, bureau.id)}"
    assert_problem(zhang.get(f"{other}/report", params={"conclusion": view["id"]}), "conclusion-not-found")


def test_a_reader_sees_it_and_signs_nothing(zhang: httpx.Client, url: str, running: Running, bureau: Bureau) -> None:
    conclude(zhang, url)
    with running.client(running.key(bureau.id, Scope.READ)) as reader:
        assert reader.get(f"{url}/conclusion").json()["opinion"] == SAID["opinion"]
        assert_problem(reader.put(f"{url}/conclusion", json=SAID), "not-permitted")
