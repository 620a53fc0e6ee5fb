"""Sums of money: figures with units, sums in words, and both side by side."""

from extractors.values.money.figures import FoundAmount, find_amounts, parse_amount
from extractors.values.money.models import Amount
from extractors.values.money.pairs import AmountPair, find_amount_pairs
from extractors.values.money.units import Unit, parse_unit
from extractors.values.money.words import parse_amount_in_words

__all__ = [
    "Amount",
    "AmountPair",
    "FoundAmount",
    "Unit",
    "find_amount_pairs",
    "find_amounts",
    "parse_amount",
    "parse_amount_in_words",
    "parse_unit",
]
