"""What people write to colleagues about a dossier; whoever holds it, all may."""

from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from verifier.store import audit, history
from verifier.store.clock import now
from verifier.store.tables import Act, Dossier, Note, new_id


def write(session: Session, dossier: Dossier, text: str, rule: str | None, *, actor: str) -> Note:
    """Add a note, to one of the checks (`rule`) or to the dossier."""
    note = Note(id=new_id(), dossier_id=dossier.id, rule=rule, text=text, written_by=actor, written_at=now(session))
    session.add(note)
    history.record(session, dossier, Act.NOTED, actor=actor, subject=rule or "", after={"text": text})
    audit.record(
        session,
        "note",
        note.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"dossier": dossier.id, "rule": rule},
    )
    return note


def listed(
    session: Session, dossier: Dossier, *, behind: tuple[datetime, str] | None = None, limit: int = 50
) -> list[Note]:
    """The notes of a dossier, the latest first; `behind` moment and id of the last one of the page before."""
    query = select(Note).where(Note.dossier_id == dossier.id)
    if behind is not None:
        query = query.where(tuple_(Note.written_at, Note.id) < tuple_(*behind))
    return list(session.scalars(query.order_by(Note.written_at.desc(), Note.id.desc()).limit(limit)))
