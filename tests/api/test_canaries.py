"""Secrets and personal data, planted wherever they belong, stand nowhere else: not in logs, errors, metrics or URLs.

Real processes: `verifier serve` with a worker of its own, told and asked over HTTP, with requests that are refused, a
file that cannot be read and a defect in the middle of an act.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.papers import make_docx
from tests.api.receiver import receiving
from tests.api.test_serve import DECLARATION, Service, start, stop
from tests.servers import free_port
from verifier.client import Client

CHINESE = {"name": "王金丝雀", "company": "许昌金丝雀企业管理有限公司", "line": "金丝雀承诺如实申报"}
IDENTITY, PHONE = "110101199003070011", "13812345678"


@dataclass
class Round:
    """What was planted, and all that came back."""

    password: str = f"Kanarie-{secrets.token_hex(8)}"
    wrong_password: str = f"Falsch-{secrets.token_hex(8)}"
    unknown_key: str = f"dv_{secrets.token_hex(20)}"
    secrets: dict[str, str] = field(default_factory=dict)  # those that the service makes
    answers: list[httpx.Response] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def note(self, answer: httpx.Response) -> None:
        answer.read()
        self.answers.append(answer)

    @property
    def credentials(self) -> list[str]:
        return [self.password, self.wrong_password, self.unknown_key, *self.secrets.values()]

    @property
    def content(self) -> list[str]:
        return [*CHINESE.values(), IDENTITY, PHONE]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, Round]:
    folder, round_, port = tmp_path_factory.mktemp("canaries"), Round(), free_port()
    named = {"VERIFIER_ADMIN_PASSWORD": round_.password, "VERIFIER_WEBHOOK_HOSTS": f"127.0.0.1:{port}"}
    service = start(folder, **named)
    try:
        with receiving(port) as receiver:
            _drive(service, round_, f"http://127.0.0.1:{port}/")
            headers, body = receiver.requests.get(timeout=30)
            round_.notices = [*headers.values(), body.decode()]
    finally:
        stop(service)
    return service, round_


def _drive(service: Service, round_: Round, receiver: str) -> None:
    hooks = {"response": [round_.note]}
    with httpx.Client(base_url=service.url, event_hooks=hooks, timeout=60, verify=False) as person:
        _log_in(person, round_)
        made = person.post("/v1/keys", json={"name": CHINESE["name"], "scopes": ["submit", "read"]}).json()
        round_.secrets["key"] = made["key"]
        round_.secrets["webhook"] = person.post("/v1/webhooks", json={"url": receiver}).json()["secret"]
        dossier_id = _submit(service, round_)
        _review(person, dossier_id)
        _be_refused(person, round_, dossier_id)
        with _broken(service.folder):
            assert person.post(f"/v1/dossiers/{dossier_id}/notes", json={"text": CHINESE["line"]}).status_code == 500
        person.get("/metrics")
        assert person.delete("/v1/session").status_code == 204


def _log_in(person: httpx.Client, round_: Round) -> None:
    for given in (round_.wrong_password, round_.password):
        answer = person.post("/v1/session", json={"name": "admin", "password": given})
    round_.secrets["csrf"] = person.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    round_.secrets["cookie"] = person.cookies["verifier_session"]
    round_.secrets["own password"] = f"{round_.password}/own"
    said = {"old": round_.password, "new": round_.secrets["own password"]}
    assert person.put("/v1/session/password", json=said).status_code == 204


def _submit(service: Service, round_: Round) -> str:
    folder = service.folder / "papers"
    folder.mkdir()
    declaration = [line.format(name=CHINESE["company"]) for line in DECLARATION]
    more = (CHINESE["line"], f"身份证号{IDENTITY}", f"电话{PHONE}")
    paper = make_docx(folder / f"{CHINESE['name']}.docx", *declaration, *more)
    broken = folder / f"{CHINESE['name']}.pdf"
    broken.write_bytes(b"%PDF-1.7 " + CHINESE["line"].encode())
    with Client(service.url, round_.secrets["key"]) as portal:
        dossier = portal.wait(portal.submit([paper, broken], reference=CHINESE["name"]).id)
        assert CHINESE["company"] in portal.report(dossier.id).decode()  # it went through
    return dossier.id


def _review(person: httpx.Client, dossier_id: str) -> None:
    url = f"/v1/dossiers/{dossier_id}"
    assert person.post(f"{url}/notes", json={"text": f"{CHINESE['name']}电话{PHONE}"}).status_code == 201
    fields = person.get(f"{url}/report", params={"format": "json"}).json()["fields"]
    path = next(path for path, value in fields.items() if value["raw"] == CHINESE["company"])
    said = {"value": CHINESE["company"], "reason": f"{CHINESE['name']}{IDENTITY}"}
    assert person.put(f"{url}/corrections/{path}", json=said).status_code == 200
    assert person.post(f"{url}/submit").status_code == 202
    for shown in (f"/dossiers/{dossier_id}", f"{url}/report?format=html", f"{url}/history", "/dossiers", "/v1/audit"):
        assert person.get(shown).status_code == 200


def _be_refused(person: httpx.Client, round_: Round, dossier_id: str) -> None:
    """Refusals of every kind, with canaries in what is refused."""
    csrf = person.headers.pop("X-CSRF-Token")
    person.post(f"/v1/dossiers/{dossier_id}/notes", json={"text": CHINESE["line"]})
    person.headers["X-CSRF-Token"] = csrf
    person.post("/v1/session", json={"name": [CHINESE["name"]], "password": round_.password})
    person.post("/v1/session", content=f'{{"password": "{round_.password}", {IDENTITY}')
    person.put("/v1/session/password", json={"old": round_.wrong_password, "new": round_.password, "x": PHONE})
    person.put("/v1/session/password", json={"old": round_.wrong_password, "new": f"{round_.password}0"})
    person.post("/v1/users", json={"name": IDENTITY, "password": round_.password, "role": PHONE})
    person.put(f"/v1/dossiers/{dossier_id}/corrections/x", json={"value": CHINESE["company"], "reason": [PHONE]})
    person.post(f"/v1/dossiers/{dossier_id}/notes", json={"text": [CHINESE["line"]], "rule": IDENTITY})
    person.get(f"/v1/dossiers/{IDENTITY}{PHONE}")
    person.get(f"/{CHINESE['name']}/{IDENTITY}")
    person.request("TRACE", f"/v1/dossiers/{PHONE}")
    stranger = {"Authorization": f"Bearer {round_.unknown_key}"}
    with httpx.Client(base_url=str(person.base_url), verify=False) as other:
        round_.note(other.get("/v1/dossiers", headers=stranger, params={"reference": CHINESE["company"]}))
        round_.note(other.get(f"/dossiers/{dossier_id}", headers=stranger))
        round_.note(other.get("/v1/dossiers", headers={"Cookie": f"verifier_session={round_.wrong_password}"}))
        round_.note(other.post(f"/v1/dossiers/{dossier_id}/notes", json={"text": CHINESE["line"]}))
        round_.note(other.get("/v1/users", headers={"Authorization": f"Bearer {round_.secrets['key']}"}))


@contextmanager
def _broken(folder: Path) -> Iterator[None]:
    """A table takes no row: what stands in the statement stands in the exception too."""
    (database,) = folder.rglob("*.sqlite3")
    with closing(sqlite3.connect(database, isolation_level=None, timeout=30)) as connection:
        connection.execute("CREATE TRIGGER broken BEFORE INSERT ON notes BEGIN SELECT RAISE(ABORT, 'broken'); END")
        yield
        connection.execute("DROP TRIGGER broken")


def _found(canaries: list[str], text: str) -> list[str]:
    """Those that stand in a text, as they are or as JSON writes them."""
    return [one for one in canaries if one in text or json.dumps(one)[1:-1] in text]


def test_no_log_has_any(told: tuple[Service, Round]) -> None:
    service, round_ = told
    lines = [json.loads(line) for line in service.log.splitlines() if line.startswith("{")]
    assert any(line.get("event") == "request.failed" and line["error"] == "IntegrityError" for line in lines)
    assert any(line.get("kind") == "assemble" for line in lines)  # the worker's log is there as well
    assert _found([*round_.credentials, *round_.content], service.log) == []
    assert _found(round_.credentials, "\n".join(service.told)) == []


def test_no_refusal_has_any(told: tuple[Service, Round]) -> None:
    """Neither what was sent with the request nor what the service knows."""
    _, round_ = told
    refused = [answer for answer in round_.answers if answer.status_code >= 400]
    assert {answer.status_code for answer in refused} >= {401, 403, 404, 405, 422, 500}
    for answer in refused:
        said = answer.text + json.dumps(dict(answer.headers), ensure_ascii=False)
        where = f"{answer.request.method} {answer.request.url.path} {answer.status_code}"
        assert _found([*round_.credentials, *round_.content], said) == [], where


def test_no_address_no_redirect_and_no_metric_has_any(told: tuple[Service, Round]) -> None:
    _, round_ = told
    addresses = [str(answer.request.url) + answer.headers.get("location", "") for answer in round_.answers]
    assert _found(round_.credentials, "\n".join(addresses)) == []
    (metrics,) = (answer.text for answer in round_.answers if answer.request.url.path == "/metrics")
    assert "http_request" in metrics or "seconds_bucket" in metrics
    assert _found([*round_.credentials, *round_.content], metrics) == []


def test_secrets_are_said_once_and_notices_hold_none(told: tuple[Service, Round]) -> None:
    _, round_ = told
    assert _found([*round_.credentials, *round_.content], "\n".join(round_.notices)) == []
    said: dict[str, list[tuple[Any, str]]] = {name: [] for name in round_.secrets}
    for answer in round_.answers:
        for name, secret in round_.secrets.items():
            if secret in answer.text:
                said[name].append((answer.request.method, answer.request.url.path))
    assert said["key"] == [("POST", "/v1/keys")]
    assert said["webhook"] == [("POST", "/v1/webhooks")]
    assert said["cookie"] == []  # a header of the log-in only
    assert {path for _, path in said["csrf"]} <= {"/v1/session", "/dossiers"} | {
        answer.request.url.path for answer in round_.answers if answer.request.url.path.startswith("/dossiers/")
    }
    assert not any(round_.password in answer.text for answer in round_.answers)


def test_the_store_keeps_no_secret_in_the_clear(told: tuple[Service, Round]) -> None:
    """But for the webhook's, which signs."""
    service, round_ = told
    hidden = [secret for secret in round_.credentials if secret != round_.secrets["webhook"]]
    hidden.remove(round_.secrets["csrf"])  # it is given out again to who is logged in, for as long as that lasts
    for path in service.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [one for one in hidden if one.encode() in content] == [], path
