"""The command as people run it: a process of its own, its output in pipes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOSSIERS = ROOT / "samples" / "dossiers"
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
VERIFIER = Path(sys.executable).with_name("verifier")
FINISHES_WITHIN = 1800  # seconds; what takes longer hangs


@dataclass(frozen=True)
class Run:
    status: int
    out: str
    err: str

    @property
    def json_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def verifier(*arguments: str | Path, cwd: Path, **environment: str) -> Run:
    """Run the command; `environment` adds to this process's own."""
    done = subprocess.run(
        [VERIFIER, *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=FINISHES_WITHIN,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def read_json(path: Path) -> dict[str, Any]:
    loaded = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def pages_of(report: dict[str, Any]) -> list[tuple[str, int]]:
    """Every page that stands in a document of `materials`, once for each time it does."""
    return [
        (document["file"], page)
        for material in report["materials"]
        for document in material["documents"]
        for page in document["pages"]
    ]


def kinds_of(report: dict[str, Any]) -> dict[tuple[str, int], str]:
    return {
        (document["file"], page): material["kind"]
        for material in report["materials"]
        for document in material["documents"]
        for page in document["pages"]
    }


def unaccounted(report: dict[str, Any]) -> Iterable[tuple[str, int]]:
    """Pages that stand neither in exactly one document nor in `problems`."""
    placed = pages_of(report)
    unread = {(problem["file"], problem["page"]) for problem in report["problems"]}
    for file in report["dossier"]["files"]:
        for page in range(1, file["pages"] + 1):
            place = (file["name"], page)
            if placed.count(place) > 1 or (place not in placed and place not in unread):
                yield place
