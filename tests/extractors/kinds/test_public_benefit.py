"""The share of public-benefit services in running text."""

import pytest

from extractors.kinds.public_benefit import extract
from tests.extractors.pages import pages_of


@pytest.mark.parametrize(
    ("text", "share", "services"),
    [
        ("公益性服务和低收费服务占总服务量的35%。", 0.35, "公益性和低收费服务"),
        ("提供的公益性服务或低收费服\n务占到总服务量的 45％以上", 0.45, "公益性和低收费服务"),
        ("免费服务120次，占比24％。", 0.24, "公益性服务"),
        ("低收费服务占比达三成", 0.3, "低收费服务"),
        ("公益服务占全部服务量的百分之二十五", 0.25, "公益性服务"),
        ("占服务总量26%的服务为公益性服务", 0.26, "公益性服务"),
        ("公益性服务占总服务量的比例由10%提高到25%", 0.25, "公益性服务"),
        ("公益性服务占比从2023年的18%稳步提升至2025年的26%", 0.26, "公益性服务"),
    ],
)
def test_shares(text: str, share: float, services: str) -> None:
    found = {field.path: field for field in extract(pages_of(text))}
    assert found["public_benefit[0].share"].value == share
    assert found["public_benefit[0].services"].value == services
    assert "占" in found["public_benefit[0].share"].raw
    assert not found["public_benefit[0].share"].doubtful


@pytest.mark.parametrize(
    "text",
    [
        "公益性服务满意度占98%。",
        "公益性服务收入占总收入的35%。",
        "公益性服务增长35%。",
        "对小微企业优惠20%至50%。",
        "力争公益性服务占比达到60%。",
        "公益性服务应占到总服务量的20%以上。",
        "培训服务中公益性服务占80%。",
        "（六）下一步发展设想\n公益性服务占总服务量的70%。",
        "非公益性服务占总服务量的85%。",
        "除公益性服务外的服务占总服务量的85%。",
        "培训业务中公益性服务占25%。",
    ],
)
def test_other_shares_plans_and_demands(text: str) -> None:
    assert extract(pages_of(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "公益性服务占总服务量的30%以内。",
        "公益性服务占总服务量的比例最高达到25%。",
        "全市公益性服务占总服务量的25%。",
        "公益性服务占比由10%，有所提高。",
    ],
)
def test_doubtful_shares(text: str) -> None:
    (share,) = (field for field in extract(pages_of(text)) if field.path.endswith("share"))
    assert share.doubtful


def test_year_and_doubts() -> None:
    found = {field.path: field for field in extract(pages_of("2025年公益性服务占总服务量不足20%。"))}
    assert found["public_benefit[0].year"].value == 2025
    assert found["public_benefit[0].share"].doubtful
