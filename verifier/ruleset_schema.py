"""The JSON Schema of rulesets, for editors: what `Ruleset` and the parameters of the checks accept."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import AfterValidatorFunctionSchema

from extractors.kinds.catalogue import kinds
from verifier.checks import CHECKS
from verifier.checks.kinds import PATHS
from verifier.fields import KindWith, PathOf, WordOf, known_fields, known_kind, known_path, known_pattern
from verifier.ruleset import Ruleset

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Words(GenerateJsonSchema):
    """Vocabularies, which models know as functions, become definitions of their own."""

    def function_after_schema(self, schema: AfterValidatorFunctionSchema) -> JsonSchemaValue:
        """A kind, a field or a pattern by the function that knows it, fewer words as they are; the rest as it is."""
        known: dict[object, str] = {known_kind: "Kind", known_path: "FieldPath", known_pattern: "Pattern"}
        function = schema["function"]["function"]
        if isinstance(function, KindWith | WordOf):
            return {"type": "string", "enum": list(function.words)}
        name = function.name if isinstance(function, PathOf) else known.get(function)
        return {"type": "string", "x-words": name} if name else super().function_after_schema(schema)


def ruleset_schema() -> dict[str, Any]:
    """The schema as plain data."""
    schema = _schema_of(Ruleset)
    definitions = schema.pop("$defs")
    definitions["Kind"] = {"enum": list(kinds())}
    definitions["FieldPath"] = {
        "enum": [f"{kind}.{name}" for kind, names in known_fields().items() for name in sorted(names)]
    }
    definitions |= {paths.name: {"enum": list(paths.words)} for paths in PATHS}
    definitions["Pattern"] = {"type": "string", "format": "regex"}
    for name, check in sorted(CHECKS.items()):
        own = _schema_of(check.parameters, f"{name}.")
        definitions |= {f"{name}.{inner}": content for inner, content in own.pop("$defs", {}).items()}
        definitions[f"with:{name}"] = own
    rule = definitions["Rule"]
    rule["properties"]["check"] = {"enum": sorted(CHECKS)}
    rule["properties"]["with"] = {"type": "object"}
    rule["allOf"] = [_parameters_of(name, definitions[f"with:{name}"]) for name in sorted(CHECKS)]
    return {"$schema": _DIALECT, "title": "Ruleset of verifier", **_plain({**schema, "$defs": definitions})}


def _parameters_of(name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """What `with` has to be where a rule names this check."""
    reference = {"properties": {"with": {"$ref": f"#/$defs/with:{name}"}}}
    then = {**reference, "required": ["with"]} if parameters.get("required") else reference
    return {"if": {"properties": {"check": {"const": name}}, "required": ["check"]}, "then": then}


def _schema_of(model: type[BaseModel], prefix: str = "") -> dict[str, Any]:
    return model.model_json_schema(ref_template=f"#/$defs/{prefix}{{model}}", schema_generator=_Words)


def _plain(value: Any) -> Any:
    """References in place of vocabularies, and without titles, which only repeat the keys."""
    if isinstance(value, dict):
        if "x-words" in value:
            return {"$ref": f"#/$defs/{value['x-words']}"}
        return {key: _plain(inner) for key, inner in value.items() if not (key == "title" and isinstance(inner, str))}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
