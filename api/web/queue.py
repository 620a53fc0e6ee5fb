"""`/dossiers`: the list that reviewers work from."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from api.context import InService
from api.tables import service as tables
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InViewer
from verifier.store import accounts, queue
from verifier.store.queue import Holder, Order, Wanted
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
    holder: Holder = Holder.ANYBODY,
    order: Order = Order.NEWEST,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """The organisation's dossiers as asked for, fifty a page."""
    held_by = holder.seen_by(viewer.caller.actor)
    wanted = Wanted(states=state or (), text=text.strip(), is_open=open_only, held_by=held_by, order=order)
    with service.store.read() as session:
        found, total = queue.entries(
            session, viewer.caller.organisation_id, wanted, skip=(number - 1) * _PER_PAGE, limit=_PER_PAGE
        )
        counts = queue.counts(session, viewer.caller.organisation_id)
        names = accounts.shown_names(session, [entry.dossier.held_by for entry in found if entry.dossier.held_by])
    return page(
        request,
        "queue.html.jinja",
        viewer,
        entries=found,
        total=total,
        counts=counts,
        names=names,
        wanted=wanted,
        holder=holder,
        holders=list(Holder),
        orders=list(Order),
        states=list(DossierState),
        findings=_FINDINGS,
        number=number,
        last=max(1, -(-total // _PER_PAGE)),
        address=lambda **changes: "/dossiers" + _asked(wanted, holder, **changes),
        table="/v1/table" + _asked(wanted, holder),
        most_in_table=tables.MOST,
    )


def _asked(wanted: Wanted, holder: Holder, **changes: object) -> str:
    """What is asked of the list, as a URL's query, with some of it changed; without `page` it is the first one."""
    asked = {
        "state": [state.value for state in wanted.states],
        "text": wanted.text,
        "open": "true" if wanted.is_open else "",
        "holder": "" if holder is Holder.ANYBODY else holder.value,
        "order": "" if wanted.order is Order.NEWEST else wanted.order.value,
        **changes,
    }
    kept = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(kept, doseq=True)}" if kept else ""
