"""申请表 (annex 2, one): the declared figures, as the annex's table and in the variants that applicants type."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from samples.drawing.flow import Flow
from samples.drawing.look import invent_look
from samples.drawing.table import Cell, Row, Table
from samples.notation import WAN, any_date_style, date_text, digits, in_unit, number_text, percent, trimmed
from samples.paper import Address, Paper
from samples.words import read_words

if TYPE_CHECKING:
    from samples.world.model import World

EMPTY = ("", "/", "无", "—")


def plan_papers(world: World, rng: random.Random) -> list[Paper]:
    """Plan the form: the figures of the world, rounded as they will be printed (万元 with 0 to 4 decimals)."""
    places = rng.choice((0, 1, 2, 2, 2, 2, 4)) if world.years[0].total_assets > 3_000_000 else rng.choice((2, 2, 2, 4))
    values = _basics(world, rng) | _size(world, places, rng) | _figures(world, places)
    qualifications = "；".join(licence.title for licence in world.licences)
    support = rng.choice(read_words("services")["support"]) or rng.choice(EMPTY)
    facts = {"places": places, "fax": rng.choice((world.phone, *EMPTY)), "mobile": world.mobile, "email": world.email}
    facts |= {"qualifications": qualifications, "support": support, "empty": rng.choice(EMPTY)}
    return [Paper("application_form", f"{world.seed}", values, facts)]


def _basics(world: World, rng: random.Random) -> dict[str, Any]:
    one = world.applicant
    text = one.place.text(province=rng.random() < 0.5, city=rng.random() < 0.8)
    record = rng.choice(("{} {}", "{}，{}", "{}（{}）")).format(world.website, world.website_record)
    return {
        "registered_on": one.established_on,
        "entity_type": one.nature,
        "address": Address(text, one.place),
        "postcode": one.postcode,
        "contact": world.contact,
        "phone": world.phone,
        "website_record": record if world.website else None,
        "registered_capital": one.registered_capital,
        "investors": [
            {"name": investor.name, "nature": investor.nature, "share": investor.share} for investor in world.investors
        ],
    }


def _size(world: World, places: int, rng: random.Random) -> dict[str, Any]:
    total = in_unit(world.years[0].total_assets, WAN, places)
    value = in_unit(sum((device.price for device in world.devices), Decimal(0)), WAN, 2)
    owned = sum(title.area for title in world.titles)
    rented = sum(tenancy.area for tenancy in world.tenancies)
    qualified = sum(person.educated or person.titled for person in world.staff)
    stroke = rng.choice((0.0, 0.0, None))  # None: the blank has a stroke in it, so nothing is printed
    return {
        "total_assets": total,
        "equipment_count": sum(device.quantity for device in world.devices),
        "equipment_value": value,
        "equipment_asset_share": round(float(value / total), rng.choice((3, 4))),
        "area_total": round(owned + rented, 2),
        "area_owned": round(owned, 2) or stroke,
        "area_rented": round(rented, 2) or stroke,
        "headcount": len(world.staff),
        "qualified_count": qualified,
        "qualified_share": round(qualified / len(world.staff), rng.choice((2, 3, 4))),
    }


def _figures(world: World, places: int) -> dict[str, Any]:
    years = [
        {
            "year": one.year,
            "revenue": in_unit(one.revenue, WAN, places),
            "service_revenue": in_unit(one.service_revenue, WAN, places),
            "total_assets": in_unit(one.total_assets, WAN, places),
            "profit": in_unit(one.profit, WAN, max(places, 1)),
            "tax": in_unit(one.tax, WAN, 2),
            "clients": one.clients,
        }
        for one in world.years
    ]
    services = [
        {"name": one.product, "scale": scale_text(one.figures), "revenue_share": one.revenue_share}
        for one in world.functions
    ]
    partners = [{"name": one.name, "service": one.service} for one in world.partners]
    return {"years": years, "services": services, "partners": partners}


def scale_text(figures: dict[str, int]) -> str:
    """Write the scale of a service: 80家/12次, 900人次."""
    patterns = read_words("services")["scale"]
    return "/".join(
        patterns[key].format(n=figures[key]) for key in ("households", "people", "events") if key in figures
    )


def draw(paper: Paper) -> None:
    """Draw the form's table over two or more pages."""
    rng = paper.chance("draw")
    look = invent_look(rng, styles=("song", "song", "hei", "kai"))
    flow = Flow(look)
    flow.title("许昌市中小企业公共服务示范平台申请表", size=rng.choice((16, 18, 20)), after=4)
    hand = rng.random() < 0.18
    writer = FormWriter(paper, rng, hand=hand)
    size = rng.choice((10, 10.5, 11))
    height = rng.uniform(8, 10.5)
    rows = writer.basics() + writer.size()
    flow.table(Table([1] * 12, rows, size=size, row_height=height))
    if rng.random() < 0.5:
        flow.new_page()
    flow.table(Table([2, 2, 2.4, 2, 2, 2, 2.4], writer.years(), size=size, row_height=height))
    flow.table(Table([1.2, 3, 3, 3], writer.services(), size=size, row_height=height))
    paper.sheets = flow.finish()


class FormWriter:
    """Puts the values into the cells of the annex's table."""

    def __init__(self, paper: Paper, rng: random.Random, *, hand: bool) -> None:
        self.values, self.facts, self.rng, self.hand = paper.values, paper.facts, rng, hand
        self.colon = rng.choice(("：", "：", ":"))
        self.places = paper.facts["places"]
        self.split_labels = rng.random() < 0.4  # label and value in cells of their own
        self.comma = rng.random() < 0.15

    def money(self, yuan: Decimal, places: int | None = None) -> str:
        """Write an amount in 万元."""
        wan = yuan / WAN
        shown = self.places if places is None else places
        while in_unit(yuan, WAN, shown) != yuan:  # a planted fault may need more decimals
            shown += 1
        return digits(wan.quantize(Decimal(1).scaleb(-shown)), comma=self.comma)

    def labelled(self, label: str, text: str, span: int) -> list[Cell]:
        """Return a label and its value, in one cell or in two."""
        if self.split_labels and span >= 4:
            return [
                Cell(label, colspan=2),
                Cell(text, colspan=span - 2, hand=self.hand, align=self.rng.choice(("left", "center"))),
            ]
        if self.hand:
            return [
                Cell(label + self.colon, colspan=2, align="left"),
                Cell(text, colspan=span - 2, hand=True, align="left"),
            ]
        return [Cell(f"{label}{self.colon}{text}", colspan=span, align="left")]

    def basics(self) -> list[Row]:
        """Return the rows down to the investors."""
        values, facts = self.values, self.facts
        registered = date_text(values["registered_on"], any_date_style(self.rng))
        website = values["website_record"] or facts["empty"]
        capital = trimmed(values["registered_capital"] / WAN)
        rows: list[Row] = [
            [Cell("一、平台基本情况", colspan=12, align="left", bold=True)],
            [*self.labelled("注册日期", registered, 6), *self.labelled("单位性质", values["entity_type"], 6)],
            [*self.labelled("注册地址", values["address"].text, 7), *self.labelled("邮政编码", values["postcode"], 5)],
            [
                Cell(f"联系人{self.colon}{values['contact']}", colspan=2, align="left"),
                Cell(f"联系电话{self.colon}{values['phone']}", colspan=4, align="left"),
                Cell(f"传真{self.colon}{facts['fax']}", colspan=3, align="left"),
                Cell(f"手机{self.colon}{facts['mobile']}", colspan=3, align="left"),
            ],
            [
                Cell(f"网址及备案号（已建网站的填写）{self.colon}{website}", colspan=7, align="left"),
                Cell(f"电子邮件{self.colon}{facts['email']}", colspan=5, align="left"),
            ],
            [
                Cell(
                    self.rng.choice(("注册资本   {} 万元", "注册资本 {}万元", "注册资本：{} 万元")).format(capital),
                    colspan=12,
                    align="left",
                )
            ],
            [
                Cell("其中：主要投资方名称", colspan=6),
                Cell("性质", colspan=3),
                Cell(self.rng.choice(("投资比例 ％", "投资比例（%）", "投资比例%")), colspan=3),
            ],
        ]
        sign = self.rng.choice(("%", "％", ""))
        for investor in values["investors"]:
            share = trimmed(Decimal(str(round(investor["share"] * 100, 4))))
            rows.append(
                [
                    Cell(investor["name"], colspan=6, hand=self.hand),
                    Cell(investor["nature"], colspan=3, hand=self.hand),
                    Cell(share + sign, colspan=3, hand=self.hand),
                ]
            )
        rows.extend(
            [Cell(facts["empty"] if number == 0 else "", colspan=6), Cell(colspan=3), Cell(colspan=3)]
            for number in range(max(0, 4 - len(values["investors"])))
        )
        return rows

    def size(self) -> list[Row]:
        """Return the rows of assets, machines, rooms and staff."""
        values = self.values
        gap = self.rng.choice(("", " ", "  "))
        share = percent(
            values["equipment_asset_share"],
            2 if round(values["equipment_asset_share"], 3) != values["equipment_asset_share"] else 1,
        )
        qualified = trimmed(Decimal(percent(values["qualified_share"], 2)))
        owned, rented = (
            "/" if values[name] is None else number_text(values[name]) for name in ("area_owned", "area_rented")
        )
        machines = (
            f"仪器、设备数量{gap}{values['equipment_count']}{gap}台（套），"
            f"购买价格{gap}{self.money(values['equipment_value'], 2)}{gap}万元，占总资产{gap}{share}{gap}％"
        )
        rooms = (
            f"服务场地面积：{gap}{number_text(values['area_total'])}{gap}平方米，"
            f"其中：自有{gap}{owned}{gap}平方米，租用{gap}{rented}{gap}平方米"
        )
        people = (
            f"其中：大专及以上学历和中级及以上技术职称的专业人员{gap}{values['qualified_count']}{gap}人，"
            f"占总人数{gap}{qualified}{gap}%"
        )
        label = self.rng.choice(
            ("上年末总资产{gap}{money}{gap}万元", "上年末总资产：{money}万元", "上年末总资产\n{money} 万元")
        )
        staff = self.rng.choice(("从业人数{gap}{n}{gap}人", "从业人数：{n}人"))
        if self.split_labels and not self.hand:
            return self._size_in_cells(share, qualified, owned, rented)
        return [
            [
                Cell(
                    label.format(gap=gap, money=self.money(values["total_assets"])), colspan=4, rowspan=2, align="left"
                ),
                Cell(machines, colspan=8, align="left"),
            ],
            [Cell(rooms, colspan=8, align="left")],
            [
                Cell(staff.format(gap=gap, n=values["headcount"]), colspan=4, align="left"),
                Cell(people, colspan=8, align="left"),
            ],
        ]

    def _size_in_cells(self, share: str, qualified: str, owned: str, rented: str) -> list[Row]:
        """Return the same figures with every label and value in a cell of its own."""
        values = self.values
        total, value = self.money(values["total_assets"]), self.money(values["equipment_value"], 2)
        unit = self.rng.choice((("（万元）", "", ""), ("", "万元", "万元")))
        count, area = values["equipment_count"], number_text(values["area_total"])
        labels = [
            (f"上年末总资产{unit[0]}", f"{total}{unit[1]}"),
            ("仪器、设备数量（台、套）", str(count)),
            (f"购买价格{unit[0]}", f"{value}{unit[2]}"),
            ("占总资产比例（％）", share),
            ("服务场地面积（平方米）", area),
            ("其中：自有（平方米）", owned),
            ("租用（平方米）", rented),
            ("从业人数（人）", str(values["headcount"])),
            ("其中：大专及以上学历和中级及以上技术职称的专业人员（人）", str(values["qualified_count"])),
            ("占总人数（％）", qualified),
        ]
        rows: list[Row] = []
        for left, right in zip(labels[::2], labels[1::2], strict=True):
            rows.append(
                [
                    Cell(left[0], colspan=4),
                    Cell(left[1], colspan=2),
                    Cell(right[0], colspan=4),
                    Cell(right[1], colspan=2),
                ]
            )
        return rows

    def years(self) -> list[Row]:
        """Return the year table."""
        head = [
            "年度",
            "营业收入",
            self.rng.choice(("其中：  服务收入", "其中：服务收入")),
            "资产总额",
            "利润总额",
            "上缴税金",
            "服务中小企业数",
        ]
        rows: list[Row] = [
            [Cell("二、平台运营管理（单位：万元）", colspan=7, align="left", bold=True)],
            [Cell(text) for text in head],
        ]
        year_text = self.rng.choice(("{}", "{}年", "{}年度"))
        clients_text = self.rng.choice(("{}", "{}", "{}家"))
        years = list(self.values["years"])
        if self.rng.random() < 0.4:
            years.reverse()
        for one in years:
            texts = [year_text.format(one["year"])]
            texts += [self.money(one[name]) for name in ("revenue", "service_revenue", "total_assets")]
            texts += [
                self.money(one["profit"], max(self.places, 1)),
                self.money(one["tax"], 2),
                clients_text.format(one["clients"]),
            ]
            rows.append([Cell(text, hand=self.hand) for text in texts])
        return rows

    def services(self) -> list[Row]:
        """Return the services, partners and support."""
        values, facts = self.values, self.facts
        services, partners = values["services"], values["partners"]
        blanks = max(0, 5 - len(services))
        rows: list[Row] = [
            [Cell("三、服务能力及业绩", colspan=4, align="left", bold=True)],
            [Cell("获得专业服务资质情况", height=18), Cell(facts["qualifications"], colspan=3, align="left")],
            [Cell("主要服务产品", rowspan=1, colspan=2), Cell("服务规模（家、人/次）"), Cell("服务收入占年营业收入％")],
        ]
        for one in services:
            share = trimmed(Decimal(str(round(one["revenue_share"] * 100, 2))))
            rows.append(
                [
                    Cell(one["name"], colspan=2, hand=self.hand),
                    Cell(one["scale"], hand=self.hand),
                    Cell(share + self.rng.choice(("", "%")), hand=self.hand),
                ]
            )
        rows.extend([Cell(colspan=2), Cell(), Cell()] for _ in range(blanks if self.rng.random() < 0.6 else 0))
        head = [
            Cell("合作资源", rowspan=len(partners) + 1),
            Cell("签订合作协议的单位"),
            Cell("主要服务内容", colspan=2),
        ]
        rows.append(head)
        rows.extend(
            [Cell(one["name"], hand=self.hand), Cell(one["service"], colspan=2, hand=self.hand)] for one in partners
        )
        rows.append([Cell("四、政府支持情况", colspan=4, align="left", bold=True)])
        rows.append([Cell("得到政府扶持的情况", height=18), Cell(facts["support"], colspan=3, align="left")])
        return rows
