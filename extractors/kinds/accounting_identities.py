"""What a balance sheet must satisfy: it confirms readings, picks the right one of two, and never makes up a figure.

A figure that the others only imply is not filled in: a sheet that does not add up on paper would then seem to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.models import Field

CONFIRMED = "accounting-identity"
REPAIRED = "accounting-identity-repair"

# Total, its parts, and how a person says it.
_IDENTITIES = (
    ("total_assets", ("total_liabilities", "total_equity"), "资产总计＝负债合计＋所有者权益合计"),
    ("total_assets", ("liabilities_and_equity",), "资产总计＝负债和所有者权益总计"),
)
_SURE = 0.85  # confidence of its least sure character from which a figure stands without help


def checked_by_identities(fields: Mapping[str, Field]) -> list[Field]:
    """The fields, with those confirmed that add up and those chosen anew of which only another reading adds up."""
    result = dict(fields)
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
    return list(result.values())


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
