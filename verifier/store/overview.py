"""Many dossiers at once, each with the checks of its last run and what people said of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from verifier.store.queue import Entry
from verifier.store.tables import Conclusion, Decision, RunCheck


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier of the list: its checks in the ruleset's order, the decisions that hold, the signed conclusion."""

    entry: Entry
    checks: Sequence[RunCheck]
    decisions: Mapping[str, Decision]
    conclusion: Conclusion | None


def lines(session: Session, entries: Sequence[Entry]) -> list[Line]:
    """The entries, in their order, with all that belongs to them."""
    dossiers = [entry.dossier.id for entry in entries]
    checks: defaultdict[str, list[RunCheck]] = defaultdict(list)
    runs = [entry.run.id for entry in entries if entry.run is not None]
    for check in session.scalars(select(RunCheck).where(RunCheck.run_id.in_(runs)).order_by(RunCheck.position)):
        checks[check.run_id].append(check)
    said: defaultdict[str, dict[str, Decision]] = defaultdict(dict)
    standing = select(Decision).where(Decision.dossier_id.in_(dossiers), Decision.superseded_at.is_(None))
    for decision in session.scalars(standing):
        said[decision.dossier_id][decision.rule] = decision
    signed = select(Conclusion).where(Conclusion.dossier_id.in_(dossiers), Conclusion.lifted_at.is_(None))
    conclusions = {conclusion.dossier_id: conclusion for conclusion in session.scalars(signed)}
    return [_line(entry, checks[entry.run.id] if entry.run is not None else [], said, conclusions) for entry in entries]


def _line(
    entry: Entry,
    checks: Sequence[RunCheck],
    said: Mapping[str, Mapping[str, Decision]],
    conclusions: Mapping[str, Conclusion],
) -> Line:
    decisions = said.get(entry.dossier.id, {})
    holding = {
        check.rule: decisions[check.rule]
        for check in checks
        if check.rule in decisions and decisions[check.rule].inputs == check.inputs
    }
    return Line(entry, checks, holding, conclusions.get(entry.dossier.id))
