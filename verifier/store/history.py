"""What was done to a dossier, by whom and what it changed, for the people who work on it.

The audit log proves who did what and holds ids alone; this tells it with the values, and goes with the dossier.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.store.clock import now
from verifier.store.tables import Act, Dossier, HistoryEntry, Json


def record(
    session: Session,
    dossier: Dossier,
    act: Act,
    *,
    actor: str,
    subject: str = "",
    before: Json | None = None,
    after: Json | None = None,
    reason: str | None = None,
) -> None:
    """Note an act in the transaction that does it. `subject` names what it was done to: a file, a page, a rule."""
    session.add(
        HistoryEntry(
            dossier_id=dossier.id,
            at=now(session),
            actor=actor,
            act=act,
            subject=subject,
            before=before,
            after=after,
            reason=reason,
        )
    )


def listed(session: Session, dossier: Dossier, *, before: int | None = None, limit: int = 50) -> Sequence[HistoryEntry]:
    """What was done to a dossier, the latest first; `before`: only what came before this entry."""
    query = select(HistoryEntry).where(HistoryEntry.dossier_id == dossier.id)
    if before is not None:
        query = query.where(HistoryEntry.id < before)
    return session.scalars(query.order_by(HistoryEntry.id.desc()).limit(limit)).all()
