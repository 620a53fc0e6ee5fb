"""`/dossiers`: the list that reviewers work from."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.context import InService
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InViewer
from verifier.store import queue
from verifier.store.queue import Order, Wanted
from verifier.store.tables import DossierState

router = page_router()
_PER_PAGE = 50
_FINDINGS = ("discrepancy", "missing", "review")


@router.get("/dossiers")
def show_queue(
    *,
    request: Request,
    service: InService,
    viewer: InViewer,
    state: Annotated[list[DossierState] | None, Query()] = None,
    text: Annotated[str, Query(max_length=200)] = "",
    open_only: Annotated[bool, Query(alias="open")] = False,
    order: Order = Order.NEWEST,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """The organisation's dossiers as asked for, fifty a page."""
    wanted = Wanted(states=state or (), text=text.strip(), is_open=open_only, order=order)
    with service.store.read() as session:
        found, total = queue.entries(
            session, viewer.caller.organisation_id, wanted, skip=(number - 1) * _PER_PAGE, limit=_PER_PAGE
        )
        counts = queue.counts(session, viewer.caller.organisation_id)
    return page(
        request,
        "queue.html.jinja",
        viewer,
        entries=found,
        total=total,
        counts=counts,
        wanted=wanted,
        orders=list(Order),
        states=list(DossierState),
        findings=_FINDINGS,
        number=number,
        last=max(1, -(-total // _PER_PAGE)),
        address=lambda **changes: _address(wanted, **changes),
    )


def _address(wanted: Wanted, **changes: object) -> str:
    """The list's address with some of it changed; a change of what is wanted begins at the first page."""
    asked = {
        "state": [state.value for state in wanted.states],
        "text": wanted.text,
        "open": "true" if wanted.is_open else "",
        "order": "" if wanted.order is Order.NEWEST else wanted.order.value,
        **changes,
    }
    kept = {name: value for name, value in asked.items() if value}
    return "/dossiers" + (f"?{urlencode(kept, doseq=True)}" if kept else "")
