"""Are two values the same? Every answer carries a sentence that says why, for the reviewer."""

from verifier.comparison.addresses import compare_addresses
from verifier.comparison.amounts import compare_amounts, compare_areas, compare_counts, compare_shares
from verifier.comparison.codes import compare_credit_codes, compare_dates
from verifier.comparison.models import Comparison, Verdict
from verifier.comparison.names import compare_names, compare_persons
from verifier.comparison.seal_names import compare_seal_name

__all__ = [
    "Comparison",
    "Verdict",
    "compare_addresses",
    "compare_amounts",
    "compare_areas",
    "compare_counts",
    "compare_credit_codes",
    "compare_dates",
    "compare_names",
    "compare_persons",
    "compare_seal_name",
    "compare_shares",
]
