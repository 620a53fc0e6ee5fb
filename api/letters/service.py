"""Draft the letter to an applicant from the report of the last verification."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from api.authentication import Caller
from api.checks.service import last_run
from api.context import Service
from api.problems import ProblemError
from verifier.masking import masked
from verifier.ruleset import Ruleset
from verifier.store import audit, dossiers, rulesets, runs
from verifier.store.clock import now
from verifier.store.tables import Decision, Dossier, DossierState, Run, Verdict

if TYPE_CHECKING:
    from verifier.reporting.letter_matter import Matter

_NAME_LETTERS = 60  # of the applicant in the file's name


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter: the name of its file, and its content (DOCX)."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter may be about: the last run of a dossier, its findings, and the decisions that hold, by rule."""

    dossier: Dossier
    run: Run
    ruleset: Ruleset
    matter: "Matter"
    decisions: Mapping[str, Decision]
    today: date

    @property
    def is_current(self) -> bool:
        """Whether the run is of the dossier as it is now: nothing was changed since."""
        return self.dossier.state is DossierState.DONE

    @property
    def settled(self) -> frozenset[str]:
        """Findings that a reviewer said to be none any more."""
        return frozenset(rule for rule, decision in self.decisions.items() if decision.verdict is not Verdict.CONFIRMED)

    @property
    def by_default(self) -> list[str]:
        """The rules of the findings that are told unless someone chooses otherwise."""
        return [point.rule for point in self.matter.points if point.is_told and point.rule not in self.settled]


def told(service: Service, caller: Caller, dossier_id: str) -> Told:
    """What a letter may be about. Raises ProblemError `no-report`."""
    from verifier.reporting.letter_matter import read_matter  # noqa: PLC0415 -- the reports' modules, only for a letter

    with service.store.read() as session:
        dossier = dossiers.get(session, caller.organisation_id, dossier_id)
        run, standing = last_run(session, dossier), runs.decisions(session, dossier)
        report, today = runs.report(session, run, "json"), now(session).astimezone().date()
        ruleset = rulesets.content_of(rulesets.of_dossier(session, dossier))
    assert report is not None  # no run is without
    with service.store.blobs.open(report) as stream:
        matter = read_matter(json.load(stream), ruleset.name)
    return Told(
        dossier, run, ruleset, matter, {rule: one.decision for rule, one in standing.items() if one.holds}, today
    )


def draft(service: Service, caller: Caller, dossier_id: str, *, rules: Sequence[str], due: date | None) -> Draft:
    """The letter about the findings of these rules; about all that are told by default where none is named.

    Raises ProblemError `letter-outdated` where the dossier was changed since its last run, and others.
    """
    found = told(service, caller, dossier_id)
    if not found.is_current:
        raise ProblemError("letter-outdated")
    if due is not None and due < found.today:
        raise ProblemError("due-passed")
    unknown = sorted(set(rules) - {point.rule for point in found.matter.points})
    if unknown:
        raise ProblemError("finding-not-found", rules="、".join(unknown))
    chosen = list(dict.fromkeys(rules)) or found.by_default
    content = _rendered(found, chosen, due)
    with service.store.write() as session:
        audit.record(
            session,
            "letter.draft",
            dossier_id,
            actor=caller.actor,
            organisation_id=caller.organisation_id,
            details={"run": found.run.number, "rules": chosen, "due": None if due is None else due.isoformat()},
        )
    return Draft(f"补正通知书-{masked(found.run.applicant or dossier_id)[:_NAME_LETTERS]}.docx", content)


def _rendered(found: Told, rules: Sequence[str], due: date | None) -> bytes:
    from verifier.reporting.context import context_of  # noqa: PLC0415 -- python-docx, only where a letter is drafted
    from verifier.reporting.letter import render_letter  # noqa: PLC0415

    context = context_of(found.ruleset)
    return render_letter(found.matter, context, written_on=found.today, due=due, rules=rules)
