"""What a perfect reader may say of each rule, worked out from what is printed, apart from the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.expectation import comparisons, completeness, conditions, stamps, validity  # noqa: F401 - they register their rules
from samples.expectation.catalogue import RULES

if TYPE_CHECKING:
    from samples.dossier import Dossier


def expected_outcomes(dossier: Dossier) -> dict[str, set[str]]:
    """Return for every rule the outcomes a perfect reader may give."""
    return {rule: set(judge(dossier)) for rule, judge in sorted(RULES.items())}
