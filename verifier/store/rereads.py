"""Boxes of pages that people have read again: asked for over HTTP, read by a worker, always anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verifier.errors import NotFoundError
from verifier.store import audit
from verifier.store.clock import now
from verifier.store.tables import Dossier, Json, Page, Reading, Reread, RereadState, Source, Task, TaskKind, new_id
from verifier.store.tasks import Work, enqueue


@dataclass(frozen=True, slots=True)
class AskedRegion:
    """A box to be read, with the page that it is on, the page's file, and what was read of the page before."""

    reread: Reread
    page: Page
    source: Source
    reading: Reading


def ask(session: Session, dossier: Dossier, page: Page, polygon: Sequence[Sequence[float]], *, actor: str) -> Reread:
    """Have a box of a page read again; before everything else that is queued for people."""
    reread = Reread(
        id=new_id(),
        dossier_id=dossier.id,
        page=page.number,
        reading=page.reading,
        polygon=[list(point) for point in polygon],
        asked_by=actor,
        asked_at=now(session),
    )
    session.add(reread)
    work = Work(TaskKind.REREAD, f"reread:{reread.id}", {"reread": reread.id}, dossier_id=dossier.id)
    enqueue(session, [work])
    audit.record(
        session,
        "page.reread",
        dossier.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"page": page.number, "reread": reread.id},
    )
    return reread


def get(session: Session, dossier: Dossier, reread_id: str) -> Reread:
    """One of the dossier's. Raises NotFoundError."""
    found = session.scalar(select(Reread).where(Reread.id == reread_id, Reread.dossier_id == dossier.id))
    if found is None:
        raise NotFoundError("reread-not-found", "没有这次重新识读。", "请核对编号。")
    return found


def waiting(session: Session, dossier: Dossier) -> int:
    """How many of a dossier's boxes are not read yet."""
    query = select(func.count()).where(Reread.dossier_id == dossier.id, Reread.state == RereadState.PENDING)
    return session.scalar(query) or 0


def due(session: Session, task: Task) -> AskedRegion | None:
    """What a task is to read; None where the page is no longer the one that was boxed."""
    reread = session.get(Reread, task.payload["reread"])
    page = session.get(Page, (reread.dossier_id, reread.page)) if reread is not None else None
    if reread is None or page is None or page.reading != reread.reading:
        return None
    source = session.scalar(select(Source).where(Source.dossier_id == page.dossier_id, Source.name == page.file))
    reading = session.get(Reading, reread.reading)
    if source is None or reading is None:
        return None
    return AskedRegion(reread, page, source, reading)


def read(session: Session, reread_id: str, lines: list[Json]) -> None:
    """What was read, in the transaction that ends the task."""
    _end(session, reread_id, RereadState.DONE, lines, None)


def failed(session: Session, reread_id: str, reason: str) -> None:
    """It could not be read, and why (Chinese)."""
    _end(session, reread_id, RereadState.FAILED, [], reason)


def _end(session: Session, reread_id: str, state: RereadState, lines: list[Json], reason: str | None) -> None:
    reread = session.get(Reread, reread_id)
    if reread is not None:  # else its dossier was deleted
        reread.state, reread.lines, reread.reason, reread.ended_at = state, lines, reason, now(session)
