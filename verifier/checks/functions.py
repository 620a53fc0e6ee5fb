"""t12: does the platform reach the figures of enough functions?

Parameters
    told_in     kinds of document whose running text tells of functions (fields `functions[]`, `platform_type`)
    shown_in    kinds of evidence that may state figures of a whole year, too (fields `functions[]`)
    form        kind of the form whose table of services (`services[].name/.scale`) tells of them, too
    functions   name -> `words`, a pattern of services of this function in the form, and `either`: ways to reach it,
                each a mapping from measures to the least figure in a year
    measures    measure -> `unit` as shown, and `scale`: a pattern that a scale in the form must match to be it
    types       type of platform -> number of functions it needs

A measure is reached where every figure of it that counts is large enough: those of the year before submission, and
those without a year. Where there are none the figures of another year are looked at and decide nothing; what may be
another's counts only where nothing else is told. Figures of one function that are large enough only together (one that
two documents state is counted once), that contradict each other, are about as much as is asked for or are in doubt go
to a person, and so does a function that is told of without a figure that is asked for.

Outcomes
    pass         enough functions are surely reached, for the type that is stated; for every type if none is
    discrepancy  too few are, whatever those in doubt amount to, for the type stated; for every type if none is
    review       in between; no figures; the type is stated in two ways; pages that could not be read may tell more
    missing      none of the documents is there
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from extractors.errors import UnreadableValueError
from extractors.kinds.claims import ABOUT, OF_OTHERS
from extractors.kinds.service_functions import MEASURES, PLATFORM_TYPES, function_names
from extractors.values.counts import parse_count
from verifier.checks.absence import not_at_hand, places_beside
from verifier.checks.kinds import CheckKind, Fault, Parameters, Pattern, refuse
from verifier.checks.years import year_before
from verifier.fields import KindWith, WordOf, unknown_word
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, readings, rows_of, shown
from verifier.wording import listed, pages_of, title_of

_WHAT = "各项服务功能的年度数据"
_YUAN = frozenset({"amount", "guarantee"})


_Name = Annotated[str, AfterValidator(WordOf("unknown_function", function_names))]
_MeasureName = Annotated[str, AfterValidator(WordOf("unknown_measure", lambda: MEASURES))]
_TypeName = Annotated[str, AfterValidator(WordOf("unknown_type", lambda: PLATFORM_TYPES))]
_Telling = Annotated[str, AfterValidator(KindWith(("functions[].name",)))]
_Form = Annotated[str, AfterValidator(KindWith(("services[].name", "services[].scale")))]
_Way = Mapping[_MeasureName, Annotated[Decimal, Field(gt=0)]]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Function(_Data):
    words: Pattern
    either: tuple[_Way, ...]


class _Measure(_Data):
    unit: str
    scale: Pattern | None = None


class _Functions(Parameters):
    told_in: tuple[_Telling, ...]
    shown_in: tuple[_Telling, ...] = ()
    form: _Form
    functions: Mapping[_Name, _Function]
    measures: Mapping[_MeasureName, _Measure]
    types: Mapping[_TypeName, Annotated[int, Field(ge=1)]]

    @model_validator(mode="after")
    def _ask_for_something_described(self) -> Self:
        """What is empty would be reached by everybody, and of a measure not described no figure could be shown."""
        ways = [
            (("functions", name, "either", number), way)
            for name, function in self.functions.items()
            for number, way in enumerate(function.either)
        ]
        parts: list[tuple[tuple[int | str, ...], Sized]] = [(("functions",), self.functions), (("types",), self.types)]
        parts += [(("functions", name, "either"), function.either) for name, function in self.functions.items()]
        faults: list[Fault] = [
            (PydanticCustomError("nothing_here", "nothing is asked for"), place)
            for place, content in (*parts, *ways)
            if not content
        ]
        faults += [
            (unknown_word("undescribed_measure", measure, self.measures), (*place, measure, "[key]"))
            for place, way in ways
            for measure in way
            if measure not in self.measures
        ]
        refuse(faults)
        return self


class _State(IntEnum):
    """How far a measure or a function is reached; ordered."""

    SHORT = 0
    UNTOLD = 1
    DOUBTFUL = 2
    REACHED = 3


@dataclass(frozen=True, slots=True)
class _Figure:
    reading: Reading
    value: Decimal | None
    year: int | None
    function: str
    measure: str
    doubt: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether the figure may decide."""
        return self.value is not None and self.reading.is_sure and not self.doubt

    @property
    def span(self) -> tuple[Decimal, Decimal]:
        """The least and the most that it may be: 约600 is not exactly 600."""
        assert self.value is not None
        about = self.reading.field.quantum if self.reading.field.note == ABOUT else None
        return self.value - (about or 0), self.value + (about or 0)

    @property
    def notes(self) -> str:
        """What a person has to know of it."""
        notes = [note for note in (self.reading.field.note, self.doubt) if note]
        return f"（{'；'.join(notes)}）" if notes else ""


def check(dossier: Dossier, parameters: _Functions) -> Finding:
    """See the module."""
    figures = [*_told(dossier, parameters), *_of_form(dossier, parameters)]
    documents = dossier.of_kind(*parameters.told_in, parameters.form)
    if not (documents or figures):
        return not_at_hand(dossier, (*parameters.told_in[:1], parameters.form), _WHAT)
    types = _types(dossier, parameters)
    shown_by = [*types, *(figure.reading for figure in figures)]
    if not figures:
        where = listed(f"{title_of(document.kind)}（{pages_of(document)}）" for document in documents)
        return Finding(Outcome.REVIEW, f"{where}中未见{_WHAT}，请人工核对。", (), shown(types))
    states: dict[str, _State] = {}
    lines: list[str] = []
    for name in parameters.functions:
        own = [figure for figure in figures if figure.function == name]
        if own:
            states[name], told = _judge(parameters, name, own, year_before(dossier))
            lines += told
    named = sorted({str(reading.value) for reading in types})
    sure = len(named) == 1 and any(reading.is_sure for reading in types)
    wanted = {name: parameters.types[name] for name in (named if sure else parameters.types)}
    reached = [name for name, state in states.items() if state is _State.REACHED]
    open_ones = [name for name, state in states.items() if state in (_State.DOUBTFUL, _State.UNTOLD)]
    outcome = _outcome(len(reached), len(open_ones), list(wanted.values()))
    if outcome is Outcome.DISCREPANCY and places_beside(dossier, documents):
        outcome = Outcome.REVIEW
    lines += [f"平台类型：{listed(named)}" if named else "平台类型：未写明，两种类型分别核对"]
    lines += [f"{name}平台须达到{least}项：已达到{len(reached)}项" for name, least in wanted.items()]
    message = _message(outcome, reached, open_ones, wanted)
    return Finding(outcome, message, (), shown(shown_by), confidence_of(shown_by), tuple(lines))


def _outcome(reached: int, in_doubt: int, wanted: Sequence[int]) -> Outcome:
    if all(reached >= least for least in wanted):
        return Outcome.PASS
    if all(reached + in_doubt < least for least in wanted):
        return Outcome.DISCREPANCY
    return Outcome.REVIEW


def _message(outcome: Outcome, reached: Sequence[str], in_doubt: Sequence[str], wanted: Mapping[str, int]) -> str:
    done = f"达到要求的功能{len(reached)}项" + (f"（{listed(reached)}）" if reached else "")
    doubt = f"，未能确认的{len(in_doubt)}项（{listed(in_doubt)}）" if in_doubt else ""
    needed = listed(f"{name}平台至少{least}项" for name, least in wanted.items())
    if outcome is Outcome.PASS:
        return f"{done}，符合{needed}的要求。"
    if outcome is Outcome.DISCREPANCY:
        return f"{done}{doubt}，不足{needed}。"
    return f"{done}{doubt}；{needed}，请人工核对。"


def _types(dossier: Dossier, parameters: _Functions) -> list[Reading]:
    return [
        reading
        for kind in (*parameters.told_in, parameters.form)
        for reading in readings(dossier, f"{kind}.platform_type")
        if reading.value in parameters.types
    ]


def _told(dossier: Dossier, parameters: _Functions) -> list[_Figure]:
    """Figures of running text; those of years after the day of submission are plans."""
    found = []
    for document in dossier.of_kind(*parameters.told_in, *parameters.shown_in):
        for row in rows_of(dossier, document, "functions"):
            name, year = row.get("name"), row.get("year")
            told = year.value if year is not None and isinstance(year.value, int) else None
            if name is None or name.value not in parameters.functions or (told or 0) > dossier.submitted_on.year:
                continue
            found += [
                _Figure(reading, _number(reading), told, str(name.value), measure)
                for measure, reading in row.items()
                if measure in parameters.measures
            ]
    return found


def _of_form(dossier: Dossier, parameters: _Functions) -> list[_Figure]:
    """Figures of the form's table of services: 培训服务 1200人次."""
    found = []
    for document in dossier.of_kind(parameters.form):
        for row in rows_of(dossier, document, "services"):
            name, scale = row.get("name"), row.get("scale")
            if name is None or scale is None or not isinstance(scale.value, str):
                continue
            matching = [one for one, function in parameters.functions.items() if _is_in(function.words, name.value)]
            for measure, described in parameters.measures.items():
                if len(matching) == 1 and described.scale is not None and _is_in(described.scale, scale.value):
                    asked_for = any(measure in way for way in parameters.functions[matching[0]].either)
                    number = _count(scale.value)
                    if asked_for and number is not None:
                        found.append(_Figure(scale, number, None, matching[0], measure))
    return found


def _is_in(pattern: str, text: object) -> bool:
    return re.search(pattern, str(text)) is not None


def _count(text: str) -> Decimal | None:
    try:
        return Decimal(parse_count(re.sub("[余多]", "", text)))
    except UnreadableValueError:
        return None


def _number(reading: Reading) -> Decimal | None:
    return Decimal(str(reading.value)) if isinstance(reading.value, int | Decimal) else None


def _judge(parameters: _Functions, name: str, figures: Sequence[_Figure], year: int | None) -> tuple[_State, list[str]]:
    """The best of the ways to reach a function, and its comparisons."""
    lines = []
    ways = []
    for way in parameters.functions[name].either:
        states = []
        for measure, least in way.items():
            own = _that_count([figure for figure in figures if figure.measure == measure], year)
            states.append(_state(own, least))
            lines += [_line(parameters, figure, least) for figure in own]
        ways.append(min(states) if _State.SHORT in states else _weakest(states))
    lines += [
        f"{name}：未见{_least(parameters, measure, least)}的数据"
        for measure, least in parameters.functions[name].either[0].items()
        if not any(figure.measure == measure for figure in figures)
    ]
    told = [state for state in ways if state is not _State.UNTOLD]
    return max(told, default=_State.UNTOLD), list(dict.fromkeys(lines))


def _weakest(states: Sequence[_State]) -> _State:
    """Of a way without a measure that is too small: reached, untold as a whole, or in doubt."""
    if all(state is _State.REACHED for state in states):
        return _State.REACHED
    return _State.UNTOLD if all(state is _State.UNTOLD for state in states) else _State.DOUBTFUL


def _that_count(figures: Sequence[_Figure], year: int | None) -> list[_Figure]:
    """The applicant's own figures of the year and those without one; else those of another year, which are in doubt."""
    own = [figure for figure in figures if OF_OTHERS not in figure.reading.field.note] or figures
    of_the_year = [figure for figure in own if figure.year in (None, year)]
    if of_the_year:
        return of_the_year
    last = max((figure.year for figure in own if figure.year is not None), default=None)
    doubt = f"不是上一年度（{year}年）的数字" if year is not None else "上一年度是哪一年不明"
    return [replace(figure, doubt=doubt) for figure in own if figure.year == last]


def _state(figures: Sequence[_Figure], least: Decimal) -> _State:
    if not figures:
        return _State.UNTOLD
    if not all(figure.is_sure for figure in figures):
        return _State.DOUBTFUL
    if all(figure.span[0] >= least for figure in figures):
        return _State.REACHED
    short = all(figure.span[1] < least for figure in figures) and _together(figures) < least
    return _State.SHORT if short else _State.DOUBTFUL


def _together(figures: Sequence[_Figure]) -> Decimal:
    """The sum of the figures; one that several documents state is one and the same."""
    by_document: dict[str, Counter[Decimal]] = defaultdict(Counter)
    for figure in figures:
        if figure.value is not None:
            by_document[figure.reading.path.partition(".")[0]][figure.span[1]] += 1
    most: Counter[Decimal] = Counter()
    for counts in by_document.values():
        most |= counts
    return sum(most.elements(), Decimal(0))


def _least(parameters: _Functions, measure: str, least: Decimal) -> str:
    return f"{_shown(measure, least)}{parameters.measures[measure].unit}以上"


def _line(parameters: _Functions, figure: _Figure, least: Decimal) -> str:
    unit = parameters.measures[figure.measure].unit
    year = f"{figure.year}年" if figure.year is not None else ""
    if figure.value is None:
        return f"{figure.function}：{figure.reading.place}“{figure.reading.field.raw}”{figure.notes}"
    sign = "≥" if figure.value >= least else "＜"
    value, bound = _shown(figure.measure, figure.value), _shown(figure.measure, least)
    told = f"{figure.function}：{figure.reading.place}{year}“{figure.reading.field.raw}”"
    return f"{told}，{value}{unit} {sign} {bound}{unit}{figure.notes}"


def _shown(measure: str, number: Decimal) -> str:
    """Sums in 亿元, counts as they are."""
    return f"{(number / 10**8 if measure in _YUAN else number).normalize():f}"


FUNCTIONS = CheckKind(_Functions, check)
