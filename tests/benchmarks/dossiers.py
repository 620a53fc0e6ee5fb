"""Where the time of a whole dossier goes, stage by stage, and how long the same dossier takes a second time.

    python -m tests.benchmarks.dossiers [PATH …] [--engine NAME]

Processor seconds of one thread. What comes after reading is run once more under Python's profiler, to tell what share
of it is spent in `extractors/layout`; the second run is the command's own way, page processes and all, with the pages
of the first in its cache.
"""

import argparse
import cProfile
import os
import pstats
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cv2

from extractors.classification import classify_pages
from extractors.extraction import extract_documents
from extractors.geometry import Quad
from extractors.grouping import group_pages
from extractors.intake.documents import close_document, open_page
from extractors.intake.limits import Limits
from extractors.intake.sources import Intake, SourceFile, read_intake
from extractors.ocr.engine import EngineSettings, Image, OcrEngine, Recognition, create_engine
from extractors.reading.cache import PageCache
from extractors.reading.page import read_page
from extractors.reading.pictures import PagePictures
from extractors.reading.pool import PagePool, ReadingSettings
from extractors.reading.results import PageResult
from verifier.pipeline import Readout, Submission, engine_of, report_of
from verifier.reporting.context import context_of
from verifier.reporting.formats import DEFAULT_FORMATS, render_each
from verifier.ruleset import Ruleset, load_ruleset
from verifier.verification import verify_and_write

_DOSSIERS = Path(__file__).parents[2] / "samples" / "dossiers"
_READING = ("files", "detector", "recogniser", "imaging")
_AFTER = ("classification", "extraction", "checks", "report")
_TODAY = date(2026, 3, 10)
_CACHE_BYTES = 10**10


class Stages:
    """Processor seconds by stage; a stage within another is taken from it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside."""
        started = time.process_time()
        self._inner.append(0.0)
        yield
        spent = time.process_time() - started
        self.seconds[name] += spent - self._inner.pop()
        self._inner[-1] += spent


class TimedEngine:
    """An engine whose time is counted."""

    def __init__(self, engine: OcrEngine, stages: Stages) -> None:
        self._engine, self._stages = engine, stages
        self.name, self.version, self.detection_side = engine.name, engine.version, engine.detection_side

    def detect(self, image: Image, side: int) -> list[Quad]:
        """See OcrEngine."""
        with self._stages.stage("detector"):
            return self._engine.detect(image, side)

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """See OcrEngine."""
        with self._stages.stage("recogniser"):
            return self._engine.recognise(crops)


def main() -> None:
    """Print a table for each dossier."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[_DOSSIERS / "complete", _DOSSIERS / "poor.pdf"])
    parser.add_argument("--engine", default="auto")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    settings = EngineSettings(name=options.engine)
    engine = create_engine(settings)
    for path in options.paths:
        _measure(path, engine, settings)


@dataclass(frozen=True, slots=True)
class _Case:
    """A dossier with what it is verified by, and a folder to work in."""

    submission: Submission
    ruleset: Ruleset
    settings: EngineSettings
    work: Path

    @property
    def pictures(self) -> PagePictures:
        return PagePictures(self.work / "pictures")

    @property
    def cache(self) -> PageCache:
        return PageCache(self.work / "cache", _CACHE_BYTES, self.settings, Limits())


def _measure(path: Path, engine: OcrEngine, settings: EngineSettings) -> None:
    stages = Stages()
    with tempfile.TemporaryDirectory() as folder:
        submission = Submission(path.stem, (path,), submitted_on=_TODAY)
        case = _Case(submission, load_ruleset(), settings, Path(folder))
        intake, results = _read(case, TimedEngine(engine, stages), stages)
        _conclude(case, intake, results, stages)
        layout = _layout_share(case, intake, results)
        again = _second_run(case)
    first, after = sum(stages.seconds.values()), sum(stages.seconds[name] for name in _AFTER)
    _say(f"\n{path.name}: {len(results)} pages, {first / len(results):.2f} s a page")
    for name in (*_READING, *_AFTER):
        _say(f"  {name:15} {stages.seconds[name]:7.2f} s  {100 * stages.seconds[name] / first:5.1f} %")
    _say(f"  all after reading {after:5.2f} s  {100 * after / first:5.1f} %, of it in layout {100 * layout:.0f} %")
    _say(f"  a second time   {again:7.2f} s  {100 * again / first:5.1f} %")


def _read(case: _Case, engine: OcrEngine, stages: Stages) -> tuple[Intake, list[PageResult]]:
    """Every page, kept in the cache as the page processes do."""
    with stages.stage("files"):
        intake = read_intake(case.submission.paths, case.work, Limits())
    results = []
    for file in intake.files:
        for number in range(1, file.page_count + 1):
            result = _read_page(case, engine, file, number, stages)
            case.cache.put(file, result, case.pictures)
            results.append(result)
    close_document()
    return intake, results


def _read_page(case: _Case, engine: OcrEngine, file: SourceFile, number: int, stages: Stages) -> PageResult:
    with stages.stage("files"):
        content = open_page(file, number, Limits())
    with stages.stage("imaging"):
        reading = read_page(content, engine, file.name, number)
    with stages.stage("files"):
        if reading.image is not None:
            case.pictures.save(file.name, number, reading.image)
    return PageResult(file.name, number, reading.page, reading.notes)


def _conclude(case: _Case, intake: Intake, results: Sequence[PageResult], stages: Stages) -> None:
    """Everything after reading, as `verifier.pipeline` does it."""
    pages = tuple(result.page for result in results if result.page is not None)
    with stages.stage("classification"):
        documents = group_pages(pages, classify_pages(pages))
    with stages.stage("extraction"):
        extraction = extract_documents(documents, pages)
    readout = Readout((), pages, extraction.documents, (*intake.problems, *extraction.problems))
    with stages.stage("checks"):
        report = report_of(case.submission, readout, case.ruleset, engine_of(case.settings), today=_TODAY)
    with stages.stage("report"):
        context = context_of(case.ruleset)
        render_each(DEFAULT_FORMATS, report, case.pictures, context, checked_on=_TODAY, needed=DEFAULT_FORMATS)


def _layout_share(case: _Case, intake: Intake, results: Sequence[PageResult]) -> float:
    """Share of what comes after reading that is spent in the code of `extractors/layout` itself."""
    profile = cProfile.Profile()
    profile.runcall(_conclude, case, intake, results, Stages())
    own = {place: figures[2] for place, figures in pstats.Stats(profile).stats.items()}  # type: ignore[attr-defined]
    within = sum(seconds for (file, _, _), seconds in own.items() if "/extractors/layout/" in file)
    return float(within / sum(own.values()))


def _second_run(case: _Case) -> float:
    """Processor seconds of verifying the dossier with all its pages in the cache, page processes included."""
    folder = case.cache.folder
    reading = ReadingSettings(engine=case.settings, processes=1, cache=folder, cache_bytes=_CACHE_BYTES)
    before = _processor_seconds()
    with PagePool(reading) as pool:
        verify_and_write(case.submission, case.ruleset, pool, case.work / "report", DEFAULT_FORMATS, today=_TODAY)
    return _processor_seconds() - before


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
    main()
