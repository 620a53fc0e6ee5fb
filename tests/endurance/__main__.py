"""Long runs of the service on this machine, for the figures in docs/service.md.

    python -m tests.endurance kills --count 20 --pages 60      kill -9 at random moments, then compare the reports
    python -m tests.endurance crowd --dossiers 200             many dossiers queued at once; memory of the worker
    python -m tests.endurance rate --pages 24                  pages per second with 1 and 2 worker processes

Each makes a service of its own in `--folder`; with `--database` and `--broker` URLs it is the many-machine form. The
database has to be empty.
"""

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from tests.endurance.processes import children, resident_megabytes
from tests.servers import open_test_store
from tests.workers.papers import letters
from tests.workers.service import Service, kill
from verifier.store.tables import DossierState, Page, Priority, Reading, Run, Task, TaskKind
from workers.sending import Sender

SAMPLE = Path(__file__).parents[2] / "samples" / "dossiers" / "poor.pdf"
LEASE = {"lease_seconds": 8.0, "heartbeat_seconds": 2.0, "sweep_seconds": 2.0, "unseen_seconds": 5.0}


@contextmanager
def service_of(options: argparse.Namespace, **named: Any) -> Iterator[Service]:
    """A migrated service with its sender."""
    folder = Path(tempfile.mkdtemp(prefix="endurance-", dir=options.folder))
    url = options.database or f"sqlite:///{folder / 'verifier.sqlite3'}"
    (folder / "store").mkdir()
    store = open_test_store(url, folder)
    store.migrate()
    store.close()
    broker = {"broker_url": options.broker} if options.broker else {}
    service = Service(folder, url, **LEASE, **broker, **named)
    try:
        with Sender(service.store, service.settings):
            yield service
    finally:
        service.close()


def kills(options: argparse.Namespace) -> dict[str, Any]:
    """Kill a worker with its page processes, it alone, or one page process, until that happened `count` times."""
    chance = random.Random(options.seed)
    with service_of(options) as service:
        files = [letters(service.settings.store_folder / f"{n}.docx", options.pages, f"甲{n}") for n in range(2)]
        dossiers = [service.submit(file) for file in files]
        worker, done, started = service.start_process(), {"group": 0, "worker": 0, "page process": 0}, time.monotonic()
        while sum(done.values()) < options.count:
            if all(service.ended(dossier) for dossier in dossiers):
                folder, number = service.settings.store_folder, len(dossiers)
                files.append(letters(folder / f"{number}.docx", options.pages, f"甲{number}"))
                dossiers.append(service.submit(files[-1]))
            _until_at_work(service, worker.pid, options.patience)
            time.sleep(chance.uniform(0, options.longest))
            what = chance.choice(list(done))
            pages = children(worker.pid)
            if what == "page process" and pages:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(pages), signal.SIGKILL)
            elif what == "worker":
                worker.kill()
                worker.wait()
            else:
                kill(worker)
            if worker.poll() is not None:
                worker = service.start_process()
            done[what] += 1
            _tell(f"{sum(done.values())} kills, {_pages_done(service)} pages done")
        service.wait(*dossiers, seconds=options.patience)
        seconds = time.monotonic() - started
        reports = [service.report(dossier) for dossier in dossiers]
        states = [service.get(dossier).state for dossier in dossiers]
        with service.store.read() as session:
            runs = session.scalar(select(func.count()).select_from(Run))
            read = session.scalar(select(func.count()).select_from(Reading))
            pages_in_all = session.scalar(select(func.count()).select_from(Page))
            most = session.scalar(select(func.max(Task.attempt)).where(Task.kind == TaskKind.READ))
        kill(worker)
    return {
        "kills": done,
        "dossiers": len(dossiers),
        "done": states.count(DossierState.DONE),
        "runs": runs,
        "pages": pages_in_all,
        "readings": read,
        "most attempts of a task": most,
        "pages given up": sum(len(report["problems"]) for report in reports),
        "same reports as undisturbed": _undisturbed(options, files) == reports,
        "seconds": round(seconds),
    }


def _until_at_work(service: Service, pid: int, patience: float) -> None:
    """Wait until a worker has claimed a task: starting takes longer on some machines than the longest pause."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with service.store.read() as session:
            if session.scalar(select(func.count()).where(Task.owner.contains(f":{pid}:"))):
                return
        time.sleep(0.1)


def _undisturbed(options: argparse.Namespace, files: Sequence[Path]) -> list[dict[str, Any]]:
    plain = argparse.Namespace(**{**vars(options), "database": None, "broker": None})
    with service_of(plain) as service:
        dossiers = [service.submit(file) for file in files]
        service.start_process()
        service.wait(*dossiers, seconds=options.patience)
        return [service.report(dossier) for dossier in dossiers]


def crowd(options: argparse.Namespace) -> dict[str, Any]:
    """Hand in many dossiers at once, in the middle an interactive one, and follow the memory."""
    with service_of(options) as service:
        files = [letters(service.settings.store_folder / f"{n}.docx", 2, f"乙{n}") for n in range(options.dossiers)]
        started = time.monotonic()
        dossiers = [service.submit(file, priority=Priority.BATCH) for file in files]
        submitted = time.monotonic() - started
        worker = service.start_process()
        memory, urgent, waited = list[int](), None, 0.0
        while not all(service.ended(dossier) for dossier in dossiers):
            time.sleep(2)
            memory.append(resident_megabytes(worker.pid))
            ended = sum(service.ended(dossier) for dossier in dossiers)
            if urgent is None and ended >= options.dossiers // 2:
                begun = time.monotonic()
                urgent = service.submit(letters(service.settings.store_folder / "urgent.docx", 2, "丙"))
                service.wait(urgent, seconds=options.patience)
                waited = time.monotonic() - begun
            _tell(f"{ended} of {len(dossiers)} ended, {memory[-1]} MB")
        seconds = time.monotonic() - started
        kill(worker)
        done = sum(service.get(dossier).state is DossierState.DONE for dossier in dossiers)
    quarter = max(1, len(memory) // 4)
    return {
        "dossiers": len(dossiers),
        "done": done,
        "seconds to hand in": round(submitted, 1),
        "seconds in all": round(seconds),
        "interactive one among them took": round(waited, 1),
        "MB after a quarter": memory[quarter - 1],
        "MB at the end": memory[-1],
        "MB at most": max(memory),
    }


def rate(options: argparse.Namespace) -> dict[str, Any]:
    """Read the pages of the sample by OCR with one and with two worker processes, one page process each."""
    rates = {}
    for workers in (1, 2):
        with service_of(options, ocr_engine="auto") as service:
            warm = service.submit(letters(service.settings.store_folder / "warm.docx", 4 * workers))
            processes = [service.start_process() for _ in range(workers)]
            service.wait(warm, seconds=options.patience)
            dossier = service.submit(SAMPLE)
            started = time.monotonic()
            while service.get(dossier).pages_done < options.pages:
                time.sleep(0.1)
            rates[workers] = round(options.pages / (time.monotonic() - started), 2)
            for process in processes:
                kill(process)
    return {"pages": options.pages, "pages per second by workers": rates, "load": os.getloadavg()[0]}


def _pages_done(service: Service) -> int:
    with service.store.read() as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


def _tell(text: str) -> None:
    click.echo(text, err=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.endurance")
    parser.add_argument("what", choices=("kills", "crowd", "rate"))
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--dossiers", type=int, default=200)
    parser.add_argument("--longest", type=float, default=12.0, help="seconds between two kills, at most")
    parser.add_argument("--patience", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--database")
    parser.add_argument("--broker")
    options = parser.parse_args()
    result = {"kills": kills, "crowd": crowd, "rate": rate}[options.what](options)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
