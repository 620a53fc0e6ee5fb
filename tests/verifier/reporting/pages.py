"""The pages of the sample dossier, drawn, with what can be read on them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from extractors.models import Evidence, Field, FieldValue, Page, Seal
from tests.verifier.reporting.paper import Paper, office_page

APPLICANT, LOOKALIKE = "许昌云桥企业服务有限公司", "许昌云侨企业服务有限公司"
ADDRESS = "许昌市魏都区文峰路188号云桥大厦6楼"
MAIN, LEASE_BACK, PLAN, LOCKED = "申报材料.pdf", "补充材料/租赁合同 第2页.jpg", "发展规划.docx", "资质证书.pdf"
STAFF = ["李文博", "赵雅琴", "孙志远", "周晓彤", "吴建华", "郑丽娟", "冯子墨", "陈思源", "褚卫国", "卫佳宁", "蒋明哲"]
BLURRED_ROW = 4


@dataclass
class Reading:
    """What is read: pages with their pictures, fields by path, seals by kind."""

    scale: float
    papers: list[Paper] = field(default_factory=list)
    office: list[Page] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)
    seals: dict[str, Seal] = field(default_factory=dict)

    def paper(self, file: str, number: int) -> Paper:
        self.papers.append(Paper(file, number, scale=self.scale))
        return self.papers[-1]

    def read(self, path: str, value: FieldValue, place: Evidence, *, note: str = "", by: tuple[str, ...] = ()) -> None:
        self.fields[path] = Field(path, value, place.text, place.confidence, (place,), note, confirmed_by=by)


def read_sample(scale: float) -> Reading:
    """Draw all pages; `scale` 1 is 150 dpi."""
    reading = Reading(scale)
    for draw in (_cover, _form, _staff, _licence, _credit_report, _balance_sheet, _lease, _blank, _stray, _declaration):
        draw(reading)
    page, lines = office_page(
        PLAN,
        1,
        [f"{APPLICANT}2026年度运营计划", "一、年度目标", "全年服务中小企业不少于120家，培训800人次。", "二、重点工作"],
    )
    reading.office.append(page)
    reading.read("plan.title", lines[0].text, lines[0])
    return reading


def _cover(reading: Reading) -> None:
    paper = reading.paper(MAIN, 1)
    paper.write(330, 380, "许昌市中小企业公共服务示范平台", 38)
    paper.write(500, 460, "申请报告", 52)
    paper.write(240, 900, "申请单位名称：", 30)
    reading.read("application_cover.applicant", APPLICANT, paper.write(460, 900, APPLICANT, 30))
    paper.write(240, 1000, "填 报 日 期 ：", 30)
    reading.read("application_cover.filled_on", date(2026, 3, 18), paper.write(460, 1000, "2026 年 3 月 18 日", 30))
    reading.seals["application_cover"] = paper.stamp(780, 940, APPLICANT)


def _form(reading: Reading) -> None:
    paper = reading.paper(MAIN, 2)
    paper.write(300, 110, "许昌市中小企业公共服务示范平台申请表", 34)
    paper.table(100, 190, [260, 780], 8, 70)
    rows: list[tuple[str, str, FieldValue, str, float]] = [
        ("注册日期", "registered_on", date(2015, 3, 12), "2015年3月12日", 0.99),
        ("注册地址", "address", ADDRESS, ADDRESS, 0.97),
        ("注册资本", "registered_capital", Decimal(5000000), "500 万元", 0.99),
        ("上年末总资产", "total_assets", Decimal(5123400), "512.34 万元", 0.97),
        ("服务场地面积", "area_total", 420.0, "420 平方米", 0.96),
        ("从业人数", "headcount", 12, "12 人", 0.99),
        ("专业人员", "qualified_count", 10, "10 人", 0.91),
        ("占总人数", "qualified_share", 0.833, "83.3 %", 0.88),
    ]
    for row, (label, name, value, raw, confidence) in enumerate(rows):
        paper.write(120, 206 + row * 70, label)
        place = paper.write(380, 206 + row * 70, raw, confidence=confidence)
        reading.read(f"application_form.{name}", value, place)
    _year_table(reading, paper)


def _year_table(reading: Reading, paper: Paper) -> None:
    lefts = [116, 276, 496, 716, 936]
    paper.table(100, 860, [160, 220, 220, 220, 220], 3, 70)
    for left, label in zip(lefts, ["年度", "营业收入", "服务收入", "利润总额", "服务企业数"], strict=True):
        paper.write(left, 876, label, 26)
    names = ["year", "revenue", "service_revenue", "profit", "clients"]
    for row, numbers in enumerate([(2024, 310, 260, 21, 88), (2025, 365, 301, 32, 104)]):
        for left, name, number in zip(lefts, names, numbers, strict=True):
            value = number if name in ("year", "clients") else Decimal(number * 10_000)
            place = paper.write(left, 946 + row * 70, str(number), 26)
            reading.read(f"application_form.years[{row}].{name}", value, place)


def _staff(reading: Reading) -> None:
    paper = reading.paper(MAIN, 3)
    paper.write(260, 110, "管理人员和专业技术人员名单及职称情况一览表", 32)
    paper.table(120, 190, [180, 120, 160, 300, 240], len(STAFF) + 1, 70)
    for left, label in zip([140, 320, 440, 600, 900], ["姓名", "年龄", "学历", "毕业学校", "职称"], strict=True):
        paper.write(left, 206, label)
    for row, name in enumerate(STAFF):
        top, degree = 276 + row * 70, "本科" if row % 3 else "大专"
        reading.read(f"staff_list.rows[{row}].name", name, paper.write(140, top, name))
        reading.read(f"staff_list.rows[{row}].age", 28 + row, paper.write(320, top, str(28 + row)))
        place = paper.write(440, top, degree, confidence=0.78 if row == BLURRED_ROW else 0.97)
        reading.read(f"staff_list.rows[{row}].education", degree, place)
        paper.write(600, top, "许昌学院")
        paper.write(900, top, "经济师" if row % 2 else "工程师")


def _licence(reading: Reading) -> None:
    paper = reading.paper(MAIN, 4)
    paper.write(480, 260, "营业执照", 64)
    rows: list[tuple[str, str, FieldValue, str]] = [
        ("统一社会信用代码", "credit_code", "91411002MA3X4Y5Z6K", "91411002MA3X4Y5Z6K"),
        ("名　　称", "name", APPLICANT, APPLICANT),
        ("类　　型", "type", "有限责任公司（自然人投资或控股）", "有限责任公司(自然人投资或控股)"),
        ("法定代表人", "legal_representative", STAFF[0], STAFF[0]),
        ("注册资本", "registered_capital", Decimal(5000000), "伍佰万圆整"),
        ("成立日期", "established_on", date(2015, 3, 12), "2015年03月12日"),
        ("营业期限", "term_to", "long-term", "2015年03月12日至长期"),
        ("住　　所", "address", f"河南省{ADDRESS}", f"河南省{ADDRESS}"),
    ]
    for row, (label, name, value, raw) in enumerate(rows):
        paper.write(160, 420 + row * 80, label)
        confirmed = ("check-digit",) if name == "credit_code" else ()
        reading.read(f"business_licence.{name}", value, paper.write(440, 420 + row * 80, raw), by=confirmed)
    reading.seals["business_licence"] = paper.stamp(900, 1250, "魏都区市场监督管理局", legible=False, confidence=0.62)


def _credit_report(reading: Reading) -> None:
    paper = reading.paper(MAIN, 5)
    paper.write(360, 160, "法人和非法人组织公共信用信息报告", 34)
    reading.read("credit_china_report.subject", APPLICANT, paper.write(160, 320, APPLICANT))
    place = paper.write(160, 400, "报告生成日期：2026年02月26日")
    reading.read("credit_china_report.printed_on", date(2026, 2, 26), place)


def _balance_sheet(reading: Reading) -> None:
    paper = reading.paper(MAIN, 6)
    paper.write(520, 120, "资产负债表", 40)
    paper.write(900, 200, "单位：元", 26)
    paper.table(120, 250, [420, 300, 300], 3, 70)
    rows = [
        ("项　　目", "期末余额", "年初余额", ""),
        ("资产总计", "5,213,400.00", "4,870,020.15", "total_assets"),
        ("负债合计", "1,102,300.00", "998,100.00", "total_liabilities"),
    ]
    for row, (label, closing, opening, name) in enumerate(rows):
        paper.write(140, 266 + row * 70, label)
        place = paper.write(580, 266 + row * 70, closing)
        paper.write(880, 266 + row * 70, opening)
        if name:
            value = Decimal(closing.replace(",", ""))
            reading.read(f"audit_report.{name}", value, place, by=("accounting-identity",))


def _lease(reading: Reading) -> None:
    front = reading.paper(MAIN, 7)
    front.write(520, 140, "房屋租赁合同", 42)
    front.write(160, 300, "出租方（甲方）：许昌恒业置业有限公司")
    reading.read("lease.lessee", LOOKALIKE, front.write(160, 370, f"承租方（乙方）：{LOOKALIKE}", confidence=0.86))
    reading.read("lease.area", 420.0, front.write(160, 440, "租赁面积：420平方米"))
    back = reading.paper(LEASE_BACK, 1)
    place = back.write(160, 200, "租赁期限自2023年3月1日起至2026年2月28日止，共三年。")
    reading.read("lease.ends_on", date(2026, 2, 28), place)
    reading.seals["lease"] = back.stamp(420, 420, "许昌恒业置业有限公司")


def _blank(reading: Reading) -> None:
    reading.paper(MAIN, 8)


def _stray(reading: Reading) -> None:
    paper = reading.paper(MAIN, 9)
    for row in range(12):
        paper.write(180, 300 + row * 90, "服务企业座谈会现场记录，内容难以归类。" * (1 + row % 2), 24)


def _declaration(reading: Reading) -> None:
    paper = reading.paper(MAIN, 10)
    paper.write(430, 260, "申报材料真实性声明", 44)
    reading.read("declaration.applicant", APPLICANT, paper.write(520, 900, f"申报单位（盖章）：{APPLICANT}"))
    place = paper.write(520, 1100, "日　期：2026年　月　日", confidence=0.71)
    reading.read("declaration.signed_on", None, place, note="日期没有填写完整")
