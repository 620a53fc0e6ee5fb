"""What is passed when a page cannot be read: each page of a dossier is made unreadable in turn.

    python -m tests.benchmarks.unread_pages [PATH] [--declared FILE] [--submitted-on 2024-05-19]

The dossier is read once. Of every page that is then left out, the findings of the whole dossier are named that became a
pass: what the page shows was silently passed. Without a path it is the sample with planted faults.
"""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from extractors.models import Problem
from extractors.reading.pool import PagePool
from extractors.reading.results import PageResult
from verifier.declared import read_declared
from verifier.models import DossierFile, Report
from verifier.pipeline import Submission, engine_of, read_pages, readout_of, report_of
from verifier.ruleset import load_ruleset
from verifier.settings import read_settings

_SAMPLES = Path(__file__).parents[2] / "samples" / "dossiers"


def main() -> None:
    """Print each finding that became a pass, and how many there were."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, nargs="?", default=_SAMPLES / "faulty")
    parser.add_argument("--declared", type=Path, default=_SAMPLES / "faulty.declared.json")
    parser.add_argument("--submitted-on", type=date.fromisoformat, default=date(2024, 5, 19))
    options = parser.parse_args()
    settings = read_settings().reading
    with PagePool(settings) as pool:
        results = list(read_pages([options.path], pool))
    submission = Submission("unread", (), read_declared(options.declared), options.submitted_on)
    count = 0
    for result, message in _passed(submission, results):
        count += 1
        print(f"{result.file} {result.number}: {message}", flush=True)  # noqa: T201
    print(f"{len(results)} pages left out in turn: {count} findings became a pass")  # noqa: T201


def _passed(submission: Submission, results: list[PageResult]) -> Iterator[tuple[PageResult, str]]:
    whole = _report(submission, results)
    findings = {check.rule: check.finding for check in whole.checks if check.is_finding}
    for place, result in enumerate(results):
        lost = PageResult(
            result.file, result.number, None, (Problem(result.file, result.number, "page-crashed", "未能识别。"),)
        )
        now = _report(submission, [*results[:place], lost, *results[place + 1 :]])
        for check in now.checks:
            if check.rule in findings and not check.is_finding:
                yield result, f"{check.rule}: {findings[check.rule].message} -> {check.finding.message}"


def _report(submission: Submission, results: list[PageResult]) -> Report:
    counts: dict[str, int] = {}
    for result in results:
        counts[result.file] = max(counts.get(result.file, 0), result.number)
    files = tuple(DossierFile(name, name, count) for name, count in counts.items())
    engine = engine_of(read_settings().reading.engine)
    assert submission.submitted_on is not None
    return report_of(submission, readout_of(files, (), results), load_ruleset(), engine, today=submission.submitted_on)


if __name__ == "__main__":
    main()
