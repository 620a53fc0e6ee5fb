"""签订服务协议的中小企业名单, often with some of the agreements behind it."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Row, Table, row_of
from samples.notation import amount_in_words, any_date_style, chinese_digits, date_text, trimmed
from samples.paper import Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import Client, World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the list of agreements and, for most applicants, one or two of the agreements."""
    words = read_words("records")["agreement"]
    listed = world.clients[: rng.randint(min(30, len(world.clients)), len(world.clients))]
    rows = [
        {"name": one.name, "number": one.agreement, "service": one.service, "signed_on": one.signed_on}
        for one in listed
    ]
    facts = {
        "title": str(rng.choice(words["list_titles"])).format(year=world.audit_year),
        "rows": rows,
        "repeat": rng.random() < 0.6,
    }
    papers = [Paper("client_agreements", f"{world.seed} list", {}, facts, layout="list")]
    for place, client in enumerate(rng.sample(listed, rng.choice((0, 1, 1, 2)))):
        papers.append(_plan_agreement(world, client, place, rng))
    return papers


def _plan_agreement(world: World, client: Client, place: int, rng: random.Random) -> Paper:
    facts: dict[str, Any] = {
        "client": client.name,
        "applicant": world.applicant.name,
        "service": client.service,
        "signed_on": client.signed_on,
        "fee": client.fee,
        "number": client.agreement,
    }
    stamps = {
        "client": Stamp(client.name),
        "applicant": Stamp(world.applicant.name, lower=rng.choice(("", "合同专用章"))),
    }
    return Paper("client_agreements", f"{world.seed} {place}", {}, facts, stamps, layout="agreement", paper_only=True)


def draw(paper: Paper) -> None:
    """Draw the list or the agreement."""
    rng = paper.chance("draw")
    if paper.layout == "list":
        _draw_list(paper, rng)
    else:
        _draw_agreement(paper, rng)


def _draw_list(paper: Paper, rng: random.Random) -> None:
    flow = Flow(invent_look(rng))
    flow.title(paper.facts["title"], size=18)
    style = any_date_style(rng)
    rows: list[Row] = [row_of("序号", "企业名称", "协议编号", "服务内容", "签订日期")]
    rows += [
        row_of(place, row["name"], row["number"], row["service"], date_text(row["signed_on"], style))
        for place, row in enumerate(paper.facts["rows"], start=1)
    ]
    flow.table(
        Table([0.9, 4.5, 2.2, 3.2, 2.6], rows, head=1, repeat_head=paper.facts["repeat"], size=10, row_height=7.5)
    )
    paper.sheets = flow.finish()


def _draw_agreement(paper: Paper, rng: random.Random) -> None:
    words, facts = read_words("records")["agreement"], paper.facts
    flow = Flow(invent_look(rng))
    style = any_date_style(rng, formal=True)
    start = facts["signed_on"]
    blanks = {
        "service": facts["service"],
        "start": date_text(start, style),
        "end": date_text(start + timedelta(days=364), style),
        "fee": trimmed(facts["fee"]),
        "words": amount_in_words(facts["fee"]),
    }
    flow.title(rng.choice(words["titles"]), size=22, after=3)
    flow.paragraph(f"协议编号：{facts['number']}", indent=0, align="right")
    flow.paragraph(f"甲方：⟦{facts['client']}⟧", indent=0)
    flow.paragraph(f"乙方：⟦{facts['applicant']}⟧", indent=0, after=2)
    for place, choice in enumerate(words["clauses"], start=1):
        pattern = rng.choice(words["free"]) if place == 3 and not facts["fee"] else rng.choice(choice)
        flow.paragraph(f"{chinese_digits(place)}、" + str(pattern).format(**blanks))
    flow.space(12)
    flow.need(45)
    top, page, sheet = flow.y, flow.page, flow.sheet
    for x, label in ((flow.left, "甲方（盖章）："), (flow.left + flow.width / 2, "乙方（盖章）：")):
        sheet.write(x, top + 6, label, flow.look.body, 12)
        sheet.write(x, top + 18, "代表人：", flow.look.body, 12)
        sheet.write(x, top + 30, date_text(start, style), flow.look.body, 12)
    paper.sheets = flow.finish()
    paper.press("client", paper.sheets, page, flow.left + 42, top + 16)
    paper.press("applicant", paper.sheets, page, flow.left + flow.width / 2 + 42, top + 16)
