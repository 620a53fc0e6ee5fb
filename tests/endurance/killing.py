"""Faults at random moments while portals hand in dossiers: `kill -9` of workers, page processes, the API, the broker.

`faulting` adds those of what lies below them: the database, the disk, the clock.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.endurance.places import broker_of, service_of, tell, undisturbed
from tests.endurance.processes import children
from tests.servers import Broker, free_port
from tests.workers.papers import letters
from tests.workers.service import ACTOR, Service, kill
from verifier.client import Client, ServiceError
from verifier.client import Dossier as Answer
from verifier.store import accounts, dossiers
from verifier.store.tables import Dossier, DossierState, Page, Reading, Run, Scope, Task, TaskKind

_PORTALS = 2
_INTERNAL = 500
HANDED_IN = date(2026, 3, 10)  # a clock that is moved goes past midnight


class Portal:
    """Hands in dossiers over HTTP, one after another, each of which it waits for, whatever dies meanwhile."""

    def __init__(self, name: str, client: Client, folder: Path, pages: int) -> None:
        self.dossiers: dict[str, Path] = {}
        self.error: Exception | None = None
        self.refused: Counter[str] = Counter()
        self._name, self._client, self._folder, self._pages = name, client, folder, pages
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"portal-{name}", daemon=True)
        self._thread.start()

    def stop(self, patience: float, revive: Callable[[], None]) -> None:
        """See the last dossier through."""
        self._over.set()
        deadline = time.monotonic() + patience
        while self._thread.is_alive() and time.monotonic() < deadline:
            revive()
            self._thread.join(0.5)
        self.look()
        assert not self._thread.is_alive(), "a dossier did not end"

    def look(self) -> None:
        """Raise what went wrong."""
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                name = f"{self._name}{len(self.dossiers)}"
                file = letters(self._folder / f"{name}.docx", self._pages, f"甲{name}")
                made = self._until_answered(lambda: self._hand_in(name, file))  # noqa: B023
                self.dossiers[made.id] = file
                while not self._until_answered(lambda: self._client.get(made.id)).ended:  # noqa: B023
                    time.sleep(0.5)
        except Exception as error:  # noqa: BLE001 -- raised by `stop`
            self.error = error

    def _hand_in(self, name: str, file: Path) -> Answer:
        return self._client.submit([file], submitted_on=HANDED_IN, idempotency_key=name)

    def _until_answered(self, ask: Any) -> Any:
        while True:
            try:
                return ask()
            except httpx.TransportError:
                time.sleep(0.2)
            except ServiceError as error:
                if error.status < _INTERNAL:
                    raise
                self.refused[f"{error.status} {error.code}"] += 1
                time.sleep(0.2)


class Victims:
    """What can be killed, and is started again at once; `more` are other faults, by their names.

    A broker stays away for up to `outage` seconds.
    """

    def __init__(
        self,
        service: Service,
        broker: Broker | None,
        chance: random.Random,
        more: Mapping[str, Callable[[], None]],
        outage: float,
    ) -> None:
        self._outage = outage
        self._service, self._broker, self._chance = service, broker, chance
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._server, self._worker = service.start_server(self._port), service.start_process()
        acts = {"worker and pages": self._group, "worker": self._alone, "page process": self._page, "api": self._api}
        if self._broker is not None:
            acts["broker"] = self._kill_broker
        self._acts = acts | dict(more)
        self._due: list[str] = []
        self.struck: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()

    @property
    def kinds(self) -> int:
        """How many kinds of faults there are."""
        return len(self._acts)

    def strike(self, longest: float, patience: float) -> None:
        """One fault, within `longest` seconds of a moment at which the worker is at work; each kind in its turn."""
        self._until_at_work(patience)
        time.sleep(self._chance.uniform(0, longest))
        if not self._due:
            self._due = self._chance.sample(list(self._acts), len(self._acts))
        what = self._due.pop()
        self._acts[what]()
        self.struck[what] += 1

    def revive(self) -> None:
        """Start again what has ended of itself, as whoever runs a service has it done, and count that."""
        if self._worker.poll() is not None:
            self.ended["worker"] += 1
            self._group()
        if self._server.poll() is not None:
            self.ended["api"] += 1
            self._api()

    def end(self) -> None:
        """Kill them all."""
        for process in (self._worker, self._server):
            kill(process)

    def _group(self) -> None:
        kill(self._worker)
        self._worker = self._service.start_process()

    def _alone(self) -> None:
        _kill_alone(self._worker)
        self._worker = self._service.start_process()

    def _page(self) -> None:
        pages = children(self._worker.pid)
        if pages:
            with suppress(ProcessLookupError):
                os.kill(self._chance.choice(pages), signal.SIGKILL)

    def _api(self) -> None:
        _kill_alone(self._server)
        self._server = self._service.start_server(self._port)

    def _kill_broker(self) -> None:
        assert self._broker is not None
        self._broker.kill()
        time.sleep(self._chance.uniform(0, self._outage))
        self._broker.start()

    def _until_at_work(self, patience: float) -> None:
        """Starting takes longer on some machines than the longest pause."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self.revive()
            with suppress(OperationalError), self._service.store.read() as session:  # it may just be coming back
                if session.scalar(select(func.count()).where(Task.owner.contains(f":{self._worker.pid}:"))):
                    return
            time.sleep(0.1)


def kills(options: argparse.Namespace) -> dict[str, Any]:
    """Kill until that happened `count` times, while portals hand in dossiers; then compare all reports."""
    with broker_of(options) as broker, service_of(options, broker) as service:
        return endure(options, service, broker, {})


def endure(
    options: argparse.Namespace, service: Service, broker: Broker | None, more: Mapping[str, Callable[[], None]]
) -> dict[str, Any]:
    """Strike `count` times (0: each kind once), while portals hand in dossiers; then look what became of them."""
    victims, started = Victims(service, broker, random.Random(options.seed), more, options.outage), time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="portals-", dir=options.folder))
    with Client(victims.url, _key(service), seconds=30) as client:
        portals = [Portal(f"{number}-", client, folder, options.pages) for number in range(_PORTALS)]
        while victims.struck.total() < (options.count or victims.kinds):
            victims.strike(options.longest, options.patience)
            for portal in portals:
                portal.look()
            tell(f"{victims.struck.total()} faults, {sum(len(portal.dossiers) for portal in portals)} dossiers")
        for portal in portals:
            portal.stop(options.patience, victims.revive)
    seconds = time.monotonic() - started
    victims.end()
    files = {dossier: file for portal in portals for dossier, file in portal.dossiers.items()}
    refused = sum((portal.refused for portal in portals), Counter[str]())
    told = {"faults": dict(victims.struck), "ended of themselves": dict(victims.ended), "refused": dict(refused)}
    return told | _became(options, service, files) | {"seconds": round(seconds), "load": os.getloadavg()[0]}


def _became(options: argparse.Namespace, service: Service, files: Mapping[str, Path]) -> dict[str, Any]:
    """What became of the dossiers that were acknowledged."""
    with service.store.read() as session:
        found = {name: session.get_one(Dossier, name) for name in files}
        kept = sum(_is_kept(service, session, found[name], file) for name, file in files.items())
        most = session.scalar(select(func.max(Task.attempt)).where(Task.kind == TaskKind.READ))
    done = {name for name, dossier in found.items() if dossier.state is DossierState.DONE}
    reports = {file: service.report(found[name]) for name, file in files.items() if name in done}
    undisturbed = dict(zip(reports, _undisturbed(options, list(reports)), strict=True))
    return {
        "dossiers acknowledged": len(files),
        "dossiers": _count(service, Dossier),
        "files as they were sent": kept,
        "done": len(done),
        "reasons of the others": [dossier.reason for name, dossier in found.items() if name not in done],
        "runs": _count(service, Run),
        "pages": _count(service, Page),
        "readings": _count(service, Reading),
        "most attempts of a task": most,
        "pages given up": sum(len(report["problems"]) for report in reports.values()),
        "reports other than undisturbed": [file.name for file in reports if reports[file] != undisturbed[file]],
    }


def _is_kept(service: Service, session: Session, dossier: Dossier, file: Path) -> bool:
    """Whether the dossier has this one file, byte by byte."""
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    if [row.sha256 for row in dossiers.files(session, dossier)] != [sha256]:
        return False
    with service.store.blobs.open(sha256) as stream:
        return hashlib.sha256(stream.read()).hexdigest() == sha256


def _key(service: Service) -> str:
    with service.store.write() as session:
        scopes = [Scope.SUBMIT, Scope.READ]
        return accounts.create_key(session, service.organisation_id, "portal", scopes, actor=ACTOR)[0]


def _undisturbed(options: argparse.Namespace, files: list[Path]) -> list[dict[str, Any]]:
    with service_of(undisturbed(options)) as service:
        dossiers = [service.submit(file, submitted_on=HANDED_IN) for file in files]
        service.start_process()
        service.wait(*dossiers, seconds=options.patience)
        return [service.report(dossier) for dossier in dossiers]


def _kill_alone(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _count(service: Service, table: type) -> int:
    with service.store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
