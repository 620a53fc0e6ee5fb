"""t11: has the number of companies served grown over the last two years?

Parameters
    figure    path of the year table, `application_form.years[].clients` (the portal's table joins in)
    what      the figure's name in a sentence
    unit      家 …

Outcomes
    pass         the year before submission shows more than the one before it, both surely read
    discrepancy  it shows fewer, both surely read
    review       it shows as many (whether that is 稳步增长 is for a person), a figure is not surely read, or the table
                 lacks one of the two years
    missing      no document with the table
"""

from collections.abc import Sequence

from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, NumberColumn, Parameters
from verifier.checks.submission import day_unknown
from verifier.checks.years import stated_year, year_readings
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, readable, shown, surely
from verifier.wording import listed


class _Growth(Parameters):
    figure: NumberColumn
    what: str
    unit: str


def check(dossier: Dossier, parameters: _Growth) -> Finding:
    """See the module."""
    year = stated_year(dossier)
    last, before = (year_readings(dossier, parameters.figure, one, portal=True) for one in (year, year and year - 1))
    every = [*last, *before]
    kind = (parameters.figure.partition(".")[0],)
    if not dossier.of_kind(*kind) or not readable(every):
        return nothing_read(dossier, kind, f"近两年{parameters.what}", every)
    unknown = day_unknown(dossier, every)
    if unknown is not None:
        return unknown
    values, confidence = (shown(every), ()), confidence_of(readable(every))
    pairs = [(one, other) for one in readable(last) for other in readable(before) if one.document is other.document]
    lines = tuple(_line(one, other, year, parameters.unit) for one, other in pairs)
    if year != dossier.submitted_on.year - 1 or not pairs or len(pairs) < len(last):
        years = listed(f"{dossier.submitted_on.year - back}年" for back in (1, 2))
        message = f"未能读出{years}的{parameters.what}，无法核对是否增长，请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, 0.0, lines)
    steps = [_number(one) - _number(other) for one, other in pairs]
    outcome, message = _verdict(pairs, steps, parameters.what, all_sure=len(surely(every)) == len(every))
    return Finding(outcome, message.format("；".join(lines)), *values, confidence, lines)


def _verdict(
    pairs: Sequence[tuple[Reading, Reading]], steps: Sequence[int], what: str, *, all_sure: bool
) -> tuple[Outcome, str]:
    """The outcome and its sentence, with a place for the figures."""
    fewer = [pair for pair, step in zip(pairs, steps, strict=True) if step < 0]
    if any(len(surely(pair)) == len(pair) for pair in fewer):
        return Outcome.DISCREPANCY, f"{what}比上年减少：{{}}。"
    if fewer or not all_sure:
        return Outcome.REVIEW, f"{what}识别把握不大（{{}}），请人工核对。"
    if 0 in steps:
        return Outcome.REVIEW, f"{what}与上年持平（{{}}），是否属于稳步增长请人工认定。"
    return Outcome.PASS, f"{what}比上年增长：{{}}。"


def _line(one: Reading, other: Reading, year: int | None, unit: str) -> str:
    return f"{one.place}：{(year or 0) - 1}年{other.value}{unit}，{year}年{one.value}{unit}"


def _number(reading: Reading) -> int:
    assert isinstance(reading.value, int)
    return reading.value


GROWTH = CheckKind(_Growth, check)
