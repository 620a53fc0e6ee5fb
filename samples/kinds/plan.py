"""发展规划或年度运营计划."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.paper import Paper
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the parts of the plan."""
    words = read_words("records")["plans"]
    blanks = {
        "next": world.submitted_on.year,
        "third": world.submitted_on.year + 2,
        "goal": world.clients_served + rng.randint(5, 30),
        "people": rng.randint(6, 20) * 100,
        "events": rng.randint(12, 40),
    }
    parts = [
        (heading, [str(text).format(**blanks) for text in (texts if "任务" in heading else [rng.choice(texts)])])
        for heading, texts in words["parts"].items()
    ]
    facts = {
        "title": str(rng.choice(words["titles"])).format(**blanks),
        "parts": parts,
        "applicant": world.applicant.name,
    }
    return [Paper("plan", f"{world.seed}", {}, facts, office="docx" if rng.random() < 0.2 else "")]


def draw(paper: Paper) -> None:
    """Draw the prose."""
    rng = paper.chance("draw")
    flow = Flow(invent_look(rng))
    facts = paper.facts
    flow.title(f"{facts['applicant']}\n{facts['title']}" if rng.random() < 0.5 else facts["title"], size=20)
    for heading, texts in facts["parts"]:
        flow.need(20)
        flow.paragraph(heading, bold=True, face=flow.look.title)
        for text in texts:
            flow.paragraph(text)
    paper.sheets = flow.finish()
