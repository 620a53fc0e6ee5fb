"""Do all places that state a value state the same one?

Parameters
    compare     name | person | code | date | amount | address | count
    declared    field paths of the applicant's own statements (form; the portal's figure of the same path joins in)
    evidence    field paths of the documents that have to agree with them
                (of a table by years, `application_form.years[].profit`, the row of the year before submission is meant)
    parts       field paths of counts that may show a part of the value, and never more (rows of a list of examples)
    named_in    kinds whose documents, where the field was not read, are searched for the name: text and seals
                (names only)
    optional    kinds whose value is welcome, but which need not state it

The first surely read value, declared before evidence, is the standard (of sums the most exact, of addresses the fullest
one, so that what one place leaves out cannot hide a difference between two others); everything else is compared with
it. Of a place read more than once (under a seal) one reading has to agree with all others. Where portal, form and
papers all state the value, the finding says which of the three differs.

Outcomes
    pass         at least two places were read and all agree (the explanation says how: rounding, brackets, 省 left out)
    discrepancy  two places surely read differ
    review       a difference that may be a misreading (little confidence, look-alike characters) or no difference at
                 all (a former name of a district), a document at hand whose value could not be read, one place only
                 where the others need not state it, a count or sum of a list of which rows may be missing, or a place
                 that states two figures (rows and a line of totals that do not add up), one of which agrees
    missing      there is nothing to compare with; of counts and amounts nothing is declared; of
                 papers alone no one that has to state it is at hand
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from extractors.models import FieldValue
from extractors.values.addresses import normalise_address
from verifier.checks.absence import not_at_hand
from verifier.checks.kinds import CheckKind, KindName, Parameters, Path
from verifier.checks.naming import names_on
from verifier.checks.subject import LICENCES
from verifier.checks.three_ways import FORM, PAPERS, PORTAL, odd_of_three
from verifier.checks.years import AUDITS, audit_readings, earlier_reports, stated_year, year_readings
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
from verifier.comparison.alignment import look_alike
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import (
    CLOSE_CALL,
    Reading,
    amount_of,
    confidence_of,
    declared,
    doubts_of,
    is_tally,
    plain_path,
    readable,
    readings,
    shown,
    surely,
)
from verifier.wording import listed, title_of


class _Agreement(Parameters):
    compare: Literal["name", "person", "code", "date", "amount", "address", "count"]
    declared: tuple[Path, ...] = ()
    evidence: tuple[Path, ...] = ()
    parts: tuple[Path, ...] = ()
    named_in: tuple[KindName, ...] = ()
    optional: tuple[KindName, ...] = ()


_FIGURES = ("amount", "count")  # lists that agree with each other do not show that a declared figure is right
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
    """A place that does not state the standard's value, in words; `certain` where neither can be a misreading."""

    text: str
    certain: bool


def check(dossier: Dossier, parameters: _Agreement) -> Finding:
    """See the module."""
    stated = _readings(dossier, parameters.declared, portal=True)
    shown_by = _readings(dossier, parameters.evidence, portal=False)
    standard = _standard(readable([*stated, *shown_by]), parameters)
    if standard is not None:
        shown_by += _named(dossier, parameters, [*stated, *shown_by], str(standard.value))
    others = [reading for reading in readable([*stated, *shown_by]) if reading is not standard]
    if standard is None or not others:
        return _nothing_to_compare(dossier, parameters, stated, shown_by)
    compare = _COMPARE[parameters.compare]
    comparisons = _compared(standard, others, compare)
    explanation = tuple(_told(standard, reading, comparison) for reading, comparison in comparisons)
    differences = [
        _Difference(
            _told(standard, reading, comparison),
            _is_certain(standard, reading, comparison) and not _may_be_part(dossier, standard, reading),
        )
        for reading, comparison in comparisons
        if comparison.verdict is not Verdict.SAME
    ]
    differences += _stated_twice(standard, comparisons, compare) if parameters.compare in _FIGURES else []
    parts = readable([reading for path in parameters.parts for reading in readings(dossier, path)])
    differences += _more_than(standard, parts)
    explanation += tuple(f"{reading.place}列出{reading.value}，不多于{standard.value}" for reading in parts)
    unread = _unread(dossier, parameters, [*stated, *shown_by])
    odd = _odd_of_three(stated, shown_by, compare)
    if _lacks_a_side(parameters, stated, shown_by) and not any(difference.certain for difference in differences):
        return _nothing_to_compare(dossier, parameters, stated, shown_by)
    return _conclude(stated, [*shown_by, *parts], differences, unread, (*odd, *explanation))


def _readings(dossier: Dossier, paths: Sequence[str], *, portal: bool) -> list[Reading]:
    """All readings of these paths, the portal's figures with them if asked; of a year table one row."""
    found: list[Reading] = []
    for path in paths:
        if "[]" in path:
            found += year_readings(dossier, path, stated_year(dossier), portal=portal)
        elif path.partition(".")[0] in AUDITS:
            found += audit_readings(dossier, path)
        else:
            found += declared(dossier, path) if portal else readings(dossier, path)
    return found


def _lacks_a_side(parameters: _Agreement, stated: Sequence[Reading], shown_by: Sequence[Reading]) -> bool:
    """Whether all that agrees is of one side: papers alone, lists alone, or papers none of which has to state it."""
    witnesses = [reading.document for reading in readable(shown_by) if reading.document is not None]
    if not parameters.declared:
        return bool(parameters.optional) and all(document.kind in parameters.optional for document in witnesses)
    return not witnesses or (parameters.compare in _FIGURES and not readable(stated))


def _standard(every: Sequence[Reading], parameters: _Agreement) -> Reading | None:
    """The reading that all others are compared with."""
    candidates = surely(every) or every
    if not candidates:
        return None
    if parameters.compare == "amount":
        return min(candidates, key=lambda reading: amount_of(reading).quantum)
    if parameters.compare == "address":
        return max(candidates, key=lambda reading: len(normalise_address(str(reading.value))))
    return candidates[0]


def _named(dossier: Dossier, parameters: _Agreement, found: Sequence[Reading], name: str) -> list[Reading]:
    """Names found in text and seals of documents whose field was not read."""
    read = [reading.document for reading in readable(found)]
    silent = [
        document for document in dossier.of_kind(*parameters.named_in) if not any(document is other for other in read)
    ]
    return [reading for document in silent for reading in names_on(dossier, document, name)]


def _is_certain(standard: Reading, reading: Reading, comparison: Comparison) -> bool:
    """Whether a difference stands on paper, as far as the readings can say."""
    if not (standard.is_sure and reading.is_sure):
        return False
    if comparison.verdict is Verdict.DIFFERENT:
        return not _is_short(standard, reading, comparison)
    misread = bool(comparison.differences) and all(
        len(left) == len(right) and all(a == b or look_alike(a, b) for a, b in zip(left, right, strict=True))
        for left, right in comparison.differences
    )
    return misread and min(standard.field.confidence, reading.field.confidence) >= CLOSE_CALL


def _is_short(standard: Reading, reading: Reading, comparison: Comparison) -> bool:
    """Whether one text only lacks characters of the other and was not read without any doubt: OCR drops characters."""
    lacking = bool(comparison.differences) and (
        all(not left for left, _ in comparison.differences) or all(not right for _, right in comparison.differences)
    )
    return lacking and min(standard.field.confidence, reading.field.confidence) < CLOSE_CALL


def _may_be_part(dossier: Dossier, *found: Reading) -> bool:
    """Whether one of these was counted on one of several lists of a kind, which may be parts of one list."""
    return any(
        is_tally(reading) and reading.document is not None and len(dossier.of_kind(reading.document.kind)) > 1
        for reading in found
    )


def _more_than(standard: Reading, parts: Sequence[Reading]) -> list[_Difference]:
    """Counts of a part that are more than the whole."""
    return [
        _Difference(_told(standard, reading, comparison), certain=standard.is_sure and reading.is_sure)
        for reading in parts
        if isinstance(reading.value, int) and isinstance(standard.value, int) and reading.value > standard.value
        for comparison in [_counts(standard, reading)]
    ]


def _odd_of_three(stated: Sequence[Reading], shown_by: Sequence[Reading], compare: Compare) -> tuple[str, ...]:
    """Which of portal, form and papers differs from the other two; nothing where not all three state the value."""
    sides = {
        PORTAL: readable([reading for reading in stated if reading.document is None]),
        FORM: readable([reading for reading in stated if reading.document is not None]),
        PAPERS: readable(shown_by),
    }
    told = odd_of_three(sides, lambda one, other: compare(one, other).verdict is Verdict.SAME)
    return (told,) if told else ()


def _compared(standard: Reading, others: Sequence[Reading], compare: Compare) -> list[tuple[Reading, Comparison]]:
    """How the other places compare with the standard; of places read more than once with the reading that agrees.

    A misreading hardly ever turns another value into just the one that stands elsewhere. But the standard has one
    value only: the reading of it that most others agree with.
    """
    versions = [standard, *(_as_read(standard, value) for value in standard.field.alternatives)]
    compared = [
        [(reading, _closest(mine, reading, compare, second=mine is not standard)) for reading in others]
        for mine in versions
        if type(mine.value) is type(standard.value)
    ]
    return min(compared, key=lambda pairs: sum(comparison.verdict is not Verdict.SAME for _, comparison in pairs))


def _closest(mine: Reading, reading: Reading, compare: Compare, *, second: bool) -> Comparison:
    """The comparison of a value with one place, by the reading of that place that agrees, where one does."""
    first = compare(mine, reading)
    if first.verdict is Verdict.SAME and not second:
        return first
    for yours in (reading, *(_as_read(reading, value) for value in reading.field.alternatives)):
        if type(mine.value) is type(yours.value):
            other = compare(mine, yours)
            if other.verdict is Verdict.SAME:
                return replace(other, explanation=f"{other.explanation}（按该处的另一种读法）")
    return first


def _stated_twice(
    standard: Reading, comparisons: Sequence[tuple[Reading, Comparison]], compare: Compare
) -> list[_Difference]:
    """Places that state two figures, as rows and a line of totals that do not add up; one of them agrees."""
    return [
        _Difference(f"{reading.place}写有不同的数字，只有其一与{standard.place}一致（{listed(notes)}）", certain=False)
        for reading, comparison in comparisons
        if comparison.verdict is Verdict.SAME and compare(standard, reading).verdict is not Verdict.SAME
        for notes in [doubts_of([one for one in (standard, reading) if one.field.doubtful])]
        if notes
    ]


def _told(standard: Reading, reading: Reading, comparison: Comparison) -> str:
    """A comparison with both sides named."""
    sides = f"{standard.place}“{standard.field.raw}”与{reading.place}“{reading.field.raw}”"
    return f"{sides}：{comparison.explanation}"


def _as_read(reading: Reading, value: FieldValue) -> Reading:
    return replace(reading, field=replace(reading.field, value=value))


def _unread(dossier: Dossier, parameters: _Agreement, found: Sequence[Reading]) -> list[str]:
    """Documents at hand that should state the value and whose value, or one of whose values, could not be read."""
    read = {id(reading.document) for reading in found if reading.value is not None}
    read |= {id(document) for document in earlier_reports(dossier)}  # which were left out
    paths = {
        plain_path(reading.path) for reading in found if reading.value is not None and reading.document is not None
    }
    names = []
    for path in (*parameters.declared, *parameters.evidence):
        kind = path.partition(".")[0]
        if kind in parameters.optional:
            continue
        silent = [document for document in dossier.of_kind(kind) if id(document) not in read]
        by_name = kind in parameters.named_in
        if silent or (dossier.of_kind(kind) and not by_name and path.replace("[]", "") not in paths):
            names.append(title_of(kind))
    return list(dict.fromkeys(names))


def _nothing_to_compare(
    dossier: Dossier, parameters: _Agreement, stated: Sequence[Reading], shown_by: Sequence[Reading]
) -> Finding:
    """No two places of which one is a paper's: not in the dossier, not legible, or need not be stated."""
    every = [*stated, *shown_by]
    unread = [reading for reading in every if reading.value is None]
    at_hand = _unread(dossier, parameters, every)
    if unread or at_hand:
        reasons = tuple(f"{reading.place}“{reading.field.raw}”{reading.field.note}" for reading in unread)
        names = listed(at_hand) or listed(reading.place for reading in unread)
        message = f"{names}中的内容未能读出，无法核对，请人工比对。"
        return Finding(Outcome.REVIEW, message, shown(stated), shown(shown_by), 0.0, reasons)
    absent = _absent(dossier, parameters)
    required = [kind for kind in absent if kind not in parameters.optional and not parameters.declared]
    if readable(every) and dossier.of_kind(*parameters.optional) and not required:
        message = "只有一处写明，其他材料未写明，没有可供比对的第二处，请人工核对。"
        return Finding(Outcome.REVIEW, message, shown(stated), shown(shown_by), confidence_of(readable(every)))
    if not absent:
        message = "只有一处写明，没有可供比对的第二处，请人工核对。"
        return Finding(Outcome.REVIEW, message, shown(stated), shown(shown_by), confidence_of(readable(every)))
    finding = not_at_hand(dossier, required or absent, "是否一致", joint="、")
    return replace(finding, declared=shown(stated), found=shown(shown_by), confidence=confidence_of(readable(every)))


def _absent(dossier: Dossier, parameters: _Agreement) -> list[str]:
    """Kinds that should state the value and are not at hand; of licence and certificate either will do."""
    kinds = dict.fromkeys(path.partition(".")[0] for path in (*parameters.declared, *parameters.evidence))
    absent = [kind for kind in kinds if not dossier.of_kind(kind)]
    if set(LICENCES) <= set(kinds):
        spare = LICENCES if dossier.of_kind(*LICENCES) else LICENCES[1:]
        absent = [kind for kind in absent if kind not in spare]
    return absent


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
    odd = f"（{explanation[0]}）" if explanation and explanation[0].startswith("三方比较") else ""
    if certain:
        what = "；".join(difference.text for difference in certain)
        return Finding(Outcome.DISCREPANCY, f"不一致{odd}：{what}", *values, confidence, explanation)
    if differences:
        what = "；".join(difference.text for difference in differences)
        return Finding(
            Outcome.REVIEW,
            f"可能不一致{odd}，也可能是识别有误，请人工核对：{what}",
            *values,
            confidence,
            explanation,
        )
    if unread:
        return Finding(
            Outcome.REVIEW,
            f"已读出的{len(every)}处一致，但{listed(unread)}中未能读出，请人工核对。",
            *values,
            confidence,
            explanation,
        )
    doubtful = [reading for reading in every if is_tally(reading) and reading.field.doubtful]
    if doubtful:
        reasons = listed(doubts_of(doubtful)) or "识别把握不大"
        message = f"读出的{len(every)}处一致，但名单可能有漏读或误读（{reasons}），请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, confidence, explanation)
    return Finding(Outcome.PASS, f"{len(every)}处一致。", *values, confidence, explanation)


AGREEMENT = CheckKind(_Agreement, check)
