"""`verifier batch --server`: the dossiers of a folder, verified by a service and compared there with one another.

A batch that was broken off is started again: what is the same was handed in before, and is not handed in twice.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from extractors.errors import DossierError
from verifier.batch import SUMMARIES, Tell, begin_batch, declared_beside
from verifier.client import Client, Comparison, Dossier, ServiceError, named_files
from verifier.declared import read_declared
from verifier.errors import BatchError
from verifier.models import Outcome
from verifier.reporting.batch_tables import Column, SummaryRow, render_rows_xlsx, render_summary_csv
from verifier.reporting.formats import FORMATS
from verifier.reporting.labels import outcome_word
from verifier.verification import writing

RemoteResult = tuple[str, dict[str, Any] | None]  # name of the dossier, its report.json; None where there is none

_FULL_SECONDS = 15.0  # until the next try where others than this batch fill the queue
_REFERENCE = 200  # characters


@dataclass(frozen=True, slots=True)
class RemoteRun:
    """What all dossiers of a batch share."""

    ruleset: str
    formats: Sequence[str]
    today: date
    submitted_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Verified:
    """A dossier that the service has verified, and its report.json."""

    dossier: Dossier
    report: dict[str, Any]


def verify_folder_by(client: Client, folder: Path, run: RemoteRun, output: Path, *, tell: Tell) -> list[RemoteResult]:
    """Hand in each dossier, wait for all, and write their reports and the tables as `verify_folder` does.

    All are handed in before the first is waited for, as far as the service's queue holds them, so that its workers
    share them. Raises BatchError, OutputError, and httpx.HTTPError where the service is not reached.
    """
    paths = begin_batch(folder, output, tell)
    handed_in = _HandIn(client, run, tell).all_of(paths)
    found = {name: _verified(client, dossier, run, output / name, tell) for name, dossier in handed_in.items()}
    verified = {name: one for name, one in found.items() if one is not None}
    reports = {name: one.report for name, one in verified.items()}
    if len(verified) > 1:
        reports |= _compared(client, verified, run, output, tell)
    results: list[RemoteResult] = [(name, reports.get(name)) for name in paths]
    with writing(output):
        for name, table in zip(SUMMARIES, _tables(client, results, run), strict=True):
            (output / name).write_bytes(table)
    return results


class _HandIn:
    """Hands in the dossiers of a folder; where the queue is full, it waits until one of them is through."""

    def __init__(self, client: Client, run: RemoteRun, tell: Tell) -> None:
        self._client, self._run, self._tell = client, run, tell
        self._waiting: list[str] = []

    def all_of(self, paths: Mapping[str, Path]) -> dict[str, str | None]:
        """The ids of the dossiers by name; None where one was refused."""
        return {name: self._one(name, path) for name, path in paths.items()}

    def _one(self, name: str, path: Path) -> str | None:
        try:
            if path.is_dir() and not any(file.is_file() for file in path.rglob("*")):
                self._tell(f"{name}：文件夹中没有文件，未提交。")
                return None
            dossier = self._taken_in(name, path)
        except (ServiceError, DossierError) as error:
            self._tell(f"{name}：{error}")
            return None
        self._waiting.append(dossier.id)
        return dossier.id

    def _taken_in(self, name: str, path: Path) -> Dossier:
        stated = declared_beside(path)
        if stated is not None:
            read_declared(stated)  # says what is wrong before anything is sent
        declared = json.loads(stated.read_text(encoding="utf-8")) if stated is not None else None
        key = _key_of(name, path, declared, self._run)
        while True:
            try:
                dossier = self._client.submit(
                    [path],
                    declared=declared,
                    submitted_on=self._run.submitted_on,
                    ruleset=self._run.ruleset,
                    reference=name[:_REFERENCE],
                    priority="batch",
                    idempotency_key=key,
                    waits=False,
                )
            except ServiceError as error:
                if error.code != "queue-full":
                    raise
                self._wait_for_room()
                continue
            return self._taken_up(name, dossier) if dossier.is_known else dossier

    def _wait_for_room(self) -> None:
        if not self._waiting:
            time.sleep(_FULL_SECONDS)
            return
        with suppress(ServiceError):  # told when its report is fetched
            self._client.wait(self._waiting.pop(0))

    def _taken_up(self, name: str, dossier: Dossier) -> Dossier:
        """A dossier that was handed in before; one that has failed is verified again."""
        state = self._client.get(dossier.id).state
        if state == "building":
            raise BatchError(
                "dossier-changing",
                f"此前已提交（编号{dossier.id}），在服务中有改动，尚未重新提交。",
                "请在服务中提交后再运行。",
            )
        if state == "failed":
            self._tell(f"{name}：此前已提交（编号{dossier.id}），当时未能核验，重新核验。")
            return self._client.resubmit(dossier.id)
        self._tell(f"{name}：此前已提交（编号{dossier.id}），内容未变，沿用那一次的核验。")
        return dossier


def _key_of(name: str, path: Path, declared: object, run: RemoteRun) -> str:
    """The idempotency key of a dossier: the same for the same content under the same names, whenever it is sent."""
    files = []
    for inside, file in named_files([path]):
        with file.open("rb") as stream:
            files.append([inside, hashlib.file_digest(stream, "sha256").hexdigest()])
    day = run.submitted_on.isoformat() if run.submitted_on is not None else None
    return _digest(["dossier", name, files, declared, run.ruleset, day])


def _digest(parts: Sequence[object]) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return f"batch-{hashlib.sha256(text.encode()).hexdigest()}"


def _verified(client: Client, number: str | None, run: RemoteRun, folder: Path, tell: Tell) -> _Verified | None:
    """A dossier with its reports written into `folder`; None where there is none."""
    name = folder.name
    with writing(folder):
        for format_ in FORMATS:
            (folder / f"report.{format_}").unlink(missing_ok=True)  # of an earlier batch: it would pass for this one's
    if number is None:
        return None
    try:
        ended = client.wait(number)
        if ended.state != "done":
            tell(f"{name}：{ended.reason}")
            return None
        report = json.loads(client.report(number))
        _write(folder, run.formats, lambda format_: client.report(number, format_), tell)
    except ServiceError as error:  # costs this dossier, not the others
        tell(f"{name}：{error}")
        return None
    tell(f"{name}：{_counts(report['summary'])}")
    return _Verified(ended, report)


def _write(folder: Path, formats: Sequence[str], fetch: Callable[[str], bytes], tell: Tell) -> None:
    """Write a report in each format; one that the service could not make costs none of the others."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for format_ in dict.fromkeys(("json", *formats)):
            try:
                (folder / f"report.{format_}").write_bytes(fetch(format_))
            except ServiceError as error:
                if error.code != "not-acceptable":
                    raise
                tell(f"{folder.name}：{error}")
                (folder / f"report.{format_}").unlink(missing_ok=True)


def _compared(
    client: Client, verified: Mapping[str, _Verified], run: RemoteRun, output: Path, tell: Tell
) -> dict[str, dict[str, Any]]:
    """The reports with what comparing all dossiers finds, written anew; none where they could not be compared."""
    try:
        comparison = _comparison(client, [one.dossier for one in verified.values()], run.formats)
    except ServiceError as error:
        tell(f"材料之间未能比较：{error}")
        return {}
    if comparison.state != "done":
        tell(f"材料之间未能比较：{comparison.reason}")
        return {}
    reports = {}
    for name, one in verified.items():
        fetch = partial(client.compared_report, comparison.id, one.dossier.id)
        try:
            report = json.loads(fetch())
            _write(output / name, run.formats, fetch, tell)
        except ServiceError as error:
            tell(f"{name}：与其他材料的比较结果未能取回（{error}）。")
            continue
        reports[name] = report
        if report["summary"] != one.report["summary"]:
            tell(f"{name}：与其他材料比较后，{_counts(report['summary'])}")
        for check in _about_others(report, [other for other in verified if other != name]):
            tell(f"{name}：{check['message']}")
    return reports


def _comparison(client: Client, dossiers: Sequence[Dossier], formats: Sequence[str]) -> Comparison:
    """The comparison of these verifications: made once, and anew where it had failed."""
    ids = [one.id for one in dossiers]
    key = _digest(["comparison", [[one.id, one.content["revision"]] for one in dossiers], list(formats)])
    comparison = client.compare(ids, formats=formats, idempotency_key=key)
    if comparison.state == "failed" and comparison.is_known:
        return client.compare(ids, formats=formats, idempotency_key=str(uuid4()))
    return comparison


def _about_others(report: Mapping[str, Any], others: Sequence[str]) -> list[dict[str, Any]]:
    """The checks that show places in other dossiers, which stand under the dossier's name."""
    return [
        check
        for check in report["checks"]
        if any(
            place["file"].startswith(f"{other[:_REFERENCE]}/")
            for value in check["found"]
            for place in value["evidence"]
            for other in others
        )
    ]


def _counts(summary: Mapping[str, int]) -> str:
    return "，".join(f"{outcome_word(outcome)}{summary[outcome.value]}项" for outcome in Outcome)


def _tables(client: Client, results: Sequence[RemoteResult], run: RemoteRun) -> tuple[bytes, bytes]:
    """`summary.csv` and `summary.xlsx`."""
    checks: list[dict[str, Any]] = next((report["checks"] for _, report in results if report is not None), [])
    columns = [Column(check["clause"], check["rule"], check["title"]) for check in checks]
    rows = [_row(name, report) for name, report in results]
    said: dict[str, str] = next((report["ruleset"] for _, report in results if report is not None), {})
    names = {(one["id"], one["version"]): one["name"] for one in client.rulesets()}
    title = names.get((said.get("id", ""), said.get("version", "")), run.ruleset)
    return (
        render_summary_csv({column.rule: column.title for column in columns}, rows),
        render_rows_xlsx(title, columns, rows, run.formats, run.today),
    )


def _row(name: str, report: Mapping[str, Any] | None) -> SummaryRow:
    if report is None:
        return SummaryRow(name, "", None)
    outcomes = tuple(Outcome(check["outcome"]) for check in report["checks"])
    return SummaryRow(name, report["dossier"]["applicant"] or "", outcomes)
