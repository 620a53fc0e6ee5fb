"""Draft the letter to an applicant from the report of the last verification."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.authentication import Caller
from api.checks.service import last_run
from api.context import Service
from api.problems import ProblemError
from verifier.ruleset import load_ruleset
from verifier.store import audit, dossiers, runs
from verifier.store.clock import now
from verifier.store.tables import Verdict

_NAME_LETTERS = 60  # of the applicant in the file's name


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter: the name of its file, and its content (DOCX)."""

    name: str
    content: bytes


def draft(service: Service, caller: Caller, dossier_id: str, *, rules: Sequence[str], due: date | None) -> Draft:
    """The letter about the findings of these rules; about all that are to be told by default where none is named."""
    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        run, standing = last_run(session, dossier), runs.decisions(session, dossier)
        report, written_on = runs.report(session, run, "json"), now(session).astimezone().date()
    if due is not None and due < written_on:
        raise ProblemError("due-passed")
    assert report is not None  # no run is without
    settled = {rule for rule, one in standing.items() if one.holds and one.decision.verdict is not Verdict.CONFIRMED}
    told, content = _rendered(
        service, report, run.ruleset, rules=rules, settled=settled, due=due, written_on=written_on
    )
    with service.store.write() as session:
        audit.record(
            session,
            "letter.draft",
            dossier.id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"run": run.number, "rules": told, "due": None if due is None else due.isoformat()},
        )
    return Draft(f"补正通知书-{(run.applicant or dossier.id)[:_NAME_LETTERS]}.docx", content)


def _rendered(
    service: Service,
    report: str,
    ruleset_id: str,
    *,
    rules: Sequence[str],
    settled: set[str],
    due: date | None,
    written_on: date,
) -> tuple[list[str], bytes]:
    """The rules that it tells of, and the letter. `settled` are findings that a reviewer said to be none any more."""
    from verifier.reporting.context import context_of  # noqa: PLC0415 -- python-docx, only where a letter is drafted
    from verifier.reporting.letter import render_letter  # noqa: PLC0415
    from verifier.reporting.letter_matter import read_matter  # noqa: PLC0415

    ruleset = load_ruleset(ruleset_id)
    with service.store.blobs.open(report) as stream:
        matter = read_matter(json.load(stream), ruleset.name)
    unknown = sorted(set(rules) - {point.rule for point in matter.points})
    if unknown:
        raise ProblemError("finding-not-found", rules="、".join(unknown))
    told = list(rules) or [point.rule for point in matter.points if point.is_told and point.rule not in settled]
    return told, render_letter(matter, context_of(ruleset), written_on=written_on, due=due, rules=told)
