"""Is a figure at least as large as the regulation asks?

Parameters
    declared    paths where the applicant states the figure
    evidence    paths where documents show it
    required    paths of which one must be readable: a statement alone does not pass
    at_least    the least value
    unit        元 or 人, 家 …: how figures are shown
    what        the figure's name in a sentence

Outcomes
    pass         every figure that could be read is large enough
    discrepancy  a figure surely read is too small
    review       a figure not surely read is too small; or the figures disagree about it
    missing      no document states the figure
"""

from decimal import Decimal

from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, declared, readable, readings, shown


class _Threshold(Parameters):
    declared: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    at_least: Decimal
    unit: str
    what: str


def check(dossier: Dossier, parameters: _Threshold) -> Finding:
    """See the module."""
    stated = [reading for path in parameters.declared for reading in declared(dossier, path)]
    shown_by = [reading for path in parameters.evidence for reading in readings(dossier, path)]
    every = readable([*stated, *shown_by])
    if not every or (parameters.required and not _has_required(dossier, parameters)):
        kinds = [
            path.partition(".")[0] for path in (parameters.required or (*parameters.evidence, *parameters.declared))
        ]
        return nothing_read(dossier, list(dict.fromkeys(kinds)), parameters.what, [*stated, *shown_by])
    small = [reading for reading in every if _number(reading) < parameters.at_least]
    lines = tuple(_comparison(reading, parameters) for reading in every)
    least = _shown(parameters.at_least, parameters.unit)
    values = shown(stated), shown(shown_by)
    if not small:
        return Finding(Outcome.PASS, f"{parameters.what}不低于{least}。", *values, confidence_of(every), lines)
    if all(reading.is_sure for reading in small) and len(small) == len(every):
        return Finding(Outcome.DISCREPANCY, f"{parameters.what}低于{least}。", *values, confidence_of(every), lines)
    if any(reading.is_sure and reading in shown_by for reading in small):
        return Finding(Outcome.DISCREPANCY, f"{parameters.what}低于{least}。", *values, confidence_of(every), lines)
    return Finding(
        Outcome.REVIEW, f"{parameters.what}可能低于{least}，请人工核对。", *values, confidence_of(every), lines
    )


def _has_required(dossier: Dossier, parameters: _Threshold) -> bool:
    return any(readable(readings(dossier, path)) for path in parameters.required)


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
