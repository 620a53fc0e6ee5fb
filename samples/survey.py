"""A set of dossiers to measure with: qualities in turn, every rule broken equally often, some dossiers in order."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.faults import WAYS
from samples.generation import UnplantableFaultError, compose_dossier
from samples.packing import PACKINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

QUALITIES = ("clean", "typical", "poor")
FAULTS = 3  # a dossier
FAULTLESS = 10  # every tenth dossier is in order


@dataclass(frozen=True)
class Sitting:
    """How one dossier of a survey is made."""

    seed: int
    quality: str
    packing: str
    faults: tuple[str, ...]


def plan_survey(count: int, seed: int) -> Iterator[Sitting]:
    """Yield `count` dossiers; rules take turns, one that finds no place in a dossier waits for the next."""
    rng = random.Random(f"survey {seed}")
    waiting = deque(rng.sample(sorted(WAYS), len(WAYS)))
    for index in range(count):
        quality = QUALITIES[index % len(QUALITIES)]
        packing = rng.choice(PACKINGS)
        faults = () if index % FAULTLESS == FAULTLESS - 1 else _plantable(waiting, seed + index, quality, packing)
        yield Sitting(seed + index, quality, packing, faults)


def _plantable(waiting: deque[str], seed: int, quality: str, packing: str) -> tuple[str, ...]:
    """Take the first rules in the queue that all find a place in the dossier of this seed, and queue them again."""
    chosen: list[str] = []
    for rule in list(waiting):
        try:
            compose_dossier(seed, quality=quality, packing=packing, faults=(*chosen, rule))
        except UnplantableFaultError:
            continue
        chosen.append(rule)
        if len(chosen) == FAULTS:
            break
    for rule in chosen:
        waiting.remove(rule)
        waiting.append(rule)
    return tuple(chosen)
