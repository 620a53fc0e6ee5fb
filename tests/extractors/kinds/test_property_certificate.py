from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from extractors.kinds import property_certificate
from extractors.models import Field, Page
from tests.extractors.pages import Row, line_of, page_of, table_page


def _read(*pages: Page) -> dict[str, Field]:
    return {field.path: field for field in property_certificate.extract(pages)}


def _values(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {path: field.value for path, field in fields.items()}


NEW: Sequence[Sequence[str]] = (
    ("权利人", "许昌云栖置业有限公司"),
    ("共有情况", "单独所有"),
    ("坐落", "许昌市魏都区七一路文峰大厦A座1203室"),
    ("不动产单元号", "411002001001GB00012F00010023"),
    ("权利类型", "国有建设用地使用权/房屋所有权"),
    ("权利性质", "出让/市场化商品房"),
    ("用途", "商务金融用地/办公"),
    ("面积", "共有宗地面积5120.30㎡/房屋建筑面积226.58㎡"),
    ("使用期限", "2010年05月01日起2050年04月30日止"),
)


@pytest.mark.parametrize("ruled", [True, False])
def test_the_new_certificate_is_read_ruled_or_not(ruled: bool) -> None:
    page = table_page(
        [0.12, 0.3], NEW, ruled=ruled, above=[(0.1, (0.3, "豫（2021）许昌市不动产权第0012345号"))], feed=0.05
    )
    assert _values(_read(page)) == {
        "holder": "许昌云栖置业有限公司",
        "number": "豫(2021)许昌市不动产权第0012345号",
        "address": "许昌市魏都区七一路文峰大厦A座1203室",
        "area": 226.58,
    }


def test_the_old_certificate_has_its_area_under_a_heading() -> None:
    head: list[Row] = [(0.08, (0.3, "许房权证市字第1001023456号"))]
    page = table_page(
        [0.12, 0.3, 0.6, 0.8],
        [
            ("房屋所有权人", "王建国", "", ""),
            ("房屋坐落", "许昌市魏都区建设路9号", "", ""),
            ("幢号", "房号", "建筑面积(平方米)", "设计用途"),
            ("3", "302", "118.64", "住宅"),
        ],
        above=head,
        feed=0.05,
    )
    assert _values(_read(page)) == {
        "holder": "王建国",
        "number": "许房权证市字第1001023456号",
        "address": "许昌市魏都区建设路9号",
        "area": 118.64,
    }


def test_values_are_found_over_both_pages() -> None:
    cover = page_of(["不动产权证书", "豫（2020）禹州市不动产权第0004567号"])
    inside = table_page([0.12, 0.3], NEW[:3], number=2, feed=0.05)
    fields = _read(cover, inside)
    assert fields["number"].value == "豫(2020)禹州市不动产权第0004567号"
    assert fields["number"].evidence[0].page == 1
    assert fields["holder"].evidence[0].page == 2
    assert "area" not in fields


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("房屋建筑面积：226.58平方米", 226.58),
        ("房屋建筑面积226.58m2", 226.58),
        ("宗地面积5120.3㎡/房屋建筑面积1,226.58㎡", 1226.58),
        ("建筑面积226.58平方米，套内建筑面积198.20平方米", 226.58),
        ("套内建筑面积198.20平方米/建筑面积226.58平方米", 226.58),
    ],
)
def test_the_area_is_that_of_the_building(written: str, area: float) -> None:
    page = table_page([0.12, 0.3], [("权利人", "王建国"), ("坐落", "许昌市建设路9号"), ("面积", written)], feed=0.05)
    assert _read(page)["area"].value == pytest.approx(area)


def test_an_area_that_cannot_be_read_is_none() -> None:
    page = table_page([0.12, 0.3], [("权利人", "王建国"), ("坐落", "许昌市建设路9号"), ("面积", "2●6.58㎡")], feed=0.05)
    field = _read(page).get("area")
    assert field is None or (field.value is None and field.doubtful)


def test_words_of_the_facing_page_are_no_part_of_a_value() -> None:
    facing: list[Row] = [(0.12, (0.6, "根据有关法律，本证是权利人享有")), (0.218, (0.6, "房屋所有权的证明。"))]
    rows = [("房屋所有权人", "王建国"), ("房屋坐落", "建设路9号"), ("登记时间", "2010-03-17"), ("用途", "办公")]
    page = table_page([0.12, 0.3], rows, right=0.58, feed=0.05, above=facing)
    assert _values(_read(page)) == {"holder": "王建国", "address": "建设路9号"}


@pytest.mark.parametrize(("unsure", "confidence"), [(9, 0.6), (12, 0.6), (13, 0.99), (14, 0.99)])
def test_an_area_is_as_sure_as_its_figures(unsure: int, confidence: float) -> None:
    """房屋建筑面积1171.06m²: two figures, then the unit."""
    line = line_of(0.1, 0.3, "房屋建筑面积1171.06m²", unsure={unsure: 0.6})
    field = _read(page_of([(0.1, (0.3, "不动产权证书"))], lines=[line]))["area"]
    assert field.value == 1171.06
    assert field.confidence == pytest.approx(confidence)
