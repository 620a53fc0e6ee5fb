"""The commands of the containers, run against servers of this machine with the settings that compose gives."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.buckets import CREDENTIALS, REGION, make_bucket, s3_service
from tests.docker.test_images import COMPOSE, ROOT, stages
from tests.servers import AUDIT_KEY, RedisServer, free_port, wait_until
from tests.workers.papers import letters
from tests.workers.service import kill
from verifier.client import Client


@contextmanager
def container(name: str, environment: dict[str, str], folder: Path, *more: str) -> Iterator[None]:
    """The command of a service of compose, as a process of this machine."""
    program, *arguments = COMPOSE["services"][name]["command"]
    assert program == "verifier"
    process = subprocess.Popen(
        [sys.executable, "-m", "verifier.cli", *arguments, *more], env=environment, cwd=folder, start_new_session=True
    )
    try:
        yield
    finally:
        kill(process)


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def is_healthy(environment: dict[str, str], folder: Path) -> bool:
    """What the health check of the worker's image says."""
    (words,) = (words for instruction, words in stages()["worker"] if instruction == "HEALTHCHECK")
    python, *arguments = json.loads(words.partition("CMD ")[2])
    assert python == "python"
    return subprocess.run([sys.executable, *arguments], env=environment, cwd=folder, check=False).returncode == 0


@pytest.fixture(params=["one machine", "many machines"])
def site(request: pytest.FixtureRequest, postgresql_url: str, tmp_path: Path) -> Iterator[dict[str, dict[str, str]]]:
    """The settings of `api` and `worker`: as compose gives them, or with nothing shared but what all machines reach."""
    common = {"VERIFIER_DATABASE_URL": postgresql_url, "VERIFIER_ADMIN_PASSWORD": "a long password"}
    folders = {name: {"VERIFIER_STORE_FOLDER": str(tmp_path / name)} for name in ("api", "worker")}
    if request.param == "one machine":
        redis_server: RedisServer = request.getfixturevalue("redis_server")
        common["VERIFIER_BROKER_URL"] = redis_server.url
        values = common | {"VERIFIER_STORE_FOLDER": str(tmp_path / "store")}
        assert set(values) == set(COMPOSE["services"]["api"]["environment"])
        yield {"api": values, "worker": values}
        return
    with s3_service() as endpoint:
        make_bucket(endpoint, "dossiers")
        common |= CREDENTIALS | {
            "VERIFIER_BROKER_URL": request.getfixturevalue("rabbitmq_url"),
            "VERIFIER_S3_BUCKET": "dossiers",
            "VERIFIER_S3_ENDPOINT": endpoint,
            "VERIFIER_S3_REGION": REGION,
            "VERIFIER_AUDIT_KEY": AUDIT_KEY.hex(),
        }
        yield {name: common | folder for name, folder in folders.items()}


def test_a_dossier_goes_through_the_containers_commands(site: dict[str, dict[str, str]], tmp_path: Path) -> None:
    quick = {"PYTHONPATH": str(ROOT), "VERIFIER_PROCESSES": "1", "VERIFIER_OCR_ENGINE": "none"}
    api, worker = (os.environ | site[name] | quick for name in ("api", "worker"))
    signs = Path(worker["VERIFIER_STORE_FOLDER"]) / "work"
    port = free_port()
    with ExitStack() as running:
        running.enter_context(container("api", api, tmp_path, "--port", str(port)))
        wait_until(lambda: is_ready(port), "the API ready", seconds=120)
        running.enter_context(container("worker", worker, tmp_path))
        made = subprocess.run(
            [sys.executable, "-m", "verifier.cli", "admin", "create-key", "门户", "--organisation", "本单位",
             "--scope", "submit", "--scope", "read"],
            env=api, cwd=tmp_path, capture_output=True, text=True, check=True,
        )  # fmt: skip
        with Client(f"http://127.0.0.1:{port}", made.stdout.strip()) as client:
            dossier = client.submit([letters(tmp_path / "a.docx", 2)])
            events = [event.name for event in client.watch(dossier.id)]
            report = client.report(dossier.id)
        wait_until(lambda: is_healthy(worker, tmp_path), "the worker's signs of life", seconds=60)
        for sign in signs.glob("working-*"):  # as if it had given none for a while
            os.utime(sign, (0, 0))
        wait_until(lambda: is_healthy(worker, tmp_path), "its next sign, with nothing to do", seconds=60)
    for sign in signs.glob("working-*"):
        os.utime(sign, (0, 0))
    assert not is_healthy(worker, tmp_path)
    assert events[-1] == "done"
    assert json.loads(report)["dossier"]["files"][0]["pages"] == 2
