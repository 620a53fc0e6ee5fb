"""The portal's declared figures (`declared.json` of the contract) as fields.

What the contract does not know is an error that names the key: a figure under a misspelt name would never be compared.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from extractors.models import Field, FieldValue
from verifier.errors import DeclaredError
from verifier.fields import known_fields

# What a value of a path is; every other path holds text.
_SUM = re.compile(r"(capital|assets|value|revenue|profit|tax|price|rent|liabilities|equity|cost)$")
_DATE = re.compile(r"_on$")
_COUNT = re.compile(r"(count|clients|year|quantity|age)$|headcount$")
_SHARE = re.compile(r"share$|area_(total|owned|rented)$|\.area$")
_MARK = re.compile(r"\[\]\.(satisfied|leading)$")


_FORMS = "金额以元为单位，比例为0至1之间的数，人数、家数为不小于0的整数，日期写作YYYY-MM-DD；没有的项请删去或写null。"
_CLOSE = 0.6  # as difflib counts it: headcounts, total_asset, applicationform


def read_declared(path: Path) -> dict[str, Field]:
    """Fields by contract path. Raises DeclaredError where the file is no JSON of the contract's form."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DeclaredError(
            "declared-unreadable", f"申报数据文件“{path.name}”无法读取：{error}。", "请提供UTF-8编码的JSON文件。"
        ) from error
    if not isinstance(stated, dict):
        raise DeclaredError(
            "declared-form", f"申报数据文件“{path.name}”的格式不对。", '最外层应为对象，如{"application_form": {…}}。'
        )
    return declared_fields(stated)


def declared_fields(stated: Mapping[str, Any]) -> dict[str, Field]:
    """Fields by contract path of the content of a `declared.json`. Raises DeclaredError."""
    return {name: _field(name, value) for name, value in _flat(stated)}


def once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON in which no key stands twice: the first of two figures would be lost."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DeclaredError("declared-repeated", f"申报数据中“{key}”重复。", "同一项只能写一次，请删去多余的。")
        found[key] = value
    return found


def _flat(stated: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Paths with their values; raises DeclaredError for names that are not known, and for lists where none may be."""
    for kind, content in stated.items():
        if kind not in known_fields():
            raise _unknown("", kind, known_fields())
        if not isinstance(content, dict):
            raise _misshapen(kind, "由“名称: 值”组成的对象")
        columns: defaultdict[str, list[str]] = defaultdict(list)
        for path in known_fields()[kind]:
            table, _, column = path.partition("[].")
            columns[table] += [column] if column else []
        for key, value in content.items():
            name = f"{kind}.{key}"
            if key not in columns:
                raise _unknown(f"{kind}.", key, columns)
            if columns[key]:
                yield from _rows(name, value, columns[key])
            else:
                yield from _single(name, value)


def _rows(name: str, value: Any, columns: Iterable[str]) -> Iterator[tuple[str, Any]]:
    if value is None:
        return
    if not isinstance(value, list):
        raise _misshapen(name, "列表，每行一个对象")
    for index, entry in enumerate(value):
        row = f"{name}[{index}]"
        if not isinstance(entry, dict):
            raise _misshapen(row, "由“名称: 值”组成的对象")
        for column, cell in entry.items():
            if column not in columns:
                raise _unknown(f"{row}.", column, columns)
            yield from _single(f"{row}.{column}", cell)


def _single(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """One value; None, and text without a character, state nothing."""
    if isinstance(value, dict | list):
        raise _misshapen(name, "一个值")
    if value is not None and (not isinstance(value, str) or value.strip() or not _is_text(name)):
        yield name, value


def _unknown(prefix: str, key: str, known: Iterable[str]) -> DeclaredError:
    names = sorted(known)
    close = get_close_matches(key, names, n=1, cutoff=_CLOSE)
    meant = f"，是否为“{prefix}{close[0]}”？" if close else "。"
    told = f"请改正名称，或删去这一项；此处可用的名称：{'、'.join(names)}。"
    return DeclaredError("declared-unknown", f"申报数据中没有名为“{prefix}{key}”的项{meant}", told)


def _misshapen(name: str, shape: str) -> DeclaredError:
    return DeclaredError(
        "declared-form",
        f"申报数据“{name}”的格式不对，应为{shape}。",
        '格式如{"application_form": {"headcount": 23, "years": [{"year": 2025, "clients": 60}]}}。',
    )


def _field(name: str, value: object) -> Field:
    return Field(name, _value(name, value), str(value), 1.0, ())


def _is_text(name: str) -> bool:
    return not any(pattern.search(re.sub(r"\[\d+\]", "[]", name)) for pattern in (_SHARE, _COUNT, _DATE, _SUM, _MARK))


def _value(name: str, value: object) -> FieldValue:
    """The value in the contract's form; raises DeclaredError where it is not of that form."""
    try:
        if isinstance(value, bool):
            return _mark(name, value)
        if _SHARE.search(name):
            return _share_or_area(name, value)
        if _COUNT.search(name):
            return _whole(value)
        if _DATE.search(name):
            return date.fromisoformat(str(value))
        if _SUM.search(name):
            return _number(value)
    except (ValueError, InvalidOperation) as error:
        raise DeclaredError(
            "declared-value",
            f"申报数据“{name}”的值“{value}”不符合约定格式。",
            _FORMS,
        ) from error
    return str(value)


def _mark(name: str, value: bool) -> bool:
    if not _MARK.search(re.sub(r"\[\d+\]", "[]", name)):
        raise ValueError(value)
    return value


def _number(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    return number


def _share_or_area(name: str, value: object) -> float:
    """Shares are from 0 to 1: 85 for 85% would not be compared with what is meant."""
    number = _number(value)
    if number < 0 or (name.endswith("share") and number > 1):
        raise ValueError(value)
    return float(number)


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number) or number < 0:
        raise ValueError(value)
    return int(number)
