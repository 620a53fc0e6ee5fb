"""What it costs a page that it is read in another process: its answer as JSON, and the look at it.

    python -m tests.benchmarks.answers [PATH …]

The pages of a dossier (the complete sample) are read once. Printed are bytes and milliseconds a page, mean and most:
made into JSON by the page process, made of it and checked by its parent; pickle, which is no longer used, beside it.
"""

import argparse
import pickle
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from extractors.intake.limits import Limits
from extractors.reading.answers import answer_of, read_answer
from extractors.reading.pool import PagePool, ReadingSettings
from extractors.reading.results import PageResult
from extractors.reading.returned import check_page
from verifier.pipeline import read_pages

_SAMPLE = Path("samples/dossiers/complete")
_TIMES = 20


def main() -> None:
    """Print one line a measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="*", default=[_SAMPLE])
    with PagePool(ReadingSettings(processes=1)) as pool:
        results = list(read_pages(parser.parse_args().paths, pool))
    measured = [_measures(result) for result in results]
    print(f"{len(results)} pages: mean, most")  # noqa: T201
    for name in measured[0]:
        values = [measures[name] for measures in measured]
        print(f"  {name:24} {sum(values) / len(values):10.2f} {max(values):10.2f}")  # noqa: T201


def _measures(result: PageResult) -> dict[str, float]:
    def answer() -> PageResult:
        return result

    message, pickled = answer_of(answer, ()), pickle.dumps(result)
    assert read_answer(answer, message) == result
    return {
        "bytes of JSON": len(message),
        "bytes of pickle": len(pickled),
        "ms to JSON": _milliseconds(lambda: answer_of(answer, ())),
        "ms to pickle": _milliseconds(lambda: pickle.dumps(result)),
        "ms from JSON": _milliseconds(lambda: read_answer(answer, message)),
        "ms from pickle": _milliseconds(lambda: pickle.loads(pickled)),
        "ms to check": _milliseconds(lambda: check_page(result, result.file, result.number, Limits())),
    }


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of some runs."""
    taken: list[float] = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return _median(taken) * 1000


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
