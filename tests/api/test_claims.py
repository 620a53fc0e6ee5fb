"""Who works on a dossier, and what others may not do meanwhile."""

import httpx
import pytest

from tests.api.conftest import Bureau, Running, logged_in
from tests.api.problems import assert_problem
from tests.api.reviewers import decide
from tests.api.verified import verified
from verifier.store import audit
from verifier.store.tables import Role


@pytest.fixture
def url(running: Running, bureau: Bureau) -> str:
    """The address of a verified dossier."""
    return f"/v1/dossiers/{verified(running, bureau).id}"


def _holder(answer: httpx.Response) -> str | None:
    assert answer.status_code == 200, answer.text
    held_by = answer.json()["held_by"]
    return None if held_by is None else str(held_by["name"])


def test_a_dossier_is_claimed_and_released(zhang: httpx.Client, url: str) -> None:
    assert _holder(zhang.get(url)) is None
    seen = zhang.get(url).headers["etag"]
    claimed = zhang.put(f"{url}/claim", headers={"If-Match": seen})
    assert _holder(claimed) == "张工"
    assert claimed.json()["held_by"]["id"] == zhang.get("/v1/session").json()["id"]
    assert claimed.json()["held_since"] is not None
    assert zhang.put(f"{url}/claim").json() == claimed.json()
    assert [row["held_by"]["name"] for row in zhang.get("/v1/dossiers").json()["items"]] == ["张工"]
    assert_problem(zhang.delete(f"{url}/claim", headers={"If-Match": seen}), "precondition-failed")
    assert _holder(zhang.delete(f"{url}/claim")) is None
    assert _holder(zhang.delete(f"{url}/claim")) is None


def test_nobody_else_changes_what_a_person_holds(
    zhang: httpx.Client, li: httpx.Client, client: httpx.Client, url: str
) -> None:
    zhang.put(f"{url}/claim")
    file = zhang.get(url).json()["files"][0]["id"]
    before = zhang.get(url).json()
    said = {"verdict": "confirmed", "reason": "属实"}
    for other in (li, client):
        refused = [
            other.put(f"{url}/checks/x01/decision", json=said),
            other.put(f"{url}/pages/1/override", json={"quarter_turns": 1}),
            other.delete(f"{url}/pages/1/override"),
            other.post(f"{url}/files", files=[("files", ("b.pdf", b"%PDF"))]),
            other.put(f"{url}/files/{file}", files=[("files", ("b.pdf", b"%PDF"))]),
            other.delete(f"{url}/files/{file}"),
            other.post(f"{url}/submit"),
        ]
        for answer in refused:
            assert_problem(answer, "dossier-held")
            assert "张工" in answer.json()["detail"]
    assert_problem(li.put(f"{url}/claim"), "dossier-held")
    assert_problem(li.delete(f"{url}/claim"), "dossier-held")
    assert zhang.get(url).json() == before
    assert decide(zhang, url, "x01").status_code == 200
    assert zhang.post(f"{url}/submit").status_code == 202


def test_the_first_decision_takes_a_dossier_up_but_a_programs_does_not(
    zhang: httpx.Client, li: httpx.Client, client: httpx.Client, url: str
) -> None:
    said = {"verdict": "confirmed", "reason": "属实"}
    assert client.put(f"{url}/checks/x01/decision", json=said).status_code == 200
    assert _holder(li.get(url)) is None
    assert decide(zhang, url, "x01").status_code == 200
    assert _holder(li.get(url)) == "张工"
    assert_problem(decide(li, url, "x01"), "dossier-held")


def test_a_program_claims_nothing(client: httpx.Client, url: str) -> None:
    assert_problem(client.put(f"{url}/claim"), "person-needed")


def test_an_administrator_releases_anothers_claim_and_the_log_says_so(
    zhang: httpx.Client, chief: httpx.Client, url: str, running: Running, bureau: Bureau
) -> None:
    zhang.put(f"{url}/claim")
    assert_problem(chief.put(f"{url}/claim"), "dossier-held")
    assert _holder(chief.delete(f"{url}/claim")) is None
    assert _holder(chief.put(f"{url}/claim")) == "王主任"
    with running.store.read() as session:
        acts = [entry.action for entry in audit.listed(session, bureau.id) if entry.action.startswith("dossier.")]
    assert acts[:3] == ["dossier.claimed", "dossier.released", "dossier.claimed"]


def test_an_operator_claims_nothing(running: Running, bureau: Bureau, url: str) -> None:
    with logged_in(running, bureau, "录入员", Role.OPERATOR) as operator:
        assert_problem(operator.put(f"{url}/claim"), "not-permitted")


def test_what_was_said_of_a_page_is_taken_back(client: httpx.Client, url: str) -> None:
    client.put(f"{url}/pages/1/override", json={"quarter_turns": 1, "kind": "lease"})
    cleared = client.delete(f"{url}/pages/1/override")
    assert (cleared.status_code, cleared.json()["quarter_turns"], cleared.json()["kind"]) == (200, 0, None)
    assert client.get(url).json()["state"] == "building"
    assert client.delete(f"{url}/pages/1/override").json() == cleared.json()
    assert_problem(client.delete(f"{url}/pages/2/override"), "page-not-found")
