"""`/admin/keys`: the keys of programs."""

from datetime import UTC, datetime

from fastapi import Request, Response

from api.context import InService
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InAdministrator
from verifier.store import accounts
from verifier.store.tables import Scope

router = page_router()


@router.get("/admin/keys")
def show_keys(request: Request, service: InService, viewer: InAdministrator) -> Response:
    """All keys of the organisation, those that are good no more as well."""
    with service.store.read() as session:
        found = accounts.keys(session, viewer.caller.organisation_id)
    return page(request, "admin/keys.html.jinja", viewer, keys=found, scopes=list(Scope), now=datetime.now(UTC))
