"""The portal's declared figures (`declared.json` of the contract) as fields."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from extractors.models import Field, FieldValue
from verifier.errors import DeclaredError

# What a value of a path is; every other path holds text.
_SUM = re.compile(r"(capital|assets|value|revenue|profit|tax)$")
_DATE = re.compile(r"_on$")
_COUNT = re.compile(r"(count|clients|year)$|headcount$")
_SHARE = re.compile(r"share$|area_(total|owned|rented)$")


_FORMS = "金额以元为单位，比例为0至1之间的数，日期写作YYYY-MM-DD。"


def read_declared(path: Path) -> dict[str, Field]:
    """Fields by contract path. Raises DeclaredError where the file is no JSON of the contract's form."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
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


def _flat(stated: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in stated.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            yield from _flat(value, name)
        elif isinstance(value, list):
            for index, entry in enumerate(value):
                if isinstance(entry, dict):
                    yield from _flat(entry, f"{name}[{index}]")
                else:
                    yield f"{name}[{index}]", entry
        elif value is not None:
            yield name, value


def _field(name: str, value: object) -> Field:
    return Field(name, _value(name, value), str(value), 1.0, ())


def _value(name: str, value: object) -> FieldValue:
    """The value in the contract's form; raises DeclaredError where it is not of that form."""
    try:
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
    if number != int(number):
        raise ValueError(value)
    return int(number)
