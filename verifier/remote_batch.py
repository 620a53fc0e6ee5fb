"""`verifier batch --server`: the dossiers of a folder, verified by a service."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from extractors.errors import DossierError
from verifier.batch import Tell, begin_batch, declared_beside
from verifier.client import Client, ServiceError
from verifier.declared import read_declared
from verifier.models import Outcome
from verifier.reporting.batch_tables import SummaryRow, render_summary_csv
from verifier.reporting.labels import outcome_word
from verifier.verification import writing

RemoteResult = tuple[str, dict[str, Any] | None]  # name of the dossier, its report.json; None where there is none


@dataclass(frozen=True, slots=True)
class RemoteRun:
    """What all dossiers of a batch share."""

    ruleset: str
    formats: Sequence[str]
    submitted_on: date | None = None


def verify_folder_by(client: Client, folder: Path, run: RemoteRun, output: Path, *, tell: Tell) -> list[RemoteResult]:
    """Hand in each dossier, wait for all, and write their reports and `summary.csv` as `verify_folder` does.

    All are handed in before the first is waited for, so that the service's workers share them. Raises BatchError,
    OutputError, and httpx.HTTPError where the service is not reached.
    """
    paths = begin_batch(folder, output, tell)
    handed_in = {name: _handed_in(client, name, path, run, tell) for name, path in paths.items()}
    results = [(name, _result(client, dossier, run, output / name, tell=tell)) for name, dossier in handed_in.items()]
    checks: list[dict[str, Any]] = next((report["checks"] for _, report in results if report is not None), [])
    titles = {check["rule"]: check["title"] for check in checks}
    with writing(output):
        table = render_summary_csv(titles, [_row(name, report) for name, report in results])
        (output / "summary.csv").write_bytes(table)
    return results


def _handed_in(client: Client, name: str, path: Path, run: RemoteRun, tell: Tell) -> str | None:
    """The id of a dossier that was taken in; None where it was refused."""
    try:
        if path.is_dir() and not any(file.is_file() for file in path.rglob("*")):
            tell(f"{name}：文件夹中没有文件，未提交。")
            return None
        stated = declared_beside(path)
        if stated is not None:
            read_declared(stated)  # says what is wrong before anything is sent
        return client.submit(
            [path],
            declared=json.loads(stated.read_text(encoding="utf-8")) if stated is not None else None,
            submitted_on=run.submitted_on,
            ruleset=run.ruleset,
            reference=name[:200],
            priority="batch",
        ).id
    except (ServiceError, DossierError) as error:
        tell(f"{name}：{error}")
        return None


def _result(client: Client, dossier: str | None, run: RemoteRun, folder: Path, *, tell: Tell) -> dict[str, Any] | None:
    """The report of a dossier, written into `folder`; None where there is none."""
    name = folder.name
    if dossier is None:
        return None
    try:
        ended = client.wait(dossier)
        if ended.state != "done":
            tell(f"{name}：{ended.reason}")
            return None
        reports = {format_: client.report(dossier, format_) for format_ in dict.fromkeys(("json", *run.formats))}
    except ServiceError as error:  # costs this dossier, not the others
        tell(f"{name}：{error}")
        return None
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for format_, content in reports.items():
            (folder / f"report.{format_}").write_bytes(content)
    report: dict[str, Any] = json.loads(reports["json"])
    tell(f"{name}：{_counts(report['summary'])}")
    return report


def _counts(summary: Mapping[str, int]) -> str:
    return "，".join(f"{outcome_word(outcome)}{summary[outcome.value]}项" for outcome in Outcome)


def _row(name: str, report: Mapping[str, Any] | None) -> SummaryRow:
    if report is None:
        return SummaryRow(name, "", None)
    outcomes = tuple(Outcome(check["outcome"]) for check in report["checks"])
    return SummaryRow(name, report["dossier"]["applicant"] or "", outcomes)
