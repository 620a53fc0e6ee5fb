"""Rulesets over HTTP: uploaded, tried on what is there, made current."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import Bureau, Running
from tests.api.papers import make_docx
from tests.api.problems import assert_problem
from tests.servers import wait_until
from verifier.ruleset import DEFAULT, packaged_text
from verifier.store.tables import Scope

VALID = (Path(__file__).parents[1] / "verifier" / "rulesets" / "valid.yaml").read_bytes()
YAML = {"Content-Type": "application/yaml"}
OTHER = packaged_text(DEFAULT).replace(b"\nversion: ", b'\nversion: "test" #', 1).replace(b"m04-premises", b"m04-other")


def upload(client: httpx.Client, content: bytes = VALID, **query: str) -> httpx.Response:
    return client.post("/v1/rulesets", content=content, headers=YAML, params=query)


def test_an_upload_is_listed_viewed_and_given_back(client: httpx.Client, stranger: httpx.Client) -> None:
    answer = upload(client)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["id"], made["version"], made["current"], made["usable"]) == ("test-city", "1", False, False)
    listed = client.get("/v1/rulesets").json()["items"]
    assert [one["id"] for one in listed][:2] == [DEFAULT, "test-city"]
    assert [one["current"] for one in listed] == [True, False, False]
    assert made["edition"] not in stranger.get("/v1/rulesets").text
    url = f"/v1/rulesets/{made['edition']}"
    detail = client.get(url).json()
    assert [check["id"] for check in detail["checks"]] == ["audit", "assets", "name", "share", "term"]
    assert detail["checks"][1]["parameters"]["at_least"] == 1000000
    assert "人工核对" in detail["checks"][1]["explanation"]
    assert [clause["clause"] for clause in detail["clauses"]] == ["第一条", "第二条"]
    assert detail["checklist"][0]["kinds"] == ["上一年度审计报告"]
    text = client.get(f"{url}/text")
    assert (text.content, text.headers["content-type"]) == (VALID, "application/yaml")


def test_faults_are_told_with_their_places(client: httpx.Client) -> None:
    answer = upload(
        client, VALID.replace(b"threshold", b"treshold").replace(b"[staff_list]", b"[staf_list]"), name="新办法.yaml"
    )
    assert_problem(answer, "invalid-ruleset")
    assert [fault["message"] for fault in answer.json()["errors"]] == [
        "新办法.yaml 第15行第12列：未知的核验方式“treshold”，是否为“threshold”？",
        "新办法.yaml 第23行第80列：未知的材料类别“staf_list”，是否为“staff_list”？",
    ]
    assert "2处错误" in answer.json()["detail"]
    assert_problem(upload(client, b""), "invalid-ruleset")
    assert_problem(upload(client, b"\xff\xfe"), "invalid-ruleset")
    assert_problem(upload(client, b"x" * 500_001), "body-too-large")
    assert_problem(client.post("/v1/rulesets", json={}), "media-type-unsupported")
    assert [one["id"] for one in client.get("/v1/rulesets").json()["items"]].count("test-city") == 0


def test_a_version_is_not_written_over(client: httpx.Client) -> None:
    first = upload(client).json()
    assert upload(client).json()["edition"] == first["edition"]
    assert_problem(upload(client, VALID + b"#\n"), "ruleset-exists")


def test_it_becomes_current_without_a_trial_only_for_a_reason(client: httpx.Client) -> None:
    edition = upload(client).json()["edition"]

    def put(**said: Any) -> httpx.Response:
        return client.put("/v1/rulesets/current", json={"edition": edition, **said})

    assert_problem(put(), "trial-needed")
    assert_problem(put(without_trial=True), "request-invalid")
    assert_problem(put(reason="因为"), "request-invalid")
    assert_problem(put(trial="0" * 32), "trial-not-found")
    assert_problem(client.post(f"/v1/rulesets/{edition}/trials", json={}), "nothing-to-try")
    assert_problem(
        client.post("/v1/dossiers", data={"ruleset": "test-city", "submit": "false"}, files={"x": ("", b"")}),
        "request-invalid",
    )
    assert put(without_trial=True, reason="新办法今日施行").json()["current"] is True
    assert_problem(put(without_trial=True, reason="再来"), "ruleset-is-current")
    made = client.post("/v1/dossiers", files=[("files", ("a.pdf", b"%PDF"))]).json()
    assert (made["ruleset"], client.get("/v1/rulesets").json()["items"][0]["edition"]) == ("test-city", edition)
    (term,) = client.get(f"/v1/rulesets/{edition}").json()["terms"]
    assert (term["until"], term["reason"], term["trial"]) == (None, "新办法今日施行", None)
    acts = client.get("/v1/audit", params={"act": "ruleset.current"}).json()["items"]
    assert [entry["details"]["without_trial"] for entry in acts] == [True]
    assert "新办法" not in str(acts)


@pytest.fixture
def wait(client: httpx.Client) -> Callable[[str, Callable[[Any], bool]], Any]:
    def until(url: str, true: Callable[[Any], bool]) -> Any:
        wait_until(lambda: true(client.get(url).json()), url, seconds=120, every=0.2)
        return client.get(url).json()

    return until


@pytest.mark.usefixtures("worker")
def test_a_trial_by_a_worker_lets_it_become_current(
    client: httpx.Client, wait: Callable[[str, Callable[[Any], bool]], Any], tmp_path: Path
) -> None:
    paper = make_docx(tmp_path / "a.docx", "服务机构基本情况")
    made = client.post(
        "/v1/dossiers", files=[("files", ("a.docx", paper.read_bytes()))], data={"reference": "甲"}
    ).json()
    wait(f"/v1/dossiers/{made['id']}", lambda found: found["state"] == "done")
    edition = upload(client, OTHER).json()["edition"]
    begun = client.post(f"/v1/rulesets/{edition}/trials", json={"latest": 5})
    assert begun.status_code == 202
    trial = begun.json()
    assert (trial["dossiers"], trial["seen_at"]) == (1, None)
    listing = f"/v1/rulesets/{edition}/trials"
    wait(listing, lambda found: found["items"][0]["pending"] == 0)
    said = {"edition": edition, "trial": trial["id"]}
    assert_problem(client.put("/v1/rulesets/current", json=said), "trial-needed")  # done, but nobody has looked at it
    detail = client.get(f"{listing}/{trial['id']}").json()
    assert (detail["changed"], detail["failed"]) == (1, 0)
    assert [(one["rule"], one["before"], one["after"], one["dossiers"]) for one in detail["by_rule"]] == [
        ("m04-other", None, "missing", 1),
        ("m04-premises", "missing", None, 1),
    ]
    (item,) = detail["items"]
    assert (item["dossier"], item["reference"], item["run"], item["state"]) == (made["id"], "甲", 1, "done")
    assert client.get(f"/v1/dossiers/{made['id']}/runs").json()["items"][-1]["number"] == 1
    assert client.put("/v1/rulesets/current", json=said).json()["current"] is True
    assert client.get(listing).json()["items"][0]["seen_at"] is not None
    acts = [entry["act"] for entry in client.get("/v1/audit").json()["items"][:4]]
    assert acts == ["ruleset.current", "ruleset.trial.view", "ruleset.try", "ruleset.add"]


def test_only_administrators_may_but_readers_see_the_list(running: Running, bureau: Bureau) -> None:
    with running.client(running.key(bureau.id, Scope.READ, Scope.REVIEW, Scope.SUBMIT)) as reader:
        (first, *_) = reader.get("/v1/rulesets").json()["items"]
        url = f"/v1/rulesets/{first['edition']}"
        assert_problem(upload(reader), "not-permitted")
        assert_problem(reader.get(url), "not-permitted")
        assert_problem(reader.get(f"{url}/text"), "not-permitted")
        assert_problem(reader.post(f"{url}/trials", json={}), "not-permitted")
        assert_problem(reader.put("/v1/rulesets/current", json={"edition": first["edition"]}), "not-permitted")
