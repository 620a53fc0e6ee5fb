"""申报材料真实性声明 (annex 3): seal, signature of the legal representative, day."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.notation import any_date_style, date_text
from samples.paper import Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the declaration; a name seal stands beside the signature now and then."""
    one = world.applicant
    values: dict[str, Any] = {"applicant": one.name, "signed_on": world.filled_on}
    stamps = {"applicant": Stamp(one.name)}
    if rng.random() < 0.2:
        stamps["person"] = Stamp(one.legal_representative, shape="square")
    return [
        Paper("declaration", f"{world.seed}", values, {}, stamps, {"legal": one.legal_representative}, paper_only=True)
    ]


def draw(paper: Paper) -> None:
    """Draw the declaration."""
    rng = paper.chance("draw")
    words = read_words("declaration")
    flow = Flow(invent_look(rng))
    look = flow.look
    if rng.random() < 0.5:
        flow.paragraph("附件3", indent=0, size=14, face=look.title)
    flow.title(rng.choice(words["titles"]), size=rng.choice((20, 22, 24)), before=10, after=15)
    flow.paragraph(rng.choice(words["text"]), size=rng.choice((14, 15, 16)), after=rng.uniform(25, 45))
    x, size = flow.left + rng.uniform(30, 60), 14
    top, sheet = flow.y, flow.sheet
    unit, legal = rng.choice(words["unit"]), rng.choice(words["legal"])
    sheet.write(x, top, unit, look.body, size)
    name_below = rng.random() < 0.4
    if name_below:
        sheet.write(x + 6, top + 9, paper.values["applicant"], look.body, size)
    else:
        sheet.write(x + look.body.width(unit) * size * 0.3528, top, paper.values["applicant"], look.body, min(size, 12))
    gap = 20.0
    sheet.write(x, top + gap, legal, look.body, size)
    sheet.write(
        x,
        top + 2 * gap,
        rng.choice(words["day"]) + date_text(paper.values["signed_on"], any_date_style(rng, formal=True)),
        look.body,
        size,
    )
    paper.sheets = flow.finish()
    paper.sign("legal", sheet, x + look.body.width(legal) * size * 0.3528 + 2, top + gap - 2)
    paper.press("applicant", paper.sheets, 0, x + rng.uniform(35, 75), top + rng.uniform(0, 8))
    paper.press("person", paper.sheets, 0, x + 90, top + gap)
