"""国家企业信用信息公示系统: 列入经营异常名录信息."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.kinds.gsxt_print import draw_print, plan_print

if TYPE_CHECKING:
    import random

    from samples.paper import Paper
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the one print."""
    return [plan_print("gsxt_abnormal", world, rng)]


def draw(paper: Paper) -> None:
    """Draw the print."""
    draw_print(paper)
