"""What a portal does, with a real worker: hand in, watch, fetch, be told, decide, correct."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from tests.api.conftest import RECEIVER_PORT, Bureau, Running
from tests.api.papers import make_docx, make_pdf
from tests.api.problems import assert_problem
from tests.api.receiver import Receiver, receiving
from verifier.client import Client, SignatureError, read_notice
from verifier.store import audit

pytestmark = pytest.mark.usefixtures("worker")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def portal(running: Running, bureau: Bureau) -> Iterator[Client]:
    with Client(running.url, bureau.key) as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(RECEIVER_PORT) as opened:
        yield opened


@pytest.fixture
def papers(tmp_path: Path, font: Path) -> Path:
    """A dossier's folder: a PDF of two pages and a Word file in a folder below."""
    folder = tmp_path / "材料"
    (folder / "附件").mkdir(parents=True)
    make_pdf(folder / "扫描件.pdf", font, "申请单位名称", "设备清单")
    make_docx(folder / "附件" / "说明.docx", "服务机构基本情况", "许昌鼎信企业管理咨询有限公司")
    return folder


def test_a_whole_round(  # noqa: PLR0917 -- what a portal has
    portal: Client, client: httpx.Client, receiver: Receiver, papers: Path, font: Path, bureau: Bureau, running: Running
) -> None:
    _, secret = portal.add_webhook(f"http://127.0.0.1:{RECEIVER_PORT}/notices")
    declared = {"application_form": {"total_assets": "5123400.00", "headcount": 23}}
    made = portal.submit([papers], declared=declared, submitted_on=date(2026, 3, 10), reference="2026-0153")
    assert [file["name"] for file in made.content["files"]] == ["扫描件.pdf", "附件/说明.docx"]

    events = list(portal.watch(made.id))
    assert [event.name for event in events if event.name != "progress"] == [
        *["finding"] * (len(events) - sum(event.name == "progress" for event in events) - 1), "done",
    ]  # fmt: skip
    assert events[-1].data["summary"]["review"] > 0
    ended = portal.get(made.id)
    assert (ended.state, ended.pages, ended.pages_done) == ("done", 3, 3)

    report = json.loads(portal.report(made.id))
    Draft202012Validator(SCHEMA).validate(report)
    assert report["dossier"]["submitted_on"] == "2026-03-10"
    assert {file["name"] for file in report["dossier"]["files"]} == {"扫描件.pdf", "附件/说明.docx"}
    findings = [check for check in report["checks"] if check["outcome"] not in ("pass", "not_applicable")]
    assert [event.data["rule"] for event in events if event.name == "finding"] == [check["rule"] for check in findings]

    headers, body = receiver.requests.get(timeout=20)
    notice = read_notice(secret, headers, body)
    assert (notice.event, notice.dossier, notice.state, notice.sequence) == ("dossier.done", made.id, "done", 1)
    with pytest.raises(SignatureError):
        read_notice(secret, headers, body.replace(b"done", b"gone"))
    assert b"2026-0153" not in body  # ids and states only
    assert report["dossier"].get("applicant") is None or report["dossier"]["applicant"].encode() not in body

    for finding in findings:
        assert portal.decide(made.id, finding["rule"], "confirmed", "已核实")["decision"]["holds"] is True
    second = portal.add_files(made.id, [make_pdf(papers / "补充.pdf", font, "法定代表人")])
    assert second.state == "building"
    portal.resubmit(made.id)
    assert portal.wait(made.id).pages == 4
    runs = list(portal.runs(made.id))
    assert [run["number"] for run in runs] == [1, 2]
    unchanged = set(runs[1]["changes"]["unchanged"])
    assert unchanged
    decisions = {check["rule"]: check["decision"] for check in portal.checks(made.id)}
    assert {rule for rule, decision in decisions.items() if decision and decision["holds"]} == unchanged
    with running.store.read() as session:
        actions = [entry.action for entry in audit.listed(session, bureau.id)]
        assert audit.verify(session) is None
    assert {"dossier.create", "dossier.submit", "file.add", "report.view", "decision", "webhook.create"} <= set(actions)


def test_pages_are_shown_and_corrected(portal: Client, client: httpx.Client, papers: Path, bureau: Bureau) -> None:
    made = portal.wait(portal.submit([papers]).id)
    url = f"/v1/dossiers/{made.id}/pages"
    pages = list(portal.pages(made.id))
    assert [(page["number"], page["file"], page["file_page"], page["state"]) for page in pages] == [
        (1, "扫描件.pdf", 1, "read"), (2, "扫描件.pdf", 2, "read"), (3, "附件/说明.docx", 1, "read"),
    ]  # fmt: skip
    picture = client.get(f"{url}/1/image")
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert client.get(f"{url}/1/image", headers={"If-None-Match": picture.headers["etag"]}).status_code == 304
    assert_problem(client.get(f"{url}/3/image"), "picture-not-found")
    assert_problem(client.get(f"{url}/3/image", params={"width": 200}), "picture-not-found")
    text = client.get(f"{url}/2/text").json()
    assert text["lines"][0]["text"].replace(" ", "") == "设备清单1"
    assert all(0 <= share <= 1 for line in text["lines"] for point in line["polygon"] for share in point)
    assert_problem(client.get(f"{url}/4/text"), "page-not-found")
    turned = client.put(f"{url}/1/override", json={"quarter_turns": 1, "kind": "lease"})
    assert (turned.json()["quarter_turns"], turned.json()["kind"]) == (1, "lease")
    assert_problem(client.put(f"{url}/1/override", json={"kind": "unheard-of"}), "request-invalid")
    portal.resubmit(made.id)
    assert portal.wait(made.id).state == "done"
    again = client.get(f"{url}/1/image")
    assert again.content != picture.content
    report = json.loads(portal.report(made.id))
    lease = next(material for material in report["materials"] if material["kind"] == "lease")
    assert [document["pages"] for document in lease["documents"]] == [[1]]


def test_smaller_pictures_have_tags_of_their_own_and_thumbnails_are_not_called_a_view(
    portal: Client, client: httpx.Client, papers: Path, running: Running, bureau: Bureau
) -> None:
    made = portal.wait(portal.submit([papers]).id)
    url = f"/v1/dossiers/{made.id}/pages/1/image"
    full = client.get(url)
    smaller = {width: client.get(url, params={"width": width}) for width in (200, 1000)}
    for width, answer in smaller.items():
        assert Image.open(BytesIO(answer.content)).width == width
        assert answer.headers["cache-control"] == "private, no-cache"
        known = client.get(url, params={"width": width}, headers={"If-None-Match": answer.headers["etag"]})
        assert (known.status_code, known.headers["cache-control"]) == (304, "private, no-cache")
    assert len({full.headers["etag"], *(answer.headers["etag"] for answer in smaller.values())}) == 3
    assert_problem(client.get(url, params={"width": 640}), "request-invalid")
    with running.store.read() as session:
        views = [entry for entry in audit.listed(session, bureau.id) if entry.action == "page.view"]
    assert len(views) == 3  # the full picture, and the legible one twice


def test_reports_by_name_and_by_accept(portal: Client, client: httpx.Client, papers: Path) -> None:
    made = portal.submit([papers])
    url = f"/v1/dossiers/{made.id}/report"
    if not portal.get(made.id).ended:
        early = client.get(url)
        assert early.status_code in (200, 409)
    portal.wait(made.id)
    page = client.get(url, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "script-src 'sha256-" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.text.rstrip().endswith("</html>")
    assert (
        client.get(url, params={"format": "html"}, headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    )
    assert client.get(url, params={"run": 1}).json()["schema"] == "report/1"
    assert_problem(client.get(url, params={"run": 2}), "run-not-found")
    for name, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert portal.report(made.id, name).startswith(begins)
    assert_problem(client.get(url, headers={"Accept": "image/png"}), "not-acceptable")


def test_a_decision_on_what_was_not_seen_is_refused(portal: Client, client: httpx.Client, papers: Path) -> None:
    made = portal.wait(portal.submit([papers]).id)
    check = portal.checks(made.id)[0]
    url = f"/v1/dossiers/{made.id}/checks/{check['rule']}"
    seen = client.get(url)
    assert client.get(url, headers={"If-None-Match": seen.headers["etag"]}).status_code == 304
    said = {"verdict": "dismissed", "reason": "附件三为笔误"}
    first = client.put(f"{url}/decision", json=said, headers={"If-Match": seen.headers["etag"]})
    assert first.json()["decision"]["verdict"] == "dismissed"
    assert_problem(
        client.put(f"{url}/decision", json=said, headers={"If-Match": seen.headers["etag"]}), "precondition-failed"
    )
    assert_problem(client.put(f"{url}/decision", json={"verdict": "dismissed", "reason": ""}), "request-invalid")
    assert_problem(client.get(f"/v1/dossiers/{made.id}/checks/none"), "check-not-found")


def test_a_dossier_that_cannot_be_read_says_why(portal: Client, tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    made = portal.submit([tmp_path / "坏.pdf"])
    events = list(portal.watch(made.id))
    assert events[-1].name == "failed"
    assert "坏.pdf" in str(portal.get(made.id).reason)


def test_twenty_listeners_hear_it_to_the_end(running: Running, bureau: Bureau, papers: Path, portal: Client) -> None:
    made = portal.submit([papers])

    def listen(_number: int) -> list[str]:
        with Client(running.url, bureau.key) as one:
            return [event.id for event in one.watch(made.id)]

    with ThreadPoolExecutor(20) as pool:
        heard = list(pool.map(listen, range(20)))
    final = {ids[-1] for ids in heard}
    assert len(final) == 1
    findings = [[one for one in ids if one.split(".")[1] == "2"] for ids in heard]
    assert findings[0]
    assert all(ids == findings[0] for ids in findings)
    for ids in heard:
        assert len(ids) == len(set(ids))


def test_a_listener_goes_on_where_it_was_cut_off(portal: Client, client: httpx.Client, papers: Path) -> None:
    made = portal.wait(portal.submit([papers]).id)
    everything = [event.id for event in portal.watch(made.id)]
    url = f"/v1/dossiers/{made.id}/events"
    rest = client.get(url, headers={"Last-Event-ID": everything[2]})
    assert rest.headers["content-type"].startswith("text/event-stream")
    assert [line[4:] for line in rest.text.splitlines() if line.startswith("id: ")] == everything[3:]
    assert client.get(url, headers={"Last-Event-ID": everything[-1]}).status_code == 204
    assert client.get(url, headers={"Last-Event-ID": "not ours"}).text.count("id: ") == len(everything)


def test_a_receiver_that_fails_is_tried_again_and_one_that_is_gone_is_not(
    portal: Client, client: httpx.Client, receiver: Receiver, papers: Path
) -> None:
    portal.add_webhook(f"http://127.0.0.1:{RECEIVER_PORT}/")
    receiver.status = 302
    first = portal.wait(portal.submit([papers]).id)
    headers, _ = receiver.requests.get(timeout=20)
    receiver.status = 410
    again, _ = receiver.requests.get(timeout=30)  # five seconds later by the schedule
    assert again["webhook-id"] == headers["webhook-id"]
    dead = _dead(client)
    assert [(notice["dossier_id"], notice["answer"], notice["attempts"]) for notice in dead] == [(first.id, 410, 2)]
    assert client.get("/v1/webhooks").json()["items"][0]["disabled_at"] is not None


def _dead(client: httpx.Client) -> list[dict[str, object]]:
    for _ in range(100):
        items: list[dict[str, object]] = client.get("/v1/webhooks/deliveries", params={"state": "dead"}).json()["items"]
        if items:
            return items
    return []
