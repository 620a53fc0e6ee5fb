"""Cases as data: `<name>.yaml` beside the tests, lists of [text, …, expectation]."""

from pathlib import Path
from typing import Any

import yaml


def read_cases(name: str, section: str) -> list[Any]:
    """Return one section of `<name>.yaml`; one that is empty, or whose text YAML took for a number, is a mistake."""
    cases = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))[section]
    assert cases
    for case in cases:
        assert isinstance(case if isinstance(case, str) else case[0], str), case
    return list(cases)
