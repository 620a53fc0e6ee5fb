import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import delete, select, update

from api.running import server_config
from tests.api.conftest import PASSWORD, Bureau, Running
from tests.api.problems import assert_problem
from tests.api.serving import serving
from verifier.store import accounts, attempts
from verifier.store.tables import ApiKey, AuditEntry, LoginAttempts, LoginSession, Role, Scope, User


@pytest.fixture
def browser(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=30, verify=False) as opened:
        yield opened


@pytest.fixture
def person(running: Running, bureau: Bureau) -> str:
    """The log-in name of the bureau's administrator."""
    return running.user(bureau)


def log_in(browser: httpx.Client, person: str, password: str = PASSWORD) -> httpx.Response:
    return browser.post("/v1/session", json={"name": person, "password": password})


def test_a_person_logs_in_and_out(browser: httpx.Client, person: str) -> None:
    opened = log_in(browser, person)
    assert opened.status_code == 200
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    view = browser.get("/v1/session").json()
    assert (view["name"], view["role"], view["scopes"]) == (person, "admin", ["admin", "read", "review", "submit"])
    assert browser.get("/v1/dossiers").status_code == 200
    headers = {"X-CSRF-Token": view["csrf_token"]}
    assert browser.delete("/v1/session", headers=headers).status_code == 204
    assert_problem(browser.get("/v1/session"), "not-authenticated")


def test_a_closed_session_stays_closed(browser: httpx.Client, person: str) -> None:
    token = log_in(browser, person).cookies["verifier_session"]
    browser.delete("/v1/session", headers={"X-CSRF-Token": browser.get("/v1/session").json()["csrf_token"]})
    browser.cookies.set("verifier_session", token)
    assert_problem(browser.get("/v1/session"), "session-expired")


def test_a_change_needs_the_token(browser: httpx.Client, person: str) -> None:
    token = log_in(browser, person).json()["csrf_token"]
    files = [("files", ("a.pdf", b"%PDF"))]
    for headers in ({}, {"X-CSRF-Token": "guess"}, {"X-CSRF-Token": token[:-1]}):
        assert_problem(browser.post("/v1/dossiers", files=files, headers=headers), "csrf-token-missing")
    assert browser.post("/v1/dossiers", files=files, headers={"X-CSRF-Token": token}).status_code == 202


@pytest.mark.parametrize("is_known", [True, False])
def test_five_wrong_passwords_lock_a_name_whether_anybody_has_it(
    browser: httpx.Client, person: str, is_known: bool
) -> None:
    name = person if is_known else f"{person} or another"
    for _ in range(4):
        refused = log_in(browser, name, "wrong")
        assert_problem(refused, "credentials-wrong")
        assert refused.headers["www-authenticate"] == "Bearer"
    locked = log_in(browser, name, "wrong")
    assert_problem(locked, "login-locked")
    assert 0 < int(locked.headers["retry-after"]) <= 900
    assert_problem(log_in(browser, name), "login-locked")


def test_an_unknown_name_is_refused_like_a_wrong_password(browser: httpx.Client, person: str, running: Running) -> None:
    unknown, wrong = log_in(browser, f"no {person}", "wrong"), log_in(browser, person, "wrong")
    for answer in (unknown, wrong):
        assert_problem(answer, "credentials-wrong")
    varies = {"request_id"}
    assert {**unknown.json(), **dict.fromkeys(varies)} == {**wrong.json(), **dict.fromkeys(varies)}
    assert set(unknown.headers) == set(wrong.headers)
    with running.store.read() as session:
        acts = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(2)).all()
    assert [entry.action for entry in acts] == ["login.refused"] * 2
    assert person not in f"{acts[1].object}{acts[1].details}{acts[1].actor}"


def test_nobody_waits_for_a_password_that_is_being_looked_at(
    browser: httpx.Client, person: str, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer: whoever writes while a password is being looked at must not have to wait for that."""
    looking, done = threading.Event(), threading.Event()
    prove = accounts.prove

    def slowly(user: User | None, password: str) -> accounts.Proof | None:
        looking.set()
        assert done.wait(30)
        return prove(user, password)

    monkeypatch.setattr(accounts, "prove", slowly)
    with ThreadPoolExecutor(1) as pool:
        opened = pool.submit(log_in, browser, person)
        assert looking.wait(30)
        running.bureau()  # writes
        done.set()
        assert opened.result().status_code == 200


def test_many_who_log_in_at_once_keep_nobody_else_waiting(
    running: Running, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than there are threads for requests, whose passwords are being looked at or are next."""
    password, names = accounts.hashed(PASSWORD, bureau.name), [f"{bureau.name}-{number}" for number in range(45)]
    with running.store.write() as session:
        for name in names:
            accounts.create_user(session, bureau.id, name, password, Role.REVIEWER, actor="test")
    done, sent = threading.Event(), threading.Semaphore(0)

    def slowly(user: User | None, _password: str) -> accounts.Proof | None:
        assert done.wait(60)
        return accounts.Proof(user, user.password_hash) if user is not None else None

    def log_in_as(name: str) -> int:
        with httpx.Client(base_url=running.url, timeout=60, verify=False) as client:
            client.event_hooks["request"] = [lambda _request: sent.release()]
            return log_in(client, name).status_code

    monkeypatch.setattr(accounts, "prove", slowly)
    with ThreadPoolExecutor(len(names)) as pool:
        opened = [pool.submit(log_in_as, name) for name in names]
        try:
            for _ in names:
                assert sent.acquire(timeout=30)
            for _ in range(20):
                assert httpx.get(f"{running.url}/readyz", timeout=10, verify=False).status_code == 200
        finally:
            done.set()
        assert {one.result() for one in opened} == {200}


def test_an_address_that_keeps_failing_is_locked_out(browser: httpx.Client, running: Running, person: str) -> None:
    assert_problem(log_in(browser, "zeroth", "wrong"), "credentials-wrong")
    with running.store.write() as session:
        session.execute(update(LoginAttempts).where(LoginAttempts.subject.startswith("address:")).values(failures=49))
    assert_problem(log_in(browser, "first", "wrong"), "login-locked")
    assert_problem(log_in(browser, "second", "wrong"), "login-locked")
    assert_problem(log_in(browser, person), "login-locked")
    with running.store.write() as session:
        session.execute(delete(LoginAttempts))
    assert log_in(browser, person).status_code == 200


def test_an_idle_session_ends(browser: httpx.Client, person: str, running: Running) -> None:
    log_in(browser, person)
    idle = datetime.now(UTC) - timedelta(minutes=16)
    with running.store.write() as session:
        session.execute(update(LoginSession).values(seen_at=idle))
    assert_problem(browser.get("/v1/dossiers"), "session-expired")


def test_people_see_where_they_are_logged_in_and_end_it(running: Running, browser: httpx.Client, person: str) -> None:
    said = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0"}
    with (
        httpx.Client(base_url=running.url, headers=said, verify=False) as second,
        httpx.Client(base_url=running.url, verify=False) as third,
    ):
        for one in (second, third, browser):
            one.headers["X-CSRF-Token"] = log_in(one, person).json()["csrf_token"]
        items = browser.get("/v1/sessions").json()["items"]
        assert [(one["browser"], one["is_current"]) for one in items] == [
            ("程序", True),
            ("程序", False),
            ("Edge（Windows）", False),
        ]
        assert {one["address"] for one in items} == {"127.0.0.1"}
        page = browser.get("/v1/sessions", params={"limit": 2}).json()
        page = browser.get("/v1/sessions", params={"limit": 2, "cursor": page["next_cursor"]}).json()
        assert page == {"items": items[2:], "next_cursor": None}
        token = browser.headers.pop("X-CSRF-Token")
        wanted = {"session": items[2]["id"], "password": PASSWORD}
        assert_problem(browser.put("/v1/sessions/end", json=wanted), "csrf-token-missing")
        browser.headers["X-CSRF-Token"] = token
        assert_problem(browser.put("/v1/sessions/end", json=wanted | {"password": "wrong"}), "ending-refused")
        assert second.get("/v1/session").status_code == 200
        assert browser.put("/v1/sessions/end", json=wanted).status_code == 204
        assert_problem(browser.put("/v1/sessions/end", json=wanted), "session-not-found")
        assert_problem(second.get("/v1/session"), "session-expired")
        assert third.get("/v1/session").status_code == 200
        assert browser.put("/v1/sessions/end", json={"password": PASSWORD}).status_code == 204
        assert_problem(third.get("/v1/session"), "session-expired")
        assert browser.get("/v1/session").status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "request-invalid"),
        (b"[]", "request-invalid"),
        (b'{"name": "a"}', "request-invalid"),
        (b'{"name": "a\\u0000", "password": "x"}', "request-invalid"),
        (b'{"name": "\\ud800", "password": "x"}', "request-invalid"),
        (b'{"name": "a", "password": "\\ud800"}', "request-invalid"),
        (b'{"name": "a", "password": "x", "more": 1}', "request-invalid"),
        (b"\xff\xfe", "request-invalid"),
        (b'{"name": "' + b"x" * 200_000, "body-too-large"),
    ],
)
def test_a_body_that_is_none_is_refused(browser: httpx.Client, body: bytes, code: str) -> None:
    assert_problem(browser.post("/v1/session", content=body, headers={"Content-Type": "application/json"}), code)


def test_without_key_or_session_nothing_is_shown(browser: httpx.Client) -> None:
    assert_problem(browser.get("/v1/dossiers"), "not-authenticated")
    assert browser.get("/v1/dossiers").headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("key", ["x", "dv_000000000000_wrong", "钥匙"])
def test_a_wrong_key_is_refused(running: Running, key: str) -> None:
    headers = {b"Authorization": f"Bearer {key}".encode()}
    assert_problem(httpx.get(f"{running.url}/v1/dossiers", headers=headers), "not-authenticated")


def test_a_key_ends_with_its_time_and_when_it_is_revoked(
    running: Running, client: httpx.Client, bureau: Bureau
) -> None:
    made = client.post("/v1/keys", json={"name": "申报系统", "scopes": ["read"], "days": 1})
    assert made.status_code == 201
    assert made.json()["key"] not in client.get("/v1/keys").text
    with running.client(made.json()["key"]) as other:
        assert other.get("/v1/dossiers").status_code == 200
        assert client.delete(f"/v1/keys/{made.json()['id']}").status_code == 204
        assert_problem(other.get("/v1/dossiers"), "not-authenticated")
    late = running.key(bureau.id, Scope.READ)
    with running.store.write() as session:
        session.execute(update(ApiKey).where(ApiKey.organisation_id == bureau.id).values(expires_at=datetime.now(UTC)))
    with running.client(late) as other:
        assert_problem(other.get("/v1/dossiers"), "not-authenticated")


def test_a_scope_allows_what_it_says_and_no_more(running: Running, bureau: Bureau) -> None:
    with running.client(running.key(bureau.id, Scope.READ)) as reader:
        assert reader.get("/v1/dossiers").status_code == 200
        assert_problem(reader.post("/v1/dossiers", files=[("files", ("a.pdf", b"%PDF"))]), "not-permitted")
        assert_problem(reader.get("/v1/keys"), "not-permitted")
    with running.client(running.key(bureau.id, Scope.SUBMIT)) as submitter:
        assert submitter.post("/v1/dossiers", files=[("files", ("a.pdf", b"%PDF"))]).status_code == 202
        assert_problem(submitter.get("/v1/dossiers"), "not-permitted")


def test_a_reviewer_does_not_administer(running: Running, bureau: Bureau, browser: httpx.Client) -> None:
    answer = log_in(browser, running.user(bureau, Role.REVIEWER))
    assert answer.json()["scopes"] == ["read", "review", "submit"]
    assert_problem(browser.get("/v1/keys"), "not-permitted")


@pytest.mark.parametrize(("trusted", "is_believed"), [(("127.0.0.0/8",), True), (("192.0.2.1",), False)])
def test_only_a_trusted_proxy_is_believed(
    running: Running, person: str, trusted: tuple[str, ...], is_believed: bool
) -> None:
    config = server_config(running.settings.model_copy(update={"trusted_proxies": trusted}))
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    with running.store.write() as session:
        session.execute(delete(LoginAttempts))
    with serving(config) as url, httpx.Client(base_url=url, headers=said, timeout=30, verify=False) as browser:
        for number in range(2):
            assert_problem(log_in(browser, f"{person}{number}", "wrong"), "credentials-wrong")
        opened = log_in(browser, person)
    assert opened.status_code == 200
    assert ("secure" in opened.headers["set-cookie"].lower()) is is_believed
    with running.store.write() as session:
        there = attempts.begin(session, "somebody", "203.0.113.9")
        counted = session.get_one(LoginAttempts, there.address).failures
    assert counted == (3 if is_believed else 1)


def test_over_https_the_cookie_is_this_hosts_alone_and_the_browser_stays_there(running: Running, person: str) -> None:
    config = server_config(running.settings)
    said = {"X-Forwarded-Proto": "https"}
    with serving(config) as url, httpx.Client(base_url=url, timeout=30, verify=False) as browser:
        opened = browser.post("/v1/session", json={"name": person, "password": PASSWORD}, headers=said)
        cookie = opened.headers["set-cookie"]
        assert cookie.startswith("__Host-verifier_session=")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()
        assert opened.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        token, csrf = cookie.partition("=")[2].partition(";")[0], opened.json()["csrf_token"]
        secure, plain = ({"Cookie": f"{name}={token}"} for name in ("__Host-verifier_session", "verifier_session"))
        browser.cookies.clear()
        assert browser.get("/v1/session", headers=said | secure).status_code == 200
        assert browser.get("/dossiers", headers=said | secure).status_code == 200
        assert_problem(browser.get("/v1/session", headers=said | plain), "not-authenticated")
        assert browser.get("/dossiers", headers=said | plain).status_code == 303
        assert_problem(browser.get("/v1/session", headers=secure), "not-authenticated")
        assert browser.get("/v1/session", headers=plain).status_code == 200
        assert "strict-transport-security" not in browser.get("/v1/session", headers=plain).headers
        ended = browser.delete("/v1/session", headers=said | secure | {"X-CSRF-Token": csrf})
        gone = ended.headers["set-cookie"]
        assert gone.startswith('__Host-verifier_session="";')
        assert "Secure" in gone.split("; ")
        assert ended.headers["clear-site-data"] == '"cache", "storage"'
