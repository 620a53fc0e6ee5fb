"""How places that state a value compare with one of them, the standard, and whether a difference is certain."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractors.models import FieldValue
from extractors.values.addresses import normalise_address
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
from verifier.readings import CLOSE_CALL, Reading, amount_of, doubts_of, surely
from verifier.wording import listed

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


COMPARE: Mapping[str, Compare] = {  # by what is compared: name, code, date …
    "name": _as_text(compare_names),
    "person": _as_text(compare_persons),
    "code": _as_text(compare_credit_codes),
    "address": _as_text(compare_addresses),
    "date": _dates,
    "count": _counts,
    "amount": lambda left, right: compare_amounts(amount_of(left), amount_of(right)),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that does not state the standard's value, in words; `certain` where neither can be a misreading."""

    text: str
    certain: bool


def standard_of(every: Sequence[Reading], what: str) -> Reading | None:
    """The reading that all others are compared with; `what` is one of COMPARE."""
    candidates = surely(every) or every
    if not candidates:
        return None
    if what == "amount":
        return min(candidates, key=lambda reading: amount_of(reading).quantum)
    if what == "address":
        return max(candidates, key=lambda reading: len(normalise_address(str(reading.value))))
    return candidates[0]


def is_certain(standard: Reading, reading: Reading, comparison: Comparison) -> bool:
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


def compared_with(standard: Reading, others: Sequence[Reading], compare: Compare) -> list[tuple[Reading, Comparison]]:
    """How the other places compare with the standard; of places read more than once with the reading that agrees.

    A misreading hardly ever turns another name into just the one that stands elsewhere; but one digit is soon misread,
    so a figure that was surely read otherwise goes to a person. The standard has one value only: the reading of it that
    most others agree with.
    """
    versions = [standard, *(_as_read(standard, value) for value in standard.field.alternatives)]
    compared = [
        [(reading, _closest(standard, mine, reading, compare)) for reading in others]
        for mine in versions
        if type(mine.value) is type(standard.value)
    ]
    return min(compared, key=lambda pairs: [_how_many(pairs, verdict) for verdict in _WORST_FIRST])


_WORST_FIRST = ((Verdict.DIFFERENT, Verdict.UNSURE), (Verdict.DIFFERENT,))


def _how_many(pairs: Sequence[tuple[Reading, Comparison]], verdicts: Sequence[Verdict]) -> int:
    return sum(comparison.verdict in verdicts for _, comparison in pairs)


def _closest(standard: Reading, mine: Reading, reading: Reading, compare: Compare) -> Comparison:
    """The comparison of a reading of the standard with one place, by the reading of that place that agrees."""
    first = compare(mine, reading)
    if first.verdict is Verdict.SAME and mine is standard:
        return first
    for yours in (reading, *(_as_read(reading, value) for value in reading.field.alternatives)):
        if type(mine.value) is not type(yours.value):
            continue
        other = compare(mine, yours)
        if other.verdict is not Verdict.SAME:
            continue
        second = (mine is not standard and standard.is_sure) or (yours is not reading and reading.is_sure)
        if second and not isinstance(mine.value, str):
            explanation = f"{compare(standard, reading).explanation}，但同一处的另一种读法一致"
            return Comparison(Verdict.UNSURE, other.similarity, explanation)
        return replace(other, explanation=f"{other.explanation}（按该处的另一种读法）")
    return first


def of_two_figures(
    standard: Reading, comparisons: Sequence[tuple[Reading, Comparison]], compare: Compare
) -> list[Difference]:
    """Places that state two figures, as rows and a line of totals that do not add up; one of them agrees."""
    return [
        Difference(f"{reading.place}写有不同的数字，只有其一与{standard.place}一致（{listed(notes)}）", certain=False)
        for reading, comparison in comparisons
        if comparison.verdict is Verdict.SAME and compare(standard, reading).verdict is not Verdict.SAME
        for notes in [doubts_of([one for one in (standard, reading) if one.field.doubtful])]
        if notes
    ]


def told(standard: Reading, reading: Reading, comparison: Comparison) -> str:
    """A comparison with both sides named."""
    sides = f"{standard.place}“{standard.field.raw}”与{reading.place}“{reading.field.raw}”"
    return f"{sides}：{comparison.explanation}"


def _as_read(reading: Reading, value: FieldValue) -> Reading:
    return replace(reading, field=replace(reading.field, value=value))
