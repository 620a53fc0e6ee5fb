"""Which page is which material: each kind alone in several layouts, and pages of a dossier together."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from extractors.classification import classify_pages
from extractors.kinds.catalogue import BLANK, UNKNOWN, kinds, material_words
from tests.extractors.page_kinds import dossier, drawn, page_kinds

SINGLE = [(kind, index) for kind, pages in page_kinds()["single"].items() for index in range(len(pages))]


@pytest.mark.parametrize(("kind", "index"), SINGLE)
def test_a_page_alone(kind: str, index: int) -> None:
    (found,) = classify_pages([drawn(page_kinds()["single"][kind][index])])
    assert found.kind == kind
    assert found.confidence > 0.5


def test_every_kind_is_shown_in_two_layouts() -> None:
    assert set(page_kinds()["single"]) == set(kinds()) - {BLANK}
    assert all(len(pages) >= 2 for pages in page_kinds()["single"].values())


@pytest.mark.parametrize("case", page_kinds()["together"], ids=lambda case: str(case["case"]))
def test_pages_together(case: Mapping[str, Any]) -> None:
    found = classify_pages(dossier(case["pages"]))
    assert [kind.kind for kind in found] == [entry["kind"] for entry in case["pages"]]


def test_no_pages() -> None:
    assert classify_pages([]) == []


def test_an_unknown_page_names_what_it_may_be() -> None:
    (found,) = classify_pages([drawn(["出租方", "其他"])])
    assert found.kind == UNKNOWN
    assert "lease" in found.candidates


def test_what_decided_is_told() -> None:
    (found,) = classify_pages([drawn(["# 房屋租赁合同", "出租方：张伟", "承租方：李强", "租金6万元"])])
    assert found.titled
    assert found.cues[0] == "房屋租赁合同"


def test_a_seal_or_a_company_makes_a_sheet_no_separator() -> None:
    bare = replace(drawn(["# 管理制度汇编"]), filled=0.02)
    cover = replace(drawn(["# 管理制度汇编", "许昌鼎诚企业服务有限公司"]), filled=0.02)
    assert [kind.kind for kind in classify_pages([bare])] == ["other"]
    assert [kind.kind for kind in classify_pages([cover])] == ["management_rules"]


@pytest.mark.parametrize("text", ["证明材料", "从业资格资质", "公示系统-行政处罚", "签订协议企业名单", "通知照片总结"])
def test_words_of_separators(text: str) -> None:
    assert material_words().fullmatch(text)


@pytest.mark.parametrize("text", ["许昌鼎诚企业服务有限公司", "张伟", "荣获先进单位称号", "同意推荐"])
def test_words_of_no_separator(text: str) -> None:
    assert material_words().fullmatch(text) is None
