"""管理人员和专业技术人员名单及职称情况一览表 (annex 2, three)."""

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
    "管理人员和专业技术人员名单及职称情况一览表",
    "主要管理人员和专业技术人员名单及职称情况一览表",
    "三、主要管理人员和专业技术人员名单及职称情况一览表",
)


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the annex's list of everyone who works for the applicant."""
    facts = {
        "title": rng.choice(TITLES),
        "empty_rows": rng.choice((0, 0, 2, 4)),
        "numbered": rng.random() < 0.3,
        "repeat": rng.random() < 0.6,
    }
    return [Paper("staff_list", f"{world.seed}", staff_values(world), facts)]


def staff_values(world: World) -> dict[str, Any]:
    """Return rows and the counts that follow from them."""
    rows = [
        {
            "name": one.name,
            "age": one.age,
            "education": one.education,
            "school": one.school,
            "title": one.title,
            "duty": one.duty,
            "gender": one.gender,
            "job": one.job,
            "years": one.years,
            "educated": one.educated,
            "titled": one.titled,
        }
        for one in world.staff
    ]
    values: dict[str, Any] = {"rows": rows}
    count_staff(values)
    return values


def count_staff(values: dict[str, Any]) -> None:
    """Set the counts from the rows; qualified is who has a college degree or a middle title."""
    rows = values["rows"]
    qualified = sum(row["educated"] or row["titled"] for row in rows)
    values |= {"count": len(rows), "qualified_count": qualified, "qualified_share": round(qualified / len(rows), 4)}


def draw(paper: Paper) -> None:
    """Draw the list with the annex's remark below."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "song", "hei", "kai"))
    flow = Flow(look)
    flow.title(paper.facts["title"], size=rng.choice((15, 16, 18)))
    rows = table_rows(paper, rng)
    numbered = paper.facts["numbered"]
    widths = [*([0.8] if numbered else []), 1.6, 1, 1.6, 3.6, 2.4, 2.4]
    flow.table(Table(widths, rows, head=1, repeat_head=paper.facts["repeat"], row_height=rng.uniform(7.5, 10.5)))
    flow.space(2)
    flow.paragraph("备注：不少于10人", indent=0, size=10.5)
    paper.sheets = flow.finish()


def table_rows(paper: Paper, rng: random.Random) -> list[Row]:
    """Return head, rows and empty rows as cells."""
    hand = rng.random() < 0.12
    numbered = paper.facts["numbered"]
    head = ["姓名", "年龄", "学历", "毕业学校", "职称", "主管工作"]
    rows: list[Row] = [row_of(*(["序号"] if numbered else []), *head)]
    for place, row in enumerate(paper.values["rows"], start=1):
        texts = [_spaced(row["name"], paper), row["age"], row["education"], row["school"], row["title"], row["duty"]]
        rows.append([*(row_of(place) if numbered else []), *row_of(*texts, hand=hand)])
    width = len(rows[0])
    rows.extend([Cell() for _ in range(width)] for _ in range(paper.facts["empty_rows"]))
    return rows


def _spaced(name: str, paper: Paper) -> str:
    """Write a name of two characters with a gap, as many lists do."""
    return (
        f"{name[0]}  {name[1]}"
        if len(name) == 2 and paper.facts.get("spaced_names", paper.chance("gap").random() < 0.4)
        else name
    )
