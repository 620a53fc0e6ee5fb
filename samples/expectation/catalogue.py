"""The register of rules, and the words of their outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samples.dossier import Dossier

PASS, DISCREPANCY, MISSING, REVIEW, NOT_APPLICABLE = "pass", "discrepancy", "missing", "review", "not_applicable"
Outcomes = tuple[str, ...]
Judge = Callable[["Dossier"], Outcomes]
NO_EVIDENCE: Outcomes = (MISSING, REVIEW, NOT_APPLICABLE)  # the material is absent, and another rule says so

RULES: dict[str, Judge] = {}


def rule(name: str) -> Callable[[Judge], Judge]:
    """Register the judge of a rule."""

    def register(judge: Judge) -> Judge:
        if name in RULES:
            raise ValueError(f"rule {name} has two judges")
        RULES[name] = judge
        return judge

    return register


def when(holds: bool, otherwise: str = DISCREPANCY) -> Outcomes:
    """Return pass where something holds."""
    return (PASS,) if holds else (otherwise,)
