"""Pages a second, processor time, errors and memory of OCR engines, side by side on the same pages and the same core.

    python -m tests.benchmarks.engines [--pages N] [--engines openvino,rapidocr,…] [--core K]

Each engine lives in a process of its own, bound to one core with one thread; they take turns on each page, and read the
first one of each class once more beforehand to warm up. Ratios are pages a second and processor time against RapidOCR's
(the first engine's, where it is not among them) in the same run; the latter are disturbed less by other load.
"""

import argparse
import os
import resource
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from extractors.ocr.engine import Image
from tests.benchmarks.pages import benchmark_pages
from tests.benchmarks.readers import READERS, Reader
from tests.benchmarks.text import folded, wrong_characters

_THREADS = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: its text, processor and wall seconds, and the process's peak of memory so far in MiB."""

    text: str
    processor: float
    wall: float
    memory: float


@dataclass(slots=True)
class Tally:
    """Sums over pages."""

    pages: int = 0
    characters: int = 0
    wrong: int = 0
    processor: float = 0.0
    wall: float = 0.0
    memory: float = 0.0

    def add(self, truth: str, measured: Measured) -> None:
        """Count one page."""
        self.pages += 1
        self.characters += len(truth)
        self.wrong += wrong_characters(truth, folded(measured.text))
        self.processor += measured.processor
        self.wall += measured.wall
        self.memory = max(self.memory, measured.memory)


def main() -> None:
    """Compare the engines and print a table for each class of pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4, help="of each class")
    parser.add_argument("--engines", default=",".join(READERS))
    parser.add_argument("--core", type=int, default=0)
    options = parser.parse_args()
    names = options.engines.split(",")
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    workers = {
        name: ProcessPoolExecutor(1, get_context("spawn"), initializer=_start, initargs=(name, options.core))
        for name in names
    }
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for kind, truth, image in benchmark_pages(options.pages):
        for name, worker in workers.items():
            if kind not in tallies or name not in tallies[kind]:
                worker.submit(_read, image).result()  # not counted: shapes seen for the first time cost extra
            measured = worker.submit(_read, image).result()
            tallies[kind][name].add(truth, measured)
            tallies["all"][name].add(truth, measured)
    for kind in sorted(tallies, key=lambda kind: kind == "all"):
        _print(kind, tallies[kind], names)


_READER: Reader | None = None


def _start(name: str, core: int) -> None:
    global _READER  # noqa: PLW0603 -- one engine a process
    os.sched_setaffinity(0, {core})
    import cv2

    cv2.setNumThreads(1)
    _READER = READERS[name]()


def _read(image: Image) -> Measured:
    assert _READER is not None
    processor, wall = _processor_seconds(), time.perf_counter()
    text = _READER(image)
    wall = time.perf_counter() - wall
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    memory = max(usage.ru_maxrss for usage in usages) / 1024
    return Measured(text, _processor_seconds() - processor, wall, memory)


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _print(kind: str, tallies: Mapping[str, Tally], names: Sequence[str]) -> None:
    peer = tallies["rapidocr" if "rapidocr" in names else names[0]]
    print(f"\n{kind}: {peer.pages} pages, {peer.characters} characters")  # noqa: T201
    for name in names:
        tally = tallies[name]
        print(  # noqa: T201
            f"  {name:12} x{peer.wall / tally.wall:5.2f} pages/s"
            f"  x{peer.processor / tally.processor:5.2f} cpu {tally.processor / tally.pages:6.2f} s/page"
            f"  {100 * tally.wrong / tally.characters:6.2f} % wrong  {tally.memory:6.0f} MiB"
        )


if __name__ == "__main__":
    main()
