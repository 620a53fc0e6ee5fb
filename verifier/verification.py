"""Verify a dossier and write its report files."""

import errno
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from extractors.reading.pictures import PagePictures
from extractors.reading.pool import PagePool
from verifier.errors import FormatError, OutputError
from verifier.models import Report
from verifier.pipeline import Progress, Submission, verify_dossier
from verifier.reporting.context import context_of
from verifier.reporting.formats import FORMATS, render_each
from verifier.ruleset import Ruleset

_REASONS = {
    errno.EEXIST: "已有同名的文件",
    errno.ENOTDIR: "路径中有一部分是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "存储介质只读",
    errno.ENOSPC: "存储空间不足",
    errno.ENAMETOOLONG: "名称过长",
}


def verify_and_write(
    submission: Submission,
    ruleset: Ruleset,
    pool: PagePool,
    folder: Path,
    formats: Sequence[str],
    *,
    today: date,
    progress: Progress | None = None,
    pictures: PagePictures | None = None,
) -> Report:
    """Verify a dossier; `report.json` and the formats asked for are written into `folder`.

    Upright page pictures are kept in `pictures`, or else only until the report is written. Raises OutputError where the
    folder cannot be written to: before the reading, which takes minutes, if possible. Raises FormatError, which holds
    the report, where a format could not be made.
    """
    with _prepared(folder), tempfile.TemporaryDirectory(prefix="verifier-pages-") as pages:
        kept = pictures or PagePictures(Path(pages))
        report = verify_dossier(submission, ruleset, pool, today=today, pictures=kept, progress=progress)
        write_report(report, ruleset, folder, formats, pictures=kept, today=today)
    return report


def write_report(
    report: Report, ruleset: Ruleset, folder: Path, formats: Sequence[str], *, pictures: PagePictures, today: date
) -> None:
    """Write `report.json` and the formats asked for into a folder that is there.

    A format that cannot be made costs none of the others: they are written, then FormatError is raised. Raises
    OutputError where the folder cannot be written to.
    """
    names = dict.fromkeys(("json", *formats))
    contents, failed = render_each(names, report, pictures, context_of(ruleset), checked_on=today, needed=("json",))
    for name in failed:
        (folder / f"report.{name}").unlink(missing_ok=True)  # of an earlier writing: it would pass for this one's
    for name, content in contents.items():
        _write(folder / f"report.{name}", content)
    if failed:
        raise FormatError(report, tuple(failed), "、".join(dict.fromkeys(failed.values())))


@contextmanager
def _prepared(folder: Path) -> Iterator[None]:
    """A folder that can be written to, without an earlier run's report, which would pass for this one's.

    A folder that was made for nothing is taken away again.
    """
    is_new = not folder.exists()
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in FORMATS:
            (folder / f"report.{name}").unlink(missing_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    try:
        yield
    except BaseException:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
        raise


def _write(path: Path, content: bytes) -> None:
    """Replace a report as a whole: a reader never sees half of one."""
    draft = path.with_name(path.name + ".part")
    with writing(path.parent):
        draft.write_bytes(content)
        draft.replace(path)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """OutputError for what goes wrong in writing to a folder."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise OutputError(
            "output-not-writable", f"报告文件夹“{folder}”无法写入（{reason}）。", "请用--output指定可以写入的文件夹。"
        ) from error
