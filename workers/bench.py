"""What a worker works with: the store, page processes, a folder for files, and the settings."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from extractors.reading.cache import reading_version
from extractors.reading.pool import PagePool
from verifier.settings import Settings
from verifier.store.database import Store
from verifier.store.tables import TaskKind

_FILES_KEPT = 8  # pages of a file are read by several tasks in turn
_START_SECONDS = 120.0  # of page processes, again after each page that hung
_COMPARISON_SECONDS = 7_200.0  # of some hundred dossiers, whose reports are written anew
_DELIVERY_SECONDS = 60.0
_RETENTION_SECONDS = 600.0


@dataclass(slots=True)
class Workbench:
    """One worker process's tools; `folder` is its own and on the file system of the store."""

    store: Store
    settings: Settings
    pool: PagePool
    folder: Path
    _files: list[Path] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The version of the readings that this worker makes."""
        reading = self.settings.reading
        return reading_version(reading.engine, reading.limits)

    @property
    def dossier_lasts(self) -> timedelta:
        """How long the pages of a dossier may take altogether."""
        return timedelta(minutes=self.settings.dossier_minutes)

    @property
    def limits(self) -> dict[TaskKind, timedelta]:
        """How long a task of each kind may take at most; page processes keep to their own limit within it."""
        pages = self.settings.page_seconds * self.settings.pages_at_once + _START_SECONDS
        seconds = {
            TaskKind.OPEN: self.settings.assembly_seconds,
            TaskKind.READ: pages,
            TaskKind.REREAD: self.settings.page_seconds + _START_SECONDS,
            TaskKind.ASSEMBLE: self.settings.assembly_seconds,
            TaskKind.SEAL: self.settings.assembly_seconds,
            TaskKind.COMPARE: _COMPARISON_SECONDS,
            TaskKind.DELIVER: _DELIVERY_SECONDS,
            TaskKind.RETAIN: _RETENTION_SECONDS,
            TaskKind.TRY: self.settings.assembly_seconds,
        }
        return {kind: timedelta(seconds=limit) for kind, limit in seconds.items()}

    def file(self, sha256: str) -> Path:
        """A file of the store on this machine; the last few are kept."""
        path = self.folder / sha256
        if path in self._files:
            self._files.remove(path)
        else:
            self.store.blobs.fetch(sha256, path)
        self._files.append(path)
        while len(self._files) > _FILES_KEPT:
            self._files.pop(0).unlink()
        return path

    def let_go(self) -> None:
        """Keep no file: one of a deleted dossier would live on as long as the worker has nothing to do."""
        while self._files:
            self._files.pop().unlink()

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A folder for one task."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            yield Path(folder)


def work_folder(settings: Settings) -> Path:
    """Where workers have their rooms, on the file system of the store; made where it is not there."""
    folder = settings.store_folder / "work"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder
