import pytest

from extractors.errors import UnreadableValueError
from extractors.values.money import parse_unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("金额单位：人民币元", "元"),
        ("单位：万元", "万元"),
        ("（单位：人民币万元）", "万元"),
        ("单位:元 币种:人民币", "元"),
        ("编制单位：许昌元亨科技有限公司 单位：元", "元"),
        ("营业收入（万元）", "万元"),
        ("单位：台、万元", "万元"),
        ("单 位 ： 万 元", "万元"),
        ("单位：千元", "千元"),
        ("单位：仟元", "千元"),
        ("单位：百万元", "百万元"),
        ("单位：亿元", "亿元"),
        ("单位元", "元"),
        ("万元", "万元"),
        ("二、平台运营管理（单位：万元）", "万元"),
    ],
)
def test_captions(text: str, unit: str) -> None:
    assert parse_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("编制单位：许昌元亨科技有限公司", "没有金额单位"),
        ("单位：元亨科技有限公司", "没有金额单位"),
        ("单位：方元", "没有金额单位"),  # 万 misread must not read as 元
        ("单位：方 元", "没有金额单位"),
        ("单位：元/万元", "多个金额单位"),
        ("单位：万美元", "美元"),
        ("单位：美 元", "美元"),
        ("", "没有金额单位"),
    ],
)
def test_captions_without_one_unit(text: str, reason: str) -> None:
    with pytest.raises(UnreadableValueError, match=reason):
        parse_unit(text)
