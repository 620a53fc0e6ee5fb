"""What a reviewer corrects over HTTP, what is refused, and what colleagues write to each other."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import Bureau, Running
from tests.api.problems import assert_problem
from tests.api.verified import BOX, FIELD, verified
from verifier.client import Client
from verifier.store import audit

PATH = FIELD
SAID = {"value": "8000.00", "reason": "原件清楚"}


@pytest.fixture
def url(running: Running, bureau: Bureau) -> str:
    """The address of a verified dossier."""
    return f"/v1/dossiers/{verified(running, bureau).id}"


def test_a_field_is_corrected_and_the_dossier_waits_to_be_handed_in(zhang: httpx.Client, url: str) -> None:
    made = zhang.put(f"{url}/corrections/{PATH}", json=SAID)
    assert made.status_code == 200, made.text
    view = made.json()
    assert (view["field"], view["value"], view["state"]) == (PATH, "8000.00", "pending")
    assert view["read"] == {"value": "5000.00", "raw": "5000元"}
    assert view["made_by"]["name"] == "张工"
    assert zhang.get(f"{url}/corrections").json()["items"] == [view]
    dossier = zhang.get(url).json()
    assert (dossier["state"], dossier["held_by"]["name"]) == ("building", "张工")
    again = zhang.put(f"{url}/corrections/{PATH}", json={**SAID, "value": 9000, "page": 1, "polygon": BOX}).json()
    assert (again["value"], again["page"], again["polygon"]) == ("9000.00", 1, BOX)
    assert zhang.get(f"{url}/corrections").json()["items"] == [again]
    assert zhang.delete(f"{url}/corrections/{PATH}").status_code == 204
    assert zhang.get(f"{url}/corrections").json()["items"] == []
    assert_problem(zhang.delete(f"{url}/corrections/{PATH}"), "correction-not-found")


def test_what_was_not_read_needs_a_place(client: httpx.Client, url: str) -> None:
    target = f"{url}/corrections/lease.lessor"
    said = {"value": "许昌鼎信（河南）有限公司", "reason": "盖章下可见"}
    assert_problem(client.put(target, json=said), "correction-place")
    made = client.put(target, json={**said, "page": 1, "polygon": BOX})
    assert (made.json()["value"], made.json()["read"]) == ("许昌鼎信(河南)有限公司", None)
    assert_problem(client.put(target, json={**said, "page": 2, "polygon": BOX}), "page-not-found")


@pytest.mark.parametrize(
    ("path", "said", "code"),
    [
        ("lease[1].rent", SAID, "field-not-found"),
        ("lease.colour", SAID, "field-not-found"),
        ("audit_report.total_assets", SAID, "field-not-found"),
        (PATH, {**SAID, "value": "五千元"}, "correction-value"),
        (PATH, {**SAID, "reason": ""}, "request-invalid"),
        (PATH, {**SAID, "polygon": BOX}, "request-invalid"),
        (PATH, {**SAID, "page": 1, "polygon": [[0.1, 0.1], [2, 0.1], [0.2, 0.2]]}, "request-invalid"),
        (PATH, {**SAID, "value": None}, "request-invalid"),
        ("lease", SAID, "request-invalid"),
    ],
)
def test_what_cannot_be_corrected_is_refused(
    client: httpx.Client, url: str, path: str, said: dict[str, Any], code: str
) -> None:
    before = client.get(url).json()
    assert_problem(client.put(f"{url}/corrections/{path}", json=said), code)
    assert client.get(url).json() == before


def test_only_what_was_seen_is_corrected(client: httpx.Client, url: str) -> None:
    seen = client.get(url).headers["etag"]
    assert client.put(f"{url}/corrections/{PATH}", json=SAID, headers={"If-Match": seen}).status_code == 200
    refused = client.put(f"{url}/corrections/{PATH}", json=SAID, headers={"If-Match": seen})
    assert_problem(refused, "precondition-failed")
    assert_problem(client.delete(f"{url}/corrections/{PATH}", headers={"If-Match": seen}), "precondition-failed")


def test_nobody_else_corrects_what_a_person_works_on(
    zhang: httpx.Client, li: httpx.Client, client: httpx.Client, url: str
) -> None:
    zhang.put(f"{url}/corrections/{PATH}", json=SAID)
    for other in (li, client):
        assert_problem(other.put(f"{url}/corrections/{PATH}", json=SAID), "dossier-held")
        assert_problem(other.delete(f"{url}/corrections/{PATH}"), "dossier-held")


def test_nothing_is_corrected_while_a_dossier_is_verified(client: httpx.Client, url: str) -> None:
    client.put(f"{url}/corrections/{PATH}", json=SAID)
    assert client.post(f"{url}/submit").status_code == 202
    assert_problem(client.put(f"{url}/corrections/{PATH}", json=SAID), "dossier-busy")
    assert_problem(client.delete(f"{url}/corrections/{PATH}"), "dossier-busy")


def test_a_dossier_without_a_report_has_nothing_to_correct(client: httpx.Client) -> None:
    made = client.post("/v1/dossiers", files=[("reference", (None, "甲"))]).json()
    assert_problem(client.put(f"/v1/dossiers/{made['id']}/corrections/{PATH}", json=SAID), "no-report")


def test_corrections_are_in_the_log_without_their_values(
    client: httpx.Client, url: str, running: Running, bureau: Bureau
) -> None:
    client.put(f"{url}/corrections/{PATH}", json=SAID)
    client.delete(f"{url}/corrections/{PATH}")
    with running.store.read() as session:
        entries = audit.listed(session, bureau.id)[:2]
        assert audit.verify(session) is None
    assert [entry.action for entry in entries] == ["correction.withdraw", "correction"]
    assert all("8000" not in str(entry.details) for entry in entries)


def test_colleagues_write_to_each_other_whoever_holds_the_dossier(
    zhang: httpx.Client, li: httpx.Client, url: str
) -> None:
    zhang.put(f"{url}/claim")
    first = li.post(f"{url}/notes", json={"text": "请复看第1页。", "rule": "x01"})
    assert first.status_code == 201
    assert (first.json()["by"]["name"], first.json()["rule"]) == ("李工", "x01")
    for number in range(2):
        zhang.post(f"{url}/notes", json={"text": f"已看{number}"})
    page = li.get(f"{url}/notes", params={"limit": 2}).json()
    rest = li.get(f"{url}/notes", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    assert [note["text"] for note in (*page["items"], *rest["items"])] == ["已看1", "已看0", "请复看第1页。"]
    assert rest["next_cursor"] is None
    assert_problem(li.post(f"{url}/notes", json={"text": "x", "rule": "nothing"}), "check-not-found")
    assert_problem(li.post(f"{url}/notes", json={"text": ""}), "request-invalid")
    assert_problem(li.get(f"{url}/notes", params={"cursor": "x"}), "cursor-invalid")


def test_a_program_does_the_same_by_the_client(running: Running, bureau: Bureau, url: str) -> None:
    dossier = url.rpartition("/")[2]
    with Client(running.url, bureau.key) as portal:
        made = portal.correct(dossier, PATH, "8000.00", "原件清楚", page=1, polygon=BOX)
        assert portal.corrections(dossier) == [made]
        portal.take_back_correction(dossier, PATH)
        assert portal.corrections(dossier) == []
        note = portal.write_note(dossier, "请复看", rule="x01")
        assert list(portal.notes(dossier)) == [note]
        portal.override_page(dossier, 1, quarter_turns=1, kind="lease")
        assert portal.clear_override(dossier, 1)["kind"] is None


def test_what_was_not_seen_is_not_corrected(client: httpx.Client, url: str) -> None:
    target = f"{url}/corrections/{PATH}"
    other = {**SAID, "seen": {"value": "6000.00", "raw": "6000元"}}
    assert_problem(client.put(target, json=other), "precondition-failed")
    assert client.put(target, json={**SAID, "seen": {"value": "5000.00", "raw": "5000元"}}).status_code == 200


def test_another_page_than_the_one_seen_is_not_changed(client: httpx.Client, url: str) -> None:
    file = client.get(url).json()["files"][0]
    target, said = f"{url}/pages/1/override", {"quarter_turns": 1}
    other = {**said, "seen": {"sha256": "0" * 64, "file_page": 1}}
    assert_problem(client.put(target, json=other), "precondition-failed")
    assert client.put(target, json={**said, "seen": {"sha256": file["sha256"], "file_page": 1}}).status_code == 200
