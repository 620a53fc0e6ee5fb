"""The hostile files: made when they are needed, out of what `files.yaml` says."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class HostileFile:
    """A file and what must come of it: problems by code, pages, and text that must or must not have been read."""

    file: str
    make: str
    problems: tuple[str, ...] = ()
    pages: int = 0
    says: str = ""
    never: str | None = None

    def write(self, folder: Path) -> Path:
        """Put the file into a folder."""
        path = folder / self.file
        path.write_bytes(made(self.make))
        return path


@cache
def made(maker: str) -> bytes:
    """The bytes of a file, by the name of what makes it; all of them together are a few megabytes."""
    family, name = maker.split(".")
    make: Callable[[], bytes] = getattr(importlib.import_module(f"tests.hostile_files.{family}"), name)
    return make()


@cache
def hostile_files() -> tuple[HostileFile, ...]:
    entries = yaml.safe_load(Path(__file__).with_name("files.yaml").read_text(encoding="utf-8"))
    return tuple(HostileFile(**{**entry, "problems": tuple(entry.get("problems", ()))}) for entry in entries)
