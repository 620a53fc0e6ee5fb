import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from tests.api.conftest import Running
from tests.api.problems import assert_problem, assert_secured
from tests.api.serving import served
from tests.servers import free_port
from verifier.settings import read_settings

HEAVY = ("cv2", "onnxruntime", "openvino", "paddle", "paddleocr", "rapidocr", "pypdfium2", "docx", "openpyxl")


def test_importing_the_application_loads_nothing_that_reads_pages() -> None:
    code = f"import sys, api.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_it_answers_and_is_ready(running: Running) -> None:
    for path in ("/healthz", "/readyz"):
        answer = httpx.get(running.url + path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert_secured(answer)


def test_the_frameworks_own_refusals_are_problems(running: Running, client: httpx.Client) -> None:
    assert_problem(client.get("/v1/nowhere"), "route-not-found")
    wrong_method = client.patch("/v1/dossiers")
    assert_problem(wrong_method, "method-not-allowed")
    assert wrong_method.headers["allow"]
    assert_problem(client.get("/v1/dossiers/UPPER"), "request-invalid")
    assert_problem(client.post("/v1/keys", content=b"x" * 100_001), "body-too-large")
    assert_problem(client.post("/v1/keys", content=(b"x" * 60_000 for _ in range(2))), "body-too-large")


def test_a_request_keeps_the_callers_plain_number(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "portal-17"}).headers["x-request-id"] == "portal-17"
    assert client.get("/healthz", headers={"X-Request-Id": "a b"}).headers["x-request-id"] != "a b"


def test_metrics_tell_the_queue_in_prometheus_format(running: Running, client: httpx.Client) -> None:
    client.post("/v1/dossiers", files=[("files", ("a.pdf", b"%PDF"))])
    text = httpx.get(f"{running.url}/metrics").text
    assert 'verifier_tasks{kind="open",state="queued"}' in text
    assert 'verifier_dossiers{state="queued"}' in text
    assert "verifier_pages_read_total 0.0" in text
    assert 'verifier_request_seconds_count{method="POST",route="/v1/dossiers",status="202"}' in text


def test_rulesets_are_listed(client: httpx.Client) -> None:
    assert client.get("/v1/rulesets").json()["items"][0]["id"] == "xuchang-2020-154"


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_scripts_from_elsewhere(running: Running, path: str) -> None:
    assert_problem(httpx.get(running.url + path), "route-not-found")


def test_without_its_database_it_lives_and_says_so(tmp_path: Path) -> None:
    nobody = f"postgresql://127.0.0.1:{free_port()}/verifier"
    with served(create_app(read_settings(store_folder=tmp_path, database_url=nobody))) as url:
        assert httpx.get(f"{url}/healthz", verify=False).status_code == 200
        assert_problem(httpx.get(f"{url}/readyz", verify=False), "not-ready")
        asked = httpx.get(f"{url}/v1/dossiers", headers={"Authorization": "Bearer x"}, verify=False)
        assert_problem(asked, "not-ready")
        assert int(asked.headers["retry-after"]) > 0
