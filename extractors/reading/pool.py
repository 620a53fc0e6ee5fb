"""Many pages in parallel: one engine a process, a crash or a hang costs the one page it happened on.

Foreign bytes are parsed and pictures decoded only in these processes. Each has one thread: pages in parallel use the
cores better than threads within a page (docs/decisions/0003).
"""

import logging
import shutil
import signal
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from extractors.errors import DossierError, EngineError, IntakeError, PageError
from extractors.intake.archive import Unpacked
from extractors.intake.documents import Inspection
from extractors.intake.limits import Limits
from extractors.intake.problems import intake_error
from extractors.intake.sources import SourceFile
from extractors.intake.unpacking import Found
from extractors.models import Line, Problem, Region
from extractors.ocr.engine import EngineSettings
from extractors.reading import tasks
from extractors.reading.answers import OutOfMemoryError
from extractors.reading.cache import PageCache
from extractors.reading.confinement import Allowance
from extractors.reading.pictures import PagePictures
from extractors.reading.processes import PageProcesses, ProcessEndedError
from extractors.reading.results import PageResult
from extractors.reading.returned import check_inspection, check_lines, check_page, check_unpacked, found_in
from extractors.reading.tasks import PageRequest, TaskSettings

__all__ = ["RETRYABLE", "PagePool", "PageRequest", "ReadingSettings"]

_LOG = logging.getLogger(__name__)
_OUT_OF_TIME = (-signal.SIGXCPU,)  # exit codes of a process that has used the processor time it was allowed
_FAULTS = tuple(
    -number
    for number in (
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGFPE,
        signal.SIGILL,
        signal.SIGSEGV,
        signal.SIGSYS,
        signal.SIGXCPU,
    )
)
_PARSING = Allowance(cpu_seconds=20, memory_bytes=1_500_000_000)
_READING = Allowance(cpu_seconds=120, memory_bytes=2_000_000_000)
_NO_MEMORY = (
    "识读本页时内存不足，未能识别，未必是扫描件的问题。"
    "请重新核验；若仍如此，请管理员将VERIFIER_PROCESS_MEGABYTES调到2000以上。"
)
_Answer = TypeVar("_Answer")
RETRYABLE = ("page-timeout", "page-crashed", "page-out-of-memory")  # problems of a page that another try may not have


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How pages are read. `page_seconds` is the wall time after which a page is given up.

    A process that has more than `process_bytes` of memory after a page is replaced. `parsing` is what opening a file or
    drawing a page may take, `reading` what reading a page or unpacking an archive may. Below the folder `writable` lies
    whatever they are to write: what is unpacked, and pictures.
    """

    engine: EngineSettings = field(default_factory=EngineSettings)
    limits: Limits = field(default_factory=Limits)
    processes: int = 0  # 0: one a core
    process_bytes: int = 1_500_000_000
    page_seconds: float = 180.0
    parsing: Allowance = _PARSING
    reading: Allowance = _READING
    writable: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))
    cache: Path | None = None  # folder of pages read before; None: every page is read
    cache_bytes: int = 2_000_000_000


class PagePool:
    """Processes that open files and read pages. Use as a context manager; leaving it ends the processes."""

    def __init__(self, settings: ReadingSettings) -> None:
        self.settings = settings
        told = TaskSettings(settings.engine, settings.limits, settings.parsing, settings.reading, settings.writable)
        self._processes = PageProcesses(settings.processes, settings.process_bytes, tasks.set_up, told)
        self._cache = (
            PageCache(settings.cache, settings.cache_bytes, settings.engine, settings.limits)
            if settings.cache is not None
            else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._processes.end(at_once=kind is not None)
        if self._cache is not None:
            self._cache.trim()

    def prepare(self) -> None:
        """Have the engine loaded by the time that this returns. Raises EngineError where it cannot be used."""
        self._processes.schedule(tasks.engine_name).result()

    def inspect(self, path: Path, limits: Limits, name: str = "") -> Inspection:
        """`inspect_file` in one of the processes."""
        return self._file_task(tasks.inspect, (path, limits, name), lambda answer: check_inspection(answer, limits))

    def unpack(
        self, file: Found, work: Path, limits: Limits, unpacked: Unpacked, inside: str | None = None
    ) -> list[Found]:
        """`unpack` in one of the processes, into a folder of its own, of which nothing stays where that fails."""
        place = work / uuid.uuid4().hex
        place.mkdir()
        before = Unpacked(unpacked.size, unpacked.members)

        def clear() -> None:
            shutil.rmtree(place)
            place.mkdir()

        try:
            answer = self._file_task(
                tasks.unpack_file,
                (file, place, limits, unpacked, inside),
                lambda answer: check_unpacked(answer, place, limits, before),
                clear=clear,
            )
        except DossierError:
            shutil.rmtree(place)
            raise
        unpacked.size, unpacked.members = answer.size, answer.members
        return found_in(file, answer, place)

    def _file_task(
        self,
        task: Callable[..., _Answer],
        arguments: tuple[Any, ...],
        check: Callable[[_Answer], object],
        *,
        clear: Callable[[], None] = lambda: None,
    ) -> _Answer:
        """Have something done with a file; its answer, which `check` has found sound. Raises IntakeError.

        A process that was killed from outside, as a system short of memory does, says nothing of the file: once more
        then, after `clear`.
        """

        def answer() -> _Answer:
            return self._processes.schedule(task, arguments, self.settings.page_seconds, check).result()

        try:
            try:
                return answer()
            except ProcessEndedError as error:
                if error.exit_code in _FAULTS:
                    raise
                _LOG.warning("opening a file ended in %s; it is opened once more", error)
                clear()
                return answer()
        except DossierError:
            raise
        except Exception as error:  # noqa: BLE001 -- a crash or a defect costs this file, not the others
            if _is_timeout(error):
                raise IntakeError("file-timeout", "文件打开超时。", "请重新导出或拆分后提交。") from None
            if isinstance(error, OutOfMemoryError):
                raise intake_error("out-of-memory") from None
            _LOG.warning("opening a file failed", exc_info=not isinstance(error, ProcessEndedError))
            _LOG.debug("of that file were %s", arguments)  # names may be personal
            raise IntakeError(
                "file-crashed", "文件内容异常，读取程序无法打开。", "请重新导出或重新扫描后提交。"
            ) from None

    def read(self, files: Sequence[SourceFile], pictures: PagePictures | None = None) -> Iterator[PageResult]:
        """Read all pages of these files, as `read_pages`."""
        return self.read_pages(
            [PageRequest(file, number) for file in files for number in range(1, file.page_count + 1)], pictures
        )

    def read_pages(self, requests: Sequence[PageRequest], pictures: PagePictures | None = None) -> Iterator[PageResult]:
        """Read these pages; results come as they are done. Upright pictures are kept in `pictures`.

        Raises EngineError where the OCR engine cannot be used: no page could be read with it.
        """
        futures: dict[Future[PageResult], PageRequest] = {}
        for request in requests:
            if self._cache is not None and not request.clockwise:
                known = self._cache.get(request.file, request.number, pictures)
                if known is not None:
                    yield known
                    continue
            future = self._processes.schedule(
                tasks.read_one, (request, pictures), self.settings.page_seconds, self._check(request)
            )
            futures[future] = request
        for future in as_completed(futures):
            request = futures[future]
            result = _result(future, request)
            if self._cache is not None and not request.clockwise:
                self._cache.put(request.file, result, pictures)
            yield result

    def _check(self, request: PageRequest) -> Callable[[PageResult], object]:
        return lambda answer: check_page(answer, request.file.name, request.number, self.settings.limits)

    def read_region(self, file: SourceFile, number: int, region: Region) -> tuple[Line, ...]:
        """Read a box of a page again, always. Raises PageError, EngineError."""
        future = self._processes.schedule(
            tasks.read_box, (file, number, region), self.settings.page_seconds, check_lines
        )
        try:
            return future.result()
        except DossierError:
            raise
        except Exception as error:  # noqa: BLE001 -- as for pages
            if _is_timeout(error):
                raise PageError("page-timeout", "识读超时，未能完成。", "请缩小所选的范围后再试。") from None
            if isinstance(error, OutOfMemoryError):
                raise PageError("page-out-of-memory", "识读时内存不足。", "请稍后再试或缩小所选的范围。") from None
            _LOG.warning("reading a box of page %d failed", number, exc_info=not isinstance(error, ProcessEndedError))
            raise PageError("page-crashed", "页面内容异常，读取程序中断。", "请重新扫描本页。") from None


def _result(future: Future[PageResult], request: PageRequest) -> PageResult:
    file, number = request.file.name, request.number
    try:
        return future.result()
    except EngineError:
        raise
    except Exception as error:  # noqa: BLE001 -- a crash or a defect costs this page, not the others
        if _is_timeout(error):
            problem = Problem(file, number, "page-timeout", "本页读取超时，未能识别。请以较低分辨率重新扫描本页。")
        elif isinstance(error, OutOfMemoryError):
            _LOG.warning("there was too little memory for reading page %d of a file: %s", number, error)
            problem = Problem(file, number, "page-out-of-memory", _NO_MEMORY)
        else:
            _LOG.warning("reading page %d of a file failed", number, exc_info=not isinstance(error, ProcessEndedError))
            _LOG.debug("that file was %s", file)  # names may be personal
            problem = Problem(file, number, "page-crashed", "本页内容异常，读取程序中断，未能识别。请重新扫描本页。")
    return PageResult(file, number, None, (problem,))


def _is_timeout(error: Exception) -> bool:
    """Whether the time by the clock or that of the processor ran out."""
    return isinstance(error, TimeoutError) or (isinstance(error, ProcessEndedError) and error.exit_code in _OUT_OF_TIME)
