"""The schema and the manual for those who write rulesets: in step with what a ruleset may hold."""

import copy
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from tests.verifier.test_ruleset import BAD, VALID
from verifier import cli
from verifier.checks import CHECKS
from verifier.ruleset import ChecklistItem, Rule, Ruleset, available
from verifier.ruleset_manual import manual_page, render_manual
from verifier.ruleset_schema import ruleset_schema

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "ruleset.schema.json"
MANUAL = ROOT / "docs" / "ruleset-checks.md"
PAGE = (ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8")
VALIDATOR = Draft202012Validator(ruleset_schema())
# What only the program sees: how the parts fit together, and whether a pattern is one.
UNSEEN = {"stands twice", "第九十九条", "m99-nothing", "without rules", "(", "lease.rent"}


def as_editors_see_it(data: Any) -> Any:
    """Dates of YAML are texts of JSON."""
    return json.loads(json.dumps(data, default=date.isoformat))


def test_the_files_in_docs_are_those_that_the_command_writes() -> None:
    for option, path in (("--schema", SCHEMA), ("--manual", MANUAL)):
        result = CliRunner().invoke(cli.main, ["rules", option])
        assert result.exit_code == 0
        told = f"write it anew: verifier rules {option} > docs/{path.name}"
        assert path.read_text(encoding="utf-8") == result.stdout, told


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(ruleset_schema())


@pytest.mark.parametrize("name", available())
def test_the_rulesets_of_the_program_fit_the_schema(name: str) -> None:
    text = (ROOT / "verifier" / "rulesets" / f"{name}.yaml").read_text(encoding="utf-8")
    VALIDATOR.validate(as_editors_see_it(yaml.safe_load(text)))


def test_a_valid_ruleset_fits_the_schema() -> None:
    VALIDATOR.validate(VALID)


@pytest.mark.parametrize(
    "change", [change for change in BAD if change["says"] not in UNSEEN], ids=lambda change: change["says"]
)
def test_what_the_program_refuses_does_not_fit_the_schema(change: dict[str, Any]) -> None:
    data: Any = copy.deepcopy(VALID)
    *way, last = change["at"]
    place = data
    for step in way:
        place = place[step]
    place[last] = change["value"]
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_the_schema_knows_the_parameters_of_every_check(check: str) -> None:
    fields = CHECKS[check].parameters.model_fields
    known = ruleset_schema()["$defs"][f"with:{check}"]
    assert set(known.get("properties", {})) == set(fields)
    assert set(known.get("required", ())) == {name for name, field in fields.items() if field.is_required()}
    rule = {"id": "a", "clause": "第一条", "title": "甲", "check": check, "with": {"horoscope": 1}}
    assert not VALIDATOR.is_valid({**VALID, "rules": [rule]})


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_the_manual_page_of_a_check_names_it_and_all_its_parameters(check: str) -> None:
    page = manual_page(check)
    names = [name for name, kind in CHECKS.items() if kind.parameters.__module__ == CHECKS[check].parameters.__module__]
    assert len(names) == 1 or f"`{check}`" in page
    for parameter in CHECKS[check].parameters.model_fields:
        assert re.search(rf"\b{parameter}\b", page), parameter


def test_the_manual_lists_every_check_once_with_its_parameters() -> None:
    manual = render_manual()
    listed = [name for line in manual.splitlines() if line.startswith("## ") for name in re.findall("`(.+?)`", line)]
    assert sorted(listed) == sorted(CHECKS)
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| .+ \| (.*) \|$", manual, re.MULTILINE)
    known = {(check, name) for check, kind in CHECKS.items() for name in kind.parameters.model_fields}
    assert {(check, parameter) for check, parameter, _ in rows} == known
    for check, parameter, default in rows:
        assert (default == "required") == CHECKS[check].parameters.model_fields[parameter].is_required()


@pytest.mark.parametrize("model", [Ruleset, ChecklistItem, Rule])
def test_the_page_on_writing_rulesets_explains_every_key(model: type[Ruleset | ChecklistItem | Rule]) -> None:
    for name, field in model.model_fields.items():
        assert f"`{field.alias or name}`" in PAGE


def test_the_ruleset_on_the_page_is_valid_and_the_errors_are_those_that_it_shows(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "我的规则.yaml"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["rules", "--ruleset", str(file)])
    assert result.exit_code == 0, result.stderr
    assert f"```\n{result.stdout}```" in PAGE.replace("$ verifier rules --ruleset 我的规则.yaml\n", "")
    broken = text.replace("check: threshold", "check: treshold").replace("kinds: [lease]", "kinds: [leese]")
    file.write_text(broken, encoding="utf-8")
    result = CliRunner().invoke(cli.main, ["rules", "--ruleset", str(file)])
    assert result.exit_code == 2
    assert f"```\n{result.stderr.replace(f'{tmp_path}/', '')}```" in PAGE
