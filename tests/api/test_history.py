"""Who decided and did what: a check's decisions, and the history of a dossier with what each act changed."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from tests.api.reviewers import decide
from tests.api.verified import BOX, FIELD, RULE, verified
from verifier.client import Client
from verifier.store.tables import HistoryEntry


@pytest.fixture
def url(running: Running, bureau: Bureau) -> str:
    """The address of a verified dossier."""
    return f"/v1/dossiers/{verified(running, bureau).id}"


def _decide(client: httpx.Client, url: str, verdict: str, reason: str) -> dict[str, Any]:
    answer = decide(client, url, RULE, verdict, reason)
    assert answer.status_code == 200, answer.text
    decision: dict[str, Any] = answer.json()["decision"]
    return decision


def test_all_that_was_said_of_a_check_is_told_by_name(zhang: httpx.Client, li: httpx.Client, url: str) -> None:
    assert zhang.get(f"{url}/checks/{RULE}/decisions").json()["items"] == []
    _decide(zhang, url, "confirmed", "属实")
    zhang.delete(f"{url}/claim")
    assert _decide(li, url, "dismissed", "笔误")["decided_by"]["name"] == "李工"
    last, first = li.get(f"{url}/checks/{RULE}/decisions").json()["items"]
    assert [(one["verdict"], one["decided_by"]["name"], one["holds"]) for one in (first, last)] == [
        ("confirmed", "张工", False), ("dismissed", "李工", True),
    ]  # fmt: skip
    assert (first["superseded_at"] is None, last["superseded_at"]) == (False, None)
    assert li.get(f"{url}/checks").json()["items"][0]["decision"]["decided_by"]["name"] == "李工"
    assert_problem(li.get(f"{url}/checks/nothing/decisions"), "check-not-found")


def test_a_check_shows_its_values_and_where_they_stand(client: httpx.Client, url: str) -> None:
    check = client.get(f"{url}/checks/{RULE}").json()
    assert (check["declared"], check["confidence"], check["explanation"]) == ([], 0.7, ["5000元"])
    (value,) = check["found"]
    assert (value["field"], value["value"], value["raw"]) == (FIELD, "5000.00", "5000元")
    assert value["evidence"] == [
        {"file": "a.pdf", "page": 1, "number": 1, "polygon": BOX, "text": "5000元", "confidence": 0.7}
    ]


def test_the_history_tells_who_did_what_and_what_it_changed(
    zhang: httpx.Client, client: httpx.Client, url: str
) -> None:
    _decide(zhang, url, "confirmed", "属实")
    _decide(zhang, url, "dismissed", "笔误")
    zhang.put(f"{url}/corrections/{FIELD}", json={"value": "8000.00", "reason": "原件清楚"})
    zhang.delete(f"{url}/corrections/{FIELD}")
    zhang.put(f"{url}/pages/1/override", json={"quarter_turns": 1})
    zhang.post(f"{url}/notes", json={"text": "请复看", "rule": RULE})
    file = zhang.get(url).json()["files"][0]["id"]
    zhang.put(f"{url}/files/{file}", files=[("files", ("b.pdf", b"%PDF-1.7 b"))])
    zhang.delete(f"{url}/claim")
    entries = client.get(f"{url}/history").json()["items"]
    assert [(one["act"], one["subject"], one["by"]["name"]) for one in entries[:-4]] == [
        ("released", "张工", "张工"),
        ("file_added", "b.pdf", "张工"),
        ("file_removed", "a.pdf", "张工"),
        ("noted", RULE, "张工"),
        ("page_changed", "1", "张工"),
        ("correction_withdrawn", FIELD, "张工"),
        ("corrected", FIELD, "张工"),
        ("decided", RULE, "张工"),
        ("decided", RULE, "张工"),
        ("claimed", "张工", "张工"),
    ]
    by_act = {one["act"]: one for one in reversed(entries)}
    assert [one["act"] for one in entries[-4:]] == ["verified", "submitted", "file_added", "created"]
    assert by_act["verified"]["by"]["name"] == "系统"
    assert (by_act["corrected"]["before"]["value"], by_act["corrected"]["after"]) == ("5000.00", {"value": "8000.00"})
    assert by_act["corrected"]["reason"] == "原件清楚"
    assert by_act["correction_withdrawn"]["after"]["value"] == "5000.00"
    assert by_act["page_changed"]["before"] == {"quarter_turns": 0, "kind": None}
    assert by_act["page_changed"]["after"] == {"quarter_turns": 1, "kind": None}
    decided = by_act["decided"]
    assert (decided["before"], decided["after"]) == (
        {"verdict": "confirmed", "reason": "属实"}, {"verdict": "dismissed"},
    )  # fmt: skip
    assert by_act["file_removed"]["before"]["name"] == "a.pdf"


def test_the_history_is_paged(client: httpx.Client, url: str, running: Running, bureau: Bureau) -> None:
    whole = client.get(f"{url}/history").json()["items"]
    with Client(running.url, bureau.key) as portal:
        assert list(portal.history(url.rpartition("/")[2])) == whole
    first = client.get(f"{url}/history", params={"limit": 3}).json()
    rest = client.get(f"{url}/history", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [*first["items"], *rest["items"]] == whole
    assert rest["next_cursor"] is None
    assert_problem(client.get(f"{url}/history", params={"cursor": "x"}), "cursor-invalid")


def test_the_history_goes_with_its_dossier(client: httpx.Client, url: str, running: Running) -> None:
    dossier_id = url.rpartition("/")[2]
    assert client.delete(url).status_code == 204
    with running.store.read() as session:
        assert session.query(HistoryEntry).filter(HistoryEntry.dossier_id == dossier_id).count() == 0


def test_a_person_decides_only_on_what_they_saw(zhang: httpx.Client, client: httpx.Client, url: str) -> None:
    address, said = f"{url}/checks/{RULE}", {"verdict": "confirmed", "reason": "属实"}
    assert_problem(zhang.put(f"{address}/decision", json=said), "precondition-required")
    stale = {"If-Match": zhang.get(address).headers["ETag"]}
    assert client.put(f"{address}/decision", json=said).status_code == 200  # a program may leave it out
    assert_problem(zhang.put(f"{address}/decision", json=said, headers=stale), "precondition-failed")
