"""Pages of 国家企业信用信息公示系统 as a browser prints them; the three kinds differ only in their words."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import web_look
from samples.drawing.sheet import Box, Line, Sheet, measure
from samples.drawing.table import Cell, Row, Table, row_of
from samples.notation import date_text
from samples.paper import Paper, Stamp
from samples.words import read_words
from samples.world.identifiers import number

if TYPE_CHECKING:
    from samples.world.model import World

BLUE = (30, 100, 180)


def plan_print(kind: str, world: World, rng: random.Random) -> Paper:
    """Plan the print of one query, stamped by the applicant."""
    one = world.applicant
    values: dict[str, Any] = {
        "subject": one.name,
        "credit_code": one.credit_code,
        "printed_on": world.printed_on[kind],
        "record_count": 0,
    }
    shared = random.Random(f"gsxt {world.seed}")  # the three prints are made in one sitting, mostly in one browser
    facts = {
        "legal": one.legal_representative,
        "registrar": one.registrar,
        "established": one.established_on,
        "layout": shared.choice(("portal", "portal", "plain", "list")),
        "records": [],
        "empty": rng.choice(read_words("credit")["gsxt"]["kinds"][kind]["none"]),
        "title": rng.choice(read_words("credit")["gsxt"]["kinds"][kind]["titles"]),
        "clock": f"{shared.randint(8, 17)}:{shared.randint(10, 59)}",
    }
    return Paper(
        kind,
        f"{world.seed}",
        values,
        facts,
        stamps={"applicant": Stamp(one.name)},
        layout=facts["layout"],
        paper_only=True,
    )


def add_record(paper: Paper, rng: random.Random) -> None:
    """Add a record to the print: a fault."""
    day = paper.values["printed_on"] - timedelta(days=rng.randint(60, 500))
    pattern = read_words("credit")["gsxt"]["records"][paper.kind]
    blanks = {
        "area": "许",
        "year": day.year,
        "n2": number(rng, 2),
        "registrar": paper.facts["registrar"],
        "day": date_text(day, "padded"),
    }
    paper.facts["records"].append([str(text).format(**blanks) for text in pattern])
    paper.values["record_count"] = len(paper.facts["records"])


def draw_print(paper: Paper) -> None:
    """Draw the page with the browser's header and footer."""
    rng = paper.chance("draw")
    look = web_look(rng)
    flow = Flow(look)
    words = read_words("credit")["gsxt"]
    _browser_furniture(flow.sheet, paper, rng, words)
    flow.y = 20
    if paper.layout == "portal":
        _banner(flow, words)
    elif paper.layout == "list":
        flow.title(words["site"], size=16, after=2)
        flow.title(words["lists"][paper.kind], size=13, after=4)
        flow.paragraph(f"查询条件：{paper.values['subject']}", indent=0)
    else:
        flow.title(words["site"], size=18, after=6)
    _subject(flow, paper, rng)
    if paper.layout == "portal":
        _tabs(flow, words)
    flow.space(3)
    flow.paragraph(paper.facts["title"], indent=0, size=12, bold=True, after=1)
    _results(flow, paper, words)
    if rng.random() < 0.4:
        flow.space(6)
        flow.paragraph(
            "主办单位：国家市场监督管理总局  地址：北京市西城区三里河东路八号  备案号：京ICP备18022388号-2",
            indent=0,
            size=7.5,
        )
    paper.sheets = flow.finish()
    paper.press("applicant", paper.sheets, 0, rng.uniform(110, 165), flow.y + rng.uniform(10, 50))


def _browser_furniture(sheet: Sheet, paper: Paper, rng: random.Random, words: dict[str, Any]) -> None:
    day = paper.values["printed_on"]
    face = paper.dressed().body
    stamp = rng.choice(
        (
            f"{day.year}/{day.month}/{day.day} {paper.facts['clock']}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}-{day.month:02}-{day.day:02} {paper.facts['clock']}",
        )
    )
    url = rng.choice(words["urls"]).format(hash="".join(rng.choices("0123456789ABCDEF", k=48)))
    sheet.write(9, 9, stamp, face, 8)
    sheet.write_centred(120, 9, rng.choice((words["site"], f"{words['site']}-{paper.facts['title']}")), face, 8)
    sheet.write(9, 291, url[:100], face, 7.5)
    sheet.write(196, 291, "1/1", face, 8)
    if rng.random() < 0.4:
        sheet.write(150, 284, f"查询时间：{date_text(day, 'padded')}", face, 8.5)


def _banner(flow: Flow, words: dict[str, Any]) -> None:
    flow.sheet.add(Box(0, 14, 210, 16, fill=BLUE, line=None))
    flow.sheet.write(16, 25, words["site"], flow.look.title, 17, colour=(255, 255, 255), bold=True)
    english = "National Enterprise Credit Information Publicity System"
    size = 74 / measure(english, flow.look.body, 1)  # as large as the banner has room for
    flow.sheet.write(128, 25, english, flow.look.body, size, colour=(225, 235, 250))
    flow.y = 36


def _subject(flow: Flow, paper: Paper, rng: random.Random) -> None:
    values, facts = paper.values, paper.facts
    size = rng.choice((13, 14, 15))
    flow.space(2)
    flow.paragraph(values["subject"], indent=0, size=size, bold=True, after=1)
    status = rng.choice(("存续（在营、开业、在册）", "存续", "在营（开业）企业"))
    flow.paragraph(f"登记状态：{status}", indent=0)
    flow.paragraph(f"统一社会信用代码：{values['credit_code']}", indent=0)
    if rng.random() < 0.7:
        flow.paragraph(f"法定代表人：{facts['legal']}", indent=0)
        flow.paragraph(f"登记机关：{facts['registrar']}", indent=0)
        flow.paragraph(f"成立日期：{date_text(facts['established'], 'padded')}", indent=0, after=2)


def _tabs(flow: Flow, words: dict[str, Any]) -> None:
    look = flow.look
    x = flow.left
    flow.space(2)
    for tab in words["tabs"]:
        width = look.body.width(tab) * 8 * 0.3528 + 5
        flow.sheet.add(Box(x, flow.y, width, 8, line=(180, 190, 205), fill=(238, 243, 250)))
        flow.sheet.write(x + 2.5, flow.y + 5.4, tab, look.body, 8, colour=(60, 70, 90))
        x += width
    flow.space(9)


def _results(flow: Flow, paper: Paper, words: dict[str, Any]) -> None:
    columns = words["kinds"][paper.kind]["columns"]
    rows: list[Row] = [row_of(*columns, bold=True)]
    for place, record in enumerate(paper.facts["records"], start=1):
        rows.append(row_of(place, *record))
    widths = [0.6, *([2] * (len(columns) - 1))]
    if not paper.facts["records"] and paper.layout == "plain":
        flow.sheet.add(Line(flow.left, flow.y, flow.right, flow.y, 0.2, (200, 200, 200)))
        flow.space(6)
        flow.paragraph(paper.facts["empty"], align="center", indent=0)
        return
    if not paper.facts["records"]:
        rows.append([Cell(paper.facts["empty"], colspan=len(columns), height=14)])
    flow.table(Table(widths, rows, size=8.5, row_height=8, ruling="full"))
    flow.space(2)
    flow.paragraph(
        f"共查询到{len(paper.facts['records'])}条记录  共{1 if paper.facts['records'] else 0}页",
        align="right",
        indent=0,
        size=8.5,
    )
