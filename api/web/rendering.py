"""Templates into pages. Everything that a file, a name or an OCR line says is escaped (autoescape is always on)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from api.web.viewer import Viewer
from verifier import __version__
from verifier.models import Outcome
from verifier.reporting import labels
from verifier.reporting.wording import shown, visible
from verifier.store.tables import Recommendation, Verdict

BEIJING = timezone(timedelta(hours=8))  # the office's time, whatever the machine's
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def page(request: Request, template: str, viewer: Viewer | None, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page of `templates/`; `viewer` None is somebody who has not logged in."""
    text = (
        _environment()
        .get_template(template)
        .render(viewer=viewer, path=request.url.path, words=words(), version=__version__, **context)
    )
    return HTMLResponse(text, status_code=status)


@cache
def words() -> Mapping[str, Any]:
    """What the pages call the words of the store and of the report: `words.yaml`, with the report's own words."""
    loaded = yaml.safe_load(files("api.web").joinpath("words.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    for name, outcome in loaded["outcomes"].items():
        outcome["word"] = labels.outcome_word(Outcome(name))
    for name, recommendation in loaded["recommendations"].items():
        recommendation["word"] = labels.recommendation_word(Recommendation(name))
    return loaded | {"verdicts": {verdict.value: labels.verdict_word(verdict) for verdict in Verdict}}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "moment": shown_moment,
        "day": shown_day,
        "age": shown_age,
        "size": shown_size,
        "whole": whole,
    }
    return environment


def whole(text: str) -> Markup:
    """Text of the person's own, and names of accounts: whole, since a form sends it back as it stands."""
    return escape(visible(text))


@pass_context
def _finalize(context: Context, value: object) -> object:
    """Every text but markup as reports show it: names of files come from strangers and may reorder a line.

    Numbers of people are whole where the page says until when (`whole_until`).
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return visible(value) if context.get("whole_until") is not None else shown(value)


def shown_moment(moment: datetime | None) -> str:
    """`2026-03-10 14:05`, in the office's time."""
    return "" if moment is None else moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def shown_day(day: date | None) -> str:
    """`2026年3月10日`."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def shown_age(moment: datetime | None) -> str:
    """How long ago: `刚刚`, `5分钟`, `3小时`, `12天`."""
    if moment is None:
        return ""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    if seconds < _MINUTE:
        return "刚刚"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE:.0f}分钟"
    if seconds < _DAY:
        return f"{seconds // _HOUR:.0f}小时"
    return f"{seconds // _DAY:.0f}天"


def shown_size(bytes_: int) -> str:
    """`12 KB`, `3.4 MB`, `79.7 GB`."""
    if bytes_ >= 1_000_000_000:
        return f"{bytes_ / 1_000_000_000:.1f} GB"
    return f"{bytes_ / 1_000_000:.1f} MB" if bytes_ >= 1_000_000 else f"{max(1, round(bytes_ / 1000))} KB"
