"""The portal's figures against the same place of the scanned papers: single values, and tables row by row.

Rows of a table are known by their year or their name, in whatever order portal and form list them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extractors.models import FieldValue
from extractors.values.companies import normalise_company
from extractors.values.folding import fold
from verifier.checks.three_ways import PORTAL, stated_by
from verifier.checks.years import stated_year
from verifier.comparison import (
    Comparison,
    Verdict,
    compare_amounts,
    compare_areas,
    compare_counts,
    compare_dates,
    compare_names,
    compare_shares,
)
from verifier.comparison.alignment import similarity
from verifier.models import Dossier
from verifier.readings import Reading, Row, amount_of, area_of, readings, rows_of, share_of
from verifier.wording import title_of

_ENTRY = re.compile(r"(?P<kind>\w+)\.(?P<table>\w+)\[(?P<row>\d+)\]\.(?P<column>\w+)")
_KEYS = ("year", "name")
_LIKE = 0.8  # similarity from which two texts may be one, misread or written in another way
_PER_CENT = Decimal("0.01")
_LEAST = 2  # characters of a text that may be all of a longer one that counts


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load(files("verifier.checks").joinpath("portal.yaml").read_text("utf-8"))
    return words


@dataclass(frozen=True, slots=True)
class StatedTwice:
    """What paper and portal state of one figure, in words; `verdict` is None where the paper's was not read.

    `grave` is False where a difference, or a text that was not found, may mean nothing.
    """

    text: str
    figures: tuple[Reading, ...]
    verdict: Verdict | None
    grave: bool = True


def stated_twice(dossier: Dossier, elsewhere: Sequence[str]) -> Iterator[StatedTwice]:
    """Each of the portal's figures beside the paper's, but for paths that other rules compare.

    Of a table by years these compare the row of the year before submission alone.
    """
    tables: defaultdict[tuple[str, str], defaultdict[int, dict[str, Reading]]]
    tables = defaultdict(lambda: defaultdict(dict))
    for path, field in dossier.declared.items():
        entry = _ENTRY.fullmatch(path)
        if entry is not None:
            tables[entry["kind"], entry["table"]][int(entry["row"])][entry["column"]] = Reading(path, field, None)
        elif path not in elsewhere:
            kind, _, column = path.partition(".")
            what = f"{title_of(kind)}的{_named(column)}" if kind != "application_form" else _named(column)
            yield from _compared(what, column, readings(dossier, path), Reading(path, field, None))
    for (kind, table), rows in tables.items():
        on_paper = [row for document in dossier.of_kind(kind) for row in rows_of(dossier, document, table)]
        settled = {path.rpartition(".")[2] for path in elsewhere if path.startswith(f"{kind}.{table}[]")}
        for row in rows.values():
            yield from _row_compared(_words()["tables"].get(table, title_of(kind)), row, on_paper, settled, dossier)


def _row_compared(
    table: str, row: Row, on_paper: Sequence[Row], settled: set[str], dossier: Dossier
) -> Iterator[StatedTwice]:
    key = next((column for column in _KEYS if column in row), None)
    if key is None:
        yield StatedTwice(f"申报系统的{table}有一行没有名称或年度，无法与材料对应", tuple(row.values()), None)
        return
    portal = row[key]
    twins = [other for other in on_paper if key in other and _is_row(other[key], portal)]
    if not twins:
        yield StatedTwice(f"申报系统{table}中的“{portal.field.raw}”，材料中未读到", tuple(row.values()), None)
        return
    year = f"{portal.value}年的" if key == "year" else f"{table}“{portal.field.raw}”的"
    for column, stated in row.items():
        done = column in settled and portal.value == stated_year(dossier)
        if not done and column != "year":
            found = [twin[column] for twin in twins if column in twin]
            yield from _compared(f"{year}{_named(column)}", column, found, stated)


def _is_row(paper: Reading, portal: Reading) -> bool:
    if not isinstance(portal.value, str):
        return paper.value == portal.value
    one, other = (normalise_company(str(reading.value)) for reading in (paper, portal))
    return (
        _holds(one, other)
        or compare_names(one, other).verdict is not Verdict.DIFFERENT
        or similarity(one, other) >= _LIKE
    )


def _named(column: str) -> str:
    return str(_words()["names"].get(column, column))


def _compared(what: str, column: str, on_paper: Sequence[Reading], portal: Reading) -> Iterator[StatedTwice]:
    described = column in _words()["described"]
    if not on_paper:
        text = f"{what}：申报系统“{portal.field.raw}”，材料中未读到"
        yield StatedTwice(text, (portal,), None, grave=not isinstance(portal.value, str))
    for reading in on_paper:
        sides = f"{what}：{reading.place}“{reading.field.raw}”，申报系统“{portal.field.raw}”"
        if reading.value is None:
            yield StatedTwice(f"{sides}；前者未能读出", (reading, portal), None)
        else:
            comparison = compare_with_portal(column, reading, portal)
            yield StatedTwice(sides, (reading, portal), comparison.verdict, grave=not described)


def compare_with_portal(column: str, paper: Reading, portal: Reading) -> Comparison:
    """Compare one figure as paper and portal state it, both with a value, each as exactly as it is written."""
    labels = (stated_by(paper), PORTAL)
    one, other = paper.value, portal.value
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return compare_amounts(amount_of(paper), amount_of(portal), labels)
    if isinstance(one, date) and isinstance(other, date):
        return compare_dates(one, other, labels)
    if _is_count(one) and _is_count(other):
        return compare_counts(int(str(one)), int(str(other)), labels)
    if isinstance(one, float) and isinstance(other, float):
        written = _as_written(portal)
        if column.startswith("area"):
            return compare_areas(area_of(paper), area_of(written), labels)
        return compare_shares(share_of(paper), share_of(written), labels)
    return _compare_texts(column, str(one), str(other))


def _is_count(value: FieldValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _as_written(portal: Reading) -> Reading:
    """The portal's share or area with the size of its last digit, a hundredth where it is written more coarsely."""
    exponent = Decimal(str(portal.value)).as_tuple().exponent
    quantum = min(_PER_CENT, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else _PER_CENT
    return replace(portal, field=replace(portal.field, quantum=quantum))


def _compare_texts(column: str, one: str, other: str) -> Comparison:
    left, right = (_bare(column, text) for text in (one, other))
    alike = similarity(left, right)
    if _holds(left, right):
        return Comparison(Verdict.SAME, alike, "两处一致")
    verdict = Verdict.UNSURE if alike >= _LIKE or not (left and right) else Verdict.DIFFERENT
    return Comparison(verdict, alike, f"两处不同：“{one}”与“{other}”", ((one, other),))


def _bare(column: str, text: str) -> str:
    """What counts of a text."""
    return re.sub(r"\D" if column in _words()["digits"] else r"[\W_]", "", fold(text).casefold())


def _holds(one: str, other: str) -> bool:
    """Whether one text is the other, or all of a part of it."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _LEAST and short in long)
