"""主要管理人员和专业技术人员名单、职称及从业经验 (第十二条（九）)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Row, Table, row_of
from samples.kinds.staff_list import staff_values
from samples.paper import Paper

if TYPE_CHECKING:
    from samples.world.model import World

TITLES = (
    "主要管理人员和专业技术人员名单、职称及从业经验情况",
    "主要管理人员和专业技术人员花名册",
    "管理人员及专业技术人员名单、职称及从业经验一览表",
    "员工花名册",
)


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the roster; three applicants in four hand one in besides the annex's list."""
    if rng.random() < 0.25:
        return []
    facts = {"title": rng.choice(TITLES), "empty_rows": rng.choice((0, 0, 1, 2)), "repeat": rng.random() < 0.7}
    return [Paper("staff_roster", f"{world.seed}", staff_values(world), facts)]


def draw(paper: Paper) -> None:
    """Draw the roster with sex, position and years of experience."""
    rng = paper.chance("draw")
    flow = Flow(invent_look(rng), turned=rng.random() < 0.3)
    flow.title(paper.facts["title"], size=18)
    rows: list[Row] = [row_of("序号", "姓名", "性别", "年龄", "学历", "毕业院校", "职称", "职务", "从业经验")]
    years = rng.choice(("{}年", "从业{}年", "{}"))
    sentence = rng.random() < 0.4
    for place, row in enumerate(paper.values["rows"], start=1):
        experience = f"从事{row['duty']}工作{row['years']}年" if sentence else years.format(row["years"])
        rows.append(
            row_of(
                place,
                row["name"],
                row["gender"],
                row["age"],
                row["education"],
                row["school"],
                row["title"],
                row["job"],
                experience,
            )
        )
    rows.extend(row_of(*[""] * 9) for _ in range(paper.facts["empty_rows"]))
    flow.table(
        Table(
            [0.9, 1.5, 0.9, 0.9, 1.4, 3, 2.2, 1.8, 3 if sentence else 1.8],
            rows,
            head=1,
            repeat_head=paper.facts["repeat"],
            size=10,
            row_height=8,
        )
    )
    paper.sheets = flow.finish()
