"""What a person may give for a field, in the contract's form."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from extractors.models import LONG_TERM, FieldValue
from extractors.values.folding import fold
from verifier.errors import CorrectionError
from verifier.fields import known_fields, type_of
from verifier.values import Plain

_MARK = re.compile(r"\[\]\.(satisfied|leading)$")
_OPEN_END = re.compile(r"(term|valid)_to$")
_INDEX = re.compile(r"\[\d+\]")
_FEN = Decimal("0.01")
_MOST_YUAN = Decimal(10) ** 15
_MOST_COUNT = 10**9
_MOST_AREA = 10**9


def corrected_value(path: str, given: Plain) -> FieldValue:
    """The value of a field as a person gave it. Raises CorrectionError `correction-value`, which names the form.

    `given` is as in `report.json`: a sum as text or number in yuan, a date YYYY-MM-DD, a share from 0 to 1.
    """
    name = _INDEX.sub("[]", path)
    what = "mark" if is_mark(path) else "open_date" if _OPEN_END.search(name) else type_of(name)
    read, form = _FORMS[what]
    try:
        return read(given)
    except (ValueError, ArithmeticError, InvalidOperation) as error:
        raise CorrectionError("correction-value", f"更正的值不符合约定格式：应为{form}。") from error


def is_mark(path: str) -> bool:
    """Whether a field is a tick in a list: set or not."""
    return _MARK.search(_INDEX.sub("[]", path)) is not None


def is_known(path: str) -> bool:
    """Whether the contract knows a field of this path, whatever the index of its document or row."""
    kind, _, name = path.partition(".")
    return _INDEX.sub("[]", name) in known_fields().get(_INDEX.sub("", kind), frozenset())


def _text(given: Plain) -> str:
    text = fold(_plain_text(given))
    if not text:
        raise ValueError(given)
    return text


def _code(given: Plain) -> str:
    return _text(given).upper()


def _date(given: Plain) -> date:
    return date.fromisoformat(_plain_text(given).strip())


def _open_date(given: Plain) -> FieldValue:
    return LONG_TERM if given == LONG_TERM else _date(given)


def _yuan(given: Plain) -> Decimal:
    number = _number(given)
    if abs(number) > _MOST_YUAN or number != number.quantize(_FEN):
        raise ValueError(given)
    return number


def _share(given: Plain) -> float:
    number = _number(given)
    if not 0 <= number <= 1:
        raise ValueError(given)
    return float(number)


def _area(given: Plain) -> float:
    number = _number(given)
    if not 0 <= number <= _MOST_AREA:
        raise ValueError(given)
    return float(number)


def _count(given: Plain) -> int:
    number = _number(given)
    if not 0 <= number <= _MOST_COUNT or number != int(number):
        raise ValueError(given)
    return int(number)


def _mark(given: Plain) -> bool:
    if not isinstance(given, bool):
        raise ValueError(given)  # noqa: TRY004 -- what a person wrote, not a defect
    return given


def _number(given: Plain) -> Decimal:
    if isinstance(given, bool):
        raise ValueError(given)  # noqa: TRY004
    number = Decimal(str(given).strip())
    if not number.is_finite():
        raise ValueError(given)
    return number


def _plain_text(given: Plain) -> str:
    if not isinstance(given, str):
        raise ValueError(given)  # noqa: TRY004
    return given


_FORMS: Mapping[str, tuple[Callable[[Plain], FieldValue], str]] = {
    "text": (_text, "文字"),
    "code": (_code, "文字"),
    "date": (_date, "日期，写作YYYY-MM-DD"),
    "open_date": (_open_date, f"日期，写作YYYY-MM-DD；长期有效写作{LONG_TERM}"),
    "amount": (_yuan, "以元为单位的金额，最多到分，如5123400.00"),
    "share": (_share, "0至1之间的数，如0.85"),
    "area": (_area, "以平方米为单位的数"),
    "count": (_count, "不小于0的整数"),
    "year": (_count, "年份，如2025"),
    "mark": (_mark, "true或false"),
}
