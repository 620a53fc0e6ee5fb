"""申请报告封面 (annex 2): title, applicant with its seal, day, and often the list of contents."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.notation import any_date_style, date_text
from samples.paper import Paper, Stamp

if TYPE_CHECKING:
    from samples.world.model import World

CONTENTS = (
    "一、许昌市中小企业公共服务示范平台申请表",
    "二、主要服务设备、仪器及软件清单",
    "三、主要管理人员和专业技术人员名单及职称情况一览表",
    "四、服务的中小企业名单及服务评价表（30家以上）",
    "五、有关情况说明",
)


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the cover with the applicant's seal."""
    values = {"applicant": world.applicant.name, "filled_on": world.filled_on}
    paper = Paper(
        "application_cover", f"{world.seed}", values, stamps={"applicant": Stamp(world.applicant.name)}, paper_only=True
    )
    paper.layout = rng.choice(("annex", "annex", "frame", "plain"))
    return [paper]


def draw(paper: Paper) -> None:
    """Draw the cover, on every second one with the contents on a page of their own."""
    rng = paper.chance("draw")
    look = invent_look(rng)
    flow = Flow(look)
    if paper.layout == "annex":
        flow.paragraph("附件2", indent=0, size=14, face=look.title)
    flow.title("许昌市中小企业公共服务示范平台", size=rng.choice((22, 24, 26)), before=rng.uniform(35, 60), after=8)
    flow.title(
        rng.choice(("申请报告", "申 请 报 告", "申请报告")), size=rng.choice((28, 32, 36)), after=rng.uniform(60, 80)
    )
    name_label = rng.choice(("申请单位名称：", "申请单位名称：", "申请单位名称:", "申请单位："))
    day_label = rng.choice(("填 报 日 期 ：", "填报日期：", "填 报 日 期："))
    name_y = flow.y
    blank = "⟦ {} ⟧" if rng.random() < 0.7 else "{}"
    flow.look = replace(look, by_hand=rng.random() < 0.2)
    flow.paragraph(
        f"{name_label}{blank.format(paper.values['applicant'])}（盖章）",
        indent=1,
        size=rng.choice((14, 15, 16)),
        after=6,
    )
    flow.paragraph(
        f"{day_label}{blank.format(date_text(paper.values['filled_on'], any_date_style(rng, formal=True)))}",
        indent=1,
        size=15,
    )
    flow.y = flow.bottom - rng.uniform(15, 30)
    flow.paragraph("许昌市工业和信息化局制", indent=0, size=16, align="center")
    if rng.random() < 0.5:
        flow.new_page()
        flow.title("申请报告的主要内容", size=18)
        for line in CONTENTS:
            flow.paragraph(line, size=14)
    paper.sheets = flow.finish()
    paper.press("applicant", paper.sheets, 0, rng.uniform(105, 150), name_y + rng.uniform(0, 10))
