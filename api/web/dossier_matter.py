"""What the page of a dossier is made from, as it lies in the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.actors import PersonView, named
from api.authentication import Caller
from api.checks.service import seen_tag
from api.context import Service
from verifier.declared import declared_fields
from verifier.models import Report
from verifier.reporting.context import ReportContext, context_of
from verifier.reporting.json_reading import read_report
from verifier.ruleset import Ruleset
from verifier.store import audit, corrections, dossiers, readings, rulesets, runs, unmaskings
from verifier.store.dossiers import PageView
from verifier.store.runs import Standing
from verifier.store.tables import Dossier, FieldCorrection, File, PageState, Run


@dataclass(frozen=True, slots=True)
class Matter:
    """A dossier, its pages, and the last verification of it; `report` and what belongs to it None before the first.

    `pictured` are the numbers of pages that have a picture. `names` are shown names by actor. `seen`
    gives by rule the ETag with which a decision on what is shown is sent. `reopened` are corrections that are not used.
    `whole_until`: for how long the person sees the numbers of people whole; None where they do not.
    """

    dossier: Dossier
    files: Sequence[File]
    pages: Sequence[PageView]
    pictured: frozenset[int]
    holder: PersonView | None
    names: Mapping[str, str]
    run: Run | None
    standing: Mapping[str, Standing]
    seen: Mapping[str, str]
    reopened: Sequence[FieldCorrection]
    report: Report | None
    context: ReportContext
    whole_until: datetime | None


def load_matter(service: Service, caller: Caller, dossier_id: str) -> Matter:
    """Everything at once; that the report is looked at goes into the audit log. Raises NotFoundError."""
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        pages = dossiers.pages(session, dossier)
        known = readings.known(session, [view.page.reading for view in pages])
        run = runs.latest(session, dossier)
        standing = runs.decisions(session, dossier)
        checks = runs.checks(session, run) if run is not None else []
        stored = runs.report(session, run, "json") if run is not None else None
        ruleset = rulesets.content_of(rulesets.of_dossier(session, dossier))
        files = dossiers.files(session, dossier)
        reopened = corrections.reopened(session, dossier)
        deciders = [one.decision.decided_by for one in standing.values()]
        unmasking = unmaskings.standing(session, dossier.id, actor=caller.actor)
        names = named(session, [dossier.held_by, *deciders, *(one.made_by for one in reopened)])
    if run is not None:
        _note_view(service, caller, dossier, run)
    return Matter(
        dossier=dossier,
        files=files,
        pages=pages,
        pictured=frozenset(
            view.page.number
            for view in pages
            if view.page.reading in known and known[view.page.reading].picture is not None
        ),
        holder=None if dossier.held_by is None else PersonView.of(dossier.held_by, names),
        names=names,
        run=run,
        standing=standing,
        seen={check.rule: seen_tag(check, standing.get(check.rule)) for check in checks},
        reopened=reopened,
        report=None if stored is None else _report(service, dossier, ruleset, pages, stored),
        context=context_of(ruleset),
        whole_until=None if unmasking is None else unmasking.until,
    )


def _report(service: Service, dossier: Dossier, ruleset: Ruleset, pages: Sequence[PageView], stored: str) -> Report:
    with service.store.blobs.open(stored) as stream:
        content = stream.read()
    return read_report(
        content,
        ruleset_name=ruleset.name,
        declared=declared_fields(dossier.declared),
        pages=[(view.page.file, view.page.file_page) for view in pages if view.page.state is PageState.READ],
    )


def _note_view(service: Service, caller: Caller, dossier: Dossier, run: Run) -> None:
    with service.store.write() as session:
        audit.record(
            session,
            "report.view",
            dossier.id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"run": run.number, "format": "page"},
        )
