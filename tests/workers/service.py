"""A small service for tests: a store, dossiers handed in to it, worker processes that can be killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from extractors.reading.pool import PagePool
from tests.servers import wait_until
from verifier.settings import Settings, read_settings
from verifier.store import accounts, dossiers, runs
from verifier.store.blobs import in_blocks
from verifier.store.database import Store
from verifier.store.opening import open_store
from verifier.store.rooms import own_room
from verifier.store.tables import Dossier, DossierState, Priority, Run
from workers.bench import Workbench, work_folder
from workers.worker import Worker

ROOT = Path(__file__).parents[2]
RULESET = "xuchang-2020-154"
ACTOR = "key:test"
_ENDED = (DossierState.DONE, DossierState.FAILED)
# Everything quick: leases run out and are swept within a second or two.
QUICK = {
    "lease_seconds": 2.0,
    "heartbeat_seconds": 0.4,
    "sweep_seconds": 0.5,
    "unseen_seconds": 1.0,
    "poll_seconds": 0.1,
    "processes": 1,
    "pages_at_once": 2,
    "ocr_engine": "none",
    "log_level": "ERROR",
}


class Service:
    """A store with an organisation, and what a portal does; `organisation_id`: one that is there already."""

    def __init__(self, folder: Path, database_url: str, organisation_id: str | None = None, /, **named: Any) -> None:
        self.named = {**QUICK, "store_folder": folder / "store", "database_url": database_url, **named}
        self.settings: Settings = read_settings(**self.named)
        self.store: Store = open_store(self.settings)
        self.program = "verifier.cli"
        self.more_environment: dict[str, str] = {}  # of its processes, beside the settings
        self._processes: list[subprocess.Popen[bytes]] = []
        self.organisation_id = organisation_id or self._organisation()

    def _organisation(self) -> str:
        with self.store.write() as session:
            return accounts.create_organisation(session, "甲局", actor="system").id

    def submit(
        self, *files: Path, priority: Priority = Priority.INTERACTIVE, submitted_on: date | None = None
    ) -> Dossier:
        with self.store.write() as session:
            dossier = dossiers.create(
                session,
                self.organisation_id,
                actor=ACTOR,
                ruleset=RULESET,
                priority=priority,
                submitted_on=submitted_on,
            )
            self._add(session, dossier, files)
            dossiers.submit(session, dossier, actor=ACTOR)
        return dossier

    def _add(self, session: Any, dossier: Dossier, files: Sequence[Path]) -> None:
        for file in files:
            with file.open("rb") as stream:
                blob = self.store.blobs.put(in_blocks(stream))
            dossiers.add_file(session, dossier, file.name, blob, actor=ACTOR)

    def get(self, dossier: Dossier) -> Dossier:
        with self.store.read() as session:
            return dossiers.get(session, self.organisation_id, dossier.id)

    def ended(self, dossier: Dossier) -> bool:
        return self.get(dossier).state in _ENDED

    def wait(self, *submitted: Dossier, seconds: float = 60) -> None:
        """Until all of these have ended."""
        left = list(submitted)

        def all_ended() -> bool:
            left[:] = [dossier for dossier in left if not self.ended(dossier)]
            return not left

        wait_until(all_ended, "all dossiers ended", seconds=seconds, every=0.1)

    def run(self, dossier: Dossier) -> Run:
        with self.store.read() as session:
            run = runs.latest(session, dossier)
        assert run is not None
        return run

    def report(self, dossier: Dossier) -> dict[str, Any]:
        """The report, without what differs from one hand-in to the next."""
        with self.store.read() as session:
            run = runs.latest(session, dossier)
            assert run is not None
            sha256 = runs.report(session, run, "json")
        assert sha256 is not None
        with self.store.blobs.open(sha256) as stream:
            report = json.load(stream)
        return comparable(report)

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A worker in this process."""
        with own_room(work_folder(self.settings), "test-") as room, PagePool(self.settings.reading) as pool:
            yield Worker(Workbench(self.store, self.settings, pool, room), lambda: None)

    @property
    def environment(self) -> dict[str, str]:
        """The same settings for another process."""
        named = {f"VERIFIER_{name.upper()}": str(value) for name, value in self.named.items()}
        return os.environ | named | {"PYTHONPATH": str(ROOT)} | self.more_environment

    def start_process(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A worker process, which is killed at the latest with the service."""
        return self._start("worker", *arguments)

    def start_server(self, port: int) -> subprocess.Popen[bytes]:
        """The API without workers of its own, which is killed at the latest with the service."""
        return self._start("serve", "--port", str(port), "--workers", "0")

    def admin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`verifier admin …`, to its end."""
        command = [sys.executable, "-m", "verifier.cli", "admin", *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=self.settings.store_folder, capture_output=True, text=True, check=False
        )

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", self.program, *command],
            env=self.environment,
            cwd=self.settings.store_folder,
            start_new_session=True,
        )
        self._processes.append(process)
        return process

    def close(self) -> None:
        for process in self._processes:
            kill(process)
        self.store.close()


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a worker and its page processes, as a machine that goes dark does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def comparable(report: dict[str, Any]) -> dict[str, Any]:
    """A report without the dossier's id and the time that it took."""
    return {**report, "dossier": {**report["dossier"], "id": ""}, "timing": {"pages": report["timing"]["pages"]}}
