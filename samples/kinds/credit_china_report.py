"""信用中国: 法人和非法人组织公共信用信息报告, a downloaded report of several pages, printed and stamped."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.pictures import watermark
from samples.drawing.sheet import Picture
from samples.drawing.table import Cell, Row, Table, row_of
from samples.notation import date_text
from samples.paper import Address, Paper, Stamp
from samples.words import read_words
from samples.world.identifiers import number

if TYPE_CHECKING:
    from samples.world.model import World


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the report: no penalties, some licences."""
    one = world.applicant
    values: dict[str, Any] = {
        "subject": one.name,
        "credit_code": one.credit_code,
        "printed_on": world.printed_on["credit_china_report"],
        "record_count": 0,
    }
    licences = rng.sample(read_words("credit")["credit_china"]["licences"], rng.choice((0, 1, 1, 2)))
    facts: dict[str, Any] = {
        "legal": one.legal_representative,
        "address": Address(one.place.text(province=rng.random() < 0.6), one.place),
        "type": one.licence_type,
        "established": one.established_on,
        "registrar": one.registrar,
        "licences": [
            {**entry, "number": number(rng, 12), "until": date_text(one.established_on + timedelta(days=900), "dashed")}
            for entry in licences
        ],
        "penalties": [],
        "clock": f"{rng.randint(8, 20):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}",
        "serial": number(rng, 10),
    }
    return [
        Paper(
            "credit_china_report",
            f"{world.seed}",
            values,
            facts,
            stamps={"applicant": Stamp(one.name)},
            paper_only=rng.random() < 0.8,
        )
    ]


def add_penalty(paper: Paper, rng: random.Random) -> None:
    """Add an administrative penalty to the report: a fault."""
    day = paper.values["printed_on"] - timedelta(days=rng.randint(60, 700))
    paper.facts["penalties"].append(
        {
            "number": f"许市监罚〔{day.year}〕{number(rng, 3)}号",
            "body": paper.facts["registrar"],
            "what": rng.choice(("罚款0.5万元", "警告；罚款2000元")),
            "day": day,
        }
    )
    paper.values["record_count"] = len(paper.facts["penalties"])


def draw(paper: Paper) -> None:
    """Draw cover or heading, statement, overview and sections."""
    rng = paper.chance("draw")
    words = read_words("credit")["credit_china"]
    look = replace(
        invent_look(rng, styles=("hei", "song")),
        size=rng.choice((10.5, 11, 12)),
        header=rng.choice(("", "信用中国", "法人和非法人组织公共信用信息报告")),
    )
    look = replace(look, footer=rng.choice(("第{n}页 共{m}页", "{n} / {m}", "第 {n} 页，共 {m} 页")))
    flow = Flow(look)
    cover = rng.random() < 0.55
    _heading(flow, paper, rng, words, cover=cover)
    _statement(flow, rng, words)
    _overview(flow, paper, words)
    _sections(flow, paper, rng, words)
    paper.sheets = flow.finish()
    if rng.random() < 0.6:
        mark = watermark("信用中国  仅供参考", rng, strength=30)
        for sheet in paper.sheets:
            sheet.items.insert(0, Picture(10, 20, 190, 260, mark))
    paper.press("applicant", paper.sheets, 0, rng.uniform(120, 165), rng.uniform(60, 230))


def _heading(flow: Flow, paper: Paper, rng: random.Random, words: dict[str, Any], *, cover: bool) -> None:
    values = paper.values
    made = f"{date_text(values['printed_on'], rng.choice(('padded', 'dashed')))} {paper.facts['clock']}"
    flow.title(
        "信用中国" if rng.random() < 0.7 else "信用中国（WWW.CREDITCHINA.GOV.CN）",
        size=16,
        before=30 if cover else 0,
        after=2,
    )
    flow.title(rng.choice(words["titles"]), size=24 if cover else 18, after=30 if cover else 4)
    lines = [
        f"机构名称：{values['subject']}",
        f"统一社会信用代码：{values['credit_code']}",
        f"报告编号：{values['printed_on']:%Y%m%d}{paper.facts['serial']}",
    ]
    lines.append(rng.choice(("报告生成日期：{}", "报告生成时间：{}", "报告日期：{}", "报告下载时间：{}")).format(made))
    lines.append(f"报告出具单位：{rng.choice(words['makers'])}")
    for line in lines:
        flow.paragraph(line, indent=4 if cover else 0, size=14 if cover else None, after=3 if cover else 0)
    if cover:
        flow.new_page()


def _statement(flow: Flow, rng: random.Random, words: dict[str, Any]) -> None:
    flow.paragraph("报告说明", indent=0, bold=True, size=13)
    for place, line in enumerate(rng.sample(words["statement"], rng.randint(2, 4)), start=1):
        flow.paragraph(f"{place}. {line}", size=10)
    flow.space(3)


def _overview(flow: Flow, paper: Paper, words: dict[str, Any]) -> None:
    counts = {"行政许可": len(paper.facts["licences"]), "行政处罚": len(paper.facts["penalties"])}
    flow.paragraph("公共信用信息概览", indent=0, bold=True, size=13)
    names = words["overview"]
    rows: list[Row] = []
    for start in range(0, len(names), 4):
        group = names[start : start + 4]
        rows.append(row_of(*(f"{name}" for name in group), bold=True))
        rows.append(row_of(*(f"{counts.get(name, 0)}条" for name in group)))
    flow.table(Table([1] * 4, rows, ruling="full"))
    flow.space(5)


def _sections(flow: Flow, paper: Paper, rng: random.Random, words: dict[str, Any]) -> None:
    none = rng.choice(words["none"])
    facts, values = paper.facts, paper.values
    for title in words["sections"]:
        flow.need(30)
        flow.paragraph(title, indent=0, bold=True, size=13, after=1)
        if "基础信息" in title:
            basics = [
                ("机构名称", values["subject"]),
                ("统一社会信用代码", values["credit_code"]),
                ("法定代表人/负责人/执行事务合伙人", facts["legal"]),
                ("企业类型", facts["type"]),
                ("成立日期", date_text(facts["established"], "dashed")),
                ("住所", facts["address"].text),
                ("登记机关", facts["registrar"]),
            ]
            flow.table(
                Table([2, 4], [[Cell(label), Cell(text, align="left")] for label, text in basics], ruling="full")
            )
        elif "行政管理" in title:
            _administration(flow, facts, none)
        else:
            flow.paragraph(none, indent=2)
        flow.space(4)


def _administration(flow: Flow, facts: dict[str, Any], none: str) -> None:
    flow.paragraph(f"（一）行政许可 共 {len(facts['licences'])} 条", indent=0)
    for entry in facts["licences"]:
        rows = [
            ("行政许可决定文书名称", entry["name"]),
            ("许可类别", entry["kind"]),
            ("许可编号", entry["number"]),
            ("许可决定日期", entry["until"]),
            ("许可机关", facts["registrar"]),
        ]
        flow.table(Table([2, 4], [[Cell(label), Cell(text, align="left")] for label, text in rows], ruling="full"))
        flow.space(2)
    flow.paragraph(f"（二）行政处罚 共 {len(facts['penalties'])} 条", indent=0)
    for entry in facts["penalties"]:
        rows = [
            ("行政处罚决定书文号", entry["number"]),
            ("处罚内容", entry["what"]),
            ("处罚机关", entry["body"]),
            ("处罚决定日期", date_text(entry["day"], "dashed")),
        ]
        flow.table(Table([2, 4], [[Cell(label), Cell(text, align="left")] for label, text in rows], ruling="full"))
    if not facts["penalties"]:
        flow.paragraph(none, indent=2)
