"""The OpenAPI document against the service: no 5xx, and no answer that it does not describe."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.problems import MEDIA_TYPE
from tests.api.conftest import Bureau, Running
from verifier.settings import read_settings

_CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
_EXAMPLES = 5
_METHODS = ("get", "post", "put", "patch", "delete")


def _operations(folder: Path) -> list[tuple[str, str]]:
    paths = create_app(read_settings(store_folder=folder)).openapi()["paths"]
    return [(method, path) for path, item in paths.items() for method in item if method in _METHODS]


def test_every_refusal_is_described(tmp_path: Path) -> None:
    paths = create_app(read_settings(store_folder=tmp_path)).openapi()["paths"]
    for path, item in paths.items():
        for method, operation in item.items():
            assert operation["summary"]
            for status, response in operation["responses"].items():
                if int(status) < 400:
                    continue
                content = response["content"][MEDIA_TYPE]
                assert content["examples"], f"{method} {path} {status}"
                for code, example in content["examples"].items():
                    assert example["value"]["code"] == code
                    assert example["value"]["status"] == int(status)


def test_no_answer_is_unexpected(running: Running, bureau: Bureau, tmp_path: Path) -> None:
    schema = schemathesis.openapi.from_url(f"{running.url}/openapi.json")
    headers = {"Authorization": f"Bearer {bureau.key}"}
    seen: set[int] = set()
    for method, path in _operations(tmp_path):
        operation = schema[path][method.upper()]
        cases = strategies.one_of(
            operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE),
        )

        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases)
        def conform(case: Any) -> None:
            response = case.call(headers=headers)
            seen.add(response.status_code)
            case.validate_response(response, checks=list(_CHECKS))

        conform()
    assert {200, 202, 404, 422} <= seen
    if not seen:
        pytest.fail("nothing was called")
