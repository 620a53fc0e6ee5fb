"""服务的中小企业名单及服务评价表 (annex 2, four): a long table with marks, and the year's total at the end."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Cell, Row, Table, row_of
from samples.paper import Paper

if TYPE_CHECKING:
    from samples.world.model import World

TITLES = (
    "服务的中小企业名单及服务评价表",
    "服务的中小企业名单及服务评价表",
    "四、服务的中小企业名单及服务评价表（30家以上）",
)


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the list: all clients of the year, or the 30 and more that the annex asks for."""
    rows = [
        {
            "name": one.name,
            "contact": one.contact,
            "phone": one.phone,
            "service": one.service,
            "satisfied": one.satisfied,
        }
        for one in world.clients[: world.listed_clients]
    ]
    values: dict[str, Any] = {"rows": rows, "total_served": world.clients_served}
    count_clients(values)
    facts = {"title": rng.choice(TITLES), "empty_rows": rng.choice((0, 0, 2, 5, 9)), "repeat": rng.random() < 0.6}
    return [Paper("client_list", f"{world.seed}", values, facts)]


def count_clients(values: dict[str, Any]) -> None:
    """Set the counts from the rows."""
    values |= {"count": len(values["rows"]), "satisfied_count": sum(row["satisfied"] for row in values["rows"])}


def draw(paper: Paper) -> None:
    """Draw the table; ticks are written by hand or typed."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "song", "hei", "kai"))
    flow = Flow(look, turned=rng.random() < 0.15)
    flow.title(paper.facts["title"], size=rng.choice((16, 18, 20)))
    rows = table_rows(paper, rng)
    table = Table(
        [1, 5, 1.7, 2.9, 3.6, 1.1, 1.2],
        rows,
        head=2,
        repeat_head=paper.facts["repeat"],
        size=rng.choice((9.5, 10, 10.5)),
        row_height=rng.uniform(7, 9.5),
    )
    flow.table(table)
    flow.space(3)
    flow.need(10)
    total = rng.choice(("上一年度共服务企业    {}    家", "上一年度共服务企业 {} 家", "上一年度共服务企业 ⟦ {} ⟧ 家"))
    flow.paragraph(total.format(paper.values["total_served"]), indent=0)
    paper.sheets = flow.finish()


def table_rows(paper: Paper, rng: random.Random) -> list[Row]:
    """Return both rows of the head, the rows and empty rows as cells."""
    mark = rng.choice(("√", "√", "√", "✓"))
    hand = rng.random() < 0.5
    rows: list[Row] = [
        [
            *(Cell(text, rowspan=2) for text in ("序号", "服务企业名称", "联系人", "联系电话", "服务内容简述")),
            Cell("企业满意度", colspan=2),
        ],
        row_of("满意", "不满意"),
    ]
    for place, row in enumerate(paper.values["rows"], start=1):
        marks = (mark, "") if row["satisfied"] else ("", mark)
        rows.append(
            [*row_of(place, row["name"], row["contact"], row["phone"], row["service"]), *row_of(*marks, hand=hand)]
        )
    rows.extend([Cell() for _ in range(7)] for _ in range(paper.facts["empty_rows"]))
    return rows
