from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.kinds import lease
from extractors.models import Field
from tests.extractors.pages import pages_of

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("lease.yaml").read_text(encoding="utf-8"))


def _read(*texts: str) -> dict[str, Field]:
    return {field.path: field for field in lease.extract(pages_of(*texts))}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_wordings(case: dict[str, Any]) -> None:
    fields = _read(case["text"])
    found = {path: fields[path].value if path in fields else None for path in case["fields"]}
    assert found == case["fields"]
    assert {path for path in case["fields"] if path in fields and fields[path].doubtful} == {
        *case.get("doubtful", ()),
        *(path for path, value in case["fields"].items() if value is None and path in fields),
    }
