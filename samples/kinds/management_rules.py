"""管理制度: a collection of rules, each with numbered articles."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.notation import chinese_digits
from samples.paper import Paper
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan three to seven rules."""
    words = read_words("records")["rules"]
    chapters = rng.sample(list(words["chapters"].items()), rng.randint(3, len(words["chapters"])))
    facts = {"title": rng.choice(words["titles"]), "applicant": world.applicant.name, "chapters": chapters}
    return [Paper("management_rules", f"{world.seed}", {}, facts, office="docx" if rng.random() < 0.2 else "")]


def draw(paper: Paper) -> None:
    """Draw a title page now and then, then the rules, each perhaps on a page of its own."""
    rng = paper.chance("draw")
    flow = Flow(invent_look(rng))
    facts = paper.facts
    if rng.random() < 0.4:
        flow.title(facts["applicant"], size=20, before=60)
        flow.title(facts["title"], size=28, before=10)
        flow.new_page()
    else:
        flow.title(facts["title"] if rng.random() < 0.5 else f"{facts['applicant']}{facts['title']}", size=18)
    own_pages = rng.random() < 0.4
    numbering = rng.choice(("第{c}条　", "{c}、", "{n}. "))
    for place, (heading, articles) in enumerate(facts["chapters"]):
        if place and own_pages:
            flow.new_page()
        flow.need(25)
        flow.title(heading, size=16, before=3, after=2)
        for number, article in enumerate(articles, start=1):
            flow.paragraph(numbering.format(c=chinese_digits(number), n=number) + article)
    paper.sheets = flow.finish()
