"""Long runs of the service on this machine, for the figures in docs/service.md.

    python -m tests.endurance kills --count 20 --pages 60      kill -9 at random moments, then compare the reports
    python -m tests.endurance faults --count 50 --pages 6      the same, and database, disk and clock fail as well
    python -m tests.endurance crowd --dossiers 200             many dossiers queued at once; memory of the worker
    python -m tests.endurance load --seconds 300 --pages 10    reviewers and a portal at work; times of their calls
    python -m tests.endurance rate --pages 24                  pages per second with 1 and 2 worker processes

Each makes a service of its own in `--folder`; with `--database` and `--broker` URLs it is the many-machine form. The
database has to be empty. `--broker redis` and `--broker rabbitmq` start one, which `kills` then kills as well;
`--database own` starts one for `faults`, which also wants the right to mount a file system.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import click

from tests.endurance.faulting import OWN_DATABASE, faults
from tests.endurance.killing import kills
from tests.endurance.loading import load
from tests.endurance.places import OWN_BROKERS, broker_of, service_of, tell
from tests.endurance.processes import resident_megabytes
from tests.workers.papers import letters
from tests.workers.service import kill
from verifier.store.tables import DossierState, Priority

SAMPLE = Path(__file__).parents[2] / "samples" / "dossiers" / "poor.pdf"


def crowd(options: argparse.Namespace) -> dict[str, Any]:
    """Hand in many dossiers at once, in the middle an interactive one, and follow the memory."""
    with broker_of(options) as broker, service_of(options, broker) as service:
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
            tell(f"{ended} of {len(dossiers)} ended, {memory[-1]} MB")
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
        with broker_of(options) as broker, service_of(options, broker, ocr_engine="auto") as service:
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.endurance")
    parser.add_argument("what", choices=("kills", "faults", "crowd", "load", "rate"))
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--dossiers", type=int, default=200)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--longest", type=float, default=12.0, help="seconds between two kills, at most")
    parser.add_argument("--outage", type=float, default=5.0, help="seconds that something stays away, at most")
    parser.add_argument("--patience", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--database", help=f"URL, or for `faults` {OWN_DATABASE}: one of the command's own")
    parser.add_argument("--broker", help=f"URL, or {' or '.join(OWN_BROKERS)}: one of the command's own")
    options = parser.parse_args()
    result = {"kills": kills, "faults": faults, "crowd": crowd, "load": load, "rate": rate}[options.what](options)
    click.echo(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
