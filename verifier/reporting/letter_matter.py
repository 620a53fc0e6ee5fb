"""What a letter to an applicant is about, taken from `report.json`: findings, their places, what could not be read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from verifier.models import Outcome
from verifier.reporting.labels import field_label
from verifier.reporting.sheets import FilePages
from verifier.reporting.wording import page_words

Json = Mapping[str, Any]
_TOLD = (Outcome.MISSING, Outcome.DISCREPANCY)
_FINDINGS = (*_TOLD, Outcome.REVIEW)


@dataclass(frozen=True, slots=True)
class Point:
    """A finding. `kinds` are the kinds of material that it looked at, those of the papers found before the declared.

    `is_own` is False where it shows papers of another applicant.
    """

    rule: str
    title: str
    clause: str
    outcome: Outcome
    message: str
    places: tuple[FilePages, ...]
    kinds: tuple[str, ...]
    is_own: bool

    @property
    def is_told(self) -> bool:
        """Whether it is told unless someone says otherwise: what other applicants handed in is not disclosed."""
        return self.outcome in _TOLD and self.is_own


@dataclass(frozen=True, slots=True)
class Unread:
    """A page, or a file (page None), that could not be read, and why."""

    file: str
    page: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What the verification of one dossier came to; `files` are names, `points` all findings in the ruleset's order."""

    applicant: str | None
    regulation: str
    submitted_on: date
    files: tuple[str, ...]
    pages: int
    points: tuple[Point, ...]
    unread: tuple[Unread, ...]

    def chosen(self, rules: Collection[str]) -> tuple[Point, ...]:
        """The findings of these rules. Raises ValueError for a rule that there is no finding of."""
        unknown = sorted(set(rules) - {point.rule for point in self.points})
        if unknown:
            raise ValueError(f"no findings of these rules: {unknown}")
        return tuple(point for point in self.points if point.rule in rules)


def read_matter(report: Json, regulation: str) -> Matter:
    """The matter of a `report.json`; `regulation` is the name of its ruleset."""
    files = {file["name"]: file["pages"] for file in report["dossier"]["files"]}
    return Matter(
        applicant=report["dossier"]["applicant"],
        regulation=regulation,
        submitted_on=date.fromisoformat(report["dossier"]["submitted_on"]),
        files=tuple(files),
        pages=sum(files.values()),
        points=tuple(_point(check, files) for check in report["checks"] if check["outcome"] in _FINDINGS),
        unread=tuple(_unread(report, files)),
    )


def _point(check: Json, files: Collection[str]) -> Point:
    found, declared = check["found"], check["declared"]
    return Point(
        rule=check["rule"],
        title=check["title"],
        clause=check["clause"],
        outcome=Outcome(check["outcome"]),
        message=check["message"],
        places=_places(place for value in (*declared, *found) for place in value["evidence"]),
        kinds=tuple(dict.fromkeys(field_label(value["field"]).kind for value in (*found, *declared))),
        is_own=all(place["file"] in files for value in found for place in value["evidence"]),
    )


def _places(evidence: Iterable[Json]) -> tuple[FilePages, ...]:
    pages: dict[str, set[int]] = {}
    for place in evidence:
        pages.setdefault(place["file"], set()).add(place["page"])
    return tuple(FilePages(file, page_words(sorted(numbers)), min(numbers)) for file, numbers in pages.items())


def _unread(report: Json, files: Mapping[str, int]) -> Iterable[Unread]:
    """Problems of what was not read: a page that was read may have one, too, but stands in a document."""
    read = {
        (document["file"], page)
        for material in report["materials"]
        for document in material["documents"]
        for page in document["pages"]
    }
    for problem in report["problems"]:
        file, page = problem["file"], problem["page"]
        if file not in files if page is None else (file, page) not in read:
            yield Unread(file, page, problem["message"])
