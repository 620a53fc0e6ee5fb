"""`/dossiers/new` and `/dossiers/{id}/files`: handing in, and what an applicant sends afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import Request, Response

from api.context import InService
from api.texts import DossierId
from api.web.rendering import page
from api.web.routing import page_router
from api.web.viewer import InSubmitter
from verifier.reporting.labels import field_label
from verifier.store import dossiers, rulesets

router = page_router()


@dataclass(frozen=True, slots=True)
class DeclaredInput:
    """A declared figure to be typed in: the path below the application form, what it is called, how it is typed."""

    path: str
    label: str
    kind: str
    unit: str


@router.get("/dossiers/new")
def show_upload(request: Request, service: InService, viewer: InSubmitter) -> Response:
    """Upload of one or several dossiers."""
    fields, years = _declared_inputs()
    with service.store.read() as session:
        usable = rulesets.usable_editions(session, viewer.caller.organisation_id)
    choices = {edition.ruleset: edition.name for edition in reversed(usable)}  # of each the edition that is taken
    return page(
        request,
        "upload.html.jinja",
        viewer,
        limits=service.uploads,
        fields=fields,
        years=years,
        rulesets=[(name, choices[name]) for name in dict.fromkeys(edition.ruleset for edition in usable)],
        ruleset=usable[0].ruleset,
    )


@router.get("/dossiers/{dossier_id}/files")
def show_files(request: Request, service: InService, viewer: InSubmitter, dossier_id: DossierId) -> Response:
    """The files of a dossier: to be replaced, taken out, added to, and handed in again."""
    with service.store.read() as session:
        dossier = dossiers.get(session, viewer.caller.organisation_id, dossier_id)
        present = dossiers.files(session, dossier)
    return page(request, "files.html.jinja", viewer, dossier=dossier, files=present, limits=service.uploads)


@cache
def _declared_inputs() -> tuple[list[DeclaredInput], list[list[DeclaredInput]]]:
    """The single figures, and those of each year's row."""
    form = yaml.safe_load(files("api.web").joinpath("declared_form.yaml").read_text(encoding="utf-8"))
    years = form["years"]
    rows = [
        [_input(f"years.{row}.{entry['path']}", f"years[].{entry['path']}", entry, form) for entry in years["fields"]]
        for row in range(years["rows"])
    ]
    return [_input(entry["path"], entry["path"], entry, form) for entry in form["fields"]], rows


def _input(path: str, labelled: str, entry: Mapping[str, str], form: Mapping[str, Any]) -> DeclaredInput:
    label = field_label(f"application_form.{labelled}")
    return DeclaredInput(path, label.name, entry["kind"], label.unit or form["units"][entry["kind"]])
