"""Pages read before, kept in a folder: the same page is not read twice.

A page is known by the checksum of its file, its number, and everything that decides how it is read: engine, models,
settings, limits and the source text of the reading code itself, so that no stale reading can survive a change. An entry
is the page as JSON and its upright picture. It holds what stands on the page: the folder is as confidential as the
dossiers, and is made for its owner alone.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from extractors.intake.limits import Limits
from extractors.intake.sources import SourceFile
from extractors.ocr.engine import EngineSettings, engine_version
from extractors.reading.pictures import PagePictures
from extractors.reading.results import PageResult, dump_result, load_result

_LOG = logging.getLogger(__name__)
# What comes after reading does not change a page; import contracts keep reading from using it.
_AFTER_READING = frozenset({"kinds", "layout", "classification.py", "grouping.py", "extraction.py"})


@dataclass(frozen=True, slots=True)
class PageCache:
    """Entries under `folder`, at most `most_bytes` of them after `trim`."""

    folder: Path
    most_bytes: int
    engine: EngineSettings
    limits: Limits

    def get(self, file: SourceFile, number: int, pictures: PagePictures | None) -> PageResult | None:
        """A page read before under whatever name, its picture put into `pictures`; None where it has to be read."""
        entry = self._entry(file, number)
        try:
            result = load_result(entry.read_bytes(), file.name)
        except FileNotFoundError:
            return None
        except (OSError, ValidationError):
            _LOG.warning("page cache: entry %s is damaged and is made anew", entry.name)
            return None
        if pictures is not None and result.page is not None and result.page.has_image:
            picture = entry.with_suffix(".jpg")
            if not picture.is_file():
                return None  # read by a command that keeps no pictures
            pictures.adopt(file.name, number, picture)
        os.utime(entry)  # recently used entries outlive others
        return result

    def put(self, file: SourceFile, result: PageResult, pictures: PagePictures | None) -> None:
        """Keep a page; one that could not be read is read again next time."""
        if result.page is None:
            return
        entry = self._entry(file, result.number)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        entry.parent.mkdir(exist_ok=True, mode=0o700)
        picture = pictures.path(file.name, result.number) if pictures is not None else None
        if picture is not None:
            _replace_with(entry.with_suffix(".jpg"), picture.read_bytes())
        _replace_with(entry, dump_result(result))

    def trim(self) -> None:
        """Delete the entries that were not used for longest, until the rest is within the bound."""
        entries = sorted(self._sizes(), key=lambda entry: -entry[0])
        room = self.most_bytes
        for _, size, entry in entries:
            room -= size
            if room < 0:
                entry.with_suffix(".jpg").unlink(missing_ok=True)
                entry.unlink(missing_ok=True)

    def _sizes(self) -> Iterator[tuple[float, int, Path]]:
        """Time of last use, bytes, and the file of each entry."""
        for entry in self.folder.glob("*/*.json"):
            status, picture = entry.stat(), entry.with_suffix(".jpg")
            yield status.st_mtime, status.st_size + (picture.stat().st_size if picture.is_file() else 0), entry

    def _entry(self, file: SourceFile, number: int) -> Path:
        parts = [file.sha256, file.format.name, number, *_reading(self.engine, self.limits)]
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.json"


def _replace_with(path: Path, content: bytes) -> None:
    """Write a file as a whole: another process never sees half of one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_bytes(content)
    shutil.move(draft, path)


def reading_version(engine: EngineSettings, limits: Limits) -> str:
    """Digest of everything but the page itself that decides how a page is read."""
    return hashlib.sha256(json.dumps(_reading(engine, limits)).encode()).hexdigest()


def _reading(engine: EngineSettings, limits: Limits) -> list[str]:
    return [engine_version(engine), repr(engine), repr(limits), _reading_code()]


@cache
def _reading_code() -> str:
    """Digest of the code and data that turn bytes into pages."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.suffix in (".py", ".yaml") and inside.parts[0] not in _AFTER_READING:
            digest.update(str(inside).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
