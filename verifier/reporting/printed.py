"""A report as plain words and pictures, in the order of print: what `report.pdf` and `report.docx` lay out."""

from dataclasses import dataclass

from verifier.models import Outcome
from verifier.reporting.drawing import Drawing
from verifier.reporting.rounds import ChangeGroup


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what stands below it."""

    drawing: Drawing
    caption: str


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A value: its name, what it is, how it is written on the page, and where.

    `brief` is the name for a list of many values, `confidence` how sure its reading is, empty where nothing was read.
    """

    name: str
    brief: str
    words: str
    raw: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class PrintedSide:
    """What is declared, or what is found; `remarks` tell what is left out, or that there is nothing.

    Many values are printed as a list, below which `places` tells where they are from.
    """

    heading: str
    is_list: bool
    places: str
    values: tuple[PrintedValue, ...]
    pictures: tuple[Picture, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedFinding:
    """A finding with its evidence; `confidence` is empty where there is none to state, `decision` without a review."""

    outcome: Outcome
    word: str
    rule: str
    title: str
    message: str
    decision: str
    sides: tuple[PrintedSide, ...]
    explanation: tuple[str, ...]
    clause: str
    clause_text: str
    confidence: str


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many checks end in an outcome."""

    outcome: Outcome
    word: str
    count: int
    meaning: str


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """An item of the list of materials; `outcome` is None where no check decides it."""

    code: str
    title: str
    places: tuple[str, ...]
    outcome: Outcome | None
    word: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettledCheck:
    """A check that needs no decision; there may be one all the same."""

    title: str
    clause: str
    message: str
    decision: str
    places: str


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A declared figure and what the other papers say of it."""

    name: str
    form: str
    portal: str
    support: str
    word: str
    checks: str


@dataclass(frozen=True, slots=True)
class PrintedSeal:
    """A seal, what bears it, and how sure it is."""

    picture: Picture
    text: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """What could not be read, or needs attention."""

    file: str
    page: str
    message: str


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A report as plain words and pictures, in the order of print."""

    applicant: str
    facts: tuple[tuple[str, str], ...]
    conclusion: tuple[tuple[str, str], ...]
    counts: tuple[OutcomeCount, ...]
    warnings: tuple[str, ...]
    changes: tuple[ChangeGroup, ...]
    checklist: tuple[ChecklistLine, ...]
    findings: tuple[PrintedFinding, ...]
    no_findings: str
    passed: tuple[SettledCheck, ...]
    not_applicable: tuple[SettledCheck, ...]
    has_portal: bool
    coverage: tuple[CoverageLine, ...]
    seals: tuple[PrintedSeal, ...]
    problems: tuple[ProblemLine, ...]
    engine: str
