"""Machines come up in any order: programs that start before database and broker wait for them, and then work."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from tests.servers import AUDIT_KEY, PostgresqlServer, RedisServer, free_port, open_test_store, wait_until
from tests.workers.papers import letters
from tests.workers.service import Service, kill
from verifier.store.tables import DossierState
from workers.sending import Sender

_WAITS = "数据库尚未就绪"


@contextmanager
def started(service: Service, log: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """`verifier …` as a process whose standard error is `log`."""
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "verifier.cli", *command],
            env=service.environment,
            cwd=service.settings.store_folder,
            stderr=errors,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        kill(process)


def test_programs_wait_for_database_and_broker(
    own_postgresql: PostgresqlServer, redis_server: RedisServer, tmp_path: Path
) -> None:
    store = open_test_store(own_postgresql.url, tmp_path)
    store.migrate()
    store.close()
    named = {"audit_key": AUDIT_KEY.hex(), "broker_url": redis_server.url, "log_level": "WARNING"}
    with closing(Service(tmp_path, own_postgresql.url, **named)) as service:
        _start_early(service, own_postgresql, redis_server, tmp_path)


def _start_early(service: Service, own_postgresql: PostgresqlServer, redis_server: RedisServer, tmp_path: Path) -> None:
    own_postgresql.shut_down_at_once()
    redis_server.kill()
    port, logs = free_port(), [tmp_path / f"{name}.log" for name in ("admin", "serve", "worker")]
    with (
        started(service, logs[0], "admin", "migrate") as admin,
        started(service, logs[1], "serve", "--port", str(port), "--workers", "0") as server,
        started(service, logs[2], "worker") as worker,
    ):
        wait_until(lambda: all(_WAITS in log.read_text(encoding="utf-8") for log in logs), "all waiting", seconds=60)
        own_postgresql.start()
        wait_until(lambda: _is_ready(port), "the API ready", seconds=60)
        assert admin.wait(60) == 0
        dossier = service.submit(letters(tmp_path / "a.docx", 2))
        redis_server.start()
        with Sender(service.store, service.settings) as sender:
            sender.nudge()
            service.wait(dossier, seconds=120)
        assert service.get(dossier).state is DossierState.DONE
        assert (server.poll(), worker.poll()) == (None, None)


def test_a_program_that_has_waited_long_enough_says_so(own_postgresql: PostgresqlServer, tmp_path: Path) -> None:
    own_postgresql.shut_down_at_once()
    environment = {"VERIFIER_DATABASE_URL": own_postgresql.url, "VERIFIER_DATABASE_WAIT_SECONDS": "0"}
    command = [sys.executable, "-m", "verifier.cli", "admin", "migrate"]
    ended = subprocess.run(
        command, env=os.environ | environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "数据库未能就绪" in ended.stderr
    assert "Connection refused" in ended.stderr


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", verify=False).is_success
    except httpx.TransportError:
        return False
