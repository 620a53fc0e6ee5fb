"""t10: are enough of the companies served satisfied?

Two sources say so: the marks of the client list, and the survey of the county's bureau (很满意 and 基本满意 are both
satisfied). Marks that cannot be read leave a span from the fewest to the most.

Parameters
    at_least    the least share
    list        kind of the list with a mark in each row
    survey      kind of the form with the survey's counts, where the regulation asks for one

Outcomes
    pass         each source at hand reaches the share, whatever the marks say that cannot be read
    discrepancy  a source surely read does not
    review       marks that cannot be read decide, rows may be missing, or a source at hand could not be read
    missing      no source is at hand
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from extractors.models import Document
from verifier.checks.absence import not_at_hand, nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import SURE, Reading, confidence_of, doubts_of, readings, rows_of, shown
from verifier.wording import listed, pages_of, percent, title_of

_List = Annotated[str, AfterValidator(KindWith(("rows[].satisfied",)))]
_Survey = Annotated[str, AfterValidator(KindWith(("survey_count",)))]


class _Satisfaction(Parameters):
    at_least: float = Field(gt=0, le=1)
    list: _List
    survey: _Survey | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """Where satisfaction is stated."""
        return (self.list,) if self.survey is None else (self.list, self.survey)


@dataclass(frozen=True, slots=True)
class _Source:
    """How many companies a source asks, and the fewest and the most that are satisfied."""

    title: str
    asked: int
    fewest: int
    most: int
    evidence: tuple[Reading, ...]
    doubts: tuple[str, ...]

    @property
    def told(self) -> str:
        """The share in words."""
        low, high = (percent(count / self.asked) for count in (self.fewest, self.most))
        share = low if low == high else f"{low}至{high}"
        return f"{self.title}：{self.asked}家中满意{self.fewest}家，满意度{share}"


def check(dossier: Dossier, parameters: _Satisfaction) -> Finding:
    """See the module."""
    kinds = parameters.kinds
    if not dossier.of_kind(*kinds):
        return not_at_hand(dossier, kinds, "用户满意度", joint="、")
    surveys = _surveyed(dossier, parameters.survey) if parameters.survey is not None else []
    sources = [*_marked(dossier, parameters.list), *surveys]
    silent = [
        document
        for document in dossier.of_kind(*kinds)
        if not any(reading.document is document for source in sources for reading in source.evidence)
    ]
    if not sources:
        return nothing_read(dossier, kinds, "满意与否")
    every = [reading for source in sources for reading in source.evidence]
    lines = (*(source.told for source in sources), *(doubt for source in sources for doubt in source.doubts))
    values, confidence = ((), shown(every)), confidence_of(every)
    least, figures = percent(parameters.at_least), "；".join(source.told for source in sources)
    below = [source for source in sources if not source.doubts and source.most < parameters.at_least * source.asked]
    if below:
        return Finding(Outcome.DISCREPANCY, f"用户满意度低于{least}。{figures}。", *values, confidence, lines)
    if silent:
        message = f"{listed(map(pages_of, silent))}中的满意情况未能读出，请人工核对。{figures}。"
        return Finding(Outcome.REVIEW, message, *values, 0.0, lines)
    if all(not source.doubts and source.fewest >= parameters.at_least * source.asked for source in sources):
        return Finding(Outcome.PASS, f"用户满意度达到{least}。{figures}。", *values, confidence, lines)
    message = f"用户满意度是否达到{least}不能确定：有评价未能读出，或名单可能漏读，请人工核对。{figures}。"
    return Finding(Outcome.REVIEW, message, *values, confidence, lines)


def _marked(dossier: Dossier, kind: str) -> list[_Source]:
    """The list's marks; several lists of the kind are taken as parts of one."""
    documents = [document for document in dossier.of_kind(kind) if _marks(dossier, document)]
    marks = [mark for document in documents for mark in _marks(dossier, document)]
    asked = sum(len(rows_of(dossier, document)) for document in documents)
    if not marks:
        return []
    counts = [reading for reading in readings(dossier, f"{kind}.count") if reading.document in documents]
    known = [mark for mark in marks if mark.is_sure]
    doubts = [*doubts_of([reading for reading in counts if reading.field.doubtful])]
    if len(counts) < len(documents) or any(not reading.is_sure for reading in counts):
        doubts = doubts or [f"{title_of(kind)}的行数没有把握"]
    evidence = (*counts, *readings(dossier, f"{kind}.satisfied_count"), *(mark for mark in marks if not mark.value))
    shown_by = [reading for reading in evidence if reading.document in documents] or marks[:1]
    return [
        _Source(
            title_of(kind),
            asked,
            sum(mark.value is True for mark in known),
            asked - sum(mark.value is False for mark in known),
            tuple(shown_by),
            tuple(doubts),
        )
    ]


def _marks(dossier: Dossier, document: Document) -> list[Reading]:
    return [row["satisfied"] for row in rows_of(dossier, document) if "satisfied" in row]


_SURVEY = ("survey_count", "very_satisfied", "satisfied", "dissatisfied")


def _surveyed(dossier: Dossier, kind: str) -> list[_Source]:
    """The survey of each form that has one."""
    sources = []
    for document in dossier.of_kind(kind):
        found = {
            name: reading
            for name in _SURVEY
            for reading in readings(dossier, f"{kind}.{name}")
            if reading.document is document and isinstance(reading.value, int)
        }
        asked = _count(found, "survey_count")
        if asked:
            sources.append(_survey(kind, asked, found))
    return sources


def _survey(kind: str, asked: int, found: dict[str, Reading]) -> _Source:
    """One survey. A mark not legible makes the counts doubtful, but they are still the fewest there are."""
    evidence = tuple(found.values())
    counted = found["survey_count"]
    doubts = doubts_of([counted]) if counted.field.doubtful else ()
    if not counted.is_sure or any(reading.field.confidence < SURE for reading in evidence):
        doubts = doubts or (f"{title_of(kind)}的测评家数或评价识别把握不大",)
    happy = _count(found, "very_satisfied") + _count(found, "satisfied")
    unhappy = _count(found, "dissatisfied")
    if happy + unhappy > asked:
        doubts = (*doubts, f"{title_of(kind)}各项评价之和多于测评家数")
    return _Source(title_of(kind), asked, happy, asked - unhappy, evidence, doubts)


def _count(found: dict[str, Reading], name: str) -> int:
    value = found[name].value if name in found else 0
    return value if isinstance(value, int) else 0


SATISFACTION = CheckKind(_Satisfaction, check)
