"""The calls of the service."""

import json
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from uuid import uuid4

import httpx

from verifier.client.answers import (
    ENDED,
    Comparison,
    Dossier,
    Event,
    ServiceError,
    dossier_of,
    events_of,
    is_replayed,
    refusal_of,
)
from verifier.client.attempts import ATTEMPTS, PASSING, pause_before, repeated

Part = tuple[str | None, str | IO[bytes]]

_A_PAGE = 200  # entries of a list
_FIRST_LOOK, _LONGEST_LOOK = 0.25, 2.0  # seconds between two looks for what is done in a moment
_COMPARISON_SECONDS = 1.0  # between two looks at a comparison


class Client:
    """The service at `url`, with an API key. Refusals raise ServiceError, the network's failures httpx.HTTPError."""

    def __init__(self, url: str, key: str, *, seconds: float = 60.0) -> None:
        self._http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=seconds, follow_redirects=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def submit(
        self,
        paths: Sequence[Path],
        *,
        declared: Mapping[str, Any] | None = None,
        submitted_on: date | None = None,
        ruleset: str | None = None,
        reference: str | None = None,
        priority: str | None = None,
        idempotency_key: str | None = None,
        waits: bool = True,
    ) -> Dossier:
        """Hand in files and folders as one dossier. It is made once, however often this has to be tried.

        `waits` False: raise `queue-full` at once where the service has too many waiting.
        """
        fields = {
            "declared": json.dumps(declared, ensure_ascii=False) if declared is not None else None,
            "submitted_on": submitted_on.isoformat() if submitted_on is not None else None,
            "ruleset": ruleset,
            "reference": reference,
            "priority": priority,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        passing = PASSING if waits else PASSING - {"queue-full"}
        return self._upload("/v1/dossiers", paths, given, idempotency_key, passing=passing)

    def add_files(self, dossier: str, paths: Sequence[Path], *, idempotency_key: str | None = None) -> Dossier:
        """Add files to a dossier that is not being verified; `resubmit` then verifies it again."""
        return self._upload(f"/v1/dossiers/{dossier}/files", paths, {}, idempotency_key)

    def remove_file(self, dossier: str, file: str) -> Dossier:
        """Take a file out of a dossier."""
        return dossier_of(self._call("DELETE", f"/v1/dossiers/{dossier}/files/{file}"))

    def resubmit(self, dossier: str, *, idempotency_key: str | None = None) -> Dossier:
        """Verify a dossier again; pages that did not change are not read again."""
        return dossier_of(self._post(f"/v1/dossiers/{dossier}/submit", idempotency_key))

    def get(self, dossier: str) -> Dossier:
        """Where a dossier stands."""
        return dossier_of(self._call("GET", f"/v1/dossiers/{dossier}"))

    def dossiers(self, *, state: str | None = None, reference: str | None = None) -> Iterator[Mapping[str, Any]]:
        """All dossiers of the organisation, the latest first."""
        yield from self._listed("/v1/dossiers", state=state, reference=reference)

    def delete(self, dossier: str) -> None:
        """Take a dossier away for good."""
        self._call("DELETE", f"/v1/dossiers/{dossier}")

    def watch(self, dossier: str) -> Iterator[Event]:
        """Progress and findings as they come, up to `done` or `failed`; a lost connection is taken up again."""
        last: str | None = None
        failures = 0
        while True:
            try:
                for event in self._events(dossier, last):
                    yield event
                    last, failures = event.id, 0
                    if event.name in ENDED:
                        return
            except (httpx.TransportError, ServiceError) as error:
                failures += 1
                if failures == ATTEMPTS or (isinstance(error, ServiceError) and error.code not in PASSING):
                    raise
                time.sleep(pause_before(failures))

    def wait(self, dossier: str) -> Dossier:
        """Where a dossier stands once its verification is over."""
        for _ in self.watch(dossier):
            pass
        return self.get(dossier)

    def report(self, dossier: str, format_: str = "json") -> bytes:
        """The report of the last verification: `json`, `html`, …"""
        return self._call("GET", f"/v1/dossiers/{dossier}/report", params={"format": format_}).content

    def pages(self, dossier: str) -> Iterator[dict[str, Any]]:
        """The pages of the last hand-in."""
        return self._listed(f"/v1/dossiers/{dossier}/pages")

    def runs(self, dossier: str) -> Iterator[dict[str, Any]]:
        """The verifications of a dossier, the first one first, with what each found otherwise than the one before."""
        return self._listed(f"/v1/dossiers/{dossier}/runs")

    def checks(self, dossier: str) -> list[dict[str, Any]]:
        """The checks of the last verification with the decisions that stand on them."""
        return list(self._listed(f"/v1/dossiers/{dossier}/checks"))

    def decide(self, dossier: str, rule: str, verdict: str, reason: str) -> dict[str, Any]:
        """Say of a check: `confirmed`, `dismissed` or `corrected`."""
        said = {"verdict": verdict, "reason": reason}
        found: dict[str, Any] = self._call("PUT", f"/v1/dossiers/{dossier}/checks/{rule}/decision", json=said).json()
        return found

    def decisions(self, dossier: str, rule: str) -> list[dict[str, Any]]:
        """All that was ever said of a check, the last one first."""
        return list(self._listed(f"/v1/dossiers/{dossier}/checks/{rule}/decisions"))

    def history(self, dossier: str) -> Iterator[Mapping[str, Any]]:
        """Who did what to a dossier and what it changed, the latest first."""
        return self._listed(f"/v1/dossiers/{dossier}/history")

    def correct(
        self,
        dossier: str,
        field: str,
        value: str | float | bool,
        reason: str,
        *,
        page: int | None = None,
        polygon: Sequence[Sequence[float]] | None = None,
    ) -> dict[str, Any]:
        """Give a field (`lease.rent`) another value; `resubmit` then verifies the dossier with it.

        `page` and `polygon` show where it stands, which is needed where nothing was read.
        """
        said = {"value": value, "reason": reason, "page": page, "polygon": polygon}
        given = {name: entry for name, entry in said.items() if entry is not None}
        made: dict[str, Any] = self._call("PUT", f"/v1/dossiers/{dossier}/corrections/{field}", json=given).json()
        return made

    def take_back_correction(self, dossier: str, field: str) -> None:
        """Take a correction back."""
        self._call("DELETE", f"/v1/dossiers/{dossier}/corrections/{field}")

    def corrections(self, dossier: str) -> list[dict[str, Any]]:
        """The corrections that stand."""
        return list(self._listed(f"/v1/dossiers/{dossier}/corrections"))

    def override_page(
        self, dossier: str, page: int, *, quarter_turns: int | None = None, kind: str | None = None
    ) -> dict[str, Any]:
        """Say how often a page is to be turned clockwise, or what kind of material it is."""
        said = {"quarter_turns": quarter_turns, "kind": kind}
        given = {name: entry for name, entry in said.items() if entry is not None}
        found: dict[str, Any] = self._call("PUT", f"/v1/dossiers/{dossier}/pages/{page}/override", json=given).json()
        return found

    def clear_override(self, dossier: str, page: int) -> dict[str, Any]:
        """Take back what was said of a page."""
        found: dict[str, Any] = self._call("DELETE", f"/v1/dossiers/{dossier}/pages/{page}/override").json()
        return found

    def read_again(self, dossier: str, page: int, polygon: Sequence[Sequence[float]]) -> dict[str, Any]:
        """Have a box of a page read again, at a finer resolution; waits for what was read (`state`, `lines`)."""
        asked = self._post(f"/v1/dossiers/{dossier}/pages/{page}/rereads", json={"polygon": polygon}).json()
        pause = _FIRST_LOOK
        while asked["state"] == "pending":
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK)
            asked = self._call("GET", f"/v1/dossiers/{dossier}/rereads/{asked['id']}").json()
        found: dict[str, Any] = asked
        return found

    def write_note(self, dossier: str, text: str, *, rule: str | None = None) -> dict[str, Any]:
        """Write a note to colleagues, about the dossier or one of its checks."""
        said = {"text": text, "rule": rule}
        made: dict[str, Any] = self._post(f"/v1/dossiers/{dossier}/notes", json=said).json()
        return made

    def notes(self, dossier: str) -> Iterator[Mapping[str, Any]]:
        """All notes, the latest first."""
        return self._listed(f"/v1/dossiers/{dossier}/notes")

    def rulesets(self) -> Iterator[dict[str, Any]]:
        """The editions of rulesets, the current one first."""
        return self._listed("/v1/rulesets")

    def compare(
        self, dossiers: Sequence[str], *, formats: Sequence[str] = (), idempotency_key: str | None = None
    ) -> Comparison:
        """Have verified dossiers compared with one another, and wait for what they have in common."""
        asked = {"dossiers": list(dossiers), "formats": list(formats)}
        made = self._post("/v1/comparisons", idempotency_key, json=asked)
        number = made.json()["id"]
        while True:
            content = self._call("GET", f"/v1/comparisons/{number}").json()
            if content["state"] in ENDED:
                return Comparison(number, content["state"], content["reason"], is_replayed(made), content)
            time.sleep(_COMPARISON_SECONDS)

    def compared_report(self, comparison: str, dossier: str, format_: str = "json") -> bytes:
        """The report of a dossier with what a comparison found."""
        url = f"/v1/comparisons/{comparison}/dossiers/{dossier}/report"
        return self._call("GET", url, params={"format": format_}).content

    def add_webhook(self, url: str) -> tuple[str, str]:
        """Have an address told of finished dossiers: its id, and the secret for `read_notice`, given this once."""
        made = self._post("/v1/webhooks", json={"url": url}).json()
        return made["id"], made["secret"]

    def _listed(self, url: str, **wanted: str | None) -> Iterator[dict[str, Any]]:
        """All entries of a list, one page after another."""
        asked: dict[str, str | int] = {name: value for name, value in wanted.items() if value is not None}
        asked["limit"] = _A_PAGE
        while True:
            page = self._call("GET", url, params=asked).json()
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            asked["cursor"] = page["next_cursor"]

    def _upload(
        self,
        url: str,
        paths: Sequence[Path],
        fields: Mapping[str, str],
        key: str | None,
        *,
        passing: Collection[str] = PASSING,
    ) -> Dossier:
        named = list(named_files(paths))
        headers = {"Idempotency-Key": key or str(uuid4())}

        def send() -> httpx.Response:
            with ExitStack() as stack:
                parts: list[tuple[str, Part]] = [(name, (None, value)) for name, value in fields.items()]
                parts += [("files", (name, stack.enter_context(path.open("rb")))) for name, path in named]
                return self._http.post(url, files=parts, headers=headers)

        return dossier_of(repeated(send, also_lost=True, passing=passing))

    def _post(self, url: str, key: str | None = None, **request: Any) -> httpx.Response:
        """Sent again where the answer was lost: by its key the service knows it."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        return repeated(lambda: self._http.post(url, headers=headers, **request), also_lost=True)

    def _call(self, method: str, url: str, **request: Any) -> httpx.Response:
        return repeated(lambda: self._http.request(method, url, **request), also_lost=method == "GET")

    def _events(self, dossier: str, last: str | None) -> Iterator[Event]:
        headers = {"Last-Event-ID": last} if last is not None else {}
        with self._http.stream("GET", f"/v1/dossiers/{dossier}/events", headers=headers) as response:
            if response.is_error:
                response.read()
                raise refusal_of(response)
            yield from events_of(response.iter_lines())


def named_files(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Files under the names that they have in the dossier: paths inside their folder."""
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            prefix = "" if len(paths) == 1 else f"{path.name}/"
            yield from ((prefix + file.relative_to(path).as_posix(), file) for file in inside)
        else:
            yield path.name, path
