"""Who may do what (`docs/access.yaml`): every operation by every kind of caller, for own and for foreign objects."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from api.app import create_app
from tests.api import access
from tests.api.access import ANYBODY, PERSON, Operation
from tests.api.conftest import PASSWORD, Bureau, Running, logged_in
from tests.api.objects import Planted, planted
from tests.api.problems import assert_problem
from tests.api.verified import BOX
from verifier.settings import read_settings
from verifier.store.tables import ROLE_SCOPES, AuditEntry, Role, Scope

_D = "/v1/dossiers/{dossier_id}"
_FILES = {"files": [("files", ("a.pdf", b"%PDF"))]}
# What a body must be for the answer to be about the object and not about the body.
_BODIES: dict[str, dict[str, Any]] = {
    "/v1/dossiers": _FILES,
    f"{_D}/files": _FILES,
    f"{_D}/files/{{file_id}}": _FILES,
    f"{_D}/checks/{{rule}}/decision": {"json": {"verdict": "confirmed", "reason": "x"}},
    f"{_D}/corrections/{{path}}": {"json": {"value": "8000.00", "reason": "x", "page": 1}},
    f"{_D}/notes": {"json": {"text": "x"}},
    f"{_D}/unmasking": {"json": {"purpose": "compare"}},
    f"{_D}/pages/{{number}}/rereads": {"json": {"polygon": BOX}},
    f"{_D}/pages/{{number}}/override": {"json": {"quarter_turns": 1}},
    f"{_D}/conclusion": {
        "json": {"verdict": "returned", "opinion": "x", "password": PASSWORD, "run": 1, "decisions": "0" * 64}
    },
    f"{_D}/conclusion/lift": {"json": {"reason": "x"}},
    "/v1/users/{user_id}": {"json": {"shown_name": "x"}},
    "/v1/users": {"json": {"name": "somebody", "password": PASSWORD, "role": "operator"}},
    "/v1/keys": {"json": {"name": "x", "scopes": ["read"]}},
    "/v1/webhooks": {"json": {"url": "https://portal.example.cn/"}},
    "/v1/rulesets/{edition_id}/trials": {"json": {}},
    "/v1/session": {"json": {"name": "nobody", "password": "x"}},
    "/v1/session/password": {"json": {"old": "x", "new": f"{PASSWORD} too"}},
    "/v1/sessions/end": {"json": {"session": "{session_id}", "password": PASSWORD}},
    "/v1/comparisons": {"json": {"dossiers": ["{dossier_id}", "1" * 32]}},
    "/v1/rulesets/current": {"json": {"edition": "{edition_id}", "without_trial": True, "reason": "x"}},
}
_NAMED = re.compile(r"\{(\w+)\}")
_AT = {"/static/{path}": "/static/base.css"}
# What works for nobody here, and why: who may is answered with a refusal of the operation's own.
_OWN_REFUSALS = {
    ("POST", "/v1/session"): "a name that there is not",
    ("PUT", "/v1/session/password"): "a wrong password",
    ("PUT", "/v1/sessions/end"): "a log-in of somebody else",
    ("PUT", f"{_D}/conclusion"): "findings are open",
    ("GET", f"{_D}/conclusion"): "nothing is signed",
    ("POST", f"{_D}/conclusion/lift"): "nothing is signed",
    ("PUT", f"{_D}/corrections/{{path}}"): "the report has no such field",
    ("DELETE", f"{_D}/corrections/{{path}}"): "nothing was corrected",
    ("POST", "/v1/comparisons"): "the other dossier is not there",
    ("GET", "/v1/comparisons/{comparison_id}/dossiers/{dossier_id}/report"): "no worker is there",
    ("POST", "/v1/rulesets"): "no YAML",
    ("POST", "/v1/webhooks"): "a host that cannot be resolved",
}


@dataclass(frozen=True)
class Caller:
    """Somebody who calls; `scopes` is None for nobody."""

    name: str
    client: httpx.Client
    scopes: frozenset[Scope] | None
    is_person: bool

    def may(self, part: str, need: str) -> bool:
        if need == ANYBODY:
            return True
        if self.scopes is None or (part == "pages" and not self.is_person):
            return False
        return self.is_person if need == PERSON else need in self.scopes


@pytest.fixture
def app(running: Running) -> FastAPI:
    return create_app(read_settings(store_folder=running.settings.store_folder))


@pytest.fixture
def callers(running: Running, bureau: Bureau) -> Iterator[list[Caller]]:
    with ExitStack() as stack:
        yield _callers(running, bureau, stack)


@pytest.fixture
def strangers(running: Running) -> Iterator[list[Caller]]:
    """As `callers`, of another bureau, which has everything as well."""
    other = running.bureau()
    planted(running, other)
    with ExitStack() as stack:
        yield [caller for caller in _callers(running, other, stack) if caller.scopes is not None]


def _callers(running: Running, bureau: Bureau, stack: ExitStack) -> list[Caller]:
    nobody = stack.enter_context(httpx.Client(base_url=running.url, timeout=30, verify=False))
    found = [Caller("nobody", nobody, None, is_person=False)]
    for scope in Scope:
        client = stack.enter_context(running.client(running.key(bureau.id, scope)))
        found.append(Caller(f"key of {scope}", client, frozenset([scope]), is_person=False))
    for role in Role:
        client = stack.enter_context(logged_in(running, bureau, role.value, role))
        found.append(Caller(role.value, client, ROLE_SCOPES[role], is_person=True))
    return found


def _everything() -> list[tuple[str, Operation, str]]:
    """Part, operation and what it asks; the log-out last, since it ends the log-in of who calls."""
    found = [(part, *one) for part in ("api", "pages") for one in access.needs(part).items()]
    return sorted(found, key=lambda one: one[1] == ("DELETE", "/v1/session"))


def _ask(caller: Caller, operation: Operation, ids: dict[str, str]) -> httpx.Response:
    method, path = operation
    body = _BODIES.get(path, {}) if method in ("POST", "PUT", "PATCH") else {}
    if "json" in body and ids:
        body = {"json": json.loads(_NAMED.sub(lambda found: ids[found[1]], json.dumps(body["json"])))}
    url = _AT.get(path) or _NAMED.sub(lambda found: ids[found[1]], path)
    return caller.client.request(method, url, **body)


def _names_an_object(operation: Operation) -> bool:
    """In its path or in its body."""
    method, path = operation
    said = str(_BODIES.get(path, {}).get("json", "")) if method != "GET" else ""
    return path not in _AT and _NAMED.search(path + said) is not None


def _refusal(part: str, caller: Caller, answer: httpx.Response) -> str | None:
    """Nothing, where the answer is the refusal of one who may not; else what it is."""
    told = f"{answer.status_code} {answer.text[:200]}"
    if part == "pages":
        if caller.is_person:
            return None if answer.status_code == 403 else told
        led = answer.status_code == 303 and answer.headers["location"].startswith("/login?next=")
        return None if led else told
    code = "not-authenticated" if caller.scopes is None else "not-permitted"
    if caller.scopes is not None and not caller.is_person and answer.status_code == 401:
        code = "not-authenticated"  # a key where only a person will do
    assert_problem(answer, code)
    return None


def _says(answer: httpx.Response, canary: str) -> bool:
    """Whether it stands in the answer: its headers, its text, or what is packed in it."""
    content = answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return canary.encode() in content or any(canary in value for value in answer.headers.values())


def _acts(running: Running, bureau: Bureau) -> int:
    """How many acts of the bureau the audit log has."""
    with running.store.read() as session:
        wanted = AuditEntry.organisation_id == bureau.id
        return session.scalar(select(func.count()).select_from(AuditEntry).where(wanted)) or 0


def test_every_operation_is_in_the_table_and_no_other(app: FastAPI) -> None:
    api, pages = access.needs("api"), access.needs("pages")
    assert not api.keys() & pages.keys()
    assert api.keys() | pages.keys() == access.operations(app)
    assert api.keys() - {("GET", "/openapi.json")} == access.documented(app)
    known = {ANYBODY, PERSON, *Scope}
    assert {*api.values(), *pages.values()} <= known
    assert access.table()["roles"] == {
        role.value: [scope.value for scope in Scope if scope in ROLE_SCOPES[role]] for role in Role
    }


def test_every_route_asks_who_calls(running: Running, bureau: Bureau, callers: list[Caller]) -> None:
    """Who may not is refused, learns nothing of what is there, and leaves it as it was."""
    own = planted(running, bureau)
    before, refused, faults = _acts(running, bureau), 0, []
    for part, operation, need in _everything():
        for caller in callers:
            if caller.may(part, need):
                continue
            answer = _ask(caller, operation, own.ids)
            refused += 1
            fault = _refusal(part, caller, answer)
            if fault is not None or _says(answer, own.canary):
                faults.append(f"{operation} by {caller.name}: {fault or 'tells what is there'}")
    assert not faults, "\n".join(faults)
    assert refused > 300
    assert _acts(running, bureau) == before


def test_who_may_is_answered(running: Running, bureau: Bureau, callers: list[Caller]) -> None:
    """With what they ask for, or a refusal that is not about who they are; each operation works for somebody."""
    shared, faults, worked = planted(running, bureau), [], set()
    for part, operation, need in _everything():
        for caller in callers:
            if not caller.may(part, need):
                continue
            own = shared if operation[0] == "GET" else planted(running, bureau)
            answer = _ask(caller, operation, own.ids)
            code = answer.json().get("code") if "problem+json" in answer.headers.get("content-type", "") else None
            if answer.status_code in (200, 201, 202, 204, 303) and code is None:
                worked.add(operation)
            if code == "not-permitted" or answer.status_code >= 500 or (answer.status_code == 403 and code is None):
                faults.append(f"{operation} by {caller.name}: {answer.status_code} {answer.text[:300]}")
    assert not faults, "\n".join(faults)
    everything = {operation for _, operation, _ in _everything()}
    assert everything - worked == set(_OWN_REFUSALS)


def test_no_route_shows_or_changes_anothers_object(
    running: Running, bureau: Bureau, client: httpx.Client, strangers: list[Caller]
) -> None:
    theirs = planted(running, bureau)
    before, acts = client.get(f"/v1/dossiers/{theirs.ids['dossier_id']}").json(), _acts(running, bureau)
    faults = []
    for part, operation, need in _everything():
        if not _names_an_object(operation):
            continue
        for caller in strangers:
            answer = _ask(caller, operation, theirs.ids)
            where = f"{operation} by a foreign {caller.name}"
            if _says(answer, theirs.canary):
                faults.append(f"{where} tells what is there")
            if not caller.may(part, need):
                fault = _refusal(part, caller, answer)
            else:
                absent = _ask(caller, operation, {name: _unknown(value) for name, value in theirs.ids.items()})
                fault = _absence(part, answer, absent)
            if fault is not None:
                faults.append(f"{where}: {fault}")
    assert not faults, "\n".join(faults)
    assert client.get(f"/v1/dossiers/{theirs.ids['dossier_id']}").json() == before
    assert _acts(running, bureau) == acts


def _unknown(value: str) -> str:
    return re.sub(r"^[0-9a-f]{32}$", "0" * 32, value)


def _absence(part: str, answer: httpx.Response, absent: httpx.Response) -> str | None:
    """Nothing, where what is another's is answered as what is not there at all; else what it is."""
    if answer.status_code != 404:
        return f"{answer.status_code} {answer.text[:200]}"
    if part == "api":
        assert_problem(answer, answer.json()["code"])
        return None if answer.json()["detail"] == absent.json()["detail"] else "tells that the object is there"
    return None if _body(answer) == _body(absent) else "tells that the object is there"


def _body(answer: httpx.Response) -> str:
    """A page of refusal without the number of its request."""
    return answer.text.replace(answer.headers["x-request-id"], "")


def test_lists_hold_only_ones_own(running: Running, bureau: Bureau, strangers: list[Caller]) -> None:
    theirs = planted(running, bureau)
    faults = []
    for part, operation, need in _everything():
        if operation[0] != "GET" or "{" in operation[1]:
            continue
        for caller in (one for one in strangers if one.may(part, need)):
            answer = _ask(caller, operation, {})
            assert answer.status_code in (200, 303), f"{operation}: {answer.text}"
            if _says(answer, theirs.canary) or any(_says(answer, value) for value in _ids(theirs)):
                faults.append(f"{operation} by a foreign {caller.name}")
    assert not faults, "\n".join(faults)


def _ids(found: Planted) -> list[str]:
    return [value for value in found.ids.values() if len(value) == 32]


def test_own_lists_hold_what_is_planted(running: Running, bureau: Bureau, callers: list[Caller]) -> None:
    """The canaries are where they would be seen: the tests above could fail."""
    own = planted(running, bureau)
    (chief,) = (caller for caller in callers if caller.name == Role.ADMIN)
    for path in ("/v1/dossiers", "/v1/webhooks", "/v1/keys", "/v1/users", "/v1/table", "/dossiers", "/admin/users"):
        assert _says(_ask(chief, ("GET", path), {}), own.canary), path
    for path in (f"{_D}/notes", f"{_D}/report", f"{_D}/pages", f"{_D}/pages/{{number}}/text", f"{_D}/checks/{{rule}}"):
        assert _says(_ask(chief, ("GET", path), own.ids), own.canary), path
