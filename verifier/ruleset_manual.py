"""The manual pages of the checks as one Markdown text: what their modules say, and what their parameters accept."""

import sys
from collections import defaultdict
from typing import Any

from verifier.checks import CHECKS
from verifier.ruleset_schema import ruleset_schema

_HEADING = """# Checks that a rule may name

Written by `verifier rules --manual` from the checks themselves; how to write a ruleset: [rulesets.md](rulesets.md).
A *kind* is a kind of document, a *field* a path such as `lease.signed_on` (of a list `staff_list.rows[].name`), a
*pattern* a regular expression of Python. Rule ids such as t04 are those of `xuchang-2020-154`.
"""
_WORDS = {
    "Kind": "kind",
    "FieldPath": "field",
    "DatePath": "field with a date",
    "TextPath": "field with text",
    "TextColumn": "column of a table with text",
    "CountPath": "field with a count",
    "SharePath": "field with a share",
    "NumberPath": "field with a number",
    "NumberColumn": "column of a table with numbers",
    "Pattern": "pattern",
}


def render_manual() -> str:
    """A section for each module of checks."""
    together: defaultdict[str, list[str]] = defaultdict(list)
    for name, kind in sorted(CHECKS.items()):
        together[kind.parameters.__module__].append(name)
    definitions = ruleset_schema()["$defs"]
    return "\n".join([_HEADING, *(_section(names, definitions) for names in together.values())])


def manual_page(check: str) -> str:
    """What the module of a check says about it."""
    return (sys.modules[CHECKS[check].parameters.__module__].__doc__ or "").strip()


def _section(names: list[str], definitions: dict[str, Any]) -> str:
    heading = ", ".join(f"`{name}`" for name in names)
    rows = [
        f"| `{name}` | `{parameter}` | {_accepted(schema, definitions)} | {_default(parameter, definitions[own])} |"
        for name in names
        for own in (f"with:{name}",)
        for parameter, schema in definitions[own].get("properties", {}).items()
    ]
    table = ["| check | parameter | value | if left out |", "| --- | --- | --- | --- |", *rows, ""] if rows else []
    return "\n".join([f"## {heading}", "", *table, "```text", manual_page(names[0]), "```", ""])


def _accepted(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """What a schema accepts, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _WORDS.get(name) or _members(definitions[name], definitions)
    if "anyOf" in schema:
        first = next(option for option in schema["anyOf"] if option.get("type") != "null")
        return _accepted(first, definitions)
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if schema.get("type") == "array":
        return f"list of: {_accepted(schema['items'], definitions)}"
    if schema.get("type") == "object":
        keys = f" from {_accepted(schema['propertyNames'], definitions)}" if "propertyNames" in schema else ""
        return f"mapping{keys} to: {_accepted(schema['additionalProperties'], definitions)}"
    bounds = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    limits = [f"{sign} {schema[key]:g}" for key, sign in bounds.items() if key in schema]
    return " ".join([str(schema.get("format", schema["type"])), *limits])


def _members(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    members = (f"`{name}` ({_accepted(inner, definitions)})" for name, inner in schema["properties"].items())
    return f"mapping with {', '.join(members)}"


def _default(parameter: str, parameters: dict[str, Any]) -> str:
    if parameter in parameters.get("required", ()):
        return "required"
    default = parameters["properties"][parameter].get("default")
    return (
        f"`{str(default).lower() if isinstance(default, bool) else default}`" if default not in ([], {}, None) else ""
    )
