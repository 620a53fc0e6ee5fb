"""开展相关服务的证明材料: notices, sign-in sheets, pages of photographs, summaries."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.pictures import photograph
from samples.drawing.sheet import Picture
from samples.drawing.table import Row, Table, row_of
from samples.notation import date_text
from samples.paper import Paper, Stamp
from samples.words import read_words
from samples.world.identifiers import mobile
from samples.world.people import invent_name

if TYPE_CHECKING:
    from samples.world.model import World

PARTS = ("notice", "sheet", "photos", "summary")


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan one or two events, each with some of notice, sign-in sheet, photographs and summary."""
    papers = []
    for place, event in enumerate(rng.sample(read_words("services")["events"], rng.choice((1, 2, 2)))):
        day = date(world.audit_year, 1, 15) + timedelta(days=rng.randint(0, 330))
        parts = [part for part in PARTS if rng.random() < 0.7] or ["notice"]
        for part in parts:
            facts: dict[str, Any] = {
                "event": event,
                "day": day,
                "applicant": world.applicant.name,
                "address": world.applicant.place.text(province=False),
                "n": rng.randint(30, 90),
            }
            if part == "sheet":
                facts["people"] = [
                    (client.name, client.contact, client.phone)
                    for client in rng.sample(world.clients, rng.randint(12, 26))
                ]
            stamps = {"applicant": Stamp(world.applicant.name)} if part == "notice" and rng.random() < 0.7 else {}
            papers.append(
                Paper(
                    "service_evidence",
                    f"{world.seed} {place} {part}",
                    {},
                    facts,
                    stamps,
                    layout=part,
                    paper_only=part in ("sheet", "photos") or bool(stamps),
                )
            )
    return papers


def draw(paper: Paper) -> None:
    """Draw the part."""
    rng = paper.chance("draw")
    flow = Flow(invent_look(rng))
    {"notice": _draw_notice, "sheet": _draw_sheet, "photos": _draw_photos, "summary": _draw_summary}[paper.layout](
        flow, paper, rng
    )
    paper.sheets = flow.finish()
    paper.press("applicant", paper.sheets, len(paper.sheets) - 1, flow.right - 28, flow.y - 8)


def _blanks(paper: Paper) -> dict[str, Any]:
    facts = paper.facts
    return facts | {"day": date_text(facts["day"], "plain"), "week": "一二三四五六日"[facts["day"].weekday()]}


def _draw_notice(flow: Flow, paper: Paper, rng: random.Random) -> None:
    words, blanks = read_words("records")["evidence"], _blanks(paper)
    flow.title(str(rng.choice(words["notices"])).format(**blanks), size=20)
    for place, text in enumerate(words["notice_text"]):
        flow.paragraph(str(text).format(**blanks), indent=0 if place == 0 else 2)
    flow.space(12)
    flow.paragraph(paper.facts["applicant"], indent=0, align="right")
    flow.paragraph(date_text(paper.facts["day"] - timedelta(days=7), "plain"), indent=0, align="right")


def _draw_sheet(flow: Flow, paper: Paper, rng: random.Random) -> None:
    words, blanks = read_words("records")["evidence"], _blanks(paper)
    flow.title(str(rng.choice(words["sheets"])).format(**blanks), size=20, after=2)
    flow.paragraph(f"时间：{blanks['day']}", indent=0)
    rows: list[Row] = [row_of("序号", "单位名称", "姓名", "联系电话", "备注")]
    for place, (company, person, phone) in enumerate(paper.facts["people"], start=1):
        name = person if rng.random() < 0.7 else invent_name(rng)
        rows.append(
            [
                *row_of(place),
                *row_of(company, name, phone if rng.random() < 0.6 else mobile(rng), hand=True),
                *row_of(""),
            ]
        )
    flow.table(Table([0.8, 4, 1.6, 2.6, 1], rows, head=1, row_height=9.5))


def _draw_photos(flow: Flow, paper: Paper, rng: random.Random) -> None:
    words = read_words("records")["evidence"]
    flow.title(rng.choice(words["photos"]), size=18, after=2)
    for _ in range(rng.choice((1, 2, 2))):
        image = photograph(paper.facts["event"], rng)
        width = rng.uniform(120, 150)
        height = width * image.height / image.width
        flow.need(height + 14)
        flow.sheet.add(Picture((flow.sheet.width - width) / 2, flow.y, width, height, image))
        flow.space(height + 2)
        flow.paragraph(
            rng.choice((f"{paper.facts['event']}现场", f"图：{paper.facts['event']}", "")),
            indent=0,
            align="center",
            size=11,
            after=5,
        )


def _draw_summary(flow: Flow, paper: Paper, rng: random.Random) -> None:
    words, blanks = read_words("records")["evidence"], _blanks(paper)
    flow.title(str(rng.choice(words["summaries"])).format(**blanks), size=20)
    for text in words["summary_text"]:
        flow.paragraph(str(text).format(**blanks), after=1)
