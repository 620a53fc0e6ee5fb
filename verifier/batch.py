"""Verify every dossier of a folder, compare them with one another, and sum them up in one table.

A dossier's report is written as soon as it is read, and once more when all are: only then is it known what it has in
common with others. Page pictures are kept until then, some 30 MB a dossier.
"""

import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from extractors.errors import DossierError
from extractors.intake.naming import is_junk
from extractors.models import Evidence
from extractors.reading.pictures import PagePictures
from extractors.reading.pool import PagePool
from verifier.declared import read_declared
from verifier.engine import compare_dossiers
from verifier.errors import BatchError, FormatError
from verifier.models import Check, Report
from verifier.pipeline import Progress, Submission
from verifier.reporting.batch_tables import Result, render_summary_csv, render_summary_xlsx, summary_row
from verifier.reporting.labels import outcome_word
from verifier.ruleset import Ruleset
from verifier.verification import verify_and_write, write_report, writing

_LOG = logging.getLogger(__name__)

Tell = Callable[[str], None]

SUMMARIES = ("summary.csv", "summary.xlsx")
_DOSSIER_FILES = frozenset({".zip", ".pdf"})
_BESIDE = frozenset({".json", ".csv"})  # declared figures and tables that lie beside the dossiers


@dataclass(frozen=True, slots=True)
class BatchRun:
    """What all dossiers of a batch share; `submitted_on` None leaves the day to each application's cover."""

    ruleset: Ruleset
    formats: Sequence[str]
    today: date
    submitted_on: date | None = None
    progress: Progress | None = None


def dossiers_in(folder: Path) -> Iterator[Path]:
    """Sub-folders, ZIPs and PDFs of a folder, by name; reports of an earlier run are none. Raises BatchError."""
    if not folder.is_dir():
        raise BatchError("not-a-folder", f"“{folder}”不是文件夹。", "请给出装有各份材料的文件夹。")
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or is_junk(path.name):
            continue
        if (path.is_dir() and not _is_report(path)) or path.suffix.lower() in _DOSSIER_FILES:
            yield path


def _is_report(folder: Path) -> bool:
    """Whether an earlier run wrote a folder: it holds reports and nothing else, lest an applicant's own hide it."""
    inside = list(folder.iterdir())
    return bool(inside) and all(
        _is_report(path) if path.is_dir() else path.name in SUMMARIES or path.name.startswith("report.")
        for path in inside
    )


def verify_folder(folder: Path, run: BatchRun, pool: PagePool, output: Path, *, tell: Tell) -> list[Result]:
    """Verify each dossier into a folder of its own under `output`, and write `summary.csv` and `summary.xlsx` there.

    A dossier of which nothing can be read is told and stands in the table; the others are verified all the same.
    `NAME.declared.json` beside a dossier holds its declared figures. Raises
    BatchError where the folder holds no dossier, OutputError where `output` cannot be written to.
    """
    paths = begin_batch(folder, output, tell)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="verifier-batch-") as pages:
        pictures: dict[str, PagePictures] = {}
        for number, (name, path) in enumerate(paths.items()):
            pictures[name] = PagePictures(Path(pages) / str(number))
            report, told = _verified(name, path, run, pool, output / name, pictures=pictures[name])
            tell(f"{name}：{told}")
            results.append((name, report))
        results = _compared(results, run, output, pictures, tell)
    titles = {rule.id: rule.title for rule in run.ruleset.rules}
    with writing(output):
        rows = [summary_row(name, report) for name, report in results]
        (output / "summary.csv").write_bytes(render_summary_csv(titles, rows))
        table = render_summary_xlsx(run.ruleset, results, run.formats, run.today)
        (output / "summary.xlsx").write_bytes(table)
    return results


def begin_batch(folder: Path, output: Path, tell: Tell) -> dict[str, Path]:
    """The dossiers of a folder by the names of their reports, with `output` ready for them.

    Raises BatchError where the folder holds no dossier, OutputError where `output` cannot be written to.
    """
    paths = [path for path in dossiers_in(folder) if path.resolve() != output.resolve()]
    if not paths:
        raise BatchError("no-dossiers", f"“{folder}”中没有可核验的材料。", "每个子文件夹、ZIP或PDF为一份材料。")
    for path in _passed_over(folder):
        tell(f"{path.name}：不是文件夹、ZIP或PDF，未核验。")
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
        for name in SUMMARIES:
            (output / name).unlink(missing_ok=True)
    stems = Counter(_stem(path) for path in paths)
    return {_stem(path) if stems[_stem(path)] == 1 else path.name: path for path in paths}


def declared_beside(path: Path) -> Path | None:
    """The file of declared figures that lies beside a dossier, if there is one."""
    stated = path.with_name(f"{_stem(path)}.declared.json")
    return stated if stated.is_file() else None


def _stem(path: Path) -> str:
    return path.stem if path.is_file() else path.name


def _passed_over(folder: Path) -> Iterator[Path]:
    """Files that lie beside the dossiers and may have been meant as one."""
    for path in sorted(folder.iterdir()):
        known = path.suffix.lower() in _DOSSIER_FILES | _BESIDE
        if path.is_file() and not known and not path.name.startswith(".") and not is_junk(path.name):
            yield path


def _compared(
    results: Sequence[Result], run: BatchRun, output: Path, pictures: Mapping[str, PagePictures], tell: Tell
) -> list[Result]:
    """The reports with what comparing all dossiers finds, written anew; nothing else in them changes."""
    reports = {name: report for name, report in results if report is not None}
    if len(reports) < 2:
        return list(results)
    compared = compare_dossiers([report.dossier for report in reports.values()], run.ruleset)
    for (name, report), between in zip(list(reports.items()), compared, strict=True):
        checks = tuple(between.get(check.rule, check) for check in report.checks)
        reports[name] = replace(report, checks=checks)
        abroad = _places_abroad(between.values(), reports)
        for place, other in abroad.items():
            picture = pictures[other].path(place.file.removeprefix(f"{other}/"), place.page)
            if picture is not None:
                pictures[name].adopt(place.file, place.page, picture)
        try:
            write_report(
                reports[name], run.ruleset, output / name, run.formats, pictures=pictures[name], today=run.today
            )
        except FormatError as error:
            tell(f"{name}：{error}（{error.code}）")
        except Exception as error:  # noqa: BLE001 -- the report of this dossier alone stays as it was
            _LOG.exception("report of %s not rewritten", name)
            tell(f"{name}：与其他材料的比较结果未能写入报告（{type(error).__name__}）。")
        if reports[name].summary != report.summary:
            tell(f"{name}：与其他材料比较后，{_counts(reports[name])}")
        for check in between.values():
            if _places_abroad([check], reports):
                tell(f"{name}：{check.finding.message}")
    return [(name, reports.get(name)) for name, _ in results]


def _places_abroad(checks: Iterable[Check], names: Iterable[str]) -> dict[Evidence, str]:
    """Places in other dossiers, which a finding shows under the dossier's name, with that name."""
    places = [place for check in checks for value in check.finding.found for place in value.evidence]
    owners = {place: [name for name in names if place.file.startswith(f"{name}/")] for place in places}
    return {place: max(found, key=len) for place, found in owners.items() if found}


def _verified(
    name: str, path: Path, run: BatchRun, pool: PagePool, output: Path, *, pictures: PagePictures
) -> tuple[Report | None, str]:
    """The report of one dossier, None where there is none; and what to tell of it."""
    try:
        stated = declared_beside(path)
        declared = read_declared(stated) if stated is not None else {}
        submission = Submission(name, (path,), declared, run.submitted_on)
        report = verify_and_write(
            submission,
            run.ruleset,
            pool,
            output,
            run.formats,
            today=run.today,
            progress=run.progress,
            pictures=pictures,
        )
    except FormatError as error:
        return error.report, f"{_counts(error.report)}。{error}（{error.code}）"
    except DossierError as error:
        return None, f"{error}（{error.code}）"
    except Exception as error:  # noqa: BLE001 -- a defect that one dossier brings out must not cost the others theirs
        _LOG.exception("dossier %s failed", name)
        return None, f"核验程序出错（{type(error).__name__}），本份材料未能核验。"
    return report, _counts(report)


def _counts(report: Report) -> str:
    return "，".join(f"{outcome_word(outcome)}{count}项" for outcome, count in report.summary.items())
