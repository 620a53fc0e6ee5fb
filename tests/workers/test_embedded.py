"""Worker processes beside a server."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.servers import wait_until
from tests.workers.papers import letters
from tests.workers.service import Service
from verifier.store.tables import DossierState

PROGRAM = "import sys; from verifier.settings import read_settings; from workers.embedded import Embedded\n"
SERVER = (
    PROGRAM
    + """
with Embedded(read_settings()) as workers:
    print(workers.pids[0], flush=True)
    for line in sys.stdin:
        print(workers.pids[0], flush=True)
"""
)


def is_running(pid: int) -> bool:
    return subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_a_worker_that_dies_is_replaced_and_all_end_with_a_killed_server(service: Service, tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        env=service.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    first = int(server.stdout.readline())
    os.kill(first, signal.SIGKILL)
    dossier = service.submit(letters(tmp_path / "a.docx", 1))
    service.wait(dossier, seconds=120)
    assert service.get(dossier).state is DossierState.DONE
    server.stdin.write(b"\n")
    server.stdin.flush()
    second = int(server.stdout.readline())
    assert second != first
    server.kill()
    server.communicate()
    wait_until(lambda: not is_running(second), "worker ended with its server", seconds=30)
