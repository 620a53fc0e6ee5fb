"""The three dossiers that are kept with the source: a complete one, one with faults, one badly scanned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.generation import generate_dossier

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Held:
    """How one held dossier is made."""

    name: str
    seed: int
    quality: str
    packing: str
    faults: tuple[str, ...] = ()


HELD = (
    Held("complete", 7011, "clean", "office"),
    Held(
        "faulty",
        7100,
        "typical",
        "pdf-per-material",
        (
            "x07-total-assets",
            "v03-lease-term",
            "v07-credit-printout-month",
            "s03-declaration-seal",
            "x11-headcount",
            "m11-plan",
        ),
    ),
    Held("poor", 7205, "poor", "one-pdf", ("x06-registered-address", "v12-amount-in-words")),
)


def generate_held(out: Path, entry: Held) -> Path:
    """Write one of them, in small files."""
    return generate_dossier(
        out, entry.seed, quality=entry.quality, packing=entry.packing, faults=entry.faults, name=entry.name, light=True
    )
