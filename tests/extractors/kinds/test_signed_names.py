from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.geometry import polygon_of
from extractors.kinds.signed_names import read_signed_name
from extractors.layout.prose import page_passage
from extractors.models import Page
from tests.extractors.pages import line_of, page_of

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("signed_names.yaml").read_text(encoding="utf-8"))


def _page(case: dict[str, Any]) -> Page:
    line = line_of(0.3, 0.5, case["text"], others=case.get("others", ()))
    page = page_of([], lines=[line], seals=case.get("seals", [None] if case.get("under_seal") else []))
    if not case.get("under_seal"):
        return page
    over = polygon_of((0.35, 0.45, 0.55, 0.6))
    return replace(
        page, seals=tuple(replace(seal, evidence=replace(seal.evidence, polygon=over)) for seal in page.seals)
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_names(case: dict[str, Any]) -> None:
    page = _page(case)
    field = read_signed_name("applicant", page_passage(page), page)
    assert field.value == case["value"]
    assert bool(field.confirmed_by) == case.get("confirmed", False)
    if case["value"] is not None:
        assert field.doubtful == case.get("doubtful", False)
        assert bool(field.note) or not field.doubtful


def test_a_reading_passed_over_is_told() -> None:
    case = next(case for case in CASES if case["name"] == "the seal says which reading is right")
    page = _page(case)
    field = read_signed_name("applicant", page_passage(page), page)
    assert case["text"] in field.note
    assert case["text"] in field.alternatives
