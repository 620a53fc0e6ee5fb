"""Values in the contract's form, as JSON holds them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from extractors.models import FieldValue

Plain = str | int | float | bool
_FEN = Decimal("0.01")


def plain_value(value: FieldValue) -> Plain | None:
    """A Decimal is money in yuan, as text; shares and areas are floats, counts are integers, dates YYYY-MM-DD.

    Raises ValueError for an amount that is no finite number.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"an amount must be a finite number, not {value}")
        return str(value.quantize(_FEN, ROUND_HALF_UP) + 0)  # + 0 turns -0.00 into 0.00
    if isinstance(value, date):
        return value.isoformat()
    return value
