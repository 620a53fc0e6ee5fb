"""Faults to plant: at least two ways for every rule, each a small change of the world or of one paper."""

from __future__ import annotations

from samples.faults import completeness, conditions, figures, identity, premises, stamps, validity  # noqa: F401 - they register their ways
from samples.faults.catalogue import WAYS

__all__ = ["WAYS"]
