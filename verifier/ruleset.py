"""Rulesets: a regulation as data. Unknown keys, checks, fields or kinds are errors when a ruleset is loaded.

How to write one: `docs/rulesets.md`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ErrorType

from verifier.checks import CHECKS
from verifier.checks.kinds import CheckKind, KindName
from verifier.checks.relaxation import Relaxation
from verifier.errors import RulesetError
from verifier.fields import unknown_word
from verifier.ruleset_faults import ruleset_error
from verifier.ruleset_source import RulesetSource, Step

DEFAULT = "xuchang-2020-154"
_BUILT_IN = frozenset(get_args(ErrorType))

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Words = Annotated[str, Field(min_length=1)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Data):
    """One rule: `check` names the sort of check (a file in `verifier/checks/`), `with` its parameters.

    `relaxable` marks a condition that the ruleset's `relaxation` may concern.
    """

    id: Identifier
    clause: Words
    title: Words
    check: str
    relaxable: bool = False
    parameters: Mapping[str, Any] = Field(default_factory=dict, alias="with", validate_default=True)

    @property
    def kind(self) -> CheckKind[Any]:
        """The sort of check."""
        return CHECKS[self.check]

    @field_validator("check")
    @classmethod
    def _known(cls, check: str) -> str:
        if check not in CHECKS:
            raise unknown_word("unknown_check", check, sorted(CHECKS))
        return check

    @field_validator("parameters")
    @classmethod
    def _fit_the_check(cls, parameters: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
        if "check" in info.data:
            CHECKS[info.data["check"]].parameters.model_validate(parameters)
        return parameters


class ChecklistItem(_Data):
    """One item of the list of materials, with its kinds of document and its rules."""

    code: Words
    title: Words
    kinds: tuple[KindName, ...]
    rules: tuple[str, ...]


class Ruleset(_Data):
    """A regulation: its clauses word for word, its list of materials, its rules in the order of reports.

    `bureau` is the office that checks dossiers by it and signs letters to applicants. The regulation is in effect from
    `effective_from` to `effective_until`, both included.
    """

    id: Identifier
    version: Words
    name: Words
    bureau: Words | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    clauses: Mapping[str, Words]
    relaxation: Relaxation | None = None
    checklist: tuple[ChecklistItem, ...]
    rules: tuple[Rule, ...]

    @model_validator(mode="wrap")
    @classmethod
    def _consistent(cls, data: Any, handler: ModelWrapValidatorHandler["Ruleset"]) -> "Ruleset":
        """All errors at once: of each part, and of the parts with one another."""
        errors = list(_inconsistencies(data)) if isinstance(data, Mapping) else []
        try:
            ruleset = handler(data)
        except ValidationError as error:
            errors = [*(_as_given(details) for details in error.errors()), *errors]
        if errors:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return ruleset


def _as_given(details: Any) -> InitErrorDetails:
    """An error to be raised again with others."""
    kind, context = details["type"], details.get("ctx", {})
    error = kind if kind in _BUILT_IN else PydanticCustomError(kind, details["msg"], context)
    return InitErrorDetails(type=error, loc=details["loc"], input=details["input"], ctx=context)


def _inconsistencies(data: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """What does not fit together, of a ruleset of which parts may be wrong or absent."""
    rules = dict(_entries(data, "rules"))
    yield from _clauses_without_text(data, rules)
    ids: dict[str, int] = {}
    for index, rule in rules.items():
        name = rule.get("id")
        if isinstance(name, str) and ids.setdefault(name, index) != index:
            context = {"word": name, "first": ("rules", ids[name], "id")}
            yield _fault(PydanticCustomError("repeated", "'{word}' stands twice", context), ("rules", index, "id"))
        if rule.get("relaxable") and data.get("relaxation") is None:
            error = PydanticCustomError("relaxable_by_nothing", "relaxable by nothing")
            yield _fault(error, ("rules", index, "relaxable"))
    for index, item in _entries(data, "checklist"):
        for number, name in enumerate(item["rules"] if isinstance(item.get("rules"), list) else ()):
            if isinstance(name, str) and name not in ids:
                yield _fault(unknown_word("unknown_rule", name, ids), ("checklist", index, "rules", number))
    begins, ends = data.get("effective_from"), data.get("effective_until")
    if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
        yield _fault(PydanticCustomError("ends_before_it_begins", "ends before it begins"), ("effective_until",))
    if data.get("rules") == []:
        error = PydanticCustomError("no_rules", "a ruleset without rules would let everything pass")
        yield _fault(error, ("rules",))


def _clauses_without_text(
    data: Mapping[str, Any], rules: Mapping[int, Mapping[str, Any]]
) -> Iterator[InitErrorDetails]:
    clauses = [str(clause) for clause in (data["clauses"] if isinstance(data.get("clauses"), Mapping) else ())]
    quoted: dict[tuple[Step, ...], Any] = {
        ("rules", index, "clause"): rule.get("clause") for index, rule in rules.items()
    }
    if isinstance(data.get("relaxation"), Mapping):
        quoted["relaxation", "clause"] = data["relaxation"].get("clause")
    for place, clause in quoted.items():
        if isinstance(clause, str) and clause not in clauses:
            yield _fault(unknown_word("unknown_clause", clause, clauses), place)


def _entries(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = data.get(name)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping):
            yield index, entry


def _fault(error: PydanticCustomError, place: tuple[Step, ...]) -> InitErrorDetails:
    return InitErrorDetails(type=error, loc=place, input=None)


@cache
def load_ruleset(name: str = DEFAULT) -> Ruleset:
    """The ruleset of this id among those that come with the program."""
    if name not in available():
        raise RulesetError(
            "unknown-ruleset",
            f"没有名为“{name}”的规则集。",
            f"可用的规则集：{'、'.join(available())}；也可以给出YAML文件的路径。",
        )
    return parse_ruleset(f"rulesets/{name}.yaml", packaged_text(name))


def packaged_text(name: str) -> bytes:
    """The file of a ruleset that comes with the program, by its id."""
    return files("verifier").joinpath("rulesets", f"{name}.yaml").read_bytes()


def choose_ruleset(choice: str) -> Ruleset:
    """The ruleset of an id, or else of a YAML file: what a person names on the command line."""
    path = Path(choice)
    is_path = path.suffix.lower() in (".yaml", ".yml") or len(path.parts) > 1 or path.is_file()
    if choice in available() or not is_path:
        return load_ruleset(choice)
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = "不是文件" if path.is_dir() else "文件不存在" if not path.exists() else "没有权限或读取出错"
        raise RulesetError(
            "ruleset-not-readable",
            f"规则集文件“{choice}”无法读取（{reason}）。",
            f"可用的规则集：{'、'.join(available())}。",
        ) from error
    return parse_ruleset(choice, content)


def parse_ruleset(name: str, content: bytes) -> Ruleset:
    """The ruleset of a file's content. Raises RulesetError that tells all faults with their lines and columns."""
    source = RulesetSource.read(name, content)
    ruleset, invalid = None, None
    try:
        ruleset = Ruleset.model_validate(source.data)
    except ValidationError as error:
        invalid = error
    fault = ruleset_error(source, invalid, Ruleset)
    if fault is not None:
        raise fault from invalid
    assert ruleset is not None
    return ruleset


@cache
def available() -> tuple[str, ...]:
    """Ids of the rulesets that come with the program, the one that is taken by default first."""
    folder = files("verifier").joinpath("rulesets")
    names = sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    return (DEFAULT, *(name for name in names if name != DEFAULT))
