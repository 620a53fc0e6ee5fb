"""服务“五公开”: content, process, standard, charges, hours; as prose, as a table, as a board."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Cell, Row, Table
from samples.notation import chinese_digits
from samples.paper import Paper
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World

ITEMS = ("服务内容", "服务流程", "服务标准", "服务收费", "服务时间")


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan all five items; facts["items"] may lose some to a fault."""
    words = read_words("records")["disclosures"]
    items = [(name, rng.choice(words["items"][name])) for name in ITEMS]
    facts = {
        "title": rng.choice(words["titles"]),
        "intro": rng.choice(words["intro"]),
        "items": items,
        "applicant": world.applicant.name,
    }
    return [
        Paper("five_disclosures", f"{world.seed}", {}, facts, layout=rng.choice(("prose", "prose", "table", "pages")))
    ]


def draw(paper: Paper) -> None:
    """Draw the items in the layout."""
    rng = paper.chance("draw")
    flow = Flow(invent_look(rng))
    facts = paper.facts
    flow.title(facts["title"], size=20)
    intro = facts["intro"] if len(facts["items"]) == len(ITEMS) else ""  # the introduction names all five
    if intro:
        flow.paragraph(intro, after=2)
    if paper.layout == "table":
        rows: list[Row] = [[Cell(name, height=26), Cell(text, align="left")] for name, text in facts["items"]]
        flow.table(Table([1, 4], rows))
    else:
        heading = rng.choice(("{n}、{name}", "{n}、{name}公开", "（{n}）{name}", "{place}. {name}", "【{name}】"))
        for place, (name, text) in enumerate(facts["items"], start=1):
            if paper.layout == "pages" and place > 1 and rng.random() < 0.5:
                flow.new_page()
            flow.paragraph(heading.format(n=chinese_digits(place), place=place, name=name), bold=True)
            flow.paragraph(text, after=2)
    flow.paragraph(facts["applicant"], align="right", indent=0)
    paper.sheets = flow.finish()
