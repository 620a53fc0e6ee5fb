"""`/admin/audit`: who did what."""

import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.audit import service as audit
from api.audit.endpoints import ACTOR
from api.context import InService
from api.paging import Cursor
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InAdministrator
from verifier.store import accounts

router = page_router()
_PER_PAGE = 50
_ID = r"^([0-9a-f]{32})?$"


@router.get("/admin/audit")
def show_acts(
    *,
    request: Request,
    service: InService,
    viewer: InAdministrator,
    act: Annotated[str, Query(pattern=r"^[a-z.-]{0,50}$")] = "",
    by: Annotated[str, Query(pattern=rf"^$|{ACTOR}")] = "",
    dossier: Annotated[str, Query(max_length=40)] = "",
    cursor: Cursor = None,
) -> Response:
    """The organisation's acts as asked for, fifty a page."""
    named = dossier.strip().lower()
    is_id = re.fullmatch(_ID, named) is not None
    with service.store.read() as session:
        people = accounts.users(session, viewer.caller.organisation_id)
        keys = accounts.keys(session, viewer.caller.organisation_id)
    found = None
    if is_id:
        asked_for = {"act": act or None, "by": by or None, "dossier": named or None}
        found = audit.listed(service, viewer.caller, **asked_for, cursor=cursor, limit=_PER_PAGE)
    asked = {"act": act, "by": by, "dossier": named, "cursor": (found.next_cursor or "") if found else ""}
    following = "/admin/audit?" + urlencode({name: value for name, value in asked.items() if value})
    return page(
        request,
        "admin/acts.html.jinja",
        viewer,
        entries=found.items if found else [],
        is_id=is_id,
        people=people,
        keys=keys,
        act=act,
        by=by,
        dossier=dossier,
        following=following if asked["cursor"] else None,
    )
