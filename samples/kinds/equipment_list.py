"""主要服务设备、仪器及软件清单 (annex 2, two)."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Cell, Row, Table, row_of
from samples.notation import WAN, date_text, digits, trimmed
from samples.paper import Paper

if TYPE_CHECKING:
    from datetime import date

    from samples.world.model import World

TITLES = ("主要服务设备、仪器及软件清单", "主要服务设备、仪器及软件清单", "二、主要服务设备、仪器及软件清单")


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the annex's list of all machines and software."""
    paper = Paper("equipment_list", f"{world.seed}", device_values(world), facts={"title": rng.choice(TITLES)})
    paper.facts |= list_style(rng)
    return [paper]


def device_values(world: World) -> dict[str, Any]:
    """Return rows, count (sets in all) and value (yuan) of the list."""
    rows = [
        {
            "name": one.name,
            "quantity": one.quantity,
            "bought_on": one.bought_on,
            "price": one.price,
            "leading": one.leading,
        }
        for one in world.devices
    ]
    values: dict[str, Any] = {"rows": rows}
    total_devices(values)
    return values


def total_devices(values: dict[str, Any]) -> None:
    """Set count and value from the rows."""
    values["count"] = sum(row["quantity"] for row in values["rows"])
    values["value"] = sum((row["price"] for row in values["rows"]), Decimal(0))


def list_style(rng: random.Random) -> dict[str, Any]:
    """Choose unit, totals row, empty template rows and date style of an equipment list."""
    return {
        "wan": rng.random() < 0.5,
        "totals": rng.random() < 0.7,
        "empty_rows": rng.choice((0, 0, 1, 3)),
        "dates": rng.choice(("padded", "plain", "dashed", "dotted", "month", "month dotted")),
        "repeat": rng.random() < 0.6,
    }


def draw(paper: Paper) -> None:
    """Draw the list."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "song", "hei", "kai"))
    flow = Flow(look, turned=rng.random() < 0.12)
    flow.title(paper.facts["title"], size=rng.choice((16, 18, 20)))
    rows = table_rows(paper, rng)
    table = Table(
        [1, 4, 1.2, 2.4, 2.2, 2.2], rows, head=1, repeat_head=paper.facts["repeat"], row_height=rng.uniform(7.5, 10)
    )
    flow.table(table)
    paper.sheets = flow.finish()


def table_rows(paper: Paper, rng: random.Random) -> list[Row]:
    """Return head, rows, empty rows and totals as text."""
    facts, values = paper.facts, paper.values
    price = (
        rng.choice(("购买价格（万元）", "购买价格\n（万元）", "购买价格/万元"))
        if facts["wan"]
        else rng.choice(("购买价格（元）", "购买价格（元）", "购买价格(元)"))
    )
    rows: list[Row] = [row_of("序号", "名称", "数量", "购买时间", price, "是否处于行业领先水平")]
    unit = rng.choice(("", "", "台", "套"))
    yes, no = rng.choice((("是", "否"), ("是", "否"), ("√", ""), ("是", "")))
    comma = rng.random() < 0.3
    for place, row in enumerate(values["rows"], start=1):
        amount = trimmed(row["price"] / WAN) if facts["wan"] else digits(row["price"].quantize(Decimal(1)), comma=comma)
        rows.append(
            [
                *row_of(place),
                Cell(row["name"]),
                *row_of(
                    f"{row['quantity']}{unit}",
                    bought_text(row["bought_on"], facts["dates"]),
                    amount,
                    yes if row["leading"] else no,
                ),
            ]
        )
    rows.extend([Cell() for _ in range(6)] for _ in range(facts["empty_rows"]))
    if facts["totals"]:
        total = (
            trimmed(values["value"] / WAN)
            if facts["wan"]
            else digits(values["value"].quantize(Decimal(1)), comma=comma)
        )
        rows.append(
            [
                Cell(rng.choice(("合计", "合  计", "总计")), colspan=2),
                *row_of(f"{values['count']}{unit}", "", total, ""),
            ]
        )
    return rows


def bought_text(day: date, style: str) -> str:
    """Write the day, or only the month, of a purchase."""
    if style == "month":
        return f"{day.year}年{day.month}月"
    if style == "month dotted":
        return f"{day.year}.{day.month:02}"
    return date_text(day, style)
