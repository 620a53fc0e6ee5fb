"""Do all places that state a value state the same one?

Parameters
    compare     name | person | code | date | amount | address | count
    declared    field paths of the applicant's own statements (form; the portal's figure of the same path joins in)
    evidence    field paths of the documents that have to agree with them
                (of a table by years, `application_form.years[].profit`, the row of the audited year is meant)
    seal_counts a document whose name cannot be read agrees by its seal (names only)
    optional    kinds whose value is welcome, but which need not state it

The first surely read value, declared before evidence, is the standard; everything else is compared with it.

Outcomes
    pass         at least two places were read and all agree (the explanation says how: rounding, brackets, 省 left out)
    discrepancy  two places surely read differ
    review       a difference that may be a misreading (little confidence, look-alike characters, another reading of the
                 same place agrees), or a document at hand whose value could not be read
    missing      there is nothing to compare with
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from extractors.models import FieldValue
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.years import audited_year, year_readings
from verifier.comparison import (
    Comparison,
    Verdict,
    compare_addresses,
    compare_amounts,
    compare_counts,
    compare_credit_codes,
    compare_dates,
    compare_names,
    compare_persons,
)
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import CLOSE_CALL, Reading, amount_of, confidence_of, declared, readable, readings, shown
from verifier.wording import listed, title_of


class _Agreement(Parameters):
    compare: Literal["name", "person", "code", "date", "amount", "address", "count"]
    declared: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    seal_counts: bool = False
    optional: tuple[str, ...] = ()


Compare = Callable[[Reading, Reading], Comparison]


def _as_text(compare: Callable[[str, str], Comparison]) -> Compare:
    return lambda left, right: compare(str(left.value), str(right.value))


def _dates(left: Reading, right: Reading) -> Comparison:
    assert isinstance(left.value, date)
    assert isinstance(right.value, date)
    return compare_dates(left.value, right.value)


def _counts(left: Reading, right: Reading) -> Comparison:
    assert isinstance(left.value, int)
    assert isinstance(right.value, int)
    return compare_counts(left.value, right.value)


_COMPARE: Mapping[str, Compare] = {
    "name": _as_text(compare_names),
    "person": _as_text(compare_persons),
    "code": _as_text(compare_credit_codes),
    "address": _as_text(compare_addresses),
    "date": _dates,
    "count": _counts,
    "amount": lambda left, right: compare_amounts(amount_of(left), amount_of(right)),
}


@dataclass(frozen=True, slots=True)
class _Difference:
    """A place that does not state the standard's value; `certain` where neither can be a misreading."""

    reading: Reading
    comparison: Comparison
    certain: bool


def check(dossier: Dossier, parameters: _Agreement) -> Finding:
    """See the module."""
    stated = _readings(dossier, parameters.declared, portal=True)
    shown_by = _readings(dossier, parameters.evidence, portal=False)
    every = [*readable(stated), *readable(shown_by)]
    standard = next((reading for reading in every if reading.is_sure), next(iter(every), None))
    others = [reading for reading in every if reading is not standard]
    if standard is None or not others:
        return _nothing_to_compare(dossier, parameters, stated, shown_by)
    compare = _COMPARE[parameters.compare]
    differences, explanation = [], []
    for reading in others:
        comparison = _compared(standard, reading, compare)
        explanation.append(
            f"{standard.place}“{standard.field.raw}”与{reading.place}“{reading.field.raw}”：{comparison.explanation}"
        )
        if comparison.verdict is not Verdict.SAME:
            certain = _is_certain(standard, reading, comparison)
            differences.append(_Difference(reading, comparison, certain))
    unread = _unread(dossier, parameters, [*stated, *shown_by])
    return _conclude(stated, shown_by, differences, unread, tuple(explanation))


def _readings(dossier: Dossier, paths: Sequence[str], *, portal: bool) -> list[Reading]:
    """All readings of these paths, the portal's figures with them if asked; of a year table the audited year's row."""
    found: list[Reading] = []
    for path in paths:
        if "[]" in path:
            found += year_readings(dossier, path, audited_year(dossier), portal=portal)
        else:
            found += declared(dossier, path) if portal else readings(dossier, path)
    return found


def _is_certain(standard: Reading, reading: Reading, comparison: Comparison) -> bool:
    """Whether a difference stands on paper, as far as the readings can say."""
    if not (standard.is_sure and reading.is_sure):
        return False
    if comparison.verdict is Verdict.DIFFERENT:
        return True
    look_alikes = bool(comparison.differences) and all(
        len(left) == len(right) for left, right in comparison.differences
    )
    return look_alikes and min(standard.field.confidence, reading.field.confidence) >= CLOSE_CALL


def _compared(standard: Reading, reading: Reading, compare: Compare) -> Comparison:
    """How a place compares with the standard; of a place read more than once (under a seal) the reading that agrees.

    A misreading hardly ever turns another value into just the one that stands elsewhere.
    """
    comparison = compare(standard, reading)
    if comparison.verdict is Verdict.SAME:
        return comparison
    for mine in (standard, *(_as_read(standard, value) for value in standard.field.alternatives)):
        for yours in (reading, *(_as_read(reading, value) for value in reading.field.alternatives)):
            if type(mine.value) is not type(yours.value):
                continue
            other = compare(mine, yours)
            if other.verdict is Verdict.SAME:
                return replace(other, explanation=f"{other.explanation}（印章压字处的另一次识别）")
    return comparison


def _as_read(reading: Reading, value: FieldValue) -> Reading:
    return replace(reading, field=replace(reading.field, value=value))


def _unread(dossier: Dossier, parameters: _Agreement, found: Sequence[Reading]) -> list[str]:
    """Documents at hand that should state the value and whose value could not be read."""
    read = {id(reading.document) for reading in found if reading.value is not None}
    names = []
    for path in (*parameters.declared, *parameters.evidence):
        kind = path.partition(".")[0]
        if kind in parameters.optional:
            continue
        silent = [document for document in dossier.of_kind(kind) if id(document) not in read]
        if any(not (parameters.seal_counts and document.seals) for document in silent):
            names.append(title_of(kind))
    return list(dict.fromkeys(names))


def _nothing_to_compare(
    dossier: Dossier, parameters: _Agreement, stated: Sequence[Reading], shown_by: Sequence[Reading]
) -> Finding:
    """Fewer than two readable places: something is not in the dossier, or was not legible."""
    every = [*stated, *shown_by]
    unread = [reading for reading in every if reading.value is None]
    absent = [
        title_of(kind)
        for kind in dict.fromkeys(path.partition(".")[0] for path in (*parameters.declared, *parameters.evidence))
        if not dossier.of_kind(kind)
    ]
    at_hand = _unread(dossier, parameters, every)
    if unread or at_hand:
        reasons = [f"{reading.place}“{reading.field.raw}”{reading.field.note}" for reading in unread]
        names = listed(at_hand) or listed(reading.place for reading in unread)
        return Finding(
            Outcome.REVIEW,
            f"{names}中的内容未能读出，无法核对，请人工比对。",
            shown(stated),
            shown(shown_by),
            0.0,
            tuple(reasons),
        )
    return Finding(
        Outcome.MISSING,
        f"缺少可供核对的材料：{listed(absent)}。",
        shown(stated),
        shown(shown_by),
        confidence_of(readable(every)),
    )


def _conclude(
    stated: Sequence[Reading],
    shown_by: Sequence[Reading],
    differences: Sequence[_Difference],
    unread: Sequence[str],
    explanation: tuple[str, ...],
) -> Finding:
    every = readable([*stated, *shown_by])
    confidence = confidence_of(every)
    values = shown(stated), shown(shown_by)
    certain = [difference for difference in differences if difference.certain]
    if certain:
        what = "；".join(f"{difference.reading.place}：{difference.comparison.explanation}" for difference in certain)
        return Finding(Outcome.DISCREPANCY, f"不一致：{what}", *values, confidence, explanation)
    if differences:
        what = "；".join(
            f"{difference.reading.place}：{difference.comparison.explanation}" for difference in differences
        )
        return Finding(
            Outcome.REVIEW, f"可能不一致，也可能是识别有误，请人工核对：{what}", *values, confidence, explanation
        )
    if unread:
        return Finding(
            Outcome.REVIEW,
            f"已读出的{len(every)}处一致，但{listed(unread)}中未能读出，请人工核对。",
            *values,
            confidence,
            explanation,
        )
    return Finding(Outcome.PASS, f"{len(every)}处一致。", *values, confidence, explanation)


AGREEMENT = CheckKind(_Agreement, check)
