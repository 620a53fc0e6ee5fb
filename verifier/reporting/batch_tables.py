"""Many dossiers in one table for the expert review: one row an applicant, one column a rule."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from verifier.models import Outcome, Report
from verifier.reporting.labels import outcome_word
from verifier.reporting.spreadsheets import Entry, Link, Table, Verdict, spreadsheet_text, workbook_of
from verifier.ruleset import Ruleset

Result = tuple[str, Report | None]  # name of the dossier; no report where nothing of it could be read

UNREAD = "无法读取"
_HEAD = ("材料", "申请单位")
_LINKED = ("html", "pdf", "docx", "xlsx", "json")  # the first that was written is what the table leads to
_COUNT_WIDTH, _RULE_WIDTH = 13, 15
EXPERT_TABLE = "专家评审汇总"


@dataclass(frozen=True, slots=True)
class Column:
    """A rule as a column: its clause, id and title stand above it."""

    clause: str
    rule: str
    title: str


@dataclass(frozen=True, slots=True)
class ApplicantRow:
    """An applicant as a row: who it is, and how each rule ended; no `verdicts` where nothing was verified."""

    lead: tuple[Entry, ...]
    verdicts: Mapping[str, Verdict] | None


def expert_table(
    name: str, lead: Mapping[str, float], columns: Sequence[Column], rows: Iterable[ApplicantRow]
) -> Table:
    """A sheet of that name. `lead` are the columns about the applicant with their widths in characters.

    The number of checks by outcome stands between them and the rules.
    """
    counts = [outcome_word(outcome) for outcome in Outcome]
    blank = [""] * (len(lead) + len(counts))
    return Table(
        name,
        [
            [*blank, *(column.clause for column in columns)],
            [*blank, *(column.rule for column in columns)],
            [*lead, *counts, *(column.title for column in columns)],
        ],
        (*lead.values(), *[_COUNT_WIDTH] * len(counts), *[_RULE_WIDTH] * len(columns)),
        [list(_cells(row, columns)) for row in rows],
        fixed=len(lead),
    )


def _cells(row: ApplicantRow, columns: Sequence[Column]) -> Iterable[Entry]:
    yield from row.lead
    if row.verdicts is None:
        yield from [None] * (len(Outcome) + len(columns))
        return
    found = Counter(verdict.outcome for verdict in row.verdicts.values())
    yield from (found[outcome] for outcome in Outcome)
    yield from (row.verdicts.get(column.rule) for column in columns)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A dossier in `summary.csv`; `outcomes` are in the ruleset's order, None where nothing of it could be read."""

    name: str
    applicant: str
    outcomes: tuple[Outcome, ...] | None


def summary_row(name: str, report: Report | None) -> SummaryRow:
    """The row of a dossier that was verified here."""
    if report is None:
        return SummaryRow(name, "", None)
    return SummaryRow(name, report.applicant or "", tuple(check.finding.outcome for check in report.checks))


def render_summary_csv(titles: Mapping[str, str], rows: Iterable[SummaryRow]) -> bytes:
    """Content of `summary.csv`, `titles` by rule; with a byte order mark, so that office programs see UTF-8."""
    text = StringIO(newline="")
    table = csv.writer(text)
    table.writerow([*_HEAD, *(outcome_word(outcome) for outcome in Outcome), *titles])
    table.writerow(["", "", *("" for _ in Outcome), *titles.values()])
    for row in rows:
        if row.outcomes is None:
            table.writerow([spreadsheet_text(row.name), UNREAD])
            continue
        counts = Counter(row.outcomes)
        words = [outcome_word(outcome) for outcome in row.outcomes]
        cells = (spreadsheet_text(row.name), spreadsheet_text(row.applicant))
        table.writerow([*cells, *(counts[outcome] for outcome in Outcome), *words])
    return text.getvalue().encode("utf-8-sig")


def render_summary_xlsx(ruleset: Ruleset, results: Sequence[Result], formats: Sequence[str], made_on: date) -> bytes:
    """Content of `summary.xlsx`, which lies beside the folders of the dossiers: names and findings lead to reports."""
    columns = [Column(rule.clause, rule.id, rule.title) for rule in ruleset.rules]
    rows = [summary_row(name, report) for name, report in results]
    return render_rows_xlsx(ruleset.name, columns, rows, formats, made_on)


def render_rows_xlsx(
    title: str, columns: Sequence[Column], rows: Sequence[SummaryRow], formats: Sequence[str], made_on: date
) -> bytes:
    """As `render_summary_xlsx`, of dossiers that were verified elsewhere; `title` is the ruleset's name."""
    applicants = [_row(columns, row, f"{row.name}/report.{_linked(formats)}") for row in rows]
    table = expert_table(EXPERT_TABLE, dict(zip(_HEAD, (22, 34), strict=True)), columns, applicants)
    return workbook_of([table], title, made_on)


def _linked(formats: Sequence[str]) -> str:
    return next(name for name in _LINKED if name in formats or name == "json")


def _row(columns: Sequence[Column], row: SummaryRow, path: str) -> ApplicantRow:
    if row.outcomes is None:
        return ApplicantRow((row.name, UNREAD), None)
    verdicts = {}
    for column, outcome in zip(columns, row.outcomes, strict=True):
        place = column.rule if path.endswith(".html") else ""
        is_finding = outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)
        verdicts[column.rule] = Verdict(outcome_word(outcome), outcome, path if is_finding else "", place)
    return ApplicantRow((Link(row.name, path), row.applicant), verdicts)
