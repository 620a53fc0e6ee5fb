"""The audit log: who did what to which object, in a chain that shows tampering.

Each entry's hash is an HMAC over the hash before it and the entry itself; the key lies outside the database, so whoever
can write to the database cannot rebuild the chain. What a chain cannot show is a tail cut off: `head` goes to a log
or a printout outside, and `verify` compares with it. An entry holds ids, never what stands on pages.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from verifier.store.clock import now
from verifier.store.database import AUDIT_KEY
from verifier.store.tables import AuditEntry, Json

_LOG = logging.getLogger(__name__)
_LOCK = 814108
_BATCH = 1000
_HEAD_EVERY = 1000  # entries


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of the chain."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry at which the chain does not hold, and why (Chinese)."""

    sequence: int
    reason: str


def record(
    session: Session,
    action: str,
    object_id: str,
    *,
    actor: str,
    organisation_id: str | None = None,
    details: Json | None = None,
) -> AuditEntry:
    """Note an act in the transaction that does it: neither is there without the other.

    `action` is a word like `dossier.submit`, `actor` like `user:ID`, `key:ID`, `system`. Taken last in a transaction:
    all that record wait for each other until it ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    session.flush()
    last = head(session)
    entry = AuditEntry(
        sequence=last.sequence + 1,
        at=now(session).replace(microsecond=0),
        organisation_id=organisation_id,
        actor=actor,
        action=action,
        object=object_id,
        details=details or {},
    )
    entry.hash = _hash(session.info[AUDIT_KEY], last.hash, entry)
    session.add(entry)
    session.flush()
    if entry.sequence % _HEAD_EVERY == 0:
        _LOG.warning("audit head %d:%s", entry.sequence, entry.hash)
    return entry


def head(session: Session) -> Head:
    """The end of the chain; sequence 0 where it is empty."""
    row = session.execute(
        select(AuditEntry.sequence, AuditEntry.hash).order_by(AuditEntry.sequence.desc()).limit(1)
    ).first()
    return Head(row[0], row[1]) if row is not None else Head(0, "")


def verify(session: Session, known: Head | None = None) -> Break | None:
    """The first entry that was changed, left out or added; None where the chain holds and `known` is in it."""
    before = Head(0, "")
    while entries := session.scalars(
        select(AuditEntry).where(AuditEntry.sequence > before.sequence).order_by(AuditEntry.sequence).limit(_BATCH)
    ).all():
        for entry in entries:
            if entry.sequence != before.sequence + 1:
                return Break(before.sequence + 1, "缺少记录")
            if not hmac.compare_digest(entry.hash, _hash(session.info[AUDIT_KEY], before.hash, entry)):
                return Break(entry.sequence, "记录与校验值不符")
            if known is not None and known.sequence == entry.sequence and known.hash != entry.hash:
                return Break(entry.sequence, "与留存的校验值不符")
            before = Head(entry.sequence, entry.hash)
        session.expunge_all()
    if known is not None and known.sequence > before.sequence:
        return Break(before.sequence + 1, "末尾的记录被删除")
    return None


def listed(
    session: Session,
    organisation_id: str,
    *,
    action: str | None = None,
    actor: str | None = None,
    dossier_id: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> Sequence[AuditEntry]:
    """An organisation's entries, the latest first, those `before` a sequence; of one act, one actor, one dossier."""
    query = select(AuditEntry).where(AuditEntry.organisation_id == organisation_id)
    if action is not None:
        query = query.where(AuditEntry.action == action)
    if actor is not None:
        query = query.where(AuditEntry.actor == actor)
    if dossier_id is not None:
        named = AuditEntry.details["dossier"].as_string() == dossier_id
        query = query.where(or_(AuditEntry.object == dossier_id, named))
    if before is not None:
        query = query.where(AuditEntry.sequence < before)
    return session.scalars(query.order_by(AuditEntry.sequence.desc()).limit(limit)).all()


def _hash(key: bytes, previous: str, entry: AuditEntry) -> str:
    content = [
        entry.sequence,
        _text(entry.at),
        entry.organisation_id,
        entry.actor,
        entry.action,
        entry.object,
        entry.details,
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, f"{previous}\n{canonical}".encode(), hashlib.sha256).hexdigest()


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
