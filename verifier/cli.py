"""The command line: `verifier check`, `batch`, `ocr`, `classify`, `extract`, `rules`, `evaluate`.

Exit status of check and batch: 0 nothing found, 1 findings, 2 the input could not be read at all.
"""

import json
import logging
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from extractors.errors import DossierError
from extractors.models import Problem
from extractors.reading.pool import PagePool
from verifier import __version__
from verifier.batch import verify_folder
from verifier.declared import read_declared
from verifier.evaluation import evaluate_folder
from verifier.listings import kinds_json, page_json, page_text
from verifier.models import Report
from verifier.pipeline import Readout, Submission, fields_of, materials_of, read_dossier
from verifier.reporting import render_readout
from verifier.reporting.labels import outcome_word
from verifier.ruleset import DEFAULT, load_ruleset
from verifier.settings import Settings
from verifier.verification import verify_and_write

NOTHING_FOUND, FINDINGS, UNREADABLE = 0, 1, 2
_FORMATS = ("json", "html")
_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
Command = TypeVar("Command", bound=Callable[..., Any])


def reading_options(command: Command) -> Command:
    """Options of every command that reads pages."""
    for option in (
        click.option("--ocr-engine", help="识别引擎：paddle 或 none（只读文字层）。"),
        click.option("--processes", type=click.IntRange(min=0), help="同时读取页面的进程数，0为每个CPU核心一个。"),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """核验中小企业公共服务示范平台申报材料。"""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


@main.command()
@_PATHS
@click.option(
    "--declared", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="申报系统中的数据（JSON）。"
)
@click.option("--submitted-on", type=click.DateTime(["%Y-%m-%d"]), help="提交日期；默认取申请报告封面的日期。")
@click.option("--ruleset", default=DEFAULT, show_default=True, help="规则集。")
@click.option("--output", type=_FOLDER, help="报告文件夹；默认为“名称-report”。")
@click.option("--format", "formats", default="json,html", show_default=True, help="报告格式，逗号分隔。")
@reading_options
def check(
    *,
    paths: tuple[Path, ...],
    declared: Path | None,
    submitted_on: datetime | None,
    ruleset: str,
    output: Path | None,
    formats: str,
    **reading: Any,
) -> None:
    """核验一份申报材料（文件、文件夹或ZIP），写出核验报告。"""
    chosen = _formats(formats)
    name = _dossier_name(paths)
    folder = output or Path(f"{name}-report")
    try:
        rules = load_ruleset(ruleset)
        stated = read_declared(declared) if declared is not None else {}
        submission = Submission(name, paths, stated, submitted_on.date() if submitted_on else None)
        with PagePool(_settings(reading).reading) as pool, _progress() as progress:
            report = verify_and_write(submission, rules, pool, folder, chosen, today=_today(), progress=progress)
    except DossierError as error:
        _fail(error)
    click.echo(_summary(report, folder, chosen))
    sys.exit(FINDINGS if any(item.is_finding for item in report.checks) else NOTHING_FOUND)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--ruleset", default=DEFAULT, show_default=True, help="规则集。")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), help="报告文件夹；默认为“文件夹名-reports”。"
)
@click.option("--format", "formats", default="json,html", show_default=True, help="报告格式，逗号分隔。")
@click.option("--jobs", "processes", type=click.IntRange(min=0), help="同时读取页面的进程数，0为每个CPU核心一个。")
@click.option("--ocr-engine", help="识别引擎：paddle 或 none（只读文字层）。")
def batch(folder: Path, ruleset: str, output: Path | None, formats: str, **reading: Any) -> None:
    """核验文件夹下的每一份材料（每个子文件夹、ZIP或PDF为一份），并写出汇总表。"""
    target = output or Path(f"{folder.resolve().name}-reports")
    try:
        with PagePool(_settings(reading).reading) as pool:
            results = verify_folder(
                folder, load_ruleset(ruleset), pool, target, _formats(formats), today=_today(), tell=click.echo
            )
    except DossierError as error:
        _fail(error)
    click.echo(f"共{len(results)}份，汇总表：{target / 'summary.csv'}")
    if all(report is None for _, report in results):
        sys.exit(UNREADABLE)
    findings = any(report is None or any(item.is_finding for item in report.checks) for _, report in results)
    sys.exit(FINDINGS if findings else NOTHING_FOUND)


@main.command()
@_PATHS
@click.option("--json", "as_json", is_flag=True, help="每页一行JSON。")
@reading_options
def ocr(paths: tuple[Path, ...], as_json: bool, **reading: Any) -> None:
    """输出各页的文字行。"""
    readout = _read(paths, reading)
    for page in readout.pages:
        click.echo(json.dumps(page_json(page), ensure_ascii=False) if as_json else page_text(page))
    _tell(readout.problems)


@main.command()
@_PATHS
@reading_options
def classify(paths: tuple[Path, ...], **reading: Any) -> None:
    """输出各页的材料类别，每页一行JSON。"""
    readout = _read(paths, reading)
    for line in kinds_json(readout):
        click.echo(json.dumps(line, ensure_ascii=False))
    _tell(readout.problems)


@main.command()
@_PATHS
@reading_options
def extract(paths: tuple[Path, ...], **reading: Any) -> None:
    """输出识别出的材料和字段（JSON）。"""
    readout = _read(paths, reading)
    fields = fields_of(readout.documents)
    click.echo(render_readout(materials_of(readout.documents), fields, readout.problems), nl=False)


@main.command()
@click.option("--ruleset", default=DEFAULT, show_default=True, help="规则集。")
def rules(ruleset: str) -> None:
    """列出规则集的全部核验项目：编号、条款、名称。"""
    try:
        loaded = load_ruleset(ruleset)
    except DossierError as error:
        _fail(error)
    click.echo(f"{loaded.id} {loaded.version} {loaded.name}")
    for rule in loaded.rules:
        click.echo(f"{rule.id}\t{rule.clause}\t{rule.title}")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--reports", type=click.Path(file_okay=False, path_type=Path), help="已有报告的文件夹；没有的先核验。")
@click.option("--jobs", "processes", type=click.IntRange(min=0), help="同时读取页面的进程数。")
@click.option("--json", "as_json", is_flag=True, help="输出JSON。")
def evaluate(folder: Path, reports: Path | None, as_json: bool, **reading: Any) -> None:
    """将核验报告与生成样本的真值（NAME.truth.json）比较，给出各项指标。"""
    with PagePool(_settings(reading).reading) as pool:
        result = evaluate_folder(folder, reports or folder / "reports", pool, today=_today(), tell=_note)
    click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1) if as_json else result.as_text())


def _read(paths: tuple[Path, ...], reading: dict[str, Any]) -> Readout:

    try:
        with PagePool(_settings(reading).reading) as pool, _progress() as progress:
            return read_dossier(paths, pool, progress=progress)
    except DossierError as error:
        _fail(error)


def _settings(options: dict[str, Any]) -> Settings:
    """The site's settings with what this command names."""
    return Settings(**{name: value for name, value in options.items() if value is not None})


class _progress:  # noqa: N801 -- used like a function
    """Pages read of pages in all, on standard error and only on a terminal."""

    def __enter__(self) -> Callable[[int, int], None]:
        self._shown = sys.stderr.isatty()
        return self._tell

    def _tell(self, done: int, total: int) -> None:
        if self._shown:
            click.echo(f"\r已读取{done}/{total}页", nl=done == total, err=True)

    def __exit__(self, *_error: object) -> None:
        return None


def _formats(formats: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    unknown = [name for name in chosen if name not in _FORMATS]
    if unknown:
        raise click.BadParameter(
            f"不支持的格式：{'、'.join(unknown)}；可用：{'、'.join(_FORMATS)}。", param_hint="--format"
        )
    return chosen


def _dossier_name(paths: tuple[Path, ...]) -> str:
    path = paths[0].resolve()
    return path.stem if path.is_file() else path.name


def _summary(report: Report, folder: Path, formats: tuple[str, ...]) -> str:

    counts = "，".join(f"{outcome_word(outcome)}{count}项" for outcome, count in report.summary.items())
    written = "、".join(str(folder / f"report.{name}") for name in dict.fromkeys(("json", *formats)))
    return f"{report.applicant or '申请单位未能识别'}：{counts}\n报告：{written}"


def _tell(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        place = f"第{problem.page}页" if problem.page else ""
        _note(f"{problem.file}{place}：{problem.message}（{problem.code}）")


def _note(text: str) -> None:
    click.echo(text, err=True)


def _today() -> date:
    return datetime.now().astimezone().date()


def _fail(error: DossierError) -> NoReturn:
    _note(f"{error}（{error.code}）")
    sys.exit(UNREADABLE)
