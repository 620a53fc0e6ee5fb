"""What follows from a dossier, as frozen data: Dossier goes in, Report comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from extractors.models import Document, Evidence, Field, FieldValue, Page, Polygon, Problem


class Outcome(StrEnum):
    """How a check ends; every check ends in exactly one."""

    PASS = "pass"  # noqa: S105 -- an outcome, not a password
    DISCREPANCY = "discrepancy"
    MISSING = "missing"
    REVIEW = "review"
    NOT_APPLICABLE = "not_applicable"


class MaterialStatus(StrEnum):
    """Whether a kind of material was handed in."""

    PRESENT = "present"
    INCOMPLETE = "incomplete"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a check looked at, with the place that shows it."""

    field: str
    value: FieldValue
    raw: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, before it is joined with its rule.

    `message` is one Chinese sentence; `explanation` holds the arithmetic and the comparisons, a line each.
    """

    outcome: Outcome
    message: str
    declared: tuple[Value, ...] = ()
    found: tuple[Value, ...] = ()
    confidence: float = 0.0
    explanation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One rule applied to one dossier."""

    rule: str
    clause: str
    title: str
    finding: Finding

    @property
    def is_finding(self) -> bool:
        """Whether a reviewer has to look: the outcome is neither `pass` nor `not_applicable`."""
        return self.finding.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class DossierFile:
    """One file of a dossier."""

    name: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a page that a person boxed; the file is known by its checksum."""

    sha256: str
    page: int
    polygon: Polygon


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says stands in a field, in the place of what was read.

    `basis` is what had been read then (`verifier.corrections.basis`), `place` where it stands, if they showed that.
    """

    id: str
    path: str
    value: FieldValue
    reason: str
    by: str
    at: datetime
    basis: Mapping[str, Any]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class JudgedCorrection:
    """A correction and whether it holds for what is read now: only then it is used, else a person is asked again.

    `path` is where its reading stands now; `read` is that reading, None where there is none.
    """

    correction: Correction
    path: str
    holds: bool
    read: Field | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that was read of one applicant's dossier; the input of all checks.

    `submitted_on` is the day the dossier was handed in (`submitted_from` says where that day comes from). `day_known`
    is False where it only stands in for a day that was not surely read: no check may pass or raise an alarm by it.
    `fields` are keyed by contract path, `declared` are the portal's figures by the same paths. `corrections` are those
    of people: values of those that hold stand in `documents` and `fields` already.
    """

    id: str
    files: tuple[DossierFile, ...]
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    fields: Mapping[str, Field]
    submitted_on: date
    submitted_from: str
    declared: Mapping[str, Field] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    day_known: bool = True
    corrections: tuple[JudgedCorrection, ...] = ()

    @property
    def unread(self) -> tuple[tuple[str, int | None], ...]:
        """Files (page None) and pages that were handed in and could not be read."""
        read = {(page.file, page.number) for page in self.pages}
        names = {file.name for file in self.files}
        files = [
            (problem.file, None) for problem in self.problems if problem.page is None and problem.file not in names
        ]
        pages = [
            (file.name, number)
            for file in self.files
            for number in range(1, file.pages + 1)
            if (file.name, number) not in read
        ]
        return (*dict.fromkeys(files), *pages)

    def of_kind(self, *kinds: str) -> tuple[Document, ...]:
        """Documents of these kinds, in the dossier's order."""
        return tuple(document for document in self.documents if document.kind in kinds)


@dataclass(frozen=True, slots=True)
class Material:
    """One kind of material with the documents found of it."""

    code: str
    kind: str
    name: str
    status: MaterialStatus
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine read the pages."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Change:
    """A check that is a finding now or was one in the run before: how it ended then, and how it ends now.

    None where a run does not have the check.
    """

    rule: str
    title: str
    before: Outcome | None
    now: Outcome | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Findings as against the run before, whose number is `since` (0: there was none, and all are new).

    `changed` ones are found again, but with another outcome, other values or in other places; or they are not found
    again while a page that showed them is not among those that were read: nobody can say that they are `closed`.
    """

    since: int
    closed: tuple[Change, ...]
    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Change, ...]

    @property
    def kinds(self) -> dict[str, tuple[Change, ...]]:
        """All of them by what became of them, in the order in which they are read."""
        return {"closed": self.closed, "new": self.new, "changed": self.changed, "unchanged": self.unchanged}


class Verdict(StrEnum):
    """What a reviewer says of a finding."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    CORRECTED = "corrected"


class Recommendation(StrEnum):
    """What the review of a dossier ends in."""

    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Decided:
    """A reviewer's word on a check; `decided_by` is the name that people know them by."""

    verdict: Verdict
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """The conclusion that a person signed, and what was said of the checks, by rule. It seals a report."""

    verdict: Recommendation
    opinion: str
    signed_by: str
    signed_at: datetime
    decisions: Mapping[str, Decided]


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of verifying one dossier; `report.json` is its rendering.

    `changes` is None where the dossier was not verified before, or nobody remembers it; `review` where nobody has
    concluded it yet.
    """

    ruleset_id: str
    ruleset_version: str
    ruleset_name: str
    dossier: Dossier
    applicant: str | None
    materials: tuple[Material, ...]
    checks: tuple[Check, ...]
    engine: EngineInfo
    seconds: float
    changes: Changes | None = None
    review: Review | None = None

    @property
    def summary(self) -> dict[Outcome, int]:
        """Number of checks by outcome."""
        return {outcome: sum(check.finding.outcome is outcome for check in self.checks) for outcome in Outcome}
