"""`/dossiers/{id}`: the page on which a dossier is reviewed, beside the pictures of its pages."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Any

import yaml
from fastapi import Request, Response

from api.context import InService
from api.texts import DossierId
from api.web.dossier_matter import Matter, load_matter
from api.web.dossier_view import dossier_view
from api.web.rendering import page, words
from api.web.routing import page_router
from api.web.viewer import InViewer, Viewer
from verifier.reporting import labels, rounds, wording
from verifier.reporting.figures import close_up

router = page_router()


@router.get("/dossiers/{dossier_id}")
def show_dossier(request: Request, service: InService, viewer: InViewer, dossier_id: DossierId) -> Response:
    """The last verification of a dossier with all that was decided on it, or how far the first one is."""
    matter = load_matter(service, viewer.caller, dossier_id)
    return page(request, "dossier.html.jinja", viewer, **_context(matter, viewer))


def _context(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    return {
        "may_change": viewer.may("review") and matter.dossier.sealed_at is None,
        "dossier": matter.dossier,
        "holder": matter.holder,
        "run": matter.run,
        "files": matter.files,
        "view": dossier_view(matter),
        "labels": labels,
        "wording": wording,
        "close_up": close_up,
        "texts": texts(),
        "state_meanings": {state: said["meaning"] for state, said in words()["states"].items()},
        "since_before": rounds.HEADING,
        "names": matter.names,
        "whole_until": matter.whole_until,
        "whole_seconds": 0
        if matter.whole_until is None
        else ceil((matter.whole_until - datetime.now(UTC)).total_seconds()),
    }


@cache
def texts() -> Mapping[str, Any]:
    """What the page says besides the words of reports: `dossier.yaml`; verdicts are called as on all pages."""
    loaded = yaml.safe_load(files("api.web").joinpath("dossier.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    said = words()
    for verdict, word in said["verdicts"].items():
        loaded["verdicts"][verdict]["word"] = word
    loaded["history"]["values"] |= said["verdicts"]
    loaded["history"]["values"] |= {name: one["word"] for name, one in said["recommendations"].items()}
    return loaded
