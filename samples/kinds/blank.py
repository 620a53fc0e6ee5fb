"""空白页: empty backs, some with the front shining through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.drawing.sheet import Sheet
from samples.paper import Paper

if TYPE_CHECKING:
    import random

    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan up to three empty pages."""
    return [
        Paper("blank", f"{world.seed} {place}", facts={"through": rng.random() < 0.5}, paper_only=True)
        for place in range(rng.choice((0, 0, 1, 1, 2, 3)))
    ]


def draw(paper: Paper) -> None:
    """Draw nothing; what shines through is added when the page is scanned."""
    paper.sheets = [Sheet()]
