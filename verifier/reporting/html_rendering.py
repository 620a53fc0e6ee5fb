"""A report as one HTML file that needs nothing else: `report.html`."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from verifier.models import Outcome, Report
from verifier.reporting import labels, reviews, wording
from verifier.reporting.context import PagePictures, ReportContext
from verifier.reporting.coverage import declared_coverage
from verifier.reporting.drawing import draw_figures
from verifier.reporting.field_tables import document_fields
from verifier.reporting.figures import Figure, close_up, whole_page
from verifier.reporting.overview import (
    BLANK,
    SEVERITY,
    UNKNOWN,
    SealRow,
    checklist_rows,
    page_runs,
    pages_of_kind,
    seal_rows,
    warnings,
)
from verifier.reporting.rounds import HEADING, change_groups
from verifier.reporting.sheets import Background, Sheet, document_places, evidence_places, evidence_sheet

# Widths in pixels: findings are read off, what passed is glanced at, seals and unknown pages are known again.
_FINDING_WIDTH, _PASS_WIDTH, _SEAL_WIDTH, _PAGE_WIDTH = 700, 440, 150, 220
_MOST_THUMBNAILS = 24  # of unknown pages; the others are listed by number
_FINDINGS = (Outcome.DISCREPANCY, Outcome.MISSING, Outcome.REVIEW)


def render_html(report: Report, pictures: PagePictures, context: ReportContext, *, checked_on: date) -> str:
    """Text of `report.html` (UTF-8): findings first, each with its evidence boxed on the page, then all the rest.

    `checked_on` is the day of the run. A page picture that is absent or damaged is said to be so in its place.
    """
    lines = {(page.file, page.number): page.lines for page in report.dossier.pages}
    background = Background.of(context, report.dossier, lines)
    sheets = [evidence_sheet(check, background) for check in report.checks]
    by_outcome = {
        outcome: [sheet for sheet in sheets if sheet.check.finding.outcome is outcome] for outcome in SEVERITY
    }
    unknown = pages_of_kind(report.dossier, UNKNOWN)
    seals = seal_rows(report)
    runs = page_runs(report.dossier)
    thumbnails = unknown[:_MOST_THUMBNAILS]
    widths = _figure_widths(sheets, seals, thumbnails)
    template = _environment().get_template("report.html.jinja")
    return template.render(
        report=report,
        dossier=report.dossier,
        context=context,
        checked_on=checked_on,
        outcomes=SEVERITY,
        finding_outcomes=_FINDINGS,
        by_outcome=by_outcome,
        passed=by_outcome[Outcome.PASS],
        not_applicable=by_outcome[Outcome.NOT_APPLICABLE],
        warnings=warnings(report, runs),
        conclusion_heading=reviews.HEADING,
        conclusion=reviews.conclusion_facts(report.review),
        signature=reviews.SIGNATURE,
        changes_heading=HEADING,
        changes=change_groups(report.changes),
        checklist=checklist_rows(report, context),
        coverage=declared_coverage(report.dossier, report.checks),
        documents=document_fields(report.dossier, context),
        corrections=[(labels.field_label(one.path), one) for one in report.dossier.corrections],
        seals=seals,
        unopened=sum(page is None for _, page in report.dossier.unread),
        unknown=unknown,
        blank=report.dossier.of_kind(BLANK),
        thumbnails=thumbnails,
        runs=runs,
        short_names=wording.short_names(file.name for file in report.dossier.files),
        drawings=draw_figures(widths, pictures, report.dossier.pages),
        picture_ids={figure: f"picture-{number}" for number, figure in enumerate(widths, 1)},
    )


def _figure_widths(
    sheets: Iterable[Sheet], seals: Iterable[SealRow], thumbnails: Iterable[tuple[str, int]]
) -> dict[Figure, int]:
    """Every figure of the report once, with the greatest width that one of its uses asks for."""
    wanted = [
        *((figure, _sheet_width(sheet)) for sheet in sheets for figure in sheet.figures),
        *((close_up(row.seal.evidence), _SEAL_WIDTH) for row in seals),
        *((whole_page(file, page), _PAGE_WIDTH) for file, page in thumbnails),
    ]
    widths: dict[Figure, int] = {}
    for figure, width in wanted:
        widths[figure] = max(width, widths.get(figure, 0))
    return widths


def _sheet_width(sheet: Sheet) -> int:
    return _FINDING_WIDTH if sheet.check.is_finding else _PASS_WIDTH


@cache
def _environment() -> Environment:
    """Templates with escaping always on; every text that is printed passes `shown` first."""
    environment = Environment(
        loader=PackageLoader("verifier.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "style": _inline("report.css"),
        "script": _inline("report.js"),
        "style_hash": _content_hash("report.css"),
        "script_hash": _content_hash("report.js"),
        "decision_heading": reviews.DECISION,
        "decision_words": reviews.decision_words,
        "outcome_word": labels.outcome_word,
        "outcome_meaning": labels.outcome_meaning,
        "status_word": labels.status_word,
        "seal_words": labels.seal_words,
        "confirmation_word": labels.confirmation_word,
        "confidence_label": labels.confidence_label,
        "support_word": labels.support_word,
        "value_words": wording.value_words,
        "percent_words": wording.percent_words,
        "document_places": document_places,
        "evidence_places": evidence_places,
        "close_up": close_up,
        "whole_page": whole_page,
    }
    return environment


def _finalize(value: object) -> object:
    """Every text but our own markup as reports show it."""
    return wording.shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _source(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _inline(name: str) -> Markup:
    """Our own style or script, which is no data and goes in as it is."""
    return Markup(_source(name))  # noqa: S704


def _content_hash(name: str) -> str:
    """What the page's Content-Security-Policy knows the style or script by: nothing else runs or styles."""
    return "sha256-" + base64.b64encode(hashlib.sha256(_source(name).encode()).digest()).decode("ascii")
