"""How one document looks: its typefaces, sizes, margins, rules, header and footer; each is typed by someone else."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samples.drawing.sheet import BLACK, Colour
from samples.fonts import Typeface, default_case

if TYPE_CHECKING:
    from collections.abc import Sequence

FOOTERS = (
    "第{n}页 共{m}页",
    "第 {n} 页 / 共 {m} 页",
    "- {n} -",
    "{n}",
    "{n}/{m}",
    "第 {n} 页",
    "— {n} —",
    "",
    "",
    "",
)
RULINGS = ("full", "full", "full", "full", "open-sides", "horizontal")


@dataclass(frozen=True)
class Look:
    """Typographic choices of one document; lengths in millimetres, sizes in points."""

    body: Typeface
    title: Typeface
    pen: Typeface  # handwriting
    size: float = 12.0
    leading: float = 1.5
    margins: tuple[float, float, float, float] = (28.0, 30.0, 26.0, 25.0)  # left, top, right, bottom
    header: str = ""
    footer: str = ""
    ruling: str = "full"
    rule_width: float = 0.2
    ink: Colour = BLACK
    pen_ink: Colour = (25, 25, 40)
    by_hand: bool = False  # blanks are filled in with a pen
    bold_titles: bool = False


def invent_look(rng: random.Random, *, styles: Sequence[str] = ("song", "song", "song", "hei", "kai")) -> Look:
    """Choose the look of one document."""
    case = default_case()
    style = rng.choice(styles)
    left = rng.uniform(20, 32)
    return Look(
        body=case.pick(style, rng),
        title=case.pick(rng.choice(("hei", "hei", "song", "kai")), rng, heavy=rng.random() < 0.6),
        pen=case.pick("kai", rng, latin=False),
        size=rng.choice((10.5, 11, 12, 12, 12, 14)),
        leading=rng.choice((1.25, 1.4, 1.5, 1.6, 1.8)),
        margins=(left, rng.uniform(20, 32), left + rng.uniform(-3, 3), rng.uniform(20, 28)),
        footer=rng.choice(FOOTERS),
        ruling=rng.choice(RULINGS),
        rule_width=rng.choice((0.15, 0.2, 0.25, 0.35)),
        ink=rng.choice(((0, 0, 0), (0, 0, 0), (20, 20, 20), (35, 35, 40))),
        pen_ink=rng.choice(((20, 20, 30), (10, 20, 90), (25, 40, 120), (40, 40, 40))),
        bold_titles=rng.random() < 0.3,
    )


def web_look(rng: random.Random) -> Look:
    """Choose the look of a page printed from a browser."""
    look = invent_look(rng, styles=("hei",))
    return replace(
        look,
        size=rng.choice((9, 9.5, 10, 10.5)),
        leading=1.5,
        margins=(14, 18, 14, 16),
        ink=(51, 51, 51),
        header="",
        footer="",
    )
