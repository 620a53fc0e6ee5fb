"""Is a figure at least as large as the regulation asks?

Parameters
    declared    paths where the applicant states the figure (of the year table the row of the year before submission)
    evidence    paths where documents show it
    partial     paths of lists that may show a part of it: enough on them proves the figure, too little says nothing,
                and then the applicant's statement and a document must both state it
    required    paths of which one must be readable, and for a pass surely read: a statement alone does not pass
    at_least    the least value
    unit        元 or 人, 家 …: how figures are shown
    what        the figure's name in a sentence

Of several audit reports the latest year's counts.

Outcomes
    pass         every figure that could be read is large enough, and one of those required was surely read
    discrepancy  a figure surely read is too small, and no document shows a larger one
    review       a figure not surely read is too small, or none was surely read; only the applicant states one large
                 enough; the documents disagree; or several of one kind, each too small, are large enough together: one
                 list may have come apart
    missing      no document states the figure
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, NumberPath, Parameters
from verifier.checks.years import audit_readings, stated_year, year_readings
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import (
    Reading,
    confidence_of,
    declared,
    doubts_of,
    plain_path,
    readable,
    readings,
    shown,
    surely,
)


class _Threshold(Parameters):
    declared: tuple[NumberPath, ...] = ()
    evidence: tuple[NumberPath, ...] = ()
    partial: tuple[NumberPath, ...] = ()
    required: tuple[NumberPath, ...] = ()
    at_least: Decimal = Field(gt=0)
    unit: str
    what: str


def check(dossier: Dossier, parameters: _Threshold) -> Finding:
    """See the module."""
    stated = [reading for path in parameters.declared for reading in _stated(dossier, path)]
    shown_by = [reading for path in parameters.evidence for reading in _shown_by(dossier, path)]
    partial = [reading for path in parameters.partial for reading in readings(dossier, path)]
    every, parts = readable([*stated, *shown_by]), readable(partial)
    if not (every or parts):
        paths = parameters.required or (*parameters.evidence, *parameters.declared)
        kinds = list(dict.fromkeys(path.partition(".")[0] for path in paths))
        return nothing_read(dossier, kinds, parameters.what, [*stated, *shown_by, *partial])
    small = [reading for reading in every if _number(reading) < parameters.at_least]
    lines = (*(_comparison(reading, parameters) for reading in [*every, *parts]), *doubts_of([*every, *parts]))
    least = _shown(parameters.at_least, parameters.unit)
    values = shown(stated), shown([*shown_by, *partial])
    confidence = confidence_of([*every, *parts])
    if not small and _is_borne_out(parameters, stated, shown_by, partial):
        return Finding(Outcome.PASS, f"{parameters.what}不低于{least}。", *values, confidence, lines)
    if not small:
        message = f"{parameters.what}读作不低于{least}，但没有可靠的依据或识别把握不大，请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, confidence, lines)
    enough = [reading for reading in readable([*shown_by, *partial]) if _number(reading) >= parameters.at_least]
    together = _together(shown_by) >= parameters.at_least and parameters.unit != "元"
    if surely(small) and not enough and not together and (len(small) == len(every) or _any_sure(small, shown_by)):
        return Finding(Outcome.DISCREPANCY, f"{parameters.what}低于{least}。", *values, confidence, lines)
    return Finding(Outcome.REVIEW, f"{parameters.what}可能低于{least}，请人工核对。", *values, confidence, lines)


def _stated(dossier: Dossier, path: str) -> list[Reading]:
    if "[]" in path:
        return year_readings(dossier, path, stated_year(dossier), portal=True)
    return declared(dossier, path)


def _shown_by(dossier: Dossier, path: str) -> list[Reading]:
    return audit_readings(dossier, path) if path.startswith("audit_report.") else readings(dossier, path)


def _is_borne_out(
    parameters: _Threshold, stated: Sequence[Reading], shown_by: Sequence[Reading], partial: Sequence[Reading]
) -> bool:
    """Whether what was surely read is enough to pass: a figure hardly legible is borne out by a like one surely read.

    A list of which rows may be missing bears out nothing.
    """
    like = {reading.value for reading in surely(stated)}
    sure = [
        reading
        for reading in readable([*stated, *shown_by, *partial])
        if reading.is_sure or (reading.value in like and not reading.field.doubtful)
    ]
    required = [
        reading for reading in sure if not parameters.required or plain_path(reading.path) in parameters.required
    ]
    if any(reading in partial and _number(reading) >= parameters.at_least for reading in required):
        return True
    whole = [reading for reading in required if reading not in partial]
    return bool(whole) and (not parameters.partial or (bool(surely(stated)) and bool(surely(shown_by))))


def _any_sure(small: Sequence[Reading], shown_by: Sequence[Reading]) -> bool:
    return any(reading.is_sure and reading in shown_by for reading in small)


def _together(shown_by: Sequence[Reading]) -> Decimal:
    """The largest sum over the documents of one kind."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for reading in readable(shown_by):
        if reading.document is not None:
            sums[reading.document.kind] += _number(reading)
    return max(sums.values(), default=Decimal(0))


def _number(reading: Reading) -> Decimal:
    return Decimal(str(reading.value))


def _comparison(reading: Reading, parameters: _Threshold) -> str:
    sign = "≥" if _number(reading) >= parameters.at_least else "＜"
    number, least = (_shown(value, parameters.unit) for value in (_number(reading), parameters.at_least))
    return f"{reading.place}：{number} {sign} {least}"


def _shown(number: Decimal, unit: str) -> str:
    """50万元 for sums of at least 10,000 yuan, else the plain number with its unit."""
    if unit == "元" and abs(number) >= 10000:
        return f"{(number / 10000).normalize():f}万元"
    return f"{number.normalize():f}{unit}"


THRESHOLD = CheckKind(_Threshold, check)
