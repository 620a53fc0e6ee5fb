import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from samples.dossier import plan_papers
from samples.expectation.catalogue import RULES
from samples.generation import compose_dossier, generate_dossier
from samples.held import HELD
from samples.kinds import KINDS
from samples.world.invention import invent_world

OUTCOMES = ["pass", "discrepancy", "missing", "review", "not_applicable"]
SCHEMA = {
    "type": "object",
    "required": ["schema", "ruleset", "dossier", "pages", "documents", "fields", "checks", "faults", "lookalikes"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": "truth/1"},
        "ruleset": {"const": "xuchang-2020-154"},
        "dossier": {"type": "object", "required": ["applicant", "submitted_on", "quality", "packing", "seed"]},
        "pages": {
            "type": "array",
            "minItems": 20,
            "items": {
                "required": ["file", "page", "kind"],
                "properties": {"kind": {"enum": list(KINDS)}, "page": {"minimum": 1}},
            },
        },
        "documents": {
            "type": "array",
            "items": {
                "required": ["kind", "file", "pages", "fields", "seals"],
                "properties": {
                    "kind": {"enum": list(KINDS)},
                    "seals": {
                        "items": {
                            "required": ["text", "shape", "page"],
                            "properties": {"shape": {"enum": ["round", "oval", "square"]}},
                        }
                    },
                },
            },
        },
        "fields": {"type": "object", "propertyNames": {"pattern": r"^[a-z_]+(\[\d+\])?\.[a-z_]+(\[\d+\]\.[a-z_]+)?$"}},
        "checks": {
            "type": "object",
            "additionalProperties": {"type": "array", "minItems": 1, "items": {"enum": OUTCOMES}},
        },
        "faults": {
            "type": "array",
            "items": {"required": ["rule", "accept", "what"], "properties": {"accept": {"minItems": 1}}},
        },
        "lookalikes": {"type": "array", "items": {"required": ["rule", "what"]}},
    },
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("made")
    path = generate_dossier(
        out, 21, quality="typical", packing="pdf-per-material", faults=("x07-total-assets",), fault_count=2, light=True
    )
    return path, json.loads((out / "dossier-0021.truth.json").read_text("utf-8"))


def test_truth_follows_its_schema(made: tuple[Path, dict[str, Any]]) -> None:
    jsonschema.validate(made[1], SCHEMA)


def test_truth_judges_every_rule(made: tuple[Path, dict[str, Any]]) -> None:
    assert set(made[1]["checks"]) == set(RULES)
    assert len(RULES) == 78


def test_faults_are_the_checks_that_must_be_found(made: tuple[Path, dict[str, Any]]) -> None:
    truth = made[1]
    loud = {rule for rule, outcomes in truth["checks"].items() if not {"pass", "not_applicable"} & set(outcomes)}
    assert {fault["rule"] for fault in truth["faults"]} == loud
    assert "x07-total-assets" in loud


def test_lookalikes_may_pass(made: tuple[Path, dict[str, Any]]) -> None:
    for one in made[1]["lookalikes"]:
        assert {"pass", "not_applicable"} & set(made[1]["checks"][one["rule"]])


def test_documents_cover_the_pages_once(made: tuple[Path, dict[str, Any]]) -> None:
    path, truth = made
    parts = [
        (part["file"], page) for document in truth["documents"] for part in document["parts"] for page in part["pages"]
    ]
    assert sorted(parts) == sorted((page["file"], page["page"]) for page in truth["pages"])
    assert all((path / page["file"]).is_file() for page in truth["pages"])


def test_seals_stand_on_pages_of_their_document(made: tuple[Path, dict[str, Any]]) -> None:
    for document in made[1]["documents"]:
        places = {(part["file"], page) for part in document["parts"] for page in part["pages"]}
        assert all((seal["file"], seal["page"]) in places for seal in document["seals"])


def test_every_kind_occurs() -> None:
    found = {paper.kind for seed in range(1, 40) for paper in plan_papers(invent_world(seed), seed)}
    found |= {paper.kind for paper in plan_papers(invent_world(1, form="branch"), 1)}
    assert found == set(KINDS)


def test_same_seed_same_papers() -> None:
    def values(seed: int) -> list[tuple[str, dict[str, Any]]]:
        dossier = compose_dossier(seed, quality="typical", packing="one-pdf", fault_count=3)
        return [(paper.kind, paper.values) for paper in dossier.papers]

    assert values(31) == values(31)
    assert values(31) != values(32)


def test_world_does_not_touch_the_global_chance() -> None:
    random.seed(1)
    before = random.getstate()
    compose_dossier(5, quality="poor", packing="one-pdf", fault_count=2)
    assert random.getstate() == before


@pytest.mark.parametrize("entry", HELD, ids=lambda entry: entry.name)
def test_held_dossiers_are_those_of_their_seed(entry: Any) -> None:
    folder = Path(__file__).parents[2] / "samples" / "dossiers"
    truth = json.loads((folder / f"{entry.name}.truth.json").read_text("utf-8"))
    dossier = compose_dossier(entry.seed, quality=entry.quality, packing=entry.packing, faults=entry.faults)
    assert truth["dossier"]["applicant"] == dossier.applicant.replace("（", "(").replace("）", ")")
    assert {fault["rule"] for fault in truth["faults"]} >= set(entry.faults)
    assert 35 <= len(truth["pages"]) <= 60
