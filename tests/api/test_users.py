from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import update

from api.app import create_app
from tests.api.conftest import PASSWORD, Bureau, Running
from tests.api.entering import enter
from tests.api.problems import assert_problem
from tests.api.serving import served
from verifier.store.tables import Role, User

NEW, OWN = "another long password", "a password of my own"


@pytest.fixture
def browser(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=30, verify=False) as opened:
        yield opened


def log_in(browser: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    answer = browser.post("/v1/session", json={"name": name, "password": password})
    if answer.status_code == 200:
        browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


def add(client: httpx.Client, name: str, **said: str) -> httpx.Response:
    return client.post("/v1/users", json={"name": name, "password": PASSWORD} | said)


def test_an_administrator_adds_changes_and_disables_people(
    client: httpx.Client, browser: httpx.Client, bureau: Bureau
) -> None:
    name = f"{bureau.name}-li"
    added = add(client, name, shown_name="李四", role="reviewer")
    assert added.status_code == 201
    person = added.json()
    assert (person["name"], person["shown_name"], person["role"]) == (name, "李四", "reviewer")
    assert "password" not in added.text
    assert client.get("/v1/users").json()["items"] == [person]
    assert log_in(browser, name).json()["shown_name"] == "李四"
    assert browser.put("/v1/session/password", json={"old": PASSWORD, "new": OWN}).status_code == 204
    url = f"/v1/users/{person['id']}"

    assert client.patch(url, json={"role": "operator", "shown_name": "李思"}).json()["role"] == "operator"
    assert browser.get("/v1/session").json()["scopes"] == ["read", "submit"]
    assert client.patch(url, json={"disabled": True}).json()["disabled_at"] is not None
    assert_problem(browser.get("/v1/session"), "session-expired")
    assert_problem(log_in(browser, name), "credentials-wrong")
    assert client.patch(url, json={"disabled": False, "password": NEW}).json()["disabled_at"] is None
    assert_problem(log_in(browser, name), "credentials-wrong")
    assert log_in(browser, name, NEW).status_code == 200


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"password": "short"}, "password-too-short"),
        ({"password": "password1234"}, "password-common"),
        ({"password": "x" * 201}, "request-invalid"),
        ({"role": "king"}, "request-invalid"),
        ({"name": "a b"}, "request-invalid"),
        ({"administrator": True}, "request-invalid"),
    ],
)
def test_people_that_cannot_be(client: httpx.Client, said: dict[str, object], code: str) -> None:
    assert_problem(client.post("/v1/users", json={"name": "wang", "password": PASSWORD, **said}), code)
    assert client.get("/v1/users").json()["items"] == []


def test_a_password_that_is_the_name_and_a_name_that_is_taken(client: httpx.Client, bureau: Bureau) -> None:
    assert_problem(client.post("/v1/users", json={"name": "wang", "password": "wang-20260101"}), "password-is-name")
    assert add(client, f"{bureau.name}-a").status_code == 201
    assert_problem(add(client, f"{bureau.name}-a"), "user-exists")


def test_the_last_administrator_cannot_go(
    running: Running, client: httpx.Client, browser: httpx.Client, bureau: Bureau
) -> None:
    log_in(browser, running.user(bureau))
    (person,) = client.get("/v1/users").json()["items"]
    for said in ({"disabled": True}, {"role": "reviewer"}):
        assert_problem(browser.patch(f"/v1/users/{person['id']}", json=said), "last-administrator")
    assert add(browser, f"{bureau.name}-b", role="admin").status_code == 201
    assert browser.patch(f"/v1/users/{person['id']}", json={"role": "reviewer"}).status_code == 200
    assert_problem(browser.get("/v1/users"), "not-permitted")


def test_no_password_has_a_word_of_the_office(
    running: Running, client: httpx.Client, browser: httpx.Client, bureau: Bureau
) -> None:
    word = f"under the {bureau.name} roof"
    name = f"p{bureau.name[1:]}"
    assert_problem(add(client, name, password=word), "password-office-word")
    assert_problem(add(client, name, shown_name="赵六", password="赵六窗前的十二盏红纸小灯笼"), "password-office-word")
    person = add(client, name, shown_name="赵六").json()
    for said in ({"password": word}, {"shown_name": "钱七", "password": "钱七窗前的十二盏红纸小灯笼"}):
        assert_problem(client.patch(f"/v1/users/{person['id']}", json=said), "password-office-word")
    log_in(browser, name)
    refused = browser.put("/v1/session/password", json={"old": PASSWORD, "new": word})
    assert_problem(refused, "password-office-word")
    assert f"“{bureau.name}”" in refused.json()["detail"]


def test_the_site_adds_words_of_its_own(running: Running, bureau: Bureau) -> None:
    app = create_app(running.settings.model_copy(update={"password_words": ("莲城大道",)}))
    with served(app) as url, httpx.Client(base_url=url, headers=running.client(bureau.key).headers) as client:
        refused = add(client, f"p{bureau.name[1:]}", password="莲城大道旁有三棵开花的老槐树")
        assert_problem(refused, "password-office-word")


def test_who_has_an_initial_password_may_only_change_it(
    client: httpx.Client, browser: httpx.Client, bureau: Bureau
) -> None:
    name = f"{bureau.name}-new"
    person = add(client, name, role="admin").json()
    until = datetime.fromisoformat(person["initial_until"])
    assert timedelta(days=6) < until - datetime.now(UTC) <= timedelta(days=7)
    assert log_in(browser, name).json()["must_change_password"] is True
    for method, path in (("GET", "/v1/dossiers"), ("GET", "/v1/users"), ("POST", "/v1/keys"), ("GET", "/v1/sessions")):
        assert_problem(browser.request(method, path, json={"name": "x"}), "password-change-needed")
    for path in ("/dossiers", "/admin/users", f"/admin/users/{person['id']}"):
        assert browser.get(path).headers["location"] == "/password"
    shown = browser.get("/password")
    assert shown.status_code == 200
    assert "管理员设的" in shown.text
    assert_problem(browser.put("/v1/session/password", json={"old": PASSWORD, "new": PASSWORD}), "password-same")
    assert_problem(browser.get("/v1/dossiers"), "password-change-needed")
    assert browser.put("/v1/session/password", json={"old": PASSWORD, "new": OWN}).status_code == 204
    assert browser.get("/v1/session").json()["must_change_password"] is False
    assert browser.get("/v1/dossiers").status_code == 200
    assert client.get("/v1/users").json()["items"][0]["initial_until"] is None
    client.patch(f"/v1/users/{person['id']}", json={"password": NEW})
    log_in(browser, name, NEW)
    assert_problem(browser.get("/v1/dossiers"), "password-change-needed")
    assert browser.delete("/v1/session").status_code == 204


def test_an_initial_password_that_is_not_changed_in_time_ends(
    running: Running, client: httpx.Client, browser: httpx.Client, bureau: Bureau
) -> None:
    name = f"{bureau.name}-late"
    person = add(client, name).json()
    with running.store.write() as session:
        session.execute(update(User).where(User.name == name).values(initial_until=datetime.now(UTC)))
    assert_problem(log_in(browser, name, "wrong"), "credentials-wrong")
    assert_problem(log_in(browser, name), "initial-password-ended")
    client.patch(f"/v1/users/{person['id']}", json={"password": NEW})
    assert log_in(browser, name, NEW).status_code == 200


def test_a_password_that_is_no_good_changes_nothing(client: httpx.Client, bureau: Bureau) -> None:
    person = add(client, f"{bureau.name}-c").json()
    changed = client.patch(f"/v1/users/{person['id']}", json={"shown_name": "x", "password": "password1234"})
    assert_problem(changed, "password-common")
    assert client.get("/v1/users").json()["items"] == [person]


def test_new_passwords_that_are_no_good_do_not_lock_the_name(
    running: Running, browser: httpx.Client, bureau: Bureau
) -> None:
    log_in(browser, running.user(bureau))
    for _ in range(6):
        answer = browser.put("/v1/session/password", json={"old": PASSWORD, "new": "password1234"})
        assert_problem(answer, "password-common")
    assert browser.put("/v1/session/password", json={"old": PASSWORD, "new": NEW}).status_code == 204


def test_ones_own_password_asks_for_the_old_one(running: Running, browser: httpx.Client, bureau: Bureau) -> None:
    name = running.user(bureau)
    log_in(browser, name)
    (person,) = browser.get("/v1/users").json()["items"]
    assert_problem(browser.patch(f"/v1/users/{person['id']}", json={"password": NEW}), "own-password")
    with httpx.Client(base_url=running.url, verify=False) as elsewhere:
        log_in(elsewhere, name)
        answer = browser.put("/v1/session/password", json={"old": "wrong", "new": NEW})
        assert_problem(answer, "password-wrong")
        answer = browser.put("/v1/session/password", json={"old": PASSWORD, "new": "password1234"})
        assert_problem(answer, "password-common")
        assert elsewhere.get("/v1/session").status_code == 200
        assert browser.put("/v1/session/password", json={"old": PASSWORD, "new": NEW}).status_code == 204
        assert_problem(elsewhere.get("/v1/session"), "session-expired")
        assert browser.get("/v1/session").status_code == 200
        assert_problem(log_in(elsewhere, name), "credentials-wrong")
        assert log_in(elsewhere, name, NEW).status_code == 200


def test_guessing_the_old_password_is_locked_out(running: Running, browser: httpx.Client, bureau: Bureau) -> None:
    log_in(browser, running.user(bureau))
    answers = [browser.put("/v1/session/password", json={"old": "wrong", "new": NEW}) for _ in range(6)]
    assert_problem(answers[-1], "login-locked")
    assert_problem(browser.put("/v1/session/password", json={"old": PASSWORD, "new": NEW}), "login-locked")


def test_an_administrator_ends_all_log_ins_of_a_person(
    running: Running, client: httpx.Client, stranger: httpx.Client, browser: httpx.Client, bureau: Bureau
) -> None:
    name = running.user(bureau, Role.REVIEWER)
    log_in(browser, name)
    (person,) = client.get("/v1/users").json()["items"]
    assert_problem(stranger.delete(f"/v1/users/{person['id']}/sessions"), "user-not-found")
    assert browser.get("/v1/session").status_code == 200
    assert client.delete(f"/v1/users/{person['id']}/sessions").status_code == 204
    assert_problem(browser.get("/v1/session"), "session-expired")
    assert log_in(browser, name).status_code == 200
    (entry, *_) = client.get("/v1/audit", params={"act": "login.end"}).json()["items"]
    assert entry["act"] == "login.end"


def test_only_administrators_see_people(running: Running, browser: httpx.Client, bureau: Bureau) -> None:
    log_in(browser, running.user(bureau, Role.REVIEWER))
    assert_problem(browser.get("/v1/users"), "not-permitted")
    assert_problem(add(browser, "x"), "not-permitted")


def test_who_is_disabled_hears_no_more(running: Running, client: httpx.Client, browser: httpx.Client) -> None:
    dossier = client.post("/v1/dossiers", files=[("files", ("a.pdf", b"%PDF"))]).json()["id"]
    name = f"p-{dossier[:12]}"
    person = add(client, name, role="reviewer").json()
    enter(browser, name, PASSWORD, OWN)
    with browser.stream("GET", f"/v1/dossiers/{dossier}/events") as events:
        lines = events.iter_lines()
        assert next(lines).startswith("event: progress")
        client.patch(f"/v1/users/{person['id']}", json={"disabled": True})
        assert not any(line.startswith("event:") for line in lines)  # and it ends
