"""推荐表 (annex 1): a cover, and the county bureau's survey, opinion and seal."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Cell, Row, Table, row_of
from samples.notation import any_date_style, date_text
from samples.paper import Paper, Stamp
from samples.words import read_words

if TYPE_CHECKING:
    from samples.drawing.look import Look
    from samples.world.model import World

MARKS = ("√", "√", "✓", "○")


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan one form with 10 to 14 surveyed companies, most of them very satisfied."""
    count = rng.choice((10, 10, 10, 11, 12, 14))
    words = read_words("recommendation_form")
    surveyed = rng.sample(world.clients, count)
    job_words = read_words("people")["survey_jobs"]
    rows = [
        {
            "name": client.name,
            "person": client.contact,
            "job": rng.choice(job_words),
            "phone": client.phone,
            "mark": rng.choices((0, 1), (7, 3))[0],
        }
        for client in surveyed
    ]
    place = world.applicant.district
    paper = Paper(
        "recommendation_form",
        f"{world.seed}",
        values={
            "applicant": world.applicant.name,
            "county": place,
            "filled_on": world.submitted_on if rng.random() < 0.4 else world.filled_on,
            "method": "、".join(rng.sample(words["methods"][:4], rng.choice((1, 1, 2)))),
        },
        facts={
            "rows": rows,
            "influence": rng.choice(words["influence"]).format(
                applicant=world.applicant.name, district=place, total=sum(one.clients for one in world.years)
            ),
            "opinion": rng.choice(words["opinion"]).format(applicant=world.applicant.name),
        },
        stamps={"opinion": Stamp(world.applicant.bureau)},
        paper_only=True,
    )
    count_marks(paper)
    return [paper]


def count_marks(paper: Paper) -> None:
    """Set the survey's totals from its rows."""
    marks = [row["mark"] for row in paper.facts["rows"]]
    paper.values |= {
        "survey_count": len(marks),
        "very_satisfied": marks.count(0),
        "satisfied": marks.count(1),
        "dissatisfied": marks.count(2),
    }


def draw(paper: Paper) -> None:
    """Draw the cover and the survey table."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "song", "kai", "hei"))
    flow = Flow(look)
    style = any_date_style(rng, formal=True)
    _draw_cover(flow, paper, rng, style)
    flow.new_page()
    flow.table(_survey_table(paper, look, rng))
    opinion = Table([1], [[Cell(paper.facts["opinion"], align="left", valign="top", height=rng.uniform(52, 64))]])
    rest = [Cell("县（市、区）工业和信息化主管部门推荐意见：", align="left", height=10)]
    flow.table(
        Table(
            [1, 5], [[Cell("对区域中小企业发展的影响和作用"), Cell(paper.facts["influence"], align="left", height=34)]]
        )
    )
    flow.need(75)
    flow.table(Table([1], [rest]))
    (page, top, height), *_ = flow.table(opinion)
    sheet = flow.sheets[page]
    day = date_text(paper.values["filled_on"], style)
    sheet.write(flow.right - 62, top + height - 7, day, look.body, 12)
    sheet.write(flow.right - 50, top + height - 16, "（章）", look.body, 12)
    paper.sheets = flow.finish()
    paper.press("opinion", paper.sheets, page, flow.right - 45, top + height - 16)


def _draw_cover(flow: Flow, paper: Paper, rng: random.Random, style: str) -> None:
    look = flow.look
    flow.paragraph("附件1" if rng.random() < 0.6 else "附件1：", indent=0, size=14, face=look.title)
    flow.title("许昌市中小企业公共服务示范平台", size=rng.choice((22, 24, 26)), before=45, after=10)
    flow.title("推荐表" if rng.random() < 0.6 else "推 荐 表", size=rng.choice((26, 30, 34)), after=60)
    lines = [
        ("示范平台运营单位名称", paper.values["applicant"]),
        ("推荐县（市、区）", paper.values["county"]),
        ("填报日期", date_text(paper.values["filled_on"], style)),
    ]
    colon = rng.choice((":", "："))
    for label, text in lines:
        flow.paragraph(f"{label}{colon}⟦ {text} ⟧", indent=2, size=15, after=5)
    flow.y = flow.bottom - 20
    flow.paragraph("许昌市工业和信息化局制", indent=0, size=16, align="center")


def _survey_table(paper: Paper, look: Look, rng: random.Random) -> Table:
    mark = rng.choice(MARKS)
    ticks = [tick for tick in ("☑", "■", "√") if look.body.face_of(tick).covers(tick)]
    empty, ticked = "□", rng.choice(ticks)
    chosen = paper.values["method"].split("、")
    methods = "  ".join(
        (ticked if one in chosen else empty) + one for one in read_words("recommendation_form")["methods"]
    )
    rows: list[Row] = [
        [Cell("推荐单位组织测评情况（随机抽取，不少于10家）", colspan=7, bold=True)],
        [Cell("测评方法"), Cell(methods, colspan=6, align="left")],
        [
            Cell("抽样企业名称", rowspan=2),
            Cell("被访人员姓名", rowspan=2),
            Cell("职务", rowspan=2),
            Cell("联系\n电话", rowspan=2),
            Cell("对所受服务的总体评价", colspan=3),
        ],
        row_of("很满意", "基本满意", "不满意"),
    ]
    hand = rng.random() < 0.3
    for row in paper.facts["rows"]:
        marks = [mark if place == row["mark"] else "" for place in range(3)]
        rows.append(
            [*row_of(row["name"], row["person"], row["job"], row["phone"], hand=hand), *row_of(*marks, hand=True)]
        )
    rows.extend([Cell() for _ in range(7)] for _ in range(rng.choice((0, 0, 1, 2))))
    return Table([5, 2, 2, 3, 1.3, 1.5, 1.3], rows, head=4, size=10.5)
