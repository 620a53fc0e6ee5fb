"""其他材料: awards of the county, letters of thanks, lists of contents, separators with a word on them."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.licence_frame import draw_frame
from samples.drawing.look import invent_look
from samples.drawing.sheet import Box
from samples.notation import date_text
from samples.paper import Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan an award, a letter, both or none; a recognition that 第十九条 asks about comes with its certificate."""
    words = read_words("records")["other"]
    papers = []
    year = world.audit_year - rng.randint(0, 2)
    for layout in rng.choice((("award",), ("letter",), ("award", "letter"), (), ("plaque",))):
        giver = str(rng.choice(words["givers"])).format(district=world.applicant.district)
        client = rng.choice(world.clients)
        facts: dict[str, Any] = {
            "applicant": world.applicant.name,
            "award": rng.choice(words["awards"]),
            "giver": giver,
            "year": year,
            "matter": rng.choice(words["matters"]),
            "client": client.name,
        }
        stamps = {"giver": Stamp(client.name if layout == "letter" else giver)}
        papers.append(Paper("other", f"{world.seed} {layout}", {}, facts, stamps, layout=layout, paper_only=True))
    if world.recognition:
        facts = {
            "applicant": world.applicant.name,
            "award": world.recognition,
            "giver": "河南省工业和信息化厅",
            "year": year,
        }
        papers.append(
            Paper(
                "other",
                f"{world.seed} recognition",
                {},
                facts,
                {"giver": Stamp("河南省工业和信息化厅")},
                layout="recognition",
                paper_only=True,
            )
        )
    return papers


def separator(world: World, kind: str) -> Paper:
    """Plan a separator sheet that bears nothing but a material's title."""
    words = read_words("packing")
    rng = random.Random(f"separator {world.seed} {kind}")
    heading = str(rng.choice(words["files"][kind])).format(year=world.audit_year)
    return Paper(
        "other", f"{world.seed} separator {kind}", {}, {"heading": heading, "separator": True}, layout="separator"
    )


def draw(paper: Paper) -> None:
    """Draw the award, the letter, the plaque or the separator."""
    rng = paper.chance("draw")
    if paper.layout == "separator":
        flow = Flow(invent_look(rng))
        flow.title(
            rng.choice(
                (
                    paper.facts["heading"],
                    f"附件：{paper.facts['heading']}",
                    f"{rng.randint(1, 14)}. {paper.facts['heading']}",
                )
            ),
            size=rng.choice((26, 32, 40)),
            before=rng.uniform(80, 110),
        )
        paper.sheets = flow.finish()
        return
    if paper.layout == "letter":
        _draw_letter(paper, rng)
        return
    facts = paper.facts
    flow = Flow(invent_look(rng), turned=True)
    sheet = flow.sheet
    if paper.layout == "plaque":
        sheet.add(Box(15, 15, 267, 180, fill=(225, 190, 110), line=(150, 110, 40), line_width=1.5))
    else:
        draw_frame(sheet, (12, 12, 273, 186), (200, 60, 50))
    middle = sheet.width / 2
    heading = {"award": "荣誉证书", "plaque": facts["award"], "recognition": "证  书"}[paper.layout]
    sheet.write_centred(middle, 58, heading, flow.look.title, 38, colour=(190, 30, 30), spacing=3)
    flow.y = 80
    text = (
        facts["award"]
        if paper.layout == "recognition"
        else f"授予：{facts['applicant']}  {facts['year']}年度{facts['award']}称号。"
    )
    flow.paragraph(f"{facts['applicant']}：" if paper.layout != "plaque" else facts["applicant"], indent=0, size=20)
    flow.paragraph(text if paper.layout != "plaque" else f"（{facts['year']}年度）", indent=2, size=20, after=6)
    flow.y = 150
    flow.paragraph(facts["giver"], indent=0, align="right", size=16)
    flow.paragraph(
        date_text(date(facts["year"], rng.randint(1, 12), rng.randint(1, 28)), rng.choice(("plain", "chinese"))),
        indent=0,
        align="right",
        size=15,
    )
    paper.sheets = flow.finish()
    paper.press("giver", paper.sheets, 0, flow.right - 30, 155)


def _draw_letter(paper: Paper, rng: random.Random) -> None:
    facts = paper.facts
    flow = Flow(invent_look(rng))
    flow.title("感 谢 信", size=26, after=10)
    for text in read_words("records")["other"]["letter"]:
        flow.paragraph(str(text).format(**facts), indent=0, size=14)
    flow.space(15)
    flow.paragraph(facts["client"], indent=0, align="right", size=14)
    flow.paragraph(
        date_text(date(facts["year"], rng.randint(1, 12), rng.randint(1, 28)), "plain"),
        indent=0,
        align="right",
        size=14,
    )
    paper.sheets = flow.finish()
    paper.press("giver", paper.sheets, 0, flow.right - 28, flow.y - 8)
