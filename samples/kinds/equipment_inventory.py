"""主要服务设施、软件或仪器设备清单, handed in on its own (第十二条（七）)."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Row, Table, row_of
from samples.kinds.equipment_list import bought_text, device_values, list_style
from samples.notation import WAN, digits, trimmed
from samples.paper import Paper, Stamp

if TYPE_CHECKING:
    from samples.world.model import World

TITLES = (
    "主要服务设施、软件及仪器设备清单",
    "主要服务设施、软件或仪器设备清单",
    "{name}\n服务设施及仪器设备清单",
    "固定资产及服务设备一览表",
)


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the list; two applicants in three hand one in besides the annex's."""
    if rng.random() < 0.35:
        return []
    facts = list_style(rng) | {
        "title": rng.choice(TITLES).format(name=world.applicant.name),
        "places": rng.random() < 0.6,
    }
    paper = Paper("equipment_inventory", f"{world.seed}", device_values(world), facts)
    if rng.random() < 0.4:
        paper.stamps["applicant"] = Stamp(world.applicant.name)
        paper.paper_only = True
    return [paper]


def draw(paper: Paper) -> None:
    """Draw the list with columns of its own: unit, total price, place of use."""
    rng = paper.chance("draw")
    flow = Flow(invent_look(rng))
    flow.title(paper.facts["title"], size=18)
    facts, values = paper.facts, paper.values
    used = ["综合部", "服务大厅", "培训室", "机房", "检测室", "财务部"]
    head = [
        "序号",
        "设备（软件）名称",
        "单位",
        "数量",
        f"金额（{'万元' if facts['wan'] else '元'}）",
        "购置日期",
        *(["使用部门"] if facts["places"] else []),
        "备注",
    ]
    rows: list[Row] = [row_of(*head, bold=rng.random() < 0.5)]
    for place, row in enumerate(values["rows"], start=1):
        amount = _amount(row["price"], wan=facts["wan"])
        cells = [
            place,
            row["name"],
            rng.choice(("台", "套")),
            row["quantity"],
            amount,
            bought_text(row["bought_on"], facts["dates"]),
        ]
        rows.append(row_of(*cells, *([rng.choice(used)] if facts["places"] else []), ""))
    if facts["totals"]:
        rows.append(
            row_of(
                "",
                "合计",
                "",
                values["count"],
                _amount(values["value"], wan=facts["wan"]),
                "",
                *([""] if facts["places"] else []),
                "",
            )
        )
    widths = [0.9, 4, 0.9, 1, 2, 2.2, *([1.6] if facts["places"] else []), 1]
    flow.table(Table(widths, rows, head=1, repeat_head=facts["repeat"], row_height=rng.uniform(7.5, 9.5)))
    paper.sheets = flow.finish()
    paper.press("applicant", paper.sheets, len(paper.sheets) - 1, flow.right - 35, flow.y - 5)


def _amount(yuan: Decimal, *, wan: bool) -> str:
    return trimmed(yuan / WAN) if wan else digits(yuan.quantize(Decimal(1)))
