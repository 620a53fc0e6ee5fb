"""`/dossiers/{id}/letter`: choose what an applicant is told to supply or put right, and get the draft."""

from fastapi import Request, Response

from api.context import InService
from api.letters.service import told
from api.texts import DossierId
from api.web.rendering import page, words
from api.web.routing import page_router
from api.web.viewer import InReviewer

router = page_router()


@router.get("/dossiers/{dossier_id}/letter")
def show_letter(request: Request, service: InService, viewer: InReviewer, dossier_id: DossierId) -> Response:
    """All findings of the last verification, those chosen that are told by default."""
    found = told(service, viewer.caller, dossier_id)
    groups = {
        outcome: [point for point in found.matter.points if point.outcome.value == outcome]
        for outcome in words()["outcomes"]
    }
    return page(
        request,
        "letter.html.jinja",
        viewer,
        dossier=found.dossier,
        run=found.run.number,
        is_current=found.is_current,
        groups={outcome: points for outcome, points in groups.items() if points},
        chosen=frozenset(found.by_default),
        decisions=found.decisions,
        unread=found.matter.unread,
        today=found.today,
    )
