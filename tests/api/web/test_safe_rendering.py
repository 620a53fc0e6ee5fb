"""What strangers wrote reaches a page as text alone: nothing in modules or templates could make it anything else."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "api" / "web"
IN_MODULES = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setHTML|createContextualFragment"
    r"|postMessage|localStorage|javascript:"
)
IN_TEMPLATES = re.compile(
    r"\|\s*safe\b|autoescape\s+false|Markup\(|\son\w+=|javascript:|<script(?![^>]*(?:\bsrc=|application/json))"
)


@pytest.mark.parametrize(
    ("pattern", "forbidden"), [("static/**/*.js", IN_MODULES), ("templates/**/*.jinja", IN_TEMPLATES)]
)
def test_no_source_of_a_page_makes_markup_or_code_of_text(pattern: str, forbidden: re.Pattern[str]) -> None:
    sources = sorted(WEB.glob(pattern))
    assert len(sources) > 10
    found = {path.name: forbidden.findall(path.read_text(encoding="utf-8")) for path in sources}
    assert {name: words for name, words in found.items() if words} == {}


def test_templates_escape_by_themselves() -> None:
    from api.web.rendering import _environment

    assert _environment().from_string("{{ text }}").render(text="<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34;"
