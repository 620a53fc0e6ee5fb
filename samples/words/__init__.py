"""Word lists and sentence patterns of invented documents, as YAML."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def read_words(name: str) -> Any:
    """Read one word list, e.g. `read_words("people")`; the shape is that of the YAML file."""
    return yaml.safe_load(files(__name__).joinpath(f"{name}.yaml").read_text("utf-8"))
