"""A browser's name of itself in plain words (`browsers.yaml`); nothing else of it is kept."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def described(agent: str) -> str:
    """`Edge（Windows）`; of a browser that is not known, that it is another one."""
    browser = _first("browsers", agent) or str(_words()["otherwise"])
    system = _first("systems", agent)
    return f"{browser}（{system}）" if system else browser


def _first(part: str, agent: str) -> str | None:
    return next((str(one["word"]) for one in _words()[part] if str(one["mark"]) in agent), None)


@cache
def _words() -> dict[str, Any]:
    loaded = yaml.safe_load(files("api.sessions").joinpath("browsers.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded
