"""`/dossiers/{id}/conclusion`: what is still open, the conclusion that a person signs, and the sealed report."""

from typing import Any

from fastapi import Request, Response

from api.actors import named
from api.conclusions.service import basis_of
from api.context import InService
from api.texts import DossierId
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InViewer
from verifier.store import conclusions, corrections, dossiers, runs
from verifier.store.tables import DossierState, Recommendation

router = page_router()


@router.get("/dossiers/{dossier_id}/conclusion")
def show_conclusion(request: Request, service: InService, viewer: InViewer, dossier_id: DossierId) -> Response:
    """Where the review stands: open findings, or the form to sign, or what was signed."""
    with service.store.read() as session:
        dossier = dossiers.get(session, viewer.caller.organisation_id, dossier_id)
        said = conclusions.listed(session, dossier)
        run = runs.latest(session, dossier)
        context: dict[str, Any] = {
            "dossier": dossier,
            "run": run,
            "basis": None if run is None else basis_of(session, dossier),
            "is_current": dossier.state is DossierState.DONE,
            "undecided": conclusions.open_findings(session, dossier),
            "reopened": len(corrections.reopened(session, dossier)),
            "conclusions": said,
            "reports": {one.id: conclusions.reports(session, one) for one in said},
            "names": named(session, [dossier.held_by, *(one.lifted_by for one in said)]),
        }
    others = dossier.held_by not in (None, viewer.caller.actor)
    return page(
        request, "conclusion.html.jinja", viewer, recommendations=list(Recommendation), is_held=others, **context
    )
