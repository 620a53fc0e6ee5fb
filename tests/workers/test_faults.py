"""Each kind of fault once while portals hand in dossiers; `python -m tests.endurance faults` goes on for longer."""

import argparse
from pathlib import Path
from typing import Any

import pytest

from tests.endurance.faulting import OWN_DATABASE, faults

_OPTIONS = {"count": 0, "pages": 3, "longest": 0.5, "outage": 1.5, "patience": 180.0, "seed": 1}
_KILLS = {"worker and pages", "worker", "page process", "api", "clock moved", "clock set back"}


@pytest.mark.parametrize(
    ("database", "broker", "kinds"),
    [
        pytest.param(None, None, _KILLS, id="one machine"),
        pytest.param(OWN_DATABASE, "redis", _KILLS | {"broker", "FLUSHALL", "database restarted"}, id="many machines"),
    ],
)
def test_nothing_is_lost_doubled_or_stuck_whatever_fails(
    tmp_path: Path, database: str | None, broker: str | None, kinds: set[str]
) -> None:
    options = argparse.Namespace(**_OPTIONS, folder=tmp_path, database=database, broker=broker)
    result: dict[str, Any] = faults(options)
    assert set(result["faults"]) >= kinds
    assert "left out" in result or "disk full" in result["faults"]
    assert not [answer for answer in result["refused"] if answer.startswith("500")]
    acknowledged = result["dossiers acknowledged"]
    assert acknowledged > 0
    wanted = ("dossiers", "files as they were sent", "done", "runs")
    assert [result[name] for name in wanted] == [acknowledged] * len(wanted)
    assert result["pages given up"] == 0
    assert result["reports other than undisturbed"] == []
