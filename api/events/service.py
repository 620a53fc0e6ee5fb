"""A dossier's events, derived from its rows: whoever asks, on whatever machine, gets the same ones with the same ids.

An id is `revision.phase.number`; ids grow, so that those behind a `Last-Event-ID` are known without keeping any.
Progress is told as it stands: steps that nobody listened to are not told again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from sqlalchemy.orm import Session

from api.authentication import Caller
from api.context import Service
from api.masking import sees_numbers
from verifier.masking import masked_throughout
from verifier.store import accounts, dossiers, runs
from verifier.store.tables import Dossier, DossierState

_ID = re.compile(r"(\d{1,9})\.(\d)\.(\d{1,9})")
ENDED = (DossierState.DONE, DossierState.FAILED)


class Phase(IntEnum):
    """In the order in which a dossier passes them."""

    QUEUED = 0
    RUNNING = 1
    FINDING = 2
    ENDED = 3


@dataclass(frozen=True, slots=True, order=True)
class EventId:
    """A place among the events of a dossier."""

    revision: int
    phase: int
    number: int

    def __str__(self) -> str:
        return f"{self.revision}.{self.phase}.{self.number}"


@dataclass(frozen=True, slots=True)
class Event:
    """What a listener is told: `progress`, `finding`, and last `done` or `failed`."""

    id: EventId
    name: str
    data: dict[str, Any]


def read_id(text: str | None) -> EventId:
    """The place behind which to go on; the beginning where the caller gave none of ours."""
    found = _ID.fullmatch(text or "")
    return EventId(0, 0, -1) if found is None else EventId(*map(int, found.groups()))


def events_behind(service: Service, caller: Caller, dossier_id: str, last: EventId) -> tuple[list[Event], bool]:
    """The events behind a place, and whether the last of them is there for now: for who is no longer welcome it is."""
    with service.store.read() as session:
        if not accounts.is_welcome(session, caller.actor):
            return [], True
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        events, ended = [event for event in _events(session, dossier) if event.id > last], dossier.state in ENDED
    if events and not sees_numbers(service, caller, dossier_id):
        events = [replace(event, data=masked_throughout(event.data)) for event in events]
    return events, ended


def _events(session: Session, dossier: Dossier) -> Iterator[Event]:
    revision = dossier.revision
    if dossier.state is DossierState.BUILDING:
        return
    phase = Phase.QUEUED if dossier.state is DossierState.QUEUED else Phase.RUNNING
    progress = {"state": dossier.state.value, "pages": dossier.pages, "pages_done": dossier.pages_done}
    yield Event(EventId(revision, phase, dossier.pages_done), "progress", progress)
    if dossier.state not in ENDED:
        return
    run = runs.latest(session, dossier) if dossier.state is DossierState.DONE else None
    if run is not None:
        for check in runs.checks(session, run):
            if runs.is_finding(check):
                data = {"rule": check.rule, "title": check.title, "outcome": check.outcome, "message": check.message}
                yield Event(EventId(revision, Phase.FINDING, check.position), "finding", data)
    ended: dict[str, Any] = {"state": dossier.state.value, "reason": dossier.reason}
    if run is not None:
        ended |= {"run": run.number, "summary": run.summary, "changes": run.changes}
    yield Event(EventId(revision, Phase.ENDED, 0), dossier.state.value, ended)
