"""Another city by a YAML file alone: the example ruleset beside the regulation, on the same small dossiers."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import verifier
from tests.verifier.dossiers import build_dossier
from verifier.engine import run_checks
from verifier.models import Dossier, EngineInfo, Outcome, Report
from verifier.pipeline import materials_of
from verifier.reporting import render_html, render_json
from verifier.reporting.context import context_of
from verifier.ruleset import Ruleset, load_ruleset

HERE = Path(__file__).parent
EXAMPLE = load_ruleset("example-pingchuan-2026")
REGULATION = load_ruleset()
_FILE = yaml.safe_load((HERE / "rulesets" / "example_cases.yaml").read_text(encoding="utf-8"))
DOCUMENTS: dict[str, Any] = _FILE["documents"]
CASES: list[dict[str, Any]] = _FILE["cases"]
SCHEMA = json.loads((HERE.parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
LOCAL = re.compile(r"许昌|平川|河南|魏都|工信〔|第[一二三四五六七八九十]+条|附件\d")


class NoPictures:
    def path(self, file: str, page: int) -> Path | None:
        return None


def outcomes(dossier: Dossier, ruleset: Ruleset) -> dict[str, str]:
    return {check.rule: check.finding.outcome.value for check in run_checks(dossier, ruleset)}


def dossier_of(change: dict[str, Any]) -> Dossier:
    """The applicant of `documents`, with what a case changes; a kind that it sets to nothing is left out."""
    documents = {kind: {**content, **(change.get(kind) or {})} for kind, content in DOCUMENTS.items()}
    added = {kind: content for kind, content in change.items() if kind not in documents}
    return build_dossier([
        {kind: content} for kind, content in {**documents, **added}.items() if change.get(kind, content) is not None
    ])  # fmt: skip


def test_an_applicant_of_that_city_passes_there() -> None:
    found = outcomes(dossier_of({}), EXAMPLE)
    assert {rule: outcome for rule, outcome in found.items() if outcome not in ("pass", "not_applicable")} == {}
    assert [rule for rule, outcome in found.items() if outcome == "not_applicable"] == [
        "not-national",
        "shared-clients",  # are compared in a batch
        "shared-document",
    ]
    assert len(found) == len(EXAMPLE.rules)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_one_dossier_under_both_rulesets(case: dict[str, Any]) -> None:
    dossier = dossier_of(case.get("change", {}))
    there, here = outcomes(dossier, EXAMPLE), outcomes(dossier, REGULATION)
    for (rule, outcome), (other, otherwise) in zip(case["there"].items(), case["here"].items(), strict=True):
        assert (there[rule], here[other]) == (outcome, otherwise)


def test_every_threshold_of_the_example_is_shown_to_decide() -> None:
    decided = {rule for case in CASES for rule, outcome in case["there"].items() if outcome == "discrepancy"}
    limits = {rule.id for rule in EXAMPLE.rules if {"at_least", "years", "places", "types"} & set(rule.parameters)}
    assert limits <= decided


def report_of(dossier: Dossier, ruleset: Ruleset) -> Report:
    return Report(
        ruleset.id,
        ruleset.version,
        ruleset.name,
        dossier,
        "平川智服科技有限公司",
        materials_of(dossier.documents),
        run_checks(dossier, ruleset),
        EngineInfo("none", "1"),
        1.0,
    )


def test_the_report_speaks_of_the_ruleset_that_it_was_made_by() -> None:
    dossier = dossier_of({"tax_certificate": None, "audit_report": {"total_assets": "800,000.00"}})
    report = report_of(dossier, EXAMPLE)
    page = render_html(report, NoPictures(), context_of(EXAMPLE), checked_on=date(2026, 3, 20))
    assert EXAMPLE.name in page
    for clause in ("第五条（二）", "第八条（三）"):  # of the findings
        assert EXAMPLE.clauses[clause] in page
    for told in (page, render_json(report)):
        assert not re.search("许昌|第七条|第十二条|附件", told)
        assert "资产总额低于100万元" in told
        assert "在平川市注册" in told
    Draft202012Validator(SCHEMA).validate(json.loads(render_json(report)))
    assert json.loads(render_json(report))["ruleset"] == {"id": EXAMPLE.id, "version": EXAMPLE.version}


@pytest.mark.parametrize("ruleset", [EXAMPLE, REGULATION], ids=lambda ruleset: ruleset.id)
def test_an_empty_dossier_passes_nothing(ruleset: Ruleset) -> None:
    assert Outcome.PASS not in outcomes(build_dossier([]), ruleset).values()


def strings_of(path: Path) -> Iterator[str]:
    """What a file may show to a reader: texts of Python that are no docstrings, all of a template or of data."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield "\n".join(line.partition(" #")[0] for line in text.splitlines() if not line.startswith("#"))
        return
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    manuals = {id(node.body[0].value) for node in ast.walk(tree)
               if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in manuals:
            yield node.value


def test_no_place_and_no_clause_stands_in_the_code() -> None:
    """What is a city's or a regulation's own is said by rulesets alone."""
    package = Path(verifier.__file__).parent
    files = [
        path
        for path in sorted(package.rglob("*"))
        if path.suffix in (".py", ".jinja", ".yaml") and "rulesets" not in path.parts
    ]
    assert len(files) > 60
    assert {path.name: found[0] for path in files for text in strings_of(path) if (found := LOCAL.search(text))} == {}
