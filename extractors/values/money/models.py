"""A sum of money and how exactly it was written."""

from dataclasses import dataclass
from decimal import Decimal

FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in yuan.

    `quantum` is the size in yuan of the last digit written: 512.34万元 -> 100, 5,123,400.00 -> 0.01, 500万元 -> 10000.
    A sum that says it is exact (整, 正) or is written in the capitals of law and banking has 0.01, whatever its
    last digit: 叁拾陆万元整 is not a rounding of 360,012 yuan.
    """

    yuan: Decimal
    quantum: Decimal

    @classmethod
    def of(cls, yuan: Decimal, quantum: Decimal) -> "Amount":
        """Return the sum with two decimals, more only where they are not zero."""
        in_fen = (yuan or abs(yuan)).quantize(FEN)  # no negative zero
        return cls(in_fen if in_fen == yuan else yuan, quantum)
