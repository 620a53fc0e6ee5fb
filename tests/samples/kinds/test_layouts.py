"""What the truth says is printed must stand on the sheets."""

from typing import Any

import pytest

from samples.dossier import draw_papers
from samples.drawing.sheet import Sheet, Text
from samples.generation import compose_dossier
from samples.truth import folded

# Fields that stand on the paper as they are; others are written in words, in units, or counted.
LITERAL = {
    "applicant",
    "name",
    "credit_code",
    "legal_representative",
    "address",
    "registrar",
    "subject",
    "lessor",
    "lessee",
    "entity",
    "firm",
    "number",
    "holder",
    "contact",
    "phone",
    "postcode",
    "entity_type",
    "title",
    "issuer",
    "scope",
    "type",
}


def written(sheets: list[Sheet]) -> str:
    """Return everything written on the sheets, in drawing order, folded."""
    return folded("".join(item.text for sheet in sheets for item in sheet.items if isinstance(item, Text)))


@pytest.mark.parametrize("seed", [41, 42, 43, 44, 45])
def test_fields_stand_on_the_paper(seed: int) -> None:
    dossier = compose_dossier(seed, quality="clean", packing="one-pdf", fault_count=3)
    draw_papers(dossier)
    for paper in dossier.papers:
        text = written(paper.sheets) + folded("".join(stamp.party for stamp in paper.stamps.values()))
        for name, value in paper.values.items():
            if name in LITERAL and value is not None:
                assert folded(getattr(value, "text", value)) in text, (paper.kind, name)
        for row in paper.values.get("rows", []):
            assert folded(row["name"]) in text, (paper.kind, row["name"])


def test_papers_are_drawn_within_their_sheets() -> None:
    dossier = compose_dossier(46, quality="clean", packing="one-pdf")
    draw_papers(dossier)
    outside: list[Any] = []
    for paper in dossier.papers:
        for sheet in paper.sheets:
            outside += [
                (paper.kind, item.text)
                for item in sheet.items
                if isinstance(item, Text)
                and (item.x < 0 or item.x + item.width > sheet.width + 0.5 or item.y > sheet.height)
            ]
    assert not outside


def test_layouts_vary() -> None:
    layouts = {
        (paper.kind, paper.layout)
        for seed in range(60)
        for paper in compose_dossier(seed, quality="clean", packing="one-pdf").papers
    }
    assert {layout for kind, layout in layouts if kind == "business_licence"} == {
        "portrait",
        "landscape",
        "electronic",
        "electronic portrait",
    }
    narratives = [
        paper
        for seed in range(30)
        for paper in compose_dossier(seed, quality="clean", packing="one-pdf").papers
        if paper.kind == "narrative"
    ]
    sections = {heading for paper in narratives for heading, _ in paper.facts["sections"]}
    assert len(sections) > 10
