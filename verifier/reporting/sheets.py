"""Evidence sheets: one check with what is declared, what is found, and figures of both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from extractors.models import Document, Evidence, Field, Line
from verifier.models import Check, Dossier, Value
from verifier.reporting.context import ReportContext
from verifier.reporting.figures import Figure, evidence_figures, shows
from verifier.reporting.labels import FieldLabel, field_label
from verifier.reporting.wording import page_words, value_words

DECLARED, FOUND = "填报数据", "材料所载"
_MOST_FIGURES_UNDISPUTED = 4  # in a column of a check that is no finding


@dataclass(frozen=True, slots=True)
class Background:
    """What sheets are made from besides their checks.

    `portal` are the figures that the portal handed over, which have no page; `lines` the text by file and page;
    `corrected` the paths of the values that a person put right.
    """

    context: ReportContext
    portal: Mapping[str, Field]
    lines: Mapping[tuple[str, int], Sequence[Line]]
    corrected: frozenset[str]

    @classmethod
    def of(cls, context: ReportContext, dossier: Dossier, lines: Mapping[tuple[str, int], Sequence[Line]]) -> Self:
        """That of a report's dossier."""
        held = frozenset(one.path for one in dossier.corrections if one.holds)
        return cls(context, dossier.declared, lines, held)


@dataclass(frozen=True, slots=True)
class FilePages:
    """Pages of one file, e.g. `第3–4页`, and the number of the first that is named."""

    file: str
    pages: str
    first: int


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value for the reader; `figures` are numbers of figures on the same sheet.

    `confidence` is the least of its places; without a place there is none, and `origin` says where it is from. A value
    that a person gave has none either: how well something else was read there says nothing of it.
    """

    label: FieldLabel
    kind: str
    words: str
    raw: str
    places: tuple[FilePages, ...]
    figures: tuple[int, ...]
    confidence: float | None
    origin: str


@dataclass(frozen=True, slots=True)
class NumberedFigure:
    """A figure with its number on the sheet."""

    number: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class Block:
    """Values together with the figures that show them; figures may be shared, so one block may hold many values."""

    values: tuple[ShownValue, ...]
    figures: tuple[NumberedFigure, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One column of a sheet; `omitted` is the number of figures left out, whose pages are named all the same."""

    heading: str
    blocks: tuple[Block, ...]
    omitted: int

    @property
    def figures(self) -> tuple[NumberedFigure, ...]:
        """Figures of all blocks."""
        return tuple(figure for block in self.blocks for figure in block.figures)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One check as the reader sees it."""

    check: Check
    clause_text: str
    sides: tuple[Side, ...]
    places: tuple[FilePages, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Figures of both columns."""
        return tuple(numbered.figure for side in self.sides for numbered in side.figures)


def evidence_sheet(check: Check, background: Background) -> Sheet:
    """Sheet of one check.

    A finding shows all its places; what needs no decision shows the first few and names the pages of the others.
    """
    finding = check.finding
    most = None if check.is_finding else _MOST_FIGURES_UNDISPUTED
    sides: list[Side] = []
    if finding.declared:
        sides.append(_side(DECLARED, finding.declared, background, first=1, most=most))
    if finding.found or finding.declared:
        first = 1 + sum(len(side.figures) for side in sides)
        sides.append(_side(FOUND, finding.found, background, first=first, most=most))
    evidence = [place for value in (*finding.declared, *finding.found) for place in value.evidence]
    return Sheet(
        check,
        background.context.clauses.get(check.clause, ""),
        tuple(sides),
        evidence_places(evidence),
    )


def evidence_places(evidence: Iterable[Evidence]) -> tuple[FilePages, ...]:
    """Files in order of first mention, each with its pages in rising order."""
    files: dict[str, set[int]] = {}
    for place in evidence:
        files.setdefault(place.file, set()).add(place.page)
    return tuple(FilePages(file, page_words(sorted(pages)), min(pages)) for file, pages in files.items())


def document_places(document: Document) -> tuple[FilePages, ...]:
    """Files of a document, each with its pages in reading order."""
    files: dict[str, list[int]] = {}
    for file, page in document.pages:
        files.setdefault(file, []).append(page)
    return tuple(FilePages(file, page_words(pages), pages[0]) for file, pages in files.items())


def _side(heading: str, values: Sequence[Value], background: Background, *, first: int, most: int | None) -> Side:
    every = evidence_figures((place for value in values for place in value.evidence), background.lines)
    figures = [NumberedFigure(number, figure) for number, figure in enumerate(every[:most], first)]
    blocks: list[Block] = []
    for value in values:
        own = tuple(each for each in figures if any(shows(each.figure, place) for place in value.evidence))
        block = Block((_shown(value, own, background),), own)
        blocks = _joined(blocks, block)
    return Side(heading, tuple(blocks), len(every) - len(figures))


def _joined(blocks: list[Block], block: Block) -> list[Block]:
    """The blocks with one more, which takes in those that share a figure with it."""
    sharing = [other for other in blocks if set(other.figures) & set(block.figures)]
    values = [value for each in (*sharing, block) for value in each.values]
    figures = {figure for each in (*sharing, block) for figure in each.figures}
    merged = Block(tuple(values), tuple(sorted(figures, key=lambda figure: figure.number)))
    return [*(other for other in blocks if other not in sharing), merged]


def _shown(value: Value, figures: Sequence[NumberedFigure], background: Background) -> ShownValue:
    label = field_label(value.field)
    words = value_words(value.value, label.unit)
    from_portal = value.field in background.portal and not value.evidence
    is_corrected = value.field in background.corrected and not from_portal
    return ShownValue(
        label=label,
        kind="申报系统" if from_portal else background.context.kind_names.get(label.kind, ""),
        words=words,
        raw="" if value.raw == words else value.raw,
        places=evidence_places(value.evidence),
        figures=tuple(figure.number for figure in figures),
        confidence=None if is_corrected else min((place.confidence for place in value.evidence), default=None),
        origin=f"{'人工更正，' if is_corrected else ''}{_origin(value, from_portal=from_portal)}",
    )


def _origin(value: Value, *, from_portal: bool) -> str:
    if value.evidence:
        return ""
    return "由申报系统提供，没有页面" if from_portal else "没有对应的页面"
