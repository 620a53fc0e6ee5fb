"""Who sees the numbers of people in a dossier whole: a person who said what for, and for a while.

Everywhere else their middle is hidden (`verifier.masking`).
"""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from verifier.store import audit
from verifier.store.clock import now
from verifier.store.tables import Dossier, Purpose, Unmasking

LASTS = timedelta(minutes=15)


def unmask(session: Session, dossier: Dossier, purpose: Purpose, *, actor: str) -> Unmasking:
    """Have a person see the numbers whole from now on, for as long as it lasts."""
    until = now(session) + LASTS
    row = session.merge(Unmasking(dossier_id=dossier.id, actor=actor, purpose=purpose, until=until))
    audit.record(
        session,
        "numbers.unmask",
        dossier.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"purpose": purpose.value, "until": until.isoformat()},
    )
    return row


def mask(session: Session, dossier: Dossier, *, actor: str) -> None:
    """Have them hidden again; nothing happens where they are."""
    shown = standing(session, dossier.id, actor=actor)
    session.execute(delete(Unmasking).where(Unmasking.dossier_id == dossier.id, Unmasking.actor == actor))
    if shown is not None:
        audit.record(session, "numbers.mask", dossier.id, actor=actor, organisation_id=dossier.organisation_id)


def mask_all(session: Session, *, actor: str) -> None:
    """Have the numbers of all dossiers hidden from a person again, who logs out or is another one to the office now."""
    session.execute(delete(Unmasking).where(Unmasking.actor == actor))


def standing(session: Session, dossier_id: str, *, actor: str) -> Unmasking | None:
    """That by which a person sees the numbers of a dossier whole; None where they do not, or no longer.

    One that would last longer than any does was made before the clock was set back: it is over.
    """
    found, moment = session.get(Unmasking, (dossier_id, actor)), now(session)
    return found if found is not None and moment < found.until <= moment + LASTS else None


def forget_ended(session: Session) -> None:
    """Delete those whose time is over."""
    session.execute(delete(Unmasking).where(Unmasking.until <= now(session)))
