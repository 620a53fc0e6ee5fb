"""`docs/access.yaml`, and the routes that there are."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI
from starlette.routing import Mount

_TABLE = Path(__file__).parents[2] / "docs" / "access.yaml"
Operation = tuple[str, str]  # method, path
ANYBODY, PERSON = "anybody", "person"


@cache
def table() -> dict[str, Any]:
    """The table as it is written."""
    return dict(yaml.safe_load(_TABLE.read_text(encoding="utf-8")))


def needs(part: str) -> dict[Operation, str]:
    """What each operation of a part (`api`, `pages`) asks of who calls; one that is named twice is an error."""
    found: dict[Operation, str] = {}
    for need, operations in table()[part].items():
        for text in operations:
            method, _, path = text.partition(" ")
            assert (method, path) not in found, f"{text} is there twice"
            found[method, path] = need
    return found


def operations(app: FastAPI) -> set[Operation]:
    """Every operation that the application answers, documented or not."""
    return {(method, path) for route in app.routes for method, path in _of(route) if method not in ("HEAD", "OPTIONS")}


def documented(app: FastAPI) -> set[Operation]:
    """Every operation of the OpenAPI document."""
    return {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}


def _of(route: Any) -> Iterator[Operation]:
    router = getattr(route, "original_router", None)
    if router is not None:
        for one in router.routes:
            yield from _of(one)
    elif isinstance(route, Mount):
        yield "GET", f"{route.path}/{{path}}"
    else:
        yield from ((method, route.path) for method in route.methods)
