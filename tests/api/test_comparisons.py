"""Dossiers of several applicants compared with one another, by a real worker."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from tests.api.conftest import Bureau, Running
from tests.api.papers import make_docx
from tests.api.problems import assert_problem
from tests.servers import wait_until
from verifier.client import Client, Comparison
from verifier.store.tables import ComparisonReport, Task, TaskKind

pytestmark = pytest.mark.usefixtures("worker")
URL = "/v1/comparisons"
RULE = "d02-shared-document"
PLAN = tuple(f"第{number}条　每季度走访企业{number * 7}家，提供信息、培训和融资对接服务。" for number in range(1, 12))


@pytest.fixture(scope="module")
def bureau(running: Running) -> Bureau:
    return running.bureau()


@pytest.fixture(scope="module")
def portal(running: Running, bureau: Bureau) -> Iterator[Client]:
    with Client(running.url, bureau.key) as opened:
        yield opened


@pytest.fixture(scope="module")
def two(portal: Client, tmp_path_factory: pytest.TempPathFactory, worker: None) -> list[str]:
    """Two applicants who hand in the same plan, verified; not to be changed."""
    made = []
    for name in ("甲公司", "乙公司"):
        folder = tmp_path_factory.mktemp("two") / name
        folder.mkdir()
        make_docx(folder / "声明.docx", "申报材料真实性声明", f"申报单位：许昌{name}", "2026年3月9日")
        made.append(folder)
    shutil.copy(make_docx(made[0] / "方案.docx", "服务工作方案", *PLAN), made[1] / "附件.docx")
    ids = [portal.submit([folder], reference=folder.name).id for folder in made]
    assert [portal.wait(number).state for number in ids] == ["done", "done"]
    return ids


@pytest.fixture
def third(portal: Client, tmp_path: Path) -> str:
    """One more, of the same number as the first."""
    made = portal.submit([make_docx(tmp_path / "丙.docx", "另一份")], reference="甲公司").id
    assert portal.wait(made).state == "done"
    return made


def compared(portal: Client, ids: list[str]) -> Comparison:
    comparison = portal.compare(ids, formats=("html",))
    assert comparison.state == "done", comparison.reason
    return comparison


def test_what_two_applicants_have_in_common_is_found_and_their_own_runs_stay(
    portal: Client, client: httpx.Client, two: list[str]
) -> None:
    before = [portal.report(number) for number in two]
    comparison = compared(portal, two)
    members = comparison.content["dossiers"]
    assert [(member["dossier_id"], member["name"]) for member in members] == [(two[0], "甲公司"), (two[1], "乙公司")]
    for member, other in zip(members, ("乙公司", "甲公司"), strict=True):
        found = {check["rule"]: check for check in member["checks"]}
        assert found[RULE]["outcome"] in ("discrepancy", "review")
        assert other in found[RULE]["message"]
        assert member["formats"] == ["json", "html"]
        url = f"{URL}/{comparison.id}/dossiers/{member['dossier_id']}/report"
        answer = client.get(url)
        report = answer.json()
        assert report["summary"] == member["summary"]
        assert report["dossier"]["id"] == member["dossier_id"]
        own = next(check for check in report["checks"] if check["rule"] == RULE)
        assert own["message"] == found[RULE]["message"]
        assert any(place["file"].startswith(f"{other}/") for value in own["found"] for place in value["evidence"])
        assert client.get(url, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        page = client.get(url, params={"format": "html"})
        assert found[RULE]["message"] in page.text
        assert "script-src 'sha256-" in page.headers["content-security-policy"]
        assert_problem(client.get(url, params={"format": "pdf"}), "not-acceptable")
    assert [portal.report(number) for number in two] == before
    tag = client.get(f"{URL}/{comparison.id}").headers["etag"]
    assert client.get(f"{URL}/{comparison.id}", headers={"If-None-Match": tag}).status_code == 304


def test_a_comparison_is_made_once(client: httpx.Client, two: list[str]) -> None:
    headers = {"Idempotency-Key": "compare-1"}
    made = [client.post(URL, json={"dossiers": two}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in made] == [202, 202]
    assert made[0].json() == made[1].json()
    assert made[1].headers["idempotent-replayed"] == "true"
    assert_problem(client.post(URL, json={"dossiers": two[::-1]}, headers=headers), "idempotency-key-reused")


def test_the_answer_goes_with_the_comparison(client: httpx.Client, two: list[str], third: str) -> None:
    headers = {"Idempotency-Key": "compare-2"}
    asked = {"dossiers": [*two, third]}
    assert client.post(URL, json=asked, headers=headers).status_code == 202
    assert client.delete(f"/v1/dossiers/{third}").status_code == 204
    assert_problem(client.post(URL, json=asked, headers=headers), "dossier-not-found")


def test_it_goes_with_any_of_its_dossiers_whose_numbers_are_told_apart(
    client: httpx.Client, portal: Client, two: list[str], third: str, running: Running
) -> None:
    comparison = compared(portal, [*two, third])
    names = [member["name"] for member in comparison.content["dossiers"]]
    assert names == [two[0], "乙公司", third]
    url = f"{URL}/{comparison.id}"
    report = f"{url}/dossiers/{two[0]}/report"
    blob = client.get(report).headers["etag"].strip('"')
    assert client.delete(f"/v1/dossiers/{third}").status_code == 204
    assert_problem(client.get(url), "comparison-not-found")
    assert_problem(client.get(report), "comparison-not-found")
    assert client.get(f"/v1/dossiers/{two[0]}/report").status_code == 200
    with running.store.read() as session:
        rows = session.scalars(select(ComparisonReport).where(ComparisonReport.comparison_id == comparison.id)).all()
        to_delete = session.scalars(select(Task.payload).where(Task.kind == TaskKind.RETAIN)).all()
    assert rows == []
    assert any(blob in payload["blobs"] for payload in to_delete)


def test_a_dossier_that_is_handed_in_anew_is_not_compared_as_it_was(
    client: httpx.Client, portal: Client, two: list[str], third: str, tmp_path: Path
) -> None:
    url = f"{URL}/{client.post(URL, json={'dossiers': [two[0], third]}).json()['id']}"
    portal.add_files(third, [make_docx(tmp_path / "更多.docx", "更多")])
    assert_problem(client.post(URL, json={"dossiers": [two[0], third]}), "no-report")
    wait_until(lambda: client.get(url).json()["state"] != "queued", "an end of it", seconds=180)
    ended = client.get(url).json()
    if ended["state"] == "failed":  # unless the worker was quicker
        assert "重新核验" in ended["reason"]
        assert_problem(client.get(f"{url}/dossiers/{third}/report"), "no-report")
    portal.resubmit(third)
    portal.wait(third)
    assert [member["run"] for member in compared(portal, [two[0], third]).content["dossiers"]] == [1, 2]


def test_what_cannot_be_compared_is_refused(
    client: httpx.Client, stranger: httpx.Client, portal: Client, two: list[str], tmp_path: Path
) -> None:
    def refused(*ids: str, by: httpx.Client = client) -> httpx.Response:
        return by.post(URL, json={"dossiers": ids})

    for wrong in ([two[0]], [two[0], two[0]], [two[0], "x"], two * 251):
        assert_problem(refused(*wrong), "request-invalid")
    assert_problem(refused(two[0], "0" * 32), "dossier-not-found")
    assert_problem(refused(*two, by=stranger), "dossier-not-found")
    waiting = client.post("/v1/dossiers", files=[("files", ("a.docx", b"x"))], data={"submit": "false"}).json()["id"]
    assert_problem(refused(two[0], waiting), "no-report")
    other = portal.submit([make_docx(tmp_path / "丁.docx", "另一份")], ruleset="example-pingchuan-2026").id
    portal.wait(other)
    assert_problem(refused(two[0], other), "rulesets-differ")
    made = f"{URL}/{compared(portal, two).id}"
    assert_problem(stranger.get(made), "comparison-not-found")
    assert_problem(stranger.get(f"{made}/dossiers/{two[0]}/report"), "comparison-not-found")
    assert_problem(client.get(f"{made}/dossiers/{'0' * 32}/report"), "dossier-not-found")
