"""The room shares nothing with the generator, and knows nothing of what it tests."""

import ast
from pathlib import Path

import pytest

from samples.words import read_words
from tests.foreign_pages.dossiers import HERE, SILENT, all_dossiers, read_data
from verifier.ruleset import DEFAULT, load_ruleset

ROOM = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("test_"))
OUTCOMES = {"pass", "discrepancy", "missing", "review", "not_applicable"}


@pytest.mark.parametrize("module", ROOM, ids=[path.stem for path in ROOM])
def test_it_imports_neither_the_generator_nor_what_it_tests(module: Path) -> None:
    tree = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    imported = {node.module or "" for node in tree if isinstance(node, ast.ImportFrom)}
    tree = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    imported |= {name.name for node in tree if isinstance(node, ast.Import) for name in node.names}
    assert not {name for name in imported if name.split(".")[0] in {"samples", "extractors", "verifier"}}


def test_it_prints_in_fonts_that_the_generator_does_not_know() -> None:
    known = {file for entry in read_words("fonts") for file in entry["files"]}
    assert not known & {entry["file"] for entry in read_data("fonts")}


def test_every_rule_of_one_dossier_is_expected_and_most_are_broken_once() -> None:
    rules = {rule.id for rule in load_ruleset(DEFAULT).rules if not rule.id.startswith("d0")}
    broken: set[str] = set()
    for dossier in all_dossiers():
        assert set(dossier.expected) == rules
        assert all(set(outcomes) <= OUTCOMES for outcomes in dossier.expected.values())
        broken |= {rule for rule in dossier.planted if not SILENT & set(dossier.expected[rule])}
    assert len(broken) >= 60


def test_a_fax_shows_no_red_but_keeps_what_is_planted() -> None:
    dossiers = {dossier.name: dossier for dossier in all_dossiers()}
    assert dossiers["huaixu"].expected_of("fax")["s01-cover-seal"] == ["review"]
    assert dossiers["huaixu-3"].expected_of("fax")["s01-cover-seal"] == ["missing", "review"]
    assert dossiers["huaixu-3"].expected_of("print")["s01-cover-seal"] == ["missing"]
