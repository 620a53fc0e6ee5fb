"""Who did what, for an organisation's administrators."""

from api.audit.schemas import ActorView, AuditView
from api.authentication import Caller
from api.context import Service
from api.paging import Paged, read_cursor, write_cursor
from api.problems import ProblemError
from verifier.store import accounts, audit


def listed(
    service: Service,
    caller: Caller,
    *,
    act: str | None,
    by: str | None,
    dossier: str | None,
    cursor: str | None,
    limit: int,
) -> Paged[AuditView]:
    """One page of the log, the latest first."""
    with service.store.read() as session:
        rows = audit.listed(
            session,
            caller.organisation_id,
            action=act,
            actor=by,
            dossier_id=dossier,
            before=_place(cursor),
            limit=limit + 1,
        )
        names = accounts.shown_names(session, {row.actor for row in rows})
    items = [
        AuditView(
            sequence=row.sequence,
            at=row.at,
            by=ActorView(id=row.actor, name=names[row.actor]),
            act=row.action,
            object=row.object,
            details=row.details,
        )
        for row in rows[:limit]
    ]
    following = write_cursor(rows[limit - 1].at, str(rows[limit - 1].sequence)) if len(rows) > limit else None
    return Paged(items=items, next_cursor=following)


def _place(cursor: str | None) -> int | None:
    place = read_cursor(cursor)
    if place is None:
        return None
    if not (place[1].isascii() and place[1].isdecimal() and len(place[1]) <= 18):
        raise ProblemError("cursor-invalid")
    return int(place[1])
