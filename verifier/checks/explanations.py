"""What each sort of check does, in Chinese, for the people who answer for its outcomes."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def explanations() -> Mapping[str, str]:
    """A passage for every sort of check, by its name."""
    text = files("verifier.checks").joinpath("explanations.yaml").read_text(encoding="utf-8")
    return {name: passage.replace("\n", "").replace(" ", "") for name, passage in yaml.safe_load(text).items()}
