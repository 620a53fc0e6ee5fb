"""Rulesets: a regulation as data. Unknown keys, checks, fields or kinds are errors when a ruleset is loaded."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extractors.kinds.catalogue import kinds
from verifier.checks import CHECKS
from verifier.checks.kinds import CheckKind
from verifier.checks.relaxation import Relaxation
from verifier.errors import RulesetError

DEFAULT = "xuchang-2020-154"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Data):
    """One rule: `check` names the sort of check (a file in `verifier/checks/`), `with` its parameters.

    `relaxable` marks a condition that the ruleset's `relaxation` may concern.
    """

    id: str
    clause: str
    title: str
    check: str
    relaxable: bool = False
    parameters: Mapping[str, Any] = Field(default_factory=dict, alias="with")

    @property
    def kind(self) -> CheckKind[Any]:
        """The sort of check."""
        return CHECKS[self.check]

    @model_validator(mode="after")
    def _known(self) -> "Rule":
        if self.check not in CHECKS:
            raise ValueError(f"rule {self.id}: unknown check {self.check!r}")
        self.kind.parameters.model_validate(self.parameters)
        return self


class ChecklistItem(_Data):
    """One item of the list of materials, with its kinds of document and its rules."""

    code: str
    title: str
    kinds: tuple[str, ...]
    rules: tuple[str, ...]


class Ruleset(_Data):
    """A regulation: its clauses word for word, its list of materials, its rules in the order of reports."""

    id: str
    version: str
    name: str
    clauses: Mapping[str, str]
    relaxation: Relaxation | None = None
    checklist: tuple[ChecklistItem, ...]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Ruleset":
        ids = [rule.id for rule in self.rules]
        problems = [f"rule {name} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
        problems += [
            f"rule {rule.id}: no text for clause {rule.clause}"
            for rule in self.rules
            if rule.clause not in self.clauses
        ]
        if self.relaxation is not None and self.relaxation.clause not in self.clauses:
            problems.append(f"relaxation: no text for clause {self.relaxation.clause}")
        if self.relaxation is None:
            problems += [f"rule {rule.id}: relaxable by nothing" for rule in self.rules if rule.relaxable]
        for item in self.checklist:
            problems += [f"checklist {item.code}: unknown rule {rule}" for rule in item.rules if rule not in ids]
            problems += [f"checklist {item.code}: unknown kind {kind}" for kind in item.kinds if kind not in kinds()]
        if not ids:
            problems.append("a ruleset without rules would let everything pass")
        if problems:
            raise ValueError("; ".join(problems))
        return self


@cache
def load_ruleset(name: str = DEFAULT) -> Ruleset:
    """The ruleset of this id among those that come with the program."""
    file = files("verifier").joinpath("rulesets", f"{name}.yaml")
    if not file.is_file():
        raise RulesetError(
            "unknown-ruleset", f"没有名为“{name}”的规则集。", f"可用的规则集：{'、'.join(available())}。"
        )
    try:
        return Ruleset.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise RulesetError("invalid-ruleset", f"规则集“{name}”有误：{error}") from error


def available() -> list[str]:
    """Ids of the rulesets that come with the program."""
    folder = files("verifier").joinpath("rulesets")
    return sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
