"""Verify every dossier of a folder, and sum them up in one table."""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from extractors.errors import DossierError
from extractors.reading.pool import PagePool
from verifier.declared import read_declared
from verifier.models import Outcome, Report
from verifier.pipeline import Submission
from verifier.reporting.labels import outcome_word
from verifier.ruleset import Ruleset
from verifier.verification import verify_and_write

Result = tuple[str, Report | None]  # name of the dossier; no report where nothing of it could be read
Tell = Callable[[str], None]

_DOSSIER_FILES = frozenset({".zip", ".pdf"})
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV injection


def dossiers_in(folder: Path) -> Iterator[Path]:
    """Sub-folders, ZIPs and PDFs of a folder, by name; reports of an earlier run are none."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        is_report = (path / "summary.csv").exists() or (path / "report.json").exists()
        if (path.is_dir() and not is_report) or path.suffix.lower() in _DOSSIER_FILES:
            yield path


def verify_folder(
    folder: Path, ruleset: Ruleset, pool: PagePool, output: Path, formats: Sequence[str], *, today: date, tell: Tell
) -> list[Result]:
    """Verify each dossier into a folder of its own under `output`, and write `summary.csv` there.

    A dossier of which nothing can be read is told and stands in the table; the others are verified all the same.
    `NAME.declared.json` beside a dossier holds its declared figures.
    """
    results: list[Result] = []
    for path in dossiers_in(folder):
        name = path.stem if path.is_file() else path.name
        try:
            stated = path.with_name(f"{name}.declared.json")
            declared = read_declared(stated) if stated.is_file() else {}
            submission = Submission(name, (path,), declared)
            report = verify_and_write(submission, ruleset, pool, output / name, formats, today=today)
        except DossierError as error:
            tell(f"{name}：{error}（{error.code}）")
            results.append((name, None))
            continue
        tell(f"{name}：{_counts(report)}")
        results.append((name, report))
    output.mkdir(parents=True, exist_ok=True)
    _write_summary(output / "summary.csv", ruleset, results)
    return results


def _counts(report: Report) -> str:
    return "，".join(f"{outcome_word(outcome)}{count}项" for outcome, count in report.summary.items())


def _write_summary(path: Path, ruleset: Ruleset, results: Sequence[Result]) -> None:
    """One row an applicant, one column a rule; with a byte order mark, so that office programs see UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ["材料", "申请单位", *(outcome_word(outcome) for outcome in Outcome), *(rule.id for rule in ruleset.rules)]
        )
        table.writerow(["", "", *("" for _ in Outcome), *(rule.title for rule in ruleset.rules)])
        for name, report in results:
            if report is None:
                table.writerow([_cell(name), "无法读取"])
                continue
            outcomes = [outcome_word(check.finding.outcome) for check in report.checks]
            table.writerow([_cell(name), _cell(report.applicant or ""), *report.summary.values(), *outcomes])


def _cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
