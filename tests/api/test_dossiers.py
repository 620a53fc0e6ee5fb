from datetime import datetime
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from tests.api.conftest import Running
from tests.api.problems import assert_problem, assert_secured
from tests.api.serving import served

Part = tuple[str, tuple[str | None, bytes | str]]

PDF: Part = ("files", ("营业执照.pdf", b"%PDF-1.7 first"))
OTHER: Part = ("files", ("审计报告.pdf", b"%PDF-1.7 second"))
NO_DOSSIER = "0" * 32


def create(client: httpx.Client, *files: Part, **fields: str) -> httpx.Response:
    parts: list[Part] = [*(files or (PDF,)), *((name, (None, value)) for name, value in fields.items())]
    return client.post("/v1/dossiers", files=parts)


def building(client: httpx.Client, *files: Part) -> str:
    answer = create(client, *files, submit="false")
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_a_dossier_handed_in_is_queued(client: httpx.Client) -> None:
    answer = create(
        client,
        PDF,
        OTHER,
        declared='{"application_form": {"headcount": 23}}',
        submitted_on="2026-03-10",
        reference="甲-1",
    )
    assert answer.status_code == 202
    assert_secured(answer)
    made = answer.json()
    assert (made["state"], made["reference"], made["submitted_on"], made["revision"]) == (
        "queued",
        "甲-1",
        "2026-03-10",
        1,
    )
    assert [file["name"] for file in made["files"]] == ["营业执照.pdf", "审计报告.pdf"]
    assert answer.headers["location"] == f"/v1/dossiers/{made['id']}"
    assert client.get(answer.headers["location"]).json() == made


def test_the_bytes_are_in_the_store(client: httpx.Client, running: Running) -> None:
    made = create(client).json()
    with running.store.blobs.open(made["files"][0]["sha256"]) as stream:
        assert stream.read() == b"%PDF-1.7 first"
    assert list(running.store.blobs.staging.iterdir()) == []


def test_an_original_is_given_as_an_attachment_and_nothing_else(client: httpx.Client) -> None:
    named = '附件/"><script>alert(1)</script>.html'
    dossier = building(client, ("files", (named, b"<script>alert(1)</script>")))
    file = client.get(f"/v1/dossiers/{dossier}").json()["files"][0]
    answer = client.get(f"/v1/dossiers/{dossier}/files/{file['id']}/content")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["content-disposition"].isascii()
    assert not set(answer.headers["content-disposition"]) & set('<>"')
    assert_secured(answer)
    assert client.get(answer.url, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_dossier_is_built_up_and_corrected(client: httpx.Client) -> None:
    dossier = building(client)
    url = f"/v1/dossiers/{dossier}"
    added = client.post(f"{url}/files", files=[OTHER])
    assert added.status_code == 201
    first, second = (file["id"] for file in added.json()["files"])
    replaced = client.put(f"{url}/files/{second}", files=[("files", ("审计报告-更正.pdf", b"%PDF-1.7 third"))])
    assert [file["name"] for file in replaced.json()["files"]] == ["营业执照.pdf", "审计报告-更正.pdf"]
    removed = client.delete(f"{url}/files/{first}")
    assert [file["name"] for file in removed.json()["files"]] == ["审计报告-更正.pdf"]
    submitted = client.post(f"{url}/submit")
    assert (submitted.status_code, submitted.json()["state"]) == (202, "queued")
    for change in (
        client.post(f"{url}/submit"),
        client.post(f"{url}/files", files=[OTHER]),
        client.delete(f"{url}/files/{removed.json()['files'][0]['id']}"),
    ):
        assert_problem(change, "dossier-busy")


def test_files_of_one_name_are_told_apart_and_count(client: httpx.Client, running: Running) -> None:
    dossier = f"/v1/dossiers/{building(client, ('files', ('a.pdf', b'%PDF-1.7 first')))}"
    url = f"{dossier}/files"
    for number in range(2, running.settings.upload_files + 1):
        added = client.post(url, files=[("files", ("a.pdf", f"%PDF-1.7 {number}".encode()))])
        assert added.status_code == 201
    names = [file["name"] for file in client.get(dossier).json()["files"]]
    assert len(set(names)) == running.settings.upload_files
    assert_problem(client.post(url, files=[("files", ("a.pdf", b"%PDF-1.7 more"))]), "too-many-files")


def test_a_dossier_without_files_waits_for_them(client: httpx.Client) -> None:
    answer = client.post("/v1/dossiers", files=[("reference", (None, "乙-1"))])
    assert (answer.status_code, answer.json()["state"]) == (202, "building")
    assert_problem(client.post(f"/v1/dossiers/{answer.json()['id']}/submit"), "no-files")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ruleset": "nowhere"}, "request-invalid"),
        ({"ruleset": "../../etc/passwd.yaml"}, "request-invalid"),
        ({"submitted_on": "10.3.2026"}, "request-invalid"),
        ({"reference": "a\nb"}, "request-invalid"),
        ({"reference": "x" * 201}, "request-invalid"),
        ({"priority": "now"}, "request-invalid"),
        ({"declared": "no json"}, "request-invalid"),
        ({"declared": "[]"}, "request-invalid"),
        ({"declared": "[" * 100_000}, "request-invalid"),
        ({"declared": '{"application_form": {"headcount": "many"}}'}, "declared-value"),
        ({"declared": '{"application_form": {"headcount": 23, "headcount": 99}}'}, "declared-repeated"),
        ({"declared": '{"application_form": {"headcounts": 23}}'}, "declared-unknown"),
        ({"unknown": "1"}, "request-invalid"),
    ],
)
def test_parts_that_are_wrong_are_named(client: httpx.Client, fields: dict[str, str], code: str) -> None:
    answer = create(client, **fields)
    assert_problem(answer, code)
    if code == "request-invalid":
        assert answer.json()["errors"]
    assert client.get("/v1/dossiers").json()["items"] == []


def test_figures_of_another_form_are_refused_with_an_example(client: httpx.Client) -> None:
    answer = create(client, declared='{"application_form": 23}')
    assert (answer.status_code, answer.json()["code"]) == (422, "declared-form")
    assert '{"application_form": {"headcount": 23' in answer.json()["detail"]


def test_a_list_goes_page_by_page_while_others_come(client: httpx.Client) -> None:
    made = [building(client) for _ in range(5)]
    first = client.get("/v1/dossiers", params={"limit": 2}).json()
    building(client)
    second = client.get("/v1/dossiers", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    third = client.get("/v1/dossiers", params={"limit": 2, "cursor": second["next_cursor"]}).json()
    assert [entry["id"] for page in (first, second, third) for entry in page["items"]] == made[::-1]
    assert third["next_cursor"] is None


def test_a_list_is_filtered(client: httpx.Client) -> None:
    waiting, queued = building(client), create(client, reference="丙").json()["id"]

    def ids(**filters: str) -> list[str]:
        return [entry["id"] for entry in client.get("/v1/dossiers", params=filters).json()["items"]]

    assert ids(state="building") == [waiting]
    assert ids(state="queued") == [queued]
    assert ids(reference="丙") == [queued]
    assert ids(reference="丁") == []


def test_a_poll_without_change_is_answered_shortly(client: httpx.Client) -> None:
    dossier = building(client)
    known = client.get(f"/v1/dossiers/{dossier}").headers["etag"]
    again = client.get(f"/v1/dossiers/{dossier}", headers={"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")
    client.post(f"/v1/dossiers/{dossier}/files", files=[OTHER])
    assert client.get(f"/v1/dossiers/{dossier}", headers={"If-None-Match": known}).status_code == 200


def test_what_was_changed_meanwhile_is_not_changed_unseen(client: httpx.Client) -> None:
    dossier = building(client)
    url = f"/v1/dossiers/{dossier}"
    seen = client.get(url).headers["etag"]
    client.post(f"{url}/files", files=[OTHER])
    for call in (
        client.post(f"{url}/submit", headers={"If-Match": seen}),
        client.post(f"{url}/files", files=[OTHER], headers={"If-Match": seen}),
        client.delete(url, headers={"If-Match": seen}),
    ):
        assert_problem(call, "precondition-failed")
    now = client.get(url).headers["etag"]
    assert client.post(f"{url}/submit", headers={"If-Match": now}).status_code == 202


def test_a_deleted_dossier_is_gone(client: httpx.Client, running: Running) -> None:
    dossier = building(client)
    assert client.delete(f"/v1/dossiers/{dossier}").status_code == 204
    assert_problem(client.get(f"/v1/dossiers/{dossier}"), "dossier-not-found")
    assert client.get("/v1/dossiers").json()["items"] == []


def test_too_many_waiting_dossiers_are_put_off(client: httpx.Client, running: Running) -> None:
    object.__setattr__(running.settings, "waiting_dossiers", 2)
    noted = {"Idempotency-Key": "noted"}
    try:
        assert create(client).status_code == 202
        assert client.post("/v1/dossiers", files=[PDF], headers=noted).status_code == 202
        before = set(running.store.blobs.listed())
        refused = create(client, ("files", ("b.pdf", b"%PDF-1.7 of a dossier too many")))
        assert_problem(refused, "queue-full")
        assert int(refused.headers["retry-after"]) > 0
        assert set(running.store.blobs.listed()) == before
        assert list(running.store.blobs.staging.iterdir()) == []
        assert len(client.get("/v1/dossiers").json()["items"]) == 2
        assert client.post("/v1/dossiers", files=[PDF], headers=noted).status_code == 202  # answered, not made
    finally:
        object.__setattr__(running.settings, "waiting_dossiers", 1000)


@pytest.mark.parametrize(
    ("code", "changed", "files"),
    [
        ("file-too-large", {}, [("files", ("a.pdf", bytes(2_000_001)))]),
        ("request-too-large", {}, [("files", (f"{n}.pdf", bytes(1_500_000))) for n in range(2)]),
        ("too-many-files", {}, [("files", (f"{n}.pdf", b"%PDF-1.7 one of many")) for n in range(21)]),
        ("storage-full", {"disk_free_share": 1.0}, [("files", ("a.pdf", b"%PDF-1.7 on a full disk"))]),
        ("too-many-requests", {"requests_per_minute": 1}, [("files", ("a.pdf", b"%PDF-1.7 too soon"))]),
    ],
)
def test_a_refused_upload_leaves_nothing(
    client: httpx.Client, running: Running, code: str, changed: dict[str, object], files: list[Part]
) -> None:
    """No row, no bytes, nothing half received."""
    blobs = running.store.blobs
    before = set(blobs.listed())
    with served(create_app(running.settings.model_copy(update=changed))) as url:
        answer = client.post(f"{url}/v1/dossiers", files=files)
        if code == "too-many-requests":  # the first one is within the allowance
            before = set(blobs.listed())
            answer = client.post(f"{url}/v1/dossiers", files=[("files", ("b.pdf", b"%PDF-1.7 again"))])
    assert_problem(answer, code)
    assert set(blobs.listed()) == before
    assert list(blobs.staging.iterdir()) == []
    assert len(client.get("/v1/dossiers").json()["items"]) == (code == "too-many-requests")


def test_moments_have_their_zone(client: httpx.Client) -> None:
    made = client.get(f"/v1/dossiers/{building(client)}").json()
    assert datetime.fromisoformat(made["created_at"]).tzinfo is not None


def test_nothing_of_a_refused_upload_stays(client: httpx.Client, running: Running) -> None:
    before = set(running.store.blobs.listed())
    assert_problem(create(client, ("files", ("大.pdf", bytes(2_000_001)))), "file-too-large")
    assert_problem(create(client, PDF, ("files", ("小.pdf", b"unseen bytes")), priority="now"), "request-invalid")
    assert set(running.store.blobs.listed()) == before
    assert list(Path(running.store.blobs.staging).iterdir()) == []
