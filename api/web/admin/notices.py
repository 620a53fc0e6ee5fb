"""`/admin/webhooks`: who is told of finished dossiers, and what did not arrive."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.context import InService
from api.paging import Cursor, paged, read_cursor
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InAdministrator
from api.webhooks.schemas import DeliveryView
from verifier.store import webhooks
from verifier.store.tables import DeliveryState

router = page_router()
_PER_PAGE = 50


@router.get("/admin/webhooks")
def show_notices(
    *,
    request: Request,
    service: InService,
    viewer: InAdministrator,
    state: Annotated[DeliveryState | None, Query()] = None,
    cursor: Cursor = None,
) -> Response:
    """Addresses, and the notices to them, the latest first."""
    owner = viewer.caller.organisation_id
    with service.store.read() as session:
        addresses = webhooks.listed(session, owner)
        rows = webhooks.deliveries(session, owner, state=state, behind=read_cursor(cursor), limit=_PER_PAGE + 1)
    shown = paged(rows, _PER_PAGE, DeliveryView.model_validate, lambda row: (row.created_at, row.id))
    asked = {"state": state.value if state else "", "cursor": shown.next_cursor or ""}
    following = "/admin/webhooks?" + urlencode({name: value for name, value in asked.items() if value})
    return page(
        request,
        "admin/notices.html.jinja",
        viewer,
        addresses=addresses,
        urls={address.id: address.url for address in addresses},
        events=webhooks.EVENTS,
        deliveries=rows[:_PER_PAGE],
        states=list(DeliveryState),
        state=state,
        following=following if asked["cursor"] else None,
    )
