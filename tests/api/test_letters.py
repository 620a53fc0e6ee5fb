"""The draft of the letter: chosen findings, the day, who may, and that it is noted."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import unquote

import docx
import httpx
import pytest

from tests.api.conftest import Bureau, Running, logged_in
from tests.api.problems import assert_problem
from tests.api.reported import verified, verify
from verifier.store import audit
from verifier.store.tables import Scope


@pytest.fixture
def dossier(running: Running, bureau: Bureau) -> str:
    return verified(running, bureau.id)


def text_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(answer.content)).paragraphs)


def test_all_that_is_told_unless_someone_chooses(
    client: httpx.Client, dossier: str, running: Running, bureau: Bureau
) -> None:
    url = f"/v1/dossiers/{dossier}/letter"
    answer = client.get(url)
    assert "补正通知书-许昌云桥企业服务有限公司.docx" in unquote(answer.headers["content-disposition"])
    text = text_of(answer)
    assert [rule for rule in ("m12", "x07", "s01", "x01") if f"说明{rule}" in text] == ["m12", "x07"]
    due = datetime.now(UTC).astimezone().date() + timedelta(days=15)
    chosen = text_of(client.get(url, params={"rule": ["s01-seal", "x07-total-assets"], "due": due.isoformat()}))
    assert [rule for rule in ("m12", "x07", "s01", "x01") if f"说明{rule}" in chosen] == ["x07", "s01"]
    assert f"请于{due.year}年{due.month}月{due.day}日前" in chosen
    with running.store.read() as session:
        latest = audit.listed(session, bureau.id)[0]
    assert (latest.action, latest.object) == ("letter.draft", dossier)
    assert latest.details["due"] == due.isoformat()
    assert set(latest.details["rules"]) == {"s01-seal", "x07-total-assets"}


def test_what_a_reviewer_dismissed_is_not_told_unless_chosen(client: httpx.Client, dossier: str) -> None:
    said = {"verdict": "dismissed", "reason": "盖在附件里"}
    assert client.put(f"/v1/dossiers/{dossier}/checks/m12-lease/decision", json=said).status_code == 200
    url = f"/v1/dossiers/{dossier}/letter"
    assert "说明m12" not in text_of(client.get(url))
    assert "说明m12" in text_of(client.get(url, params={"rule": "m12-lease"}))


def test_refusals(client: httpx.Client, dossier: str, running: Running, bureau: Bureau) -> None:
    url = f"/v1/dossiers/{dossier}/letter"
    assert_problem(client.get(url, params={"rule": "x01-name"}), "finding-not-found")
    assert "x01-name" in client.get(url, params={"rule": "x01-name"}).json()["detail"]
    assert_problem(client.get(url, params={"due": "2020-01-01"}), "due-passed")
    assert_problem(client.get(url, params={"due": "soon"}), "request-invalid")
    settled = verified(running, bureau.id, {"x01-name": "pass"})
    assert_problem(client.get(f"/v1/dossiers/{settled}/letter"), "nothing-to-supplement")
    fresh = client.post("/v1/dossiers", data={"submit": "false"}, files=[("files", ("a.pdf", b"%PDF"))]).json()["id"]
    assert_problem(client.get(f"/v1/dossiers/{fresh}/letter"), "no-report")
    with running.client(running.key(bureau.id, Scope.READ)) as reader:
        assert_problem(reader.get(url), "not-permitted")


def test_a_dossier_changed_since_is_verified_first(
    client: httpx.Client, dossier: str, running: Running, bureau: Bureau
) -> None:
    url = f"/v1/dossiers/{dossier}"
    client.post(f"{url}/files", files=[("files", ("b.pdf", b"%PDF-1.7 b"))])
    assert_problem(client.get(f"{url}/letter"), "letter-outdated")
    with logged_in(running, bureau, "张工") as reviewer:
        assert "核验完成后才能起草通知书" in reviewer.get(f"/dossiers/{dossier}/letter").text
    verify(running, bureau.id, dossier)
    assert "说明m12" in text_of(client.get(f"{url}/letter"))
