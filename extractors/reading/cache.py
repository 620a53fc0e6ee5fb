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
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from extractors.intake.limits import Limits
from extractors.intake.sources import SourceFile
from extractors.ocr.engine import EngineSettings, engine_version
from extractors.reading.pictures import PagePictures
from extractors.reading.results import PageResult

_LOG = logging.getLogger(__name__)
# What comes after reading does not change a page; import contracts keep reading from using it.
_AFTER_READING = frozenset({"kinds", "layout", "classification.py", "grouping.py", "extraction.py"})


_RESULT = TypeAdapter(PageResult)


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
            result = _RESULT.validate_json(entry.read_bytes())
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
        return _named(result, file.name)

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
        _replace_with(entry, _RESULT.dump_json(result))

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
        reading = (engine_version(self.engine), repr(self.engine), repr(self.limits), _reading_code())
        key = hashlib.sha256(json.dumps([file.sha256, file.format.name, number, *reading]).encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.json"


def _named(result: PageResult, name: str) -> PageResult:
    """The result under the name that the file has in this dossier."""
    page = result.page
    assert page is not None
    seals = tuple(replace(seal, evidence=replace(seal.evidence, file=name)) for seal in page.seals)
    signatures = tuple(
        replace(one, label=replace(one.label, file=name), evidence=replace(one.evidence, file=name))
        for one in page.signatures
    )
    problems = tuple(replace(problem, file=name) for problem in result.problems)
    return PageResult(name, result.number, replace(page, file=name, seals=seals, signatures=signatures), problems)


def _replace_with(path: Path, content: bytes) -> None:
    """Write a file as a whole: another process never sees half of one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_bytes(content)
    shutil.move(draft, path)


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
