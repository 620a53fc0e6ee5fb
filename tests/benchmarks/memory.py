"""Memory of each engine over many pages of varied sizes and contents: it must not grow.

    python -m tests.benchmarks.memory [--pages N] [--engines openvino,onnxruntime,…]

Each engine lives in a process of its own. The pages are those of `tests/benchmarks/pages.py`, of which each time
another part is cut out and scaled anew, so that no two have the same size or the same lines; one in fifty is up to the
whole page, the others are small, so that it comes to an end. Printed are resident MiB after each quarter of the pages.
"""

import argparse
import os
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from extractors.ocr.engine import Image
from tests.benchmarks.pages import benchmark_pages
from tests.benchmarks.readers import READERS

_SMALLEST, _LARGEST = 100, 500  # pixels of a side of a part
_LARGE = 50  # one part in so many is a large one
_ENGINES = ("openvino", "onnxruntime", "paddleocr", "rapidocr")
_PAGE_BYTES = 4096


def main() -> None:
    """Print resident memory after each quarter, an engine a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--engines", default=",".join(_ENGINES))
    options = parser.parse_args()
    os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
    print(f"MiB before and after each quarter of {options.pages} pages", flush=True)  # noqa: T201
    for name in options.engines.split(","):
        process = get_context("spawn").Process(target=_read_many, args=(name, options.pages))
        process.start()
        process.join()


def _read_many(name: str, count: int) -> None:
    """Print resident MiB before the first page and after each quarter, as it goes."""
    cv2.setNumThreads(1)
    pages = [image for _, _, image in benchmark_pages(1)]
    reader = READERS[name]()
    print(f"  {name:12} {_resident():5.0f}", end="", flush=True)  # noqa: T201
    for number, part in enumerate(_parts(pages, count), 1):
        reader(part)
        if number * 4 % count < 4:
            print(f"  {_resident():5.0f}", end="", flush=True)  # noqa: T201
    print()  # noqa: T201


def _parts(pages: list[Image], count: int) -> Iterator[Image]:
    """Parts of pages of random size and place."""
    chance = np.random.default_rng(11)
    for number in range(count):
        page = pages[number % len(pages)]
        largest = max(page.shape) if number % _LARGE == 0 else _LARGEST
        height, width = (int(chance.integers(_SMALLEST, min(largest, side) + 1)) for side in page.shape[:2])
        top, left = int(chance.integers(page.shape[0] - height + 1)), int(chance.integers(page.shape[1] - width + 1))
        scale = float(chance.uniform(0.6, 1.2))
        part = cv2.resize(page[top : top + height, left : left + width], None, fx=scale, fy=scale)
        yield np.ascontiguousarray(part, dtype=np.uint8)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES / 2**20


if __name__ == "__main__":
    main()
