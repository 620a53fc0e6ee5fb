"""The register of ways to plant a fault, and what they work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

    from samples.paper import Paper
    from samples.world.model import World


@dataclass
class Plot:
    """What a fault may change: the world before the papers are planned, or the papers after."""

    world: World
    rng: random.Random
    papers: list[Paper] = field(default_factory=list)
    portal: dict[str, Any] = field(default_factory=dict)  # figures typed differently into the portal than into the form

    def first(self, *kinds: str) -> Paper | None:
        """Return the first paper of some kinds."""
        return next((paper for paper in self.papers if paper.kind in kinds), None)

    def all(self, *kinds: str) -> list[Paper]:
        """Return the papers of some kinds."""
        return [paper for paper in self.papers if paper.kind in kinds]

    def form(self) -> dict[str, Any] | None:
        """Return the application form's values."""
        paper = self.first("application_form")
        return None if paper is None else paper.values

    def any(self, *kinds: str) -> Paper | None:
        """Return one paper of some kinds by chance."""
        found = self.all(*kinds)
        return self.rng.choice(found) if found else None


Plant = Callable[[Plot], str | None]  # returns one sentence, or None where the dossier offers no place for the fault


@dataclass(frozen=True)
class Way:
    """One way to break a rule; world faults are planted before the papers are planned."""

    rule: str
    name: str
    plant: Plant
    in_world: bool


WAYS: dict[str, list[Way]] = {}


def world_fault(rule: str) -> Callable[[Plant], Plant]:
    """Register a change of the world."""
    return _register(rule, in_world=True)


def paper_fault(rule: str) -> Callable[[Plant], Plant]:
    """Register a change of the papers."""
    return _register(rule, in_world=False)


def _register(rule: str, *, in_world: bool) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        WAYS.setdefault(rule, []).append(Way(rule, plant.__name__, plant, in_world))
        return plant

    return register


def change_digit(text: str, rng: random.Random) -> str:
    """Change one digit of a number, not the first and never to the same."""
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    place = rng.choice(places[1:] or places)
    return text[:place] + rng.choice([digit for digit in "123456789" if digit != text[place]]) + text[place + 1 :]
