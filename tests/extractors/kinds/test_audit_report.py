from datetime import date
from pathlib import Path

import pytest
import yaml

from extractors.kinds import audit_report
from extractors.kinds.audit_opinion import find_opinion
from extractors.layout.passages import concatenate
from extractors.layout.prose import page_passage
from extractors.models import Field, Page
from tests.extractors.pages import pages_of, table_page

OPINIONS: list[dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("audit_opinions.yaml").read_text(encoding="utf-8")
)
FIRM_NAME = "许昌诚信会计师事务所有限公司"
BOILERPLATE = """如果披露不充分，我们应当发表非无保留意见。我们的结论基于截至审计报告日可获得的信息。
就可能导致对持续经营能力产生重大疑虑的事项或情况是否存在重大不确定性得出结论。"""


@pytest.mark.parametrize("case", OPINIONS, ids=[f"{case['opinion']}-{case['text'][:12]}" for case in OPINIONS])
def test_opinions(case: dict[str, str]) -> None:
    lines = [case["text"][start : start + 30] for start in range(0, len(case["text"]), 30)]
    pages = pages_of("\n".join(["审计意见", *lines, BOILERPLATE]))
    found = find_opinion(concatenate([page_passage(page) for page in pages]).compact)
    assert (found[0] if found is not None else "absent") == case["opinion"]
    if found is not None:
        assert found[1].evidence


def _report(*, opening: str, addressed: str = "许昌云栖软件有限公司全体股东：", firm: str = FIRM_NAME) -> list[Page]:
    opinion = pages_of(
        f"""审计报告
许诚会审字〔2025〕第118号
{addressed}
{opening}
包括2024年12月31日的资产负债表，2024年度的利润表、现金流量表以及附注。
我们认为，后附的财务报表在所有重大方面公允反映了贵公司2024年12月31日的财务状况。
{firm}        中国注册会计师：
中国·许昌        中国注册会计师：
2025年3月28日""",
        file="审计报告.pdf",
    )
    balance = table_page(
        [0.08, 0.5, 0.72],
        [["资产", "期末余额", "年初余额"], ["资产总计", "500,000.00", "400,000.00"]],
        above=[(0.06, (0.4, "资产负债表")), (0.1, (0.08, "编制单位：许昌云栖软件有限公司"), (0.7, "单位：元"))],
        file="审计报告.pdf",
        number=2,
    )
    return [*opinion, balance]


def _read(pages: list[Page]) -> dict[str, Field]:
    return {field.path: field for field in audit_report.extract(pages)}


def test_the_opinion_pages_name_firm_number_entity_year_and_day() -> None:
    fields = _read(_report(opening="我们审计了许昌云栖软件有限公司（以下简称“贵公司”）财务报表，"))
    assert {path: fields[path].value for path in ("firm", "number", "entity", "year", "signed_on", "opinion")} == {
        "firm": FIRM_NAME,
        "number": "许诚会审字〔2025〕第118号",
        "entity": "许昌云栖软件有限公司",
        "year": 2024,
        "signed_on": date(2025, 3, 28),
        "opinion": "标准无保留意见",
    }
    assert fields["total_assets"].value == 500_000


@pytest.mark.parametrize(
    ("opening", "addressed", "entity"),
    [
        ("我们接受委托，审计经开区晨星服务中心（以下简称“贵单位”）财务报表，", "理事会：", "经开区晨星服务中心"),
        ("我们审计了后附的许昌  云栖软件有限公司财务报表，", "董事会：", "许昌云栖软件有限公司"),
        ("我们审计了贵公司财务报表，", "长葛市百草药业有限公司董事会：", "长葛市百草药业有限公司"),
        ("我们审计了贵单位的财务报表，", "长葛市百草药业有限公司：", "长葛市百草药业有限公司"),
        ("我们审计了后附的财务报表，", "各位股东：", "许昌云栖软件有限公司"),
    ],
)
def test_the_entity_is_named_in_many_places(opening: str, addressed: str, entity: str) -> None:
    assert _read(_report(opening=opening, addressed=addressed))["entity"].value == entity


@pytest.mark.parametrize(
    "firm",
    [
        "许昌诚信会计师事务所有限公司",
        "河南天平联合会计师事务所（普通合伙）",
        "中兴会计师事务所（特殊普通合伙）河南分所",
    ],
)
def test_firms(firm: str) -> None:
    fields = _read(_report(opening="我们审计了许昌云栖软件有限公司财务报表，", firm=firm))
    assert fields["firm"].value == firm.replace("（", "(").replace("）", ")")


def test_pages_that_are_no_report_give_no_opinion_and_no_firm() -> None:
    fields = _read(pages_of("目录\n一、审计报告\n二、资产负债表"))
    assert not {"opinion", "firm", "total_assets"} & fields.keys()
