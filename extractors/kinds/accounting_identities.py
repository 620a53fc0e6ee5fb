"""What statements must satisfy: it confirms readings, picks the right one of two, and never makes up a figure.

A figure that the others only imply is not filled in: a sheet that does not add up on paper would then seem to. A minus
sign is small enough to be lost in print or reading while all digits are sure; where the statement adds up with it, and
with it alone, it is put back and the figure is doubtful.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from extractors.models import Field

CONFIRMED = "accounting-identity"
REPAIRED = "accounting-identity-repair"

# Total, its parts, and how a person says it.
_IDENTITIES = (
    ("total_assets", ("total_liabilities", "total_equity"), "资产总计＝负债合计＋所有者权益合计"),
    ("total_assets", ("liabilities_and_equity",), "资产总计＝负债和所有者权益总计"),
)
# Figures with signs of their own, and what must be nought: each term a figure and its factor. A figure that the
# statement does not show counts as nothing, save those that every statement has.
_SIGNED = ("operating_profit", "profit", "net_profit", "total_equity")
_Equation = tuple[tuple[str, int], ...]
_BEFORE_TAX: _Equation = (("operating_profit", 1), ("other_income", 1), ("other_expense", -1), ("profit", -1))
_AFTER_TAX: _Equation = (("profit", 1), ("income_tax", -1), ("net_profit", -1))
_BALANCE: _Equation = (("total_liabilities", 1), ("total_equity", 1), ("total_assets", -1))
_TOGETHER: tuple[tuple[_Equation, ...], ...] = ((_BEFORE_TAX, _AFTER_TAX), (_AFTER_TAX,), (_BALANCE,))
_NEEDED = frozenset({*_SIGNED, "total_liabilities", "total_assets"})
_ONLY_HERE = frozenset({"operating_profit", "other_income", "other_expense", "income_tax"})
_SIGN_PUT_BACK = "首次识别为“{}”，改变正负号后与报表的勾稽关系相符，已按相反的符号采用，请核对"
_SIGN_UNCLEAR = "正负号与报表的勾稽关系不符，不能确定哪一个数的符号读错，请核对"
_SURE = 0.85  # confidence of its least sure character from which a figure stands without help


def checked_by_identities(fields: Mapping[str, Field]) -> list[Field]:
    """The fields, with those confirmed that add up and those chosen anew of which only another reading adds up."""
    result = dict(fields)
    for equations in _TOGETHER:
        result = _with_signs(result, equations)
    for total, parts, words in _IDENTITIES:
        names = (total, *parts)
        if not all(name in result for name in names):
            continue
        if _adds_up([result[name] for name in names]):
            result |= {name: _confirmed(result[name]) for name in names}
            continue
        for name in names:
            repaired = _other_reading(result, names, name, words)
            if repaired is not None:
                result[name] = repaired
                break
        else:
            result |= _explained(result, names, words)
    return [field for name, field in result.items() if name not in _ONLY_HERE]


def _with_signs(fields: dict[str, Field], equations: Sequence[_Equation]) -> dict[str, Field]:
    """The fields with the signs by which the equations hold, if fewer changes than any other way make them hold."""
    sums = [terms for equation in equations if (terms := _terms(fields, equation))]
    if len(sums) < len(equations):
        return fields
    signed = [name for name in _SIGNED if any(name == term for terms in sums for term, _ in terms)]
    ways = [
        {name for name, change in zip(signed, changes, strict=True) if change}
        for changes in product((False, True), repeat=len(signed))
        if _holds(sums, {name for name, change in zip(signed, changes, strict=True) if change})
    ]
    fewest = min((len(way) for way in ways), default=0)
    if fewest == 0:
        return fields
    best = [way for way in ways if len(way) == fewest]
    result = dict(fields)
    for name in set().union(*best):
        field, value = fields[name], fields[name].value
        if len(best) == 1 and isinstance(value, Decimal):
            note = _SIGN_PUT_BACK.format(field.raw)
            result[name] = replace(
                field, value=-value, note=note, doubtful=True, confirmed_by=(REPAIRED,), alternatives=()
            )
        else:
            result[name] = replace(field, note=_SIGN_UNCLEAR, doubtful=True)
    return result


def _holds(sums: Sequence[Sequence[tuple[str, Decimal]]], changed: set[str]) -> bool:
    """Whether every sum is nought with these signs changed."""
    return not any(sum(-value if name in changed else value for name, value in terms) for terms in sums)


def _terms(fields: Mapping[str, Field], equation: _Equation) -> list[tuple[str, Decimal]]:
    """The equation's figures with their factors; empty where one that it cannot do without is not read."""
    values = {
        name: value * factor
        for name, factor in equation
        if name in fields and isinstance(value := fields[name].value, Decimal)
    }
    if any(name in _NEEDED and name not in values for name, _ in equation):
        return []
    return list(values.items())


def _adds_up(fields: Sequence[Field]) -> bool:
    """Whether the first is the sum of the others, as exactly as they are written."""
    values = [field.value for field in fields]
    total, *parts = (value for value in values if isinstance(value, Decimal))
    if len(parts) + 1 < len(values):
        return False
    return total == sum(parts, Decimal(0))


def _confirmed(field: Field) -> Field:
    if CONFIRMED in field.confirmed_by or REPAIRED in field.confirmed_by:
        return field
    return replace(field, confirmed_by=(*field.confirmed_by, CONFIRMED))


def _other_reading(fields: Mapping[str, Field], names: Sequence[str], name: str, words: str) -> Field | None:
    """The doubtful figure `name` by another reading of its place with which the sum comes out; it stays doubtful."""
    field = fields[name]
    if field.value is not None and field.confidence >= _SURE and not field.doubtful:
        return None
    fitting = []
    for other in field.alternatives:
        tried = replace(field, value=other)
        if _adds_up([tried if one == name else fields[one] for one in names]):
            fitting.append(tried)
    if len(fitting) != 1:
        return None
    first = field.value if field.value is not None else field.raw
    note = f"首次识别为“{first}”，另一次识别的结果符合“{words}”，已采用"
    return replace(
        fitting[0],
        note="；".join(part for part in (field.note, note) if part),
        doubtful=True,
        confirmed_by=(*field.confirmed_by, REPAIRED),
        alternatives=tuple(one for one in (field.value, *field.alternatives) if one not in (None, fitting[0].value)),
    )


def _explained(fields: Mapping[str, Field], names: Sequence[str], words: str) -> dict[str, Field]:
    """The one figure without a value with a note of what it would have to be."""
    missing = [name for name in names if fields[name].value is None]
    if len(missing) != 1 or len(names) < 3:
        return {}
    values = {name: value for name in names if isinstance(value := fields[name].value, Decimal)}
    total = names[0]
    implied = (
        sum((value for name, value in values.items() if name != total), Decimal(0))
        if missing == [total]
        else values[total] - sum((value for name, value in values.items() if name != total), Decimal(0))
    )
    field = fields[missing[0]]
    note = f"未能读出；按“{words}”应为{implied:,.2f}元，请人工核对"
    return {missing[0]: replace(field, note="；".join(part for part in (field.note, note) if part), doubtful=True)}
