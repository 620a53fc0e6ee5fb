"""Amounts, dates and numbers of the truth must stand on the sheets in one of the ways people write them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from samples.dossier import draw_papers
from samples.drawing.sheet import Sheet, Text
from samples.generation import compose_dossier
from samples.notation import amount_in_words, date_text
from samples.truth import folded

STYLES = ("padded", "plain", "dashed", "dotted", "slashed", "chinese")
# Counted from rows, or known only from what is not there.
COUNTED = {
    "count",
    "value",
    "record_count",
    "survey_count",
    "very_satisfied",
    "satisfied",
    "dissatisfied",
    "satisfied_count",
}


def ways(value: Any) -> Iterator[str]:
    """Yield the ways in which a value may be written."""
    if isinstance(value, Decimal):
        for factor in (1, 1000, 10000):
            plain = f"{(value / factor).normalize():f}"
            yield from (
                plain,
                f"{value / factor:.2f}",
                f"{value / factor:,.2f}",
                f"{value / factor:,.0f}",
                f"{value / factor:.4f}",
            )
            yield from (f"{value / factor:.{places}f}" for places in (0, 1, 3))
        yield from (amount_in_words(value), amount_in_words(value, round_sign="圆"))
    elif isinstance(value, date):
        yield from (folded(date_text(value, style)) for style in STYLES)
        yield from (f"{value.year}年{value.month}月", f"{value.year}.{value.month:02}")
    elif isinstance(value, float):
        yield from (
            f"{value:.2f}",
            f"{value:.2f}".rstrip("0").rstrip("."),
            f"{value * 100:.2f}",
            f"{value * 100:.1f}",
            f"{value * 100:.2f}".rstrip("0").rstrip("."),
        )
    elif isinstance(value, int):
        yield str(value)


def written(sheets: list[Sheet]) -> str:
    return folded("".join(item.text for sheet in sheets for item in sheet.items if isinstance(item, Text)))


@pytest.mark.parametrize("seed", range(51, 57))
def test_values_stand_on_the_paper(seed: int) -> None:
    dossier = compose_dossier(seed, quality="clean", packing="one-pdf", fault_count=seed % 4)
    draw_papers(dossier)
    checked = 0
    for paper in dossier.papers:
        text = written(paper.sheets)
        flat = [
            (name, value) for name, value in paper.values.items() if name not in COUNTED and "qualified" not in name
        ]
        for name in ("rows", "years", "investors", "services"):
            flat += [
                (key, value)
                for row in paper.values.get(name, [])
                for key, value in row.items()
                if not isinstance(value, bool)
            ]
        if "headcount" in paper.values:
            flat += [(name, paper.values[name]) for name in ("qualified_count", "qualified_share")]
        for name, value in flat:
            candidates = [folded(way) for way in ways(value)]
            if candidates and (paper.kind, name) not in {("staff_list", "years"), ("special_audit_report", "year")}:
                checked += 1
                assert any(way in text for way in candidates), (paper.kind, name, value)
    assert checked > 100
