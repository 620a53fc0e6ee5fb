"""`python -m tests.fuzzing TARGET [SECONDS]`: a coverage-guided fuzzer on one of the targets, with Atheris.

Atheris is no dependency of the project: it is wanted for this command alone (`pip install atheris`). What breaks a
target is written to `crash-…` in the working folder; it then becomes a row of tests/hostile_files, and is mended.
"""

import importlib
import sys
import tempfile
from pathlib import Path

_ABSENT = "Atheris is not installed here. It is needed for this command alone: pip install atheris"
_LOADED_LATER = [f"extractors.intake.{name}" for name in ("pdf", "picture", "office.docx", "office.xlsx")]
_LONGEST = 30_000  # bytes
_HANGS_AFTER = 20  # seconds of one run


def main(arguments: list[str]) -> int:
    """Fuzz; the exit status."""
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        sys.stderr.write(f"{_ABSENT}\n")
        return 2
    with atheris.instrument_imports(include=["extractors.intake"]):
        for name in _LOADED_LATER:
            importlib.import_module(name)
        from tests.fuzzing.targets import TARGETS
    if not arguments or arguments[0] not in TARGETS:
        sys.stderr.write(f"python -m tests.fuzzing {{{','.join(TARGETS)}}} [SECONDS]\n")
        return 2
    target, seconds = TARGETS[arguments[0]], int(arguments[1]) if len(arguments) > 1 else 120
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(target.seeds()):
            (Path(corpus) / str(number)).write_bytes(seed)
        options = [
            f"-max_total_time={seconds}",
            f"-max_len={_LONGEST}",
            f"-timeout={_HANGS_AFTER}",
            "-rss_limit_mb=2000",
        ]
        atheris.Setup([sys.argv[0], *options, corpus], target.run)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
