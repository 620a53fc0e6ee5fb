"""有关情况说明 (annex 2, five): six sections of prose."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.notation import WAN, date_text, number_text, trimmed
from samples.paper import Paper
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import Function, World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the six sections as (heading, paragraphs); facts["sections"] may lose some to a fault."""
    words = read_words("narrative")
    blanks = _blanks(world, rng)

    def say(name: str) -> str:
        return str(rng.choice(words[name])).format(**blanks)

    public = (
        [str(rng.choice(words["public_share"])).format(share=world.public_share)]
        if world.public_share is not None
        else []
    )
    opening = str(rng.choice(words["kind_of_platform"]["comprehensive" if world.comprehensive else "special"]))
    told = [tell_function(one, world, rng) for one in world.functions]
    bodies = [
        [
            say("basis"),
            say("goal"),
            *([say("awards")] if rng.random() < 0.5 else []),
            *([world.recognition] if world.recognition else []),
        ],
        rng.sample([one.format(**blanks) for one in words["region"]], 2),
        [say("management"), *(public if rng.random() < 0.5 else [])],
        [opening, *told, say("service_closing")],
        [say("results"), *[str(one).format(**blanks) for one in rng.sample(words["case"], rng.randint(1, 3))]],
        [say("plan")],
    ]
    if public and public[0] not in bodies[2]:
        bodies[3].append(public[0])
    headings = [rng.choice(choice) for choice in words["headings"]]
    sections = [(heading, [text for text in body if text]) for heading, body in zip(headings, bodies, strict=True)]
    office = "docx" if rng.random() < 0.15 else ""
    facts = {"title": rng.choice(words["titles"]), "sections": sections}
    return [Paper("narrative", f"{world.seed}", {}, facts, office=office)]


def tell_function(function: Function, world: World, rng: random.Random) -> str:
    """Tell what was done in one function of 第八条, with its figures."""
    pattern = rng.choice(read_words("services")["functions"][function.name]["telling"])
    billion = trimmed_billion(function.figures.get("amount", 0))
    site = world.website or "企业服务云平台"
    return str(pattern).format(site=site, experts=rng.randint(15, 80), billion=billion, **function.figures)


def trimmed_billion(wan: int) -> str:
    """Write an amount of 万元 in 亿元, e.g. 1.25."""
    return f"{wan / 10000:.2f}".rstrip("0").rstrip(".")


def _blanks(world: World, rng: random.Random) -> dict[str, Any]:
    one, this, before = world.applicant, world.years[0], world.years[1]
    area = sum(title.area for title in world.titles) + sum(tenancy.area for tenancy in world.tenancies)
    return {
        "applicant": one.name,
        "established": date_text(one.established_on, "plain"),
        "year": one.established_on.year,
        "address": one.place.text(province=False),
        "capital": trimmed(one.registered_capital / WAN),
        "legal": one.legal_representative,
        "registrar": one.registrar,
        "platform": "综合性服务平台" if world.comprehensive else "专业性服务平台",
        "staff": len(world.staff),
        "area": number_text(area),
        "devices": sum(device.quantity for device in world.devices),
        "district": one.district,
        "audit_year": world.audit_year,
        "served": this.clients,
        "more": this.clients - before.clients,
        "revenue": f"{this.revenue / WAN:.2f}",
        "service": f"{this.service_revenue / WAN:.2f}",
        "client": rng.choice(world.clients).name,
    }


def draw(paper: Paper) -> None:
    """Draw the prose."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "song", "kai", "hei"))
    flow = Flow(look)
    flow.title(paper.facts["title"], size=rng.choice((16, 18, 22)))
    size = rng.choice((12, 14, 15, 16))
    bold = rng.random() < 0.6
    for heading, body in paper.facts["sections"]:
        flow.need(25)
        flow.paragraph(heading, size=size, face=look.title if bold else None)
        for text in body:
            flow.paragraph(text, size=size)
    paper.sheets = flow.finish()
