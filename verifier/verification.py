"""Verify a dossier and write its report files."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from extractors.kinds.catalogue import kinds
from extractors.reading.pictures import PagePictures
from extractors.reading.pool import PagePool
from verifier.models import Report
from verifier.pipeline import Progress, Submission, verify_dossier
from verifier.reporting import ChecklistItem, ReportContext, render_html, render_json
from verifier.ruleset import Ruleset


def verify_and_write(
    submission: Submission,
    ruleset: Ruleset,
    pool: PagePool,
    folder: Path,
    formats: Sequence[str],
    *,
    today: date,
    progress: Progress | None = None,
) -> Report:
    """Verify a dossier; `report.json` and the formats asked for are written into `folder`."""
    with tempfile.TemporaryDirectory(prefix="verifier-pages-") as pages:
        pictures = PagePictures(Path(pages))
        report = verify_dossier(submission, ruleset, pool, today=today, pictures=pictures, progress=progress)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "report.json", render_json(report))
        if "html" in formats:
            _write(folder / "report.html", render_html(report, pictures, context_of(ruleset), checked_on=today))
    return report


def context_of(ruleset: Ruleset) -> ReportContext:
    """The regulation's words that a report quotes."""
    return ReportContext(
        clauses=ruleset.clauses,
        checklist=tuple(ChecklistItem(item.code, item.title, item.kinds, item.rules) for item in ruleset.checklist),
        kind_names={kind.name: kind.title for kind in kinds().values()},
    )


def _write(path: Path, text: str) -> None:
    """Replace a report as a whole: a reader never sees half of one."""
    draft = path.with_name(path.name + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
