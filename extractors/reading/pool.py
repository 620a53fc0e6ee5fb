"""Many pages in parallel: one engine a process, a crash or a hang costs the one page it happened on.

Foreign bytes are parsed and pictures decoded only in these processes. Each has one thread: pages in parallel use the
cores better than threads within a page (docs/decisions/0003).
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from pebble import ProcessExpired

from extractors.errors import DossierError, EngineError, IntakeError, PageError
from extractors.intake.documents import Inspection, inspect_file, open_page
from extractors.intake.limits import Limits
from extractors.intake.sources import SourceFile
from extractors.models import Line, Problem, Region
from extractors.ocr.engine import EngineSettings, OcrEngine, create_engine
from extractors.reading.cache import PageCache
from extractors.reading.pictures import PagePictures
from extractors.reading.processes import PageProcesses
from extractors.reading.results import PageResult

_LOG = logging.getLogger(__name__)
RETRYABLE = ("page-timeout", "page-crashed")  # problems of a page that another try may not have


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How pages are read. `page_seconds` is the wall time after which a page is given up.

    A process that has more than `process_bytes` of memory after a page is replaced.
    """

    engine: EngineSettings = field(default_factory=EngineSettings)
    limits: Limits = field(default_factory=Limits)
    processes: int = 0  # 0: one a core
    process_bytes: int = 1_500_000_000
    page_seconds: float = 180.0
    cache: Path | None = None  # folder of pages read before; None: every page is read
    cache_bytes: int = 2_000_000_000


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to be read; a person may have asked for quarter turns `clockwise` beyond what is found to be upright."""

    file: SourceFile
    number: int
    clockwise: int = 0


class PagePool:
    """Processes that open files and read pages. Use as a context manager; leaving it ends the processes."""

    def __init__(self, settings: ReadingSettings) -> None:
        self.settings = settings
        self._processes = PageProcesses(settings.processes, settings.process_bytes, _set_up, settings.engine)
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
        self._processes.schedule(_engine_name).result()

    def inspect(self, path: Path, limits: Limits) -> Inspection:
        """`inspect_file` in one of the processes."""
        future = self._processes.schedule(inspect_file, args=(path, limits), timeout=self.settings.page_seconds)
        try:
            inspection: Inspection = future.result()
        except FutureTimeout:
            raise IntakeError("file-timeout", "文件打开超时。", "请重新导出或拆分后提交。") from None
        except DossierError:
            raise
        except Exception as error:  # noqa: BLE001 -- a crash or a defect costs this file, not the others
            _LOG.warning("opening a file failed", exc_info=not isinstance(error, ProcessExpired))
            _LOG.debug("that file was %s", path)  # names may be personal
            raise IntakeError(
                "file-crashed", "文件内容异常，读取程序无法打开。", "请重新导出或重新扫描后提交。"
            ) from None
        return inspection

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
                _read_one, args=(request, self.settings.limits, pictures), timeout=self.settings.page_seconds
            )
            futures[future] = request
        for future in as_completed(futures):
            request = futures[future]
            result = _result(future, request.file.name, request.number)
            if self._cache is not None and not request.clockwise:
                self._cache.put(request.file, result, pictures)
            yield result

    def read_region(self, file: SourceFile, number: int, region: Region) -> tuple[Line, ...]:
        """Read a box of a page again, always. Raises PageError, EngineError."""
        future = self._processes.schedule(
            _read_region, args=(file, number, region, self.settings.limits), timeout=self.settings.page_seconds
        )
        try:
            return future.result()
        except FutureTimeout:
            raise PageError("page-timeout", "识读超时，未能完成。", "请缩小所选的范围后再试。") from None
        except DossierError:
            raise
        except Exception as error:  # noqa: BLE001 -- as for pages
            _LOG.warning("reading a box of page %d failed", number, exc_info=not isinstance(error, ProcessExpired))
            raise PageError("page-crashed", "页面内容异常，读取程序中断。", "请重新扫描本页。") from None


def _result(future: Future[PageResult], file: str, number: int) -> PageResult:
    try:
        return future.result()
    except FutureTimeout:
        problem = Problem(file, number, "page-timeout", "本页读取超时，未能识别。请以较低分辨率重新扫描本页。")
    except EngineError:
        raise
    except Exception as error:  # noqa: BLE001 -- a crash or a defect costs this page, not the others
        _LOG.warning("reading page %d of a file failed", number, exc_info=not isinstance(error, ProcessExpired))
        _LOG.debug("that file was %s", file)  # names may be personal
        problem = Problem(file, number, "page-crashed", "本页内容异常，读取程序中断，未能识别。请重新扫描本页。")
    return PageResult(file, number, None, (problem,))


_ENGINE: OcrEngine | None = None
_ENGINE_SETTINGS: EngineSettings | None = None


def _set_up(settings: EngineSettings) -> None:
    """Set up a page process; the engine itself is loaded with the first page."""
    global _ENGINE_SETTINGS  # noqa: PLW0603 -- one engine a process is what the process is for
    _ENGINE_SETTINGS = settings
    import cv2  # noqa: PLC0415 -- after the environment is set

    cv2.setNumThreads(1)


def _engine() -> OcrEngine:
    global _ENGINE  # noqa: PLW0603
    if _ENGINE is None:
        assert _ENGINE_SETTINGS is not None
        _ENGINE = create_engine(_ENGINE_SETTINGS)
    return _ENGINE


def _engine_name() -> str:
    return _engine().name


def _read_one(request: PageRequest, limits: Limits, pictures: PagePictures | None) -> PageResult:
    from extractors.reading.page import read_page  # noqa: PLC0415 -- OpenCV; the parent process does without

    engine = _engine()
    file, number = request.file, request.number
    try:
        content = open_page(file, number, limits)
        reading = read_page(content, engine, file.name, number, clockwise=request.clockwise)
    except (IntakeError, PageError) as error:  # an engine that does not work is no fault of the page
        return PageResult(file.name, number, None, (Problem(file.name, number, error.code, str(error)),))
    if pictures is not None and reading.image is not None:
        pictures.save(file.name, number, reading.image)
    return PageResult(file.name, number, reading.page, reading.notes)


def _read_region(file: SourceFile, number: int, region: Region, limits: Limits) -> tuple[Line, ...]:
    from extractors.reading.region import finer, read_region  # noqa: PLC0415 -- as for pages

    return read_region(open_page(file, number, finer(limits)), region, _engine())
