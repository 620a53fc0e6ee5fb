"""Each comparison against `comparison_cases.yaml`, both ways round."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.values.areas import parse_area
from extractors.values.money import parse_amount
from extractors.values.shares import parse_share
from verifier.comparison import (
    Comparison,
    compare_addresses,
    compare_amounts,
    compare_areas,
    compare_names,
    compare_persons,
    compare_shares,
)

Compare = Callable[[str, str], Comparison]

COMPARISONS: dict[str, Compare] = {
    "names": compare_names,
    "persons": compare_persons,
    "addresses": compare_addresses,
    "amounts": lambda left, right: compare_amounts(parse_amount(left), parse_amount(right)),
    "shares": lambda left, right: compare_shares(parse_share(left), parse_share(right)),
    "areas": lambda left, right: compare_areas(parse_area(left), parse_area(right)),
}
CASES: dict[str, list[list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "comparison_cases.yaml").read_text(encoding="utf-8")
)


def all_cases() -> list[Any]:
    return [
        pytest.param(section, *case, id=f"{section}-{case[0]}-{case[1]}")
        for section in CASES
        for case in CASES[section]
    ]


def test_every_section_has_a_comparison() -> None:
    assert set(CASES) == set(COMPARISONS)
    for section, cases in CASES.items():
        assert {case[2] for case in cases} == {"same", "unsure", "different"}, section


@pytest.mark.parametrize(("section", "left", "right", "verdict", "fragment"), all_cases())
def test_verdict_and_explanation(section: str, left: str, right: str, verdict: str, fragment: str) -> None:
    compare = COMPARISONS[section]
    found = compare(left, right)
    assert found.verdict == verdict, found.explanation
    assert fragment in found.explanation
    mirrored = compare(right, left)
    assert mirrored.verdict == verdict, mirrored.explanation
    assert mirrored.similarity == pytest.approx(found.similarity)
    assert sorted(mirrored.differences) == sorted((b, a) for a, b in found.differences)
    assert 0 <= found.similarity <= 1
    assert bool(found.differences) or found.verdict != "different"
