"""Who did what, for an organisation's administrators."""

from api.actors import PersonView, named
from api.audit.schemas import AuditView
from api.authentication import Caller
from api.context import Service
from api.paging import Paged, paged, read_number
from verifier.store import audit
from verifier.store.tables import AuditEntry


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
            before=read_number(cursor),
            limit=limit + 1,
        )
        names = named(session, [row.actor for row in rows])

    def view(row: AuditEntry) -> AuditView:
        return AuditView(
            sequence=row.sequence,
            at=row.at,
            by=PersonView.of(row.actor, names),
            act=row.action,
            object=row.object,
            details=row.details,
        )

    return paged(rows, limit, view, lambda row: (row.sequence,))
