"""What a report needs besides the outcome itself: the regulation's own words, and the pictures of the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from extractors.kinds.catalogue import kinds
from verifier.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of the regulation's list of materials.

    `code` is the item as the regulation numbers it, e.g. `第十二条（一）`; `kinds` are the kinds of material that may
    stand for it, `rules` the ids of the checks that decide it.
    """

    code: str
    title: str
    kinds: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The regulation's words.

    `bureau` is the office that checks, empty where the ruleset does not name it.
    `clauses` maps the clause of a check (`Check.clause`, e.g. `第七条（二）`) to the clause's text, `kind_names` a kind
    of material to its Chinese name.
    """

    clauses: Mapping[str, str]
    checklist: tuple[ChecklistItem, ...]
    kind_names: Mapping[str, str]
    bureau: str = ""


class PagePictures(Protocol):
    """Where the pictures of the upright pages are."""

    def path(self, file: str, page: int) -> Path | None:
        """Path of the JPEG or PNG of the upright page; None where there is none, as for office files."""
        ...


def context_of(ruleset: Ruleset) -> ReportContext:
    """The regulation's words that a report quotes."""
    return ReportContext(
        clauses=ruleset.clauses,
        checklist=tuple(ChecklistItem(item.code, item.title, item.kinds, item.rules) for item in ruleset.checklist),
        kind_names={kind.name: kind.title for kind in kinds().values()},
        bureau=ruleset.bureau or "",
    )
