"""`compare`: dossiers that are verified -> what they have in common, as the command's batch finds it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.errors import DossierError
from verifier.engine import compare_dossiers
from verifier.errors import StoreError
from verifier.models import Check, Report
from verifier.reporting.context import context_of
from verifier.reporting.formats import render_each
from verifier.ruleset import Ruleset
from verifier.store import comparisons, dossier_readings, retention, tasks
from verifier.store.comparisons import Compared
from verifier.store.dossier_readings import ReadDossier
from verifier.store.rulesets import content_of
from verifier.store.tables import ComparedDossier, Task
from workers.bench import Workbench
from workers.handlers.assembling import Pictures, day_of, verified

_CHANGED = StoreError(
    "compared-dossier-changed", "有材料在比较之前已有改动，或规则集已更新。", "请重新核验这些材料后再比较。"
)


@dataclass(frozen=True, slots=True)
class _Member:
    """A dossier of a comparison; `name` is what the others call it."""

    name: str
    read: ReadDossier
    ruleset: Ruleset
    report: Report
    pictures: Pictures


def compare(bench: Workbench, task: Task) -> None:
    """Compare the dossiers of a task and note what was found; one that cannot be made any more has failed."""
    number = task.payload["comparison"]
    with bench.room() as room:
        try:
            results = _results(bench, number, room)
        except DossierError as error:
            with bench.store.write() as session:
                tasks.finish(session, task)
                comparisons.failed(session, number, str(error))
            return
    with bench.store.write() as session:
        tasks.finish(session, task)
        comparison = comparisons.of_task(session, number)
        if comparison is not None:
            comparisons.done(session, comparison, results)
        elif results:  # it was deleted meanwhile: nobody has these reports
            left = {blob for result in results.values() for blob in result.reports.values()}
            retention.look_again(session, sorted(left))


def _results(bench: Workbench, number: str, room: Path) -> dict[str, Compared]:
    """What the comparison finds of each dossier, by id; nothing where it was deleted. Raises DossierError."""
    with bench.store.read() as session:
        comparison = comparisons.of_task(session, number)
        rows = comparisons.members(session, comparison) if comparison is not None else ()
        reads = [dossier_readings.verified_reading(session, row.dossier_id) for row in rows]
    if comparison is None:
        return {}
    members = [_member(bench, row, read, room) for row, read in zip(rows, reads, strict=True)]
    ruleset = members[0].ruleset
    between = compare_dossiers([replace(one.report.dossier, id=one.name) for one in members], ruleset)
    results = {}
    for one, checks in zip(members, between, strict=True):
        others = {other.name: other.pictures for other in members if other is not one}
        report = replace(one.report, checks=tuple(checks.get(check.rule, check) for check in one.report.checks))
        contents, _ = render_each(
            comparison.formats,
            report,
            _PicturesAbroad(one.pictures, others),
            context_of(ruleset),
            checked_on=day_of(one.read.dossier),
            needed=("json",),
        )
        blobs = {name: bench.store.blobs.put([content]).sha256 for name, content in contents.items()}
        results[one.read.dossier.id] = _compared(report, checks, blobs)
    return results


def _member(bench: Workbench, row: ComparedDossier, read: ReadDossier | None, room: Path) -> _Member:
    """A dossier as its last run found it. Raises DossierError where that is not the run that is to be compared."""
    if read is None or not read.is_complete or read.run != row.run:
        raise _CHANGED
    ruleset = content_of(read.edition)
    if ruleset.version != read.ruleset_version:
        raise _CHANGED
    return _Member(row.name, read, ruleset, verified(bench, read, ruleset), Pictures(bench.store.blobs, room, read))


def _compared(report: Report, between: Mapping[str, Check], blobs: Mapping[str, str]) -> Compared:
    return Compared(
        summary={outcome.value: count for outcome, count in report.summary.items()},
        checks=[
            {
                "rule": check.rule,
                "clause": check.clause,
                "title": check.title,
                "outcome": check.finding.outcome.value,
                "message": check.finding.message,
            }
            for check in between.values()
        ],
        reports=blobs,
    )


@dataclass(frozen=True, slots=True)
class _PicturesAbroad:
    """A dossier's pictures, and under their names (乙/附件.pdf) those of the others."""

    own: Pictures
    others: Mapping[str, Pictures]

    def path(self, file: str, page: int) -> Path | None:
        """The picture of a page; None where it has none."""
        found = self.own.path(file, page)
        if found is not None:
            return found
        names = [name for name in self.others if file.startswith(f"{name}/")]
        if not names:
            return None
        name = max(names, key=len)
        return self.others[name].path(file.removeprefix(f"{name}/"), page)
