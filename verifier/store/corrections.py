"""What people say stands in a field, in the place of what was read; it counts from the next hand-in on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from verifier.errors import NotFoundError
from verifier.store import audit, claims, dossiers, history
from verifier.store.clock import now
from verifier.store.tables import Act, CorrectionState, Dossier, FieldCorrection, Json, new_id
from verifier.values import Plain


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a run made of a correction: whether it was used, and the path under which its reading stands."""

    path: str
    holds: bool


def correct(
    session: Session,
    dossier: Dossier,
    path: str,
    value: Plain,
    reason: str,
    *,
    basis: Json,
    place: Json | None,
    actor: str,
) -> FieldCorrection:
    """Give a field another value. A correction that stands on the path is replaced.

    Raises ConflictError while the dossier is being verified or another one holds it.
    """
    claims.take_up(session, dossier, actor)
    dossiers.begin_change(session, dossier, actor)
    before = _end(session, dossier, path)
    row = FieldCorrection(
        id=new_id(),
        dossier_id=dossier.id,
        path=path,
        value=value,
        reason=reason,
        basis=basis,
        place=place,
        made_by=actor,
        made_at=now(session),
    )
    session.add(row)
    was = before.value if before is not None else basis.get("value")
    history.record(
        session,
        dossier,
        Act.CORRECTED,
        actor=actor,
        subject=path,
        before={"value": was, "raw": basis.get("raw")},
        after={"value": value},
        reason=reason,
    )
    _audit(session, "correction", dossier, row, actor)
    return row


def withdraw(session: Session, dossier: Dossier, path: str, *, actor: str) -> None:
    """Take the correction of a path back. Raises NotFoundError, and ConflictError as `correct`."""
    claims.require(session, dossier, actor)
    if not _on(session, dossier, path):
        raise NotFoundError("correction-not-found", "这一项没有人工更正。", "请核对名称。")
    dossiers.begin_change(session, dossier, actor)
    row = _end(session, dossier, path)
    assert row is not None
    history.record(
        session,
        dossier,
        Act.CORRECTION_WITHDRAWN,
        actor=actor,
        subject=path,
        before={"value": row.value},
        after={"value": row.basis.get("value"), "raw": row.basis.get("raw")},
    )
    _audit(session, "correction.withdraw", dossier, row, actor)


def standing(
    session: Session, dossier: Dossier, *, behind: tuple[datetime, str] | None = None, limit: int | None = None
) -> Sequence[FieldCorrection]:
    """The corrections that stand, the first one first; `behind` moment and id of the last one shown before."""
    query = select(FieldCorrection).where(FieldCorrection.dossier_id == dossier.id, FieldCorrection.ended_at.is_(None))
    if behind is not None:
        query = query.where(tuple_(FieldCorrection.made_at, FieldCorrection.id) > tuple_(*behind))
    return session.scalars(query.order_by(FieldCorrection.made_at, FieldCorrection.id).limit(limit)).all()


def reopened(session: Session, dossier: Dossier) -> list[FieldCorrection]:
    """Those of them that the last run did not use: what is read now is not what they were made on."""
    return [row for row in standing(session, dossier) if row.state is CorrectionState.REOPENED]


def judged(session: Session, dossier: Dossier, judgements: Mapping[str, Judgement]) -> None:
    """Note what a run made of the corrections, by id."""
    for row in standing(session, dossier):
        judgement = judgements.get(row.id)
        if judgement is not None:
            row.path = judgement.path
            row.state = CorrectionState.APPLIED if judgement.holds else CorrectionState.REOPENED


def _on(session: Session, dossier: Dossier, path: str) -> list[FieldCorrection]:
    return [row for row in standing(session, dossier) if row.path == path]


def _end(session: Session, dossier: Dossier, path: str) -> FieldCorrection | None:
    """End what stands on a path (a reopened one beside a newer one, too); the last of it."""
    rows = _on(session, dossier, path)
    for row in rows:
        row.ended_at = now(session)
    return rows[-1] if rows else None


def _audit(session: Session, action: str, dossier: Dossier, row: FieldCorrection, actor: str) -> None:
    audit.record(
        session,
        action,
        row.id,
        actor=actor,
        organisation_id=dossier.organisation_id,
        details={"dossier": dossier.id, "field": row.path},
    )
