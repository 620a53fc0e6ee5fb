"""Every list goes page by page, and an entry that comes or goes meanwhile moves none of the others."""

import base64
import json
from collections.abc import Iterator

import httpx
import pytest

from tests.api.conftest import RECEIVER_PORT, Bureau, Running
from tests.api.problems import assert_problem
from tests.api.test_rulesets import VALID as RULESET
from tests.api.test_rulesets import upload
from tests.verifier.store.making import assemble, claimed, open_dossier, read_pages, submitted
from verifier.client import Client
from verifier.store import dossiers
from verifier.store.tables import TaskKind

PAGES, RUNS = 5, 3


@pytest.fixture(scope="module")
def bureau(running: Running) -> Bureau:
    return running.bureau()


@pytest.fixture(scope="module")
def dossier(running: Running, bureau: Bureau) -> str:
    """A dossier of five pages that was verified three times, with five checks."""
    store = running.store
    made = submitted(store, bureau.id)
    for number in range(RUNS):
        if number > 0:
            with store.write() as session:
                again = dossiers.locked(session, bureau.id, made.id)
                dossiers.submit(session, again, actor="test")
        open_dossier(store, claimed(store), PAGES)
        while (task := claimed(store)).kind is TaskKind.READ:
            with store.write() as session:
                read_pages(session, task)
        assemble(store, task, {f"x{place:02d}": "review" for place in range(5)})
    return made.id


@pytest.fixture(scope="module")
def lists(running: Running, bureau: Bureau, dossier: str) -> dict[str, str]:
    """Lists of at least three entries: by path, the name that tells entries apart."""
    with running.client(bureau.key) as client:
        for number in range(3):
            upload(client, RULESET.replace(b'version: "1"', f'version: "{number}"'.encode())).raise_for_status()
            client.post("/v1/keys", json={"name": f"{number}", "scopes": ["read"]})
            client.post("/v1/webhooks", json={"url": f"http://127.0.0.1:{RECEIVER_PORT}/{number}"})
    of_one = f"/v1/dossiers/{dossier}"
    return {"/v1/keys": "id", "/v1/webhooks": "id", f"{of_one}/pages": "number", f"{of_one}/runs": "number",
            f"{of_one}/checks": "rule", "/v1/rulesets": "edition"}  # fmt: skip


def by_pages(client: httpx.Client, path: str, limit: int) -> Iterator[list[dict[str, object]]]:
    asked: dict[str, str | int] = {"limit": limit}
    while True:
        page = client.get(path, params=asked).raise_for_status().json()
        yield page["items"]
        if page["next_cursor"] is None:
            return
        asked["cursor"] = page["next_cursor"]


def test_a_list_is_the_same_by_pages_of_any_size(client: httpx.Client, lists: dict[str, str]) -> None:
    for path, name in lists.items():
        (whole,) = by_pages(client, path, 200)
        assert len(whole) >= 3
        assert len({entry[name] for entry in whole}) == len(whole)
        for limit in (1, 2, len(whole)):
            pages = list(by_pages(client, path, limit))
            assert [entry for page in pages for entry in page] == whole, path
            assert all(0 < len(page) <= limit for page in pages)
            assert len(pages) == -(-len(whole) // limit)


def test_what_comes_meanwhile_moves_nothing(client: httpx.Client, lists: dict[str, str]) -> None:
    pages = by_pages(client, "/v1/keys", 2)
    before = next(pages)
    client.post("/v1/keys", json={"name": "meanwhile", "scopes": ["read"]})
    seen = [*before, *(entry for page in pages for entry in page)]
    (whole,) = by_pages(client, "/v1/keys", 200)
    assert seen == whole
    assert seen[-1]["name"] == "meanwhile"


def test_a_ruleset_that_becomes_current_meanwhile_is_neither_left_out_nor_told_twice(
    client: httpx.Client, lists: dict[str, str]
) -> None:
    (whole,) = by_pages(client, "/v1/rulesets", 200)
    pages = by_pages(client, "/v1/rulesets", 2)
    before = next(pages)
    said = {"edition": whole[-1]["edition"], "without_trial": True, "reason": "今日施行"}
    assert client.put("/v1/rulesets/current", json=said).json()["current"]
    upload(client, RULESET.replace(b'version: "1"', b'version: "meanwhile"')).raise_for_status()
    seen = [*before, *(entry for page in pages for entry in page)]
    assert [entry["edition"] for entry in seen] == [entry["edition"] for entry in whole]
    assert next(by_pages(client, "/v1/rulesets", 2))[0]["edition"] == whole[-1]["edition"]


def test_pages_runs_and_checks_are_in_their_order(running: Running, bureau: Bureau, dossier: str) -> None:
    with Client(running.url, bureau.key) as client:
        assert [page["number"] for page in client.pages(dossier)] == [1, 2, 3, 4, 5]
        assert [run["number"] for run in client.runs(dossier)] == [1, 2, 3]
        assert [check["rule"] for check in client.checks(dossier)] == ["x00", "x01", "x02", "x03", "x04"]


def test_a_page_has_bounds(client: httpx.Client, lists: dict[str, str]) -> None:
    for path in (*lists, "/v1/dossiers", "/v1/webhooks/deliveries"):
        for limit in ("0", "201", "x"):
            assert_problem(client.get(path, params={"limit": limit}), "request-invalid")


def cursor(place: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


ID = "0" * 32
NONE_OF_OURS = [
    "x",
    "字",
    "====",
    *map(
        cursor,
        [
            None, [], {}, "a", [["x", 1]], ["x", 1], [1.5], [True], [-1], [2**40], [None], ["1"],
            ["2026-01-01T00:00:00", ID], ["2026-01-01T00:00:00+00:00", 1], ["2026-01-01T00:00:00+00:00", "\ud800"],
            ["2026-01-01T00:00:00+00:00", "\0"], ["0001-01-01T00:00:00+23:00", ID], ["2026-01-01T00:00:00+00:00"],
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize("text", NONE_OF_OURS)
def test_a_cursor_of_ones_own_making_is_refused(client: httpx.Client, lists: dict[str, str], text: str) -> None:
    for path in (*lists, "/v1/dossiers", "/v1/webhooks/deliveries"):
        assert_problem(client.get(path, params={"cursor": text}), "cursor-invalid")
