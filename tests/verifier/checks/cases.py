"""Cases of checks, as `cases/*.yaml` hold them.

Each file is a mapping from rules to lists of cases. Where one list fits several rules, `each` gives the value of every
`$name` in it for each of them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.verifier.dossiers import DAY, build_dossier
from verifier.models import Dossier

FOLDER = Path(__file__).parent / "cases"
_KEYS = {"case", "day", "day_unknown", "documents", "portal", "unread", "outcome", "says", "unsaid", "harmless"}


@dataclass(frozen=True)
class Case:
    """One dossier and what one rule has to say of it; `harmless` where it looks like a fault and is none."""

    rule: str
    name: str
    outcome: str
    documents: Any
    says: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    harmless: bool = False
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def dossier(self) -> Dossier:
        return build_dossier(self.documents, **self.settings)


@cache
def all_cases() -> tuple[Case, ...]:
    return tuple(case for path in sorted(FOLDER.glob("*.yaml")) for case in _cases(path))


def _cases(path: Path) -> Iterator[Case]:
    for group in yaml.safe_load(path.read_text(encoding="utf-8")):
        for rule, words in group["each"].items():
            text = json.dumps(group["cases"], default=str)
            for name, value in words.items():
                text = text.replace(f'"${name}"', json.dumps(value, default=str)).replace(f"${name}", str(value))
            for entry in json.loads(text):
                yield _case(rule, entry)


def _case(rule: str, entry: dict[str, Any]) -> Case:
    unknown = set(entry) - _KEYS
    assert not unknown, f"{rule}: {unknown}"
    says, unsaid = (
        entry[key] if isinstance(entry.get(key), list) else [entry[key]] if key in entry else []
        for key in ("says", "unsaid")
    )
    settings = {
        "day": date.fromisoformat(entry["day"]) if "day" in entry else DAY,
        "day_known": not entry.get("day_unknown", False),
        "portal": entry.get("portal"),
        "unread": entry.get("unread", 0),
    }
    return Case(
        rule,
        entry["case"],
        entry["outcome"],
        entry.get("documents") or {},
        tuple(map(str, says)),
        tuple(map(str, unsaid)),
        entry.get("harmless", False),
        settings,
    )
