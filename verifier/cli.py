"""The command line: `verifier check`, `batch`, `ocr`, `classify`, `extract`, `rules`, `evaluate`.

Exit status of check and batch: 0 nothing found, 1 findings, 2 the input could not be read at all. The other commands
end in 0, or in 2 where nothing could be read. A defect of the program ends in 2, too: it must not look like findings.
"""

import json
import logging
import pkgutil
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
import httpx

from extractors.errors import DossierError
from extractors.models import Problem
from extractors.reading.pool import PagePool
from verifier import __version__
from verifier.batch import SUMMARIES, BatchRun, verify_folder
from verifier.client import Client
from verifier.declared import read_declared
from verifier.errors import BatchError, FormatError
from verifier.evaluation import evaluate_folder
from verifier.listings import kinds_json, page_json, page_text
from verifier.models import Outcome, Report
from verifier.pipeline import Readout, Submission, fields_of, materials_of, read_dossier, read_pages
from verifier.remote_batch import RemoteRun, verify_folder_by
from verifier.reporting import render_readout
from verifier.reporting.formats import DEFAULT_FORMATS, FORMATS
from verifier.reporting.labels import outcome_word
from verifier.ruleset import DEFAULT, choose_ruleset
from verifier.ruleset_manual import render_manual
from verifier.ruleset_schema import ruleset_schema
from verifier.settings import read_settings
from verifier.verification import verify_and_write

NOTHING_FOUND, FINDINGS, UNREADABLE, INTERRUPTED = 0, 1, 2, 130
_PATH = click.Path(path_type=Path)  # what is wrong with a path is said in Chinese, by whoever opens it
_PATHS = click.argument("paths", nargs=-1, required=True, type=_PATH)
Command = TypeVar("Command", bound=Callable[..., Any])
_LOG = logging.getLogger(__name__)


def _options(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Several options as one decorator; they stand in the help in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_PROCESSES = "同时读取页面的进程数；0为按CPU核心数和内存自动确定。"
_ENGINE = click.option("--ocr-engine", help="识别引擎：auto、openvino、onnxruntime、paddle 或 none（只读文字层）。")
reading_options = _options(click.option("--processes", type=click.IntRange(min=0), help=_PROCESSES), _ENGINE)
_jobs = click.option("--jobs", "processes", type=click.IntRange(min=0), help=_PROCESSES)
_ruleset = click.option(
    "--ruleset", metavar="ID|FILE.yaml", default=DEFAULT, show_default=True, help="规则集的编号，或YAML文件的路径。"
)


# Commands of the rooms above and of the service, found by name: arrows go down only, and `check` loads no database.
_ELSEWHERE = {
    "serve": "api.command:serve",
    "worker": "workers.command:worker",
    "admin": "verifier.administration:admin",
}


class _Program(click.Group):
    """The commands; an error that none of them foresaw ends in a status of its own, not in that of findings."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands here and elsewhere."""
        return [*super().list_commands(ctx), *_ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        command = pkgutil.resolve_name(_ELSEWHERE[cmd_name])
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except DossierError as error:
            _fail(error)
        except KeyboardInterrupt:
            _note("已中断。")
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 -- the last place where it can be told from findings
            _LOG.exception("unforeseen")
            _note(f"核验程序出错（{type(error).__name__}：{error}）。")
            sys.exit(UNREADABLE)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """核验中小企业公共服务示范平台申报材料。"""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def _formats(_context: click.Context, _parameter: click.Parameter, formats: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(name.strip().lower() for name in formats.split(",") if name.strip()))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown:
        raise click.BadParameter(f"不支持的格式：{'、'.join(unknown)}；可用：{'、'.join(FORMATS)}。")
    return chosen


def _day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day of the calendar, nowhere in particular
    except ValueError:
        raise click.BadParameter(f"“{text}”不是日期，应写作YYYY-MM-DD，如2026-03-10。") from None


checking_options = _options(
    click.option("--submitted-on", callback=_day, metavar="YYYY-MM-DD", help="提交日期；默认取申请报告封面的日期。"),
    _ruleset,
    click.option("--output", type=_PATH, help="报告文件夹；默认在当前文件夹下按材料名称新建。"),
    click.option(
        "--format",
        "formats",
        default=",".join(DEFAULT_FORMATS),
        show_default=True,
        callback=_formats,
        help=f"报告格式，逗号分隔，可用{'、'.join(FORMATS)}；report.json总会写出。",
    ),
)


@main.command()
@_PATHS
@click.option("--declared", type=_PATH, help="申报系统中的数据（JSON文件）。")
@checking_options
@reading_options
def check(
    *,
    paths: tuple[Path, ...],
    declared: Path | None,
    submitted_on: date | None,
    ruleset: str,
    output: Path | None,
    formats: tuple[str, ...],
    **reading: Any,
) -> None:
    """核验一份申报材料（文件、文件夹或ZIP），写出核验报告。"""
    name = _dossier_name(paths)
    folder = output or Path(f"{name}-report")
    rules = choose_ruleset(ruleset)
    submission = Submission(name, paths, read_declared(declared) if declared else {}, submitted_on)
    failure = None
    try:
        with PagePool(read_settings(**reading).reading) as pool, _progress() as progress:
            report = verify_and_write(submission, rules, pool, folder, formats, today=_today(), progress=progress)
    except FormatError as error:
        report, failure = error.report, error
        formats = tuple(name for name in formats if name not in error.formats)
    click.echo(_summary(report, folder, formats))
    _tell(report.dossier.problems)
    if failure is not None:
        _fail(failure)
    sys.exit(_status([report]))


@main.command()
@click.argument("folder", type=_PATH)
@checking_options
@_jobs
@_ENGINE
@click.option("--server", metavar="URL", help="由这一核验服务核验，而不在本机核验。")
@click.option("--key", envvar="VERIFIER_KEY", show_envvar=True, help="核验服务的API密钥。")
def batch(
    *,
    folder: Path,
    submitted_on: date | None,
    ruleset: str,
    output: Path | None,
    formats: tuple[str, ...],
    server: str | None,
    key: str | None,
    **reading: Any,
) -> None:
    """核验文件夹下的每一份材料（每个子文件夹、ZIP或PDF为一份），并写出汇总表。

    材料旁的“名称.declared.json”为该份材料在申报系统中的数据。
    """
    target = output or Path(f"{folder.resolve().name}-reports")
    if server is not None:
        sys.exit(_batch_by(server, key, folder, RemoteRun(ruleset, formats, _today(), submitted_on), target))
    rules = choose_ruleset(ruleset)
    with PagePool(read_settings(**reading).reading) as pool, _progress() as progress:
        run = BatchRun(rules, formats, _today(), submitted_on, progress)
        results = verify_folder(folder, run, pool, target, tell=click.echo)
    click.echo(f"共{len(results)}份，汇总表：{'、'.join(str(target / name) for name in SUMMARIES)}")
    sys.exit(_status([report for _, report in results]))


def _batch_by(server: str, key: str | None, folder: Path, run: RemoteRun, target: Path) -> int:
    """The batch of a service; its exit status."""
    if key is None:
        raise click.UsageError("使用--server时，请以--key或环境变量VERIFIER_KEY给出API密钥。")
    try:
        with Client(server, key) as client:
            results = verify_folder_by(client, folder, run, target, tell=click.echo)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BatchError(
            "server-unreachable", f"核验服务{server}无法访问（{type(error).__name__}）。", "请核对地址和网络。"
        ) from error
    click.echo(f"共{len(results)}份，汇总表：{'、'.join(str(target / name) for name in SUMMARIES)}")
    reports = [report for _, report in results if report is not None and report["timing"]["pages"]]
    if not reports:
        return UNREADABLE
    clean = {outcome.value for outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE)}
    outcomes = {check["outcome"] for report in reports for check in report["checks"]}
    return FINDINGS if len(reports) < len(results) or outcomes - clean else NOTHING_FOUND


def _status(reports: Sequence[Report | None]) -> int:
    """The exit status; a dossier without a report, or a report without a page, was not read at all."""
    read = [report for report in reports if report is not None and report.dossier.pages]
    if not read:
        return UNREADABLE
    findings = len(read) < len(reports) or any(item.is_finding for report in read for item in report.checks)
    return FINDINGS if findings else NOTHING_FOUND


@main.command()
@_PATHS
@click.option("--json", "as_json", is_flag=True, help="每页一行JSON。")
@reading_options
def ocr(paths: tuple[Path, ...], as_json: bool, **reading: Any) -> None:
    """输出各页的文字行，读完一页输出一页。"""
    read, problems = 0, list[Problem]()
    with PagePool(read_settings(**reading).reading) as pool, _progress() as progress:
        for result in read_pages(paths, pool, progress=progress):
            problems += result.problems
            if result.page is not None:
                click.echo(
                    json.dumps(page_json(result.page), ensure_ascii=False) if as_json else page_text(result.page)
                )
                read += 1
    _tell(problems)
    sys.exit(0 if read else UNREADABLE)


@main.command()
@_PATHS
@reading_options
def classify(paths: tuple[Path, ...], **reading: Any) -> None:
    """输出各页的材料类别，每页一行JSON。"""
    readout = _read(paths, reading)
    for line in kinds_json(readout):
        click.echo(json.dumps(line, ensure_ascii=False))
    _end(readout)


@main.command()
@_PATHS
@reading_options
def extract(paths: tuple[Path, ...], **reading: Any) -> None:
    """输出识别出的材料和字段（JSON）。"""
    readout = _read(paths, reading)
    fields = fields_of(readout.documents)
    click.echo(render_readout(materials_of(readout.documents), fields, readout.problems), nl=False)
    _end(readout)


@main.command()
@_ruleset
@click.option("--schema", "wanted", flag_value="schema", help="输出规则集文件的JSON Schema，供编辑器使用。")
@click.option("--manual", "wanted", flag_value="manual", help="输出各种核验方式及其参数的说明（Markdown，英文）。")
def rules(ruleset: str, wanted: str | None) -> None:
    """列出规则集的全部核验项目：编号、条款、名称。"""
    if wanted is not None:
        schema = json.dumps(ruleset_schema(), ensure_ascii=False, indent=1) + "\n"
        click.echo(render_manual() if wanted == "manual" else schema, nl=False)
        return
    loaded = choose_ruleset(ruleset)
    click.echo(f"{loaded.id} {loaded.version} {loaded.name}")
    for rule in loaded.rules:
        click.echo(f"{rule.id}\t{rule.clause}\t{rule.title}")


@main.command()
@click.argument("folder", type=_PATH)
@click.option("--reports", type=_PATH, help="已有报告的文件夹；没有的先核验。")
@_jobs
@click.option("--json", "as_json", is_flag=True, help="输出JSON。")
def evaluate(folder: Path, reports: Path | None, as_json: bool, **reading: Any) -> None:
    """将核验报告与生成样本的真值（NAME.truth.json）比较，给出各项指标。"""
    with PagePool(read_settings(**reading).reading) as pool:
        result = evaluate_folder(folder, reports or folder / "reports", pool, today=_today(), tell=_note)
    click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1) if as_json else result.as_text())


def _read(paths: tuple[Path, ...], reading: dict[str, Any]) -> Readout:
    with PagePool(read_settings(**reading).reading) as pool, _progress() as progress:
        return read_dossier(paths, pool, progress=progress)


def _end(readout: Readout) -> None:
    """Say what could not be read; what is on standard output says only what could."""
    _tell(readout.problems)
    sys.exit(0 if readout.pages else UNREADABLE)


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


def _dossier_name(paths: tuple[Path, ...]) -> str:
    path = paths[0].resolve()
    return path.stem if path.is_file() else path.name


def _summary(report: Report, folder: Path, formats: tuple[str, ...]) -> str:
    counts = "，".join(f"{outcome_word(outcome)}{count}项" for outcome, count in report.summary.items())
    written = "、".join(str(folder / f"report.{name}") for name in dict.fromkeys(("json", *formats)))
    return f"{report.applicant or '申请单位未能识别'}：{counts}\n报告：{written}"


def _tell(problems: Sequence[Problem]) -> None:
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


if __name__ == "__main__":
    main()
