"""The sheets of the table for the expert review; loaded where one is made, since it loads what writes them."""

from collections.abc import Iterator, Sequence
from datetime import date

from api.web.rendering import words
from verifier.models import Outcome
from verifier.reporting.batch_tables import EXPERT_TABLE, ApplicantRow, Column, expert_table
from verifier.reporting.labels import outcome_word, recommendation_word, verdict_word
from verifier.reporting.spreadsheets import Link, Table, Verdict, workbook_of
from verifier.store.overview import Line
from verifier.store.runs import is_finding

_TITLE = "申报材料核验汇总"
_LEAD = {"编号": 22.0, "申请单位": 34.0, "状态": 12.0, "待决定": 10.0, "审核结论": 16.0}


def render_table(lines: Sequence[Line], *, base: str, made_on: date) -> bytes:
    """Content of the table (XLSX), a sheet a ruleset. `base` is the service's address, for its links."""
    rulesets = list(dict.fromkeys(line.entry.dossier.ruleset for line in lines))
    names = [EXPERT_TABLE, *(f"{EXPERT_TABLE}{number}" for number in range(2, len(rulesets) + 1))]
    sheets = [
        _sheet(name, [line for line in lines if line.entry.dossier.ruleset == ruleset], base)
        for name, ruleset in zip(names, rulesets or [""], strict=True)
    ]
    return workbook_of(sheets, _TITLE, made_on)


def _sheet(name: str, lines: Sequence[Line], base: str) -> Table:
    return expert_table(name, _LEAD, _columns(lines), [_row(line, base) for line in lines])


def _columns(lines: Sequence[Line]) -> list[Column]:
    """The rules of all runs: those of the latest one first, then what only earlier versions of the rules had."""
    verified = [(line.entry.run.ended_at, line.checks) for line in lines if line.entry.run is not None]
    columns: dict[str, Column] = {}
    for _, checks in sorted(verified, key=lambda one: one[0], reverse=True):
        for check in checks:
            columns.setdefault(check.rule, Column(check.clause, check.rule, check.title))
    return list(columns.values())


def _row(line: Line, base: str) -> ApplicantRow:
    dossier, is_verified = line.entry.dossier, line.entry.run is not None
    lead = (
        Link(dossier.reference or dossier.id, f"{base}dossiers/{dossier.id}"),
        dossier.applicant or "",
        str(words()["states"][dossier.state]["word"]),
        line.entry.open_findings if is_verified else None,
        "" if line.conclusion is None else recommendation_word(line.conclusion.verdict),
    )
    report = f"{base}v1/dossiers/{dossier.id}/report?format=html"
    return ApplicantRow(lead, dict(_verdicts(line, report)) if is_verified else None)


def _verdicts(line: Line, report: str) -> Iterator[tuple[str, Verdict]]:
    """How each check ended, with the decision that holds; what is a finding leads to its evidence in the report."""
    for check in line.checks:
        outcome, decision = Outcome(check.outcome), line.decisions.get(check.rule)
        said = "" if decision is None else f"（{verdict_word(decision.verdict)}）"
        address = (report, check.rule) if is_finding(check) else ("", "")
        yield check.rule, Verdict(f"{outcome_word(outcome)}{said}", outcome, *address)
