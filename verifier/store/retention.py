"""What is no longer needed: dossiers past their time, readings and bytes that nothing refers to any more."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from verifier.errors import StoreError
from verifier.store import readings, schema
from verifier.store.blobs import Blobs, in_blocks
from verifier.store.clock import now
from verifier.store.database import Store
from verifier.store.tables import (
    ComparisonReport,
    Dossier,
    DossierState,
    File,
    Organisation,
    Reading,
    RunReport,
    SealedReport,
    Source,
    TaskKind,
    new_id,
)
from verifier.store.tasks import Work, enqueue

# Bytes put less than this ago may belong to an upload whose row is not written yet.
SETTLED = timedelta(hours=1)
_LOOKED_UP_AT_ONCE = 500
_REFERRING = (
    File.sha256,
    Source.sha256,
    Reading.result,
    Reading.picture,
    RunReport.sha256,
    SealedReport.sha256,
    ComparisonReport.sha256,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A blob that is `missing`, `damaged` or `unreferenced`."""

    sha256: str
    fault: str


def overdue(session: Session, *, default_days: int, limit: int = 100) -> list[Dossier]:
    """Dossiers whose organisation's time of keeping is over.

    It is counted from the end of their last verification, or from the last change of one that was never handed in.
    """
    since = func.coalesce(Dossier.finished_at, Dossier.updated_at)
    rows = session.execute(
        select(Dossier, Organisation.retention_days)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .where(or_(Dossier.finished_at.is_not(None), Dossier.state == DossierState.BUILDING))
        .order_by(since)
    )
    moment = now(session)
    due = []
    for dossier, days in rows:
        kept = timedelta(days=days if days is not None else default_days)
        if (dossier.finished_at or dossier.updated_at) < moment - kept:
            due.append(dossier)
        if len(due) == limit:
            break
    return due


def discard(session: Session, name: str, sha256s: Collection[str], blobs: Collection[str] = ()) -> None:
    """Files are no longer part of a dossier: forget what was read of them, unless another dossier has them too.

    To be called once the rows of the dossier are gone. The bytes follow by a task of this transaction; `name` is its.
    """
    session.flush()
    gone = {*sha256s, *blobs}
    for reading in readings.unused(session, sha256s):
        gone.add(reading.result)
        if reading.picture is not None:
            gone.add(reading.picture)
        session.delete(reading)
    enqueue(session, [Work(TaskKind.RETAIN, f"retain:{name}", {"blobs": sorted(gone)})])


def delete_unreferenced(store: Store, sha256s: Collection[str], *, settled: timedelta = SETTLED) -> list[str]:
    """Delete those of these bytes that nothing refers to; returns those that are too new to tell."""
    young = []
    for sha256 in sha256s:
        with store.write() as session:
            schema.require(session)  # a later form may refer to these bytes where this program does not look
            if _is_referenced(session, sha256):
                continue
            if not store.blobs.delete(sha256, untouched_since=datetime.now(UTC) - settled):
                young.append(sha256)
    return young


def sweep_unreferenced(store: Store, prefix: str, *, settled: timedelta = SETTLED) -> int:
    """Delete what no row ever named, of one part of all bytes (`blobs.PREFIXES`); how many there were.

    Such bytes are left by uploads that were refused after they were kept, by workers that lost their task, and by a
    page that two workers read at once.
    """
    part = list(store.blobs.settled(prefix, untouched_since=datetime.now(UTC) - settled))
    found = 0
    for start in range(0, len(part), _LOOKED_UP_AT_ONCE):
        some = part[start : start + _LOOKED_UP_AT_ONCE]
        with store.read() as session:
            alone = set(some) - _referenced(session, some)
        found += len(alone) - len(delete_unreferenced(store, sorted(alone), settled=settled))
    return found


def look_again(session: Session, sha256s: Collection[str]) -> None:
    """Have these bytes looked at once more, when they are settled or what hindered their deletion may be over."""
    later = now(session) + SETTLED
    enqueue(session, [Work(TaskKind.RETAIN, f"retain:{new_id()}", {"blobs": list(sha256s)}, not_before=later)])


def _is_referenced(session: Session, sha256: str) -> bool:
    return any(session.scalar(select(exists().where(column == sha256))) for column in _REFERRING)


def _referenced(session: Session, sha256s: Collection[str]) -> set[str]:
    """As `referenced`, of as many as a query takes."""
    found: set[str] = set()
    for column in _REFERRING:
        rows = session.scalars(select(column).where(column.in_(sha256s)).distinct())
        found.update(digest for digest in rows if digest is not None)
    return found


def referenced(session: Session, sha256s: Collection[str]) -> set[str]:
    """Those of these bytes that a row refers to."""
    ordered = sorted(sha256s)
    parts = (ordered[at : at + _LOOKED_UP_AT_ONCE] for at in range(0, len(ordered), _LOOKED_UP_AT_ONCE))
    return set().union(*(_referenced(session, part) for part in parts))


def references(session: Session) -> set[str]:
    """The checksum of every blob that a row refers to."""
    found: set[str] = set()
    for column in _REFERRING:
        found.update(digest for digest in session.scalars(select(column).distinct()) if digest is not None)
    return found


def verify_blobs(store: Store) -> Iterator[Fault]:
    """Compare all bytes with their checksums, and with what the database refers to, while the service runs.

    What comes and goes meanwhile is no fault: what looks wrong is looked up once more.
    """
    with store.read() as session:
        wanted = references(session)
    present, alone = set(), set()
    for sha256 in store.blobs.listed():
        present.add(sha256)
        try:
            found = digest(store.blobs, sha256)
        except StoreError:  # deleted since it was listed
            present.discard(sha256)
            continue
        if found != sha256:
            yield Fault(sha256, "damaged")
        elif sha256 not in wanted:
            alone.add(sha256)
    with store.read() as session:
        named, missing = referenced(session, alone), referenced(session, wanted - present)
    for sha256 in sorted(alone - named):
        yield Fault(sha256, "unreferenced")
    for sha256 in sorted(missing):
        if not store.blobs.has(sha256):
            yield Fault(sha256, "missing")


def digest(blobs: Blobs, sha256: str) -> str:
    """What the bytes kept under a checksum really have for one. Raises StoreError `blob-missing`."""
    found = hashlib.sha256()
    with blobs.open(sha256) as stream:
        for block in in_blocks(stream):
            found.update(block)
    return found.hexdigest()
