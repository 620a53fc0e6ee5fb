"""`/admin/state`: how the service stands."""

from fastapi import Request, Response

from api.context import InService
from api.state import service as state
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InAdministrator

router = page_router()


@router.get("/admin/state")
def show_state(request: Request, service: InService, viewer: InAdministrator) -> Response:
    """Queue, workers, storage, dossiers and notices, as they are now."""
    return page(request, "admin/state.html.jinja", viewer, state=state.describe(service, viewer.caller))
