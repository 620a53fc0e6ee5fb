"""服务中小企业成效的评价: a report of the applicant, and evaluations by its clients."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Cell, Row, Table, row_of
from samples.notation import date_text
from samples.paper import Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the report and up to two clients' evaluations."""
    words = read_words("records")["evaluation"]
    blanks = {"year": world.audit_year, "served": world.clients_served, "applicant": world.applicant.name}
    texts = [str(text).format(**blanks) for text in words["text"]]
    papers = [
        Paper(
            "effectiveness",
            f"{world.seed}",
            {},
            {"title": rng.choice(words["titles"]), "texts": texts},
            layout="report",
        )
    ]
    for place, client in enumerate(rng.sample(world.clients, rng.choice((0, 1, 1, 2)))):
        facts = {
            "client": client.name,
            "contact": client.contact,
            "service": client.service,
            "remark": rng.choice(words["remarks"]),
            "applicant": world.applicant.name,
            "day": client.signed_on,
        }
        papers.append(
            Paper(
                "effectiveness",
                f"{world.seed} {place}",
                {},
                facts,
                {"client": Stamp(client.name)},
                layout="form",
                paper_only=True,
            )
        )
    return papers


def draw(paper: Paper) -> None:
    """Draw the report or one client's form."""
    rng = paper.chance("draw")
    flow = Flow(invent_look(rng))
    facts = paper.facts
    if paper.layout == "report":
        flow.title(facts["title"], size=20)
        for text in facts["texts"]:
            flow.paragraph(text, after=1)
        paper.sheets = flow.finish()
        return
    flow.title("服务中小企业成效评价表", size=20)
    scores = [
        [Cell(name), *row_of(*("√" if column == 0 else "" for column in range(3)), hand=True)]
        for name in ("服务态度", "服务效率", "服务质量", "收费情况")
    ]
    rows: list[Row] = [
        [Cell("服务机构"), Cell(facts["applicant"], colspan=3)],
        [Cell("被服务企业"), Cell(facts["client"], colspan=3)],
        [Cell("服务内容"), Cell(facts["service"], colspan=3)],
        row_of("评价项目", "满意", "基本满意", "不满意"),
        *scores,
        [
            Cell("服务成效\n及评价意见", height=45),
            Cell(facts["remark"], colspan=3, hand=rng.random() < 0.5, align="left"),
        ],
    ]
    flow.table(Table([1.4, 1, 1, 1], rows, row_height=12))
    flow.space(10)
    flow.paragraph("企业（盖章）：", indent=12)
    flow.paragraph(date_text(facts["day"], "plain"), indent=12)
    paper.sheets = flow.finish()
    paper.press("client", paper.sheets, 0, flow.right - 45, flow.y - 8)
