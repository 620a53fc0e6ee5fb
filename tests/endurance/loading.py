"""An office at work: reviewers on the page, a portal that hands in, a long queue, and how long each call takes."""

import argparse
import io
import os
import random
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import docx
import httpx
from PIL import Image
from sqlalchemy import update

from tests.endurance.places import broker_of, service_of, tell
from tests.endurance.processes import resident_megabytes
from tests.servers import free_port, wait_until
from tests.workers.papers import letters
from tests.workers.service import ACTOR, Service
from verifier.client import Client
from verifier.store import accounts
from verifier.store.tables import DossierState, Priority, Reading, Role, Scope

_PASSWORD = "correct horse battery"
_PICTURES = 3  # of a dossier that somebody looks at
_THINKS = (0.5, 2.0)  # seconds between two acts of a person
_HANDS_IN_EVERY = 5.0  # seconds
_RULE, _FIELD, _VALUE = "m01-application-report", "declaration.applicant", "许昌鼎信企业管理咨询有限公司"
_REFUSED = 400


class Times:
    """How long calls of each kind took, and how they were answered."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self.refused: Counter[str] = Counter()
        self._lock = threading.Lock()

    def timed(self, kind: str, client: httpx.Client, method: str, url: str, **named: Any) -> httpx.Response:
        """The answer to a request, noted."""
        began = time.perf_counter()
        answer = client.request(method, url, **named)
        seconds = time.perf_counter() - began
        with self._lock:
            self._seconds[kind].append(seconds)
            if answer.status_code >= _REFUSED:
                self.refused[f"{kind}: {answer.status_code} {answer.json()['code']}"] += 1
        return answer

    def table(self) -> dict[str, dict[str, int]]:
        """Milliseconds by kind of call."""
        return {kind: _percentiles(seconds) for kind, seconds in sorted(self._seconds.items())}


def _percentiles(seconds: list[float]) -> dict[str, int]:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(seconds)}
    return {"calls": len(seconds)} | {name: round(1000 * value) for name, value in named.items()}


class Reviewer:
    """One person: looks through the list, opens dossiers, looks at pages, decides, corrects, writes notes."""

    def __init__(self, number: int, base: str, times: Times, over: threading.Event) -> None:
        self._chance, self._times, self._over = random.Random(number), times, over
        self._client = httpx.Client(base_url=base, timeout=60, verify=False)
        self._name = _name(number)

    def work(self) -> None:
        """Until it is over."""
        with self._client:
            given = {"name": self._name, "password": _PASSWORD}
            opened = self._times.timed("log-in", self._client, "POST", "/v1/session", json=given)
            self._client.headers["X-CSRF-Token"] = opened.json()["csrf_token"]
            while not self._over.is_set():
                self._look_through()

    def _look_through(self) -> None:
        self._ask("list, page", "GET", f"/dossiers?page={self._chance.randint(1, 4)}")
        listed = self._ask("list, API", "GET", "/v1/dossiers", params={"state": "done", "limit": 200}).json()["items"]
        if listed:
            self._review(self._chance.choice(listed)["id"])

    def _review(self, dossier: str) -> None:
        url = f"/v1/dossiers/{dossier}"
        self._ask("dossier, page", "GET", f"/dossiers/{dossier}")
        for number in range(1, _PICTURES + 1):
            self._ask("picture", "GET", f"{url}/pages/{number}/image", params={"width": 1000})
        seen = self._ask("check", "GET", f"{url}/checks/{_RULE}")
        said = {"verdict": "confirmed", "reason": "属实"}
        tag = {"If-Match": seen.headers.get("ETag", "")}
        self._ask("decision", "PUT", f"{url}/checks/{_RULE}/decision", json=said, headers=tag)
        given = {"value": _VALUE, "reason": "原件清楚"}
        self._ask("correction", "PUT", f"{url}/corrections/{_FIELD}", json=given)
        self._ask("note", "POST", f"{url}/notes", json={"text": "已电话核实。"})
        self._ask("let go", "DELETE", f"{url}/claim")

    def _ask(self, kind: str, method: str, url: str, **named: Any) -> httpx.Response:
        self._over.wait(self._chance.uniform(*_THINKS))
        return self._times.timed(kind, self._client, method, url, **named)


class Portal:
    """Hands in one dossier after another, to be verified at once, and notes how long each takes to its report."""

    def __init__(self, base: str, key: str, file: Path, over: threading.Event) -> None:
        self.handing_in: list[float] = []
        self.waited: list[float] = []
        self._base, self._key, self._file, self._over = base, key, file, over

    def work(self) -> None:
        """Until it is over."""
        with Client(self._base, self._key) as client:
            while not self._over.wait(_HANDS_IN_EVERY):
                began = time.perf_counter()
                made = client.submit([self._file])
                self.handing_in.append(time.perf_counter() - began)
                client.wait(made.id)
                self.waited.append(time.perf_counter() - began)


def load(options: argparse.Namespace) -> dict[str, Any]:
    """`seconds` of that, with `dossiers` of a batch in the queue."""
    with ExitStack() as stack:
        broker = stack.enter_context(broker_of(options))
        service = stack.enter_context(service_of(options, broker))
        papers = Path(tempfile.mkdtemp(prefix="papers-", dir=options.folder))
        files = _papers(papers, options.dossiers, options.pages)
        _people(service, options.reviewers)
        with service.store.write() as session:
            scopes = [Scope.SUBMIT, Scope.READ]
            key = accounts.create_key(session, service.organisation_id, "portal", scopes, actor=ACTOR)[0]
        dossiers = [service.submit(file, priority=Priority.BATCH) for file in files[1:]]
        server, base = _server(service)
        worker = service.start_process()
        service.wait(dossiers[0], seconds=options.patience)
        picture = service.store.blobs.put([_scan()]).sha256
        memory = {"api": list[int](), "worker": list[int]()}
        times, over = Times(), threading.Event()
        portal = Portal(base, key, files[0], over)
        work = [Reviewer(number, base, times, over).work for number in range(options.reviewers)] + [portal.work]
        threads = [threading.Thread(target=act, daemon=True) for act in work]
        for thread in threads:
            thread.start()
        until = time.monotonic() + options.seconds
        while time.monotonic() < until:
            _illustrate(service, picture)
            time.sleep(5)
            assert all(thread.is_alive() for thread in threads), "somebody has stopped working"
            memory["api"].append(resident_megabytes(server.pid))
            memory["worker"].append(resident_megabytes(worker.pid))
        over.set()
        for thread in threads:
            thread.join(options.patience)
        done = sum(service.get(dossier).state is DossierState.DONE for dossier in dossiers)
        tell(f"{done} of {len(dossiers)} done")
    return {
        "milliseconds": times.table() | {"hand-in": _percentiles(portal.handing_in)},
        "refused": dict(times.refused),
        "interactive dossiers": len(portal.waited),
        "longest wait of one, seconds": round(max(portal.waited), 1),
        "dossiers of the batch": len(dossiers),
        "done of them": done,
        "MB after a quarter, at the end, at most": {
            name: [found[len(found) // 4], found[-1], max(found)] for name, found in memory.items()
        },
        "load": os.getloadavg()[0],
    }


def _papers(folder: Path, count: int, pages: int) -> list[Path]:
    """Office files, which are read without OCR: one for the portal, and `count` others."""
    return [_paper(folder / f"{number}.docx", pages, f"甲{number}") for number in range(count + 1)]


def _paper(path: Path, pages: int, words: str) -> Path:
    """Letters, and on the last page a declaration, of which a value can be corrected."""
    document = docx.Document(str(letters(path, pages - 1, words)))
    document.add_page_break()
    for line in ("声明", "本单位承诺所提交的申报材料真实、准确、完整。", f"申报单位：{words}有限公司", "2026年3月9日"):
        document.add_paragraph(line)
    document.save(str(path))
    return path


def _illustrate(service: Service, picture: str) -> None:
    """Give pages that were read the picture that a scan has: the reading itself is not on trial here."""
    with service.store.write() as session:
        session.execute(update(Reading).where(Reading.picture.is_(None)).values(picture=picture))


def _scan() -> bytes:
    """A page at 150 dots an inch, as heavy as a scan."""
    stream = io.BytesIO()
    Image.effect_noise((1240, 1754), 20).save(stream, "JPEG", quality=75)
    return stream.getvalue()


def _people(service: Service, count: int) -> None:
    for number in range(count):
        password = accounts.hashed(_PASSWORD, _name(number))
        with service.store.write() as session:
            accounts.create_user(session, service.organisation_id, _name(number), password, Role.REVIEWER, actor=ACTOR)


def _name(number: int) -> str:
    return f"reviewer-{number}"


def _server(service: Service) -> tuple[subprocess.Popen[bytes], str]:
    """The API, once it answers."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    process = service.start_server(port)

    def answers() -> bool:
        try:
            return httpx.get(f"{base}/readyz", verify=False).is_success
        except httpx.TransportError:
            return False

    wait_until(answers, "the API answering", seconds=60)
    return process, base
