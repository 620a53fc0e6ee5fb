"""A clock of the command's own, which it may move."""

import tempfile
from pathlib import Path

OFFSET_FILE = "TESTS_CLOCK_OFFSET"


class Clock:
    """The store's time of day, in processes with this `environment` that run `tests.endurance.shifted`."""

    def __init__(self, base: Path | None) -> None:
        self._file, self._seconds = Path(tempfile.mkdtemp(prefix="clock-", dir=base)) / "offset", 0
        self.move(0)
        self.environment = {OFFSET_FILE: str(self._file)}

    def move(self, seconds: int) -> None:
        """Move it on, or back, for processes that run and those to come."""
        self._seconds += seconds
        new = self._file.with_suffix(".new")
        new.write_text(str(self._seconds))
        new.replace(self._file)
