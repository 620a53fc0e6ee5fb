"""`verifier serve` as an operator starts it: one command, nothing else."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from tests.api.papers import make_docx
from tests.api.problems import assert_problem
from tests.servers import wait_until
from verifier.client import Client

# What must not stand in the log: it is in the dossier.
DECLARATION = (
    "申报材料真实性声明",
    "本单位知悉并保证所提供的申报资料和相关证明文件的真实性、完整性和准确性，",
    "并承担因资料虚假而产生的后果。",
    "申报单位：{name}",
    "2026年3月9日",
)
PLAN = tuple(
    f"第{number}条　为中小企业提供信息、培训、融资对接等公益服务，每季度走访企业{number * 7}家并建立台账。"
    for number in range(1, 12)
)
NAME_CANARY, TEXT_CANARY, IDENTITY = "王金丝雀", "许昌金丝雀企业管理有限公司", "110101199003070011"


@dataclass
class Service:
    """A running `verifier serve`."""

    process: subprocess.Popen[str]
    folder: Path
    environment: dict[str, str]
    told: list[str]
    url: str

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "verifier.cli", *arguments],
            env=self.environment | environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


def start(folder: Path, **named: str) -> Service:
    environment = os.environ | {
        "VERIFIER_PORT": "0",
        "VERIFIER_OCR_ENGINE": "none",
        "VERIFIER_PROCESSES": "1",
        "VERIFIER_POLL_SECONDS": "0.1",
        "VERIFIER_WAITING_DOSSIERS": "1",
        **named,
    }
    with (folder / "log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "verifier.cli", "serve"],
            env=environment,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    told: list[str] = []
    for line in process.stdout:
        told.append(line.strip())
        if "服务地址" in line:
            break
    else:
        pytest.fail(f"it did not start: {(folder / 'log').read_text(encoding='utf-8')}")
    url = told[-1].partition("：")[2]
    wait_until(lambda: _answers(url), "the service answering", seconds=60)
    return Service(process, folder, environment, told, url)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", verify=False).status_code == 200
    except httpx.TransportError:
        return False


def stop(service: Service) -> int:
    service.process.send_signal(signal.SIGTERM)
    status = service.process.wait(60)
    assert service.process.stdout is not None
    service.process.stdout.close()
    return status


def children(process: int) -> list[int]:
    """The processes that a process has begun."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    started = start(tmp_path_factory.mktemp("serve"))
    yield started
    if started.process.poll() is None:
        stop(started)


@pytest.fixture(scope="module")
def key(service: Service) -> str:
    scopes = ("--scope", "submit", "--scope", "read")
    run = service.run("admin", "create-key", "申报系统", "--organisation", "本单位", *scopes)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_the_first_start_tells_a_password_that_works(service: Service) -> None:
    password = re.search(r"密码：(\S+?)（", service.told[0])
    assert password is not None
    answer = httpx.post(f"{service.url}/v1/session", json={"name": "admin", "password": password[1]}, verify=False)
    assert answer.json()["role"] == "admin"
    assert answer.json()["must_change_password"] is True
    for guess in ("admin", "password", "verifier", ""):
        refused = httpx.post(f"{service.url}/v1/session", json={"name": "admin", "password": guess}, verify=False)
        assert_problem(refused, "credentials-wrong" if guess else "request-invalid")
    assert password[1] not in service.log


def write_batch(folder: Path) -> None:
    """Two applicants, of whom each hands in the other's plan, and a file that cannot be read."""
    for name in ("甲公司", "乙公司"):
        (folder / name).mkdir(parents=True)
        make_docx(folder / name / "声明.docx", *(text.format(name=f"许昌{name}") for text in DECLARATION))
        make_docx(folder / name / f"{NAME_CANARY}.docx", TEXT_CANARY, name, f"身份证号{IDENTITY}")
    plan = make_docx(folder / "甲公司" / "工作方案.docx", "服务工作方案", *PLAN)
    shutil.copy(plan, folder / "乙公司" / "方案.docx")
    (folder / "乙公司.declared.json").write_text('{"application_form": {"headcount": 23}}', encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 broken")


def checks_of(path: Path) -> dict[str, dict[str, Any]]:
    """The checks of a report, by rule."""
    return {check["rule"]: check for check in json.loads(path.read_bytes())["checks"]}


def cells(path: Path) -> list[list[tuple[object, str | None]]]:
    """A table's values and links."""
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return [
        [(cell.value, cell.hyperlink.target if cell.hyperlink is not None else None) for cell in row]
        for row in sheet.iter_rows()
    ]


def test_a_batch_by_the_service_gives_what_a_batch_here_gives(service: Service, key: str, tmp_path: Path) -> None:
    """Its queue holds one dossier: the batch waits and goes on."""
    write_batch(tmp_path / "批次")
    common = ("batch", str(tmp_path / "批次"), "--submitted-on", "2026-03-10", "--output")
    local = service.run(*common, str(tmp_path / "local"))
    assert local.returncode == 1, local.stderr
    by_service = ("--server", service.url)
    remote = service.run(*common, str(tmp_path / "remote"), *by_service, VERIFIER_KEY=key)
    assert remote.returncode == 1, remote.stderr + remote.stdout
    written = ["summary.csv", "summary.xlsx", "乙公司", "甲公司"]
    for folder in ("local", "remote"):
        assert sorted(path.name for path in (tmp_path / folder).iterdir()) == written
    assert (tmp_path / "remote" / "summary.csv").read_bytes() == (tmp_path / "local" / "summary.csv").read_bytes()
    assert cells(tmp_path / "remote" / "summary.xlsx") == cells(tmp_path / "local" / "summary.xlsx")
    for name, other in (("甲公司", "乙公司"), ("乙公司", "甲公司")):
        ours, theirs = (checks_of(tmp_path / one / name / "report.json") for one in ("local", "remote"))
        shared = theirs["d02-shared-document"]
        assert shared["outcome"] in ("discrepancy", "review")
        assert any(place["file"].startswith(f"{other}/") for value in shared["found"] for place in value["evidence"])
        assert theirs == ours
        page = (tmp_path / "remote" / name / "report.html").read_text(encoding="utf-8")
        assert shared["message"] in page
    told = [[line for line in run.stdout.splitlines() if "公司：" in line] for run in (local, remote)]
    assert sorted(told[0]) == sorted(told[1])


def test_a_batch_that_is_started_again_hands_nothing_in_twice(service: Service, key: str, tmp_path: Path) -> None:
    write_batch(tmp_path / "again")
    (tmp_path / "again" / "甲公司" / "更多.docx").write_bytes(make_docx(tmp_path / "x.docx", "另一份").read_bytes())
    command = ("batch", str(tmp_path / "again"), "--server", service.url, "--output")

    def handed_in() -> dict[str, dict[str, object]]:
        with Client(service.url, key) as client:
            return {entry["id"]: dict(entry) for entry in client.dossiers()}

    service.run(*command, str(tmp_path / "one"), VERIFIER_KEY=key)
    before = handed_in()
    second = service.run(*command, str(tmp_path / "two"), VERIFIER_KEY=key)
    after = handed_in()
    assert set(after) == set(before)
    assert second.stdout.count("此前已提交") == 3
    revisions = {entry["reference"]: entry["revision"] for number, entry in after.items() if before[number] != entry}
    assert revisions == {"坏": 2}  # what had failed is tried again
    for name in ("summary.csv", "甲公司/report.json", "乙公司/report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    (tmp_path / "again" / "乙公司.declared.json").unlink()
    service.run(*command, str(tmp_path / "three"), VERIFIER_KEY=key)
    assert len(handed_in()) == len(before) + 1  # other figures, another dossier


def test_a_wrong_key_and_a_wrong_address_are_told(service: Service, tmp_path: Path) -> None:
    make_docx(tmp_path / "a.docx", "x")
    (tmp_path / "甲").mkdir()
    make_docx(tmp_path / "甲" / "a.docx", "x")
    run = service.run("batch", str(tmp_path), "--server", service.url, "--key", "dv_wrong")
    assert run.returncode == 2
    assert "not-authenticated" in run.stdout
    run = service.run("batch", str(tmp_path), "--server", "http://127.0.0.1:9", "--key", "dv_wrong")
    assert run.returncode == 2
    assert "server-unreachable" in run.stderr


def test_the_log_has_ids_and_nothing_of_the_dossier(service: Service, key: str, tmp_path: Path) -> None:
    path = make_docx(tmp_path / f"{NAME_CANARY}.docx", TEXT_CANARY, f"身份证号{IDENTITY}")
    with Client(service.url, key) as client:
        dossier = client.wait(client.submit([path], reference=NAME_CANARY).id)
        client.report(dossier.id)
    httpx.get(f"{service.url}/v1/dossiers/{NAME_CANARY}", params={"reference": TEXT_CANARY}, verify=False)
    lines = [json.loads(line) for line in service.log.splitlines() if line.startswith("{")]
    requests = [line for line in lines if line.get("dossier_id") == dossier.id]
    assert {"/v1/dossiers", "/v1/dossiers/{dossier_id}/report"} <= {line["route"] for line in requests}
    assert all(line["request_id"] and line["actor"].startswith("key:") for line in requests)
    assert {line["kind"] for line in lines if line.get("dossier") == dossier.id and line["task"]} >= {
        "open",
        "assemble",
    }
    assert not any(canary in service.log for canary in (NAME_CANARY, TEXT_CANARY, IDENTITY, key))


def test_it_stops_when_told_and_starts_again_where_it_was(service: Service, key: str) -> None:
    with Client(service.url, key) as client:
        before = [dossier["id"] for dossier in client.dossiers()]
    assert before
    workers = children(service.process.pid)
    assert workers
    assert stop(service) == 0
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)  # they have ended before it
    again = start(service.folder)
    try:
        assert len(again.told) == 1  # no password is told twice
        with Client(again.url, key) as client:
            assert [dossier["id"] for dossier in client.dossiers()] == before
    finally:
        stop(again)
