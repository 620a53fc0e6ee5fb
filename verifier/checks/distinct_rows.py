"""t07: does a table of the form name enough different organisations?

Parameters
    rows      path of the names, `application_form.partners[].name`
    at_least  the least number of different ones
    unit      家 …
    what      the figure's name in a sentence

Outcomes
    pass         enough different names, legible if not letter by letter, on each document that has the table
    discrepancy  fewer, every name surely read; one that stands there twice counts once
    review       a name is not surely read, may be two in one or the same as another, or only several tables together
                 name enough; the portal's table says something else; the table could not be read
    missing      no document with the table
"""

from collections.abc import Sequence
from itertools import combinations

from pydantic import Field

from extractors.models import Document
from extractors.values.companies import find_company_names, normalise_company
from verifier.checks.absence import nothing_read, places_beside
from verifier.checks.kinds import CheckKind, Parameters, TextColumn
from verifier.comparison import Verdict, compare_names
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, confidence_of, readable, rows_of, shown
from verifier.wording import listed

_LEGIBLE = 0.6  # confidence from which a name is one, whatever its characters are
_LONGEST = 30  # characters; what is longer may be the names of two rows


class _DistinctRows(Parameters):
    rows: TextColumn
    at_least: int = Field(ge=1)
    unit: str
    what: str


def check(dossier: Dossier, parameters: _DistinctRows) -> Finding:
    """See the module."""
    kind, _, path = parameters.rows.partition(".")
    table, _, column = path.partition("[].")
    tables = [(document, _cells(dossier, document, table, column)) for document in dossier.of_kind(kind)]
    named = [(document, found) for document, found in tables if found]
    if not named:
        return nothing_read(dossier, (kind,), parameters.what)
    every = [reading for _, found in named for reading in found]
    fewest = [_fewest(found) for _, found in named]
    together = _names(every)
    doubts = _doubts(dossier, named)
    portal = _portal_names(dossier, kind, table, column)
    least = f"{parameters.at_least}{parameters.unit}"
    lines = (
        f"读出{len(together)}{parameters.unit}（要求不少于{least}）",
        *(f"{number}. {name}" for number, name in enumerate(together, 1)),
        *doubts,
    )
    values, confidence = (shown(every), ()), confidence_of(readable(every))
    enough = all(count >= parameters.at_least for count in fewest)
    if portal and (len(portal) >= parameters.at_least) is not enough:
        message = f"{parameters.what}：申报系统填报{len(portal)}{parameters.unit}，与申请表不同，请人工核对。"
        return Finding(Outcome.REVIEW, message, *values, confidence, lines)
    if enough:
        return Finding(Outcome.PASS, f"{parameters.what}不少于{least}。", *values, confidence, lines)
    if not doubts and len(together) < parameters.at_least:
        repeated = "（重复的只计一次）" if len(together) < len(every) else ""
        message = f"{parameters.what}为{len(together)}{parameters.unit}{repeated}，少于{least}。"
        return Finding(Outcome.DISCREPANCY, message, *values, confidence, lines)
    message = f"{parameters.what}读出{len(together)}{parameters.unit}（要求{least}），但读取有疑问，请人工核对。"
    return Finding(Outcome.REVIEW, message, *values, confidence, lines)


def _fewest(found: Sequence[Reading]) -> int:
    """How many names there are at least: those that are legible, less those that may be another's."""
    legible = [reading for reading in found if reading.field.confidence >= _LEGIBLE and not reading.field.doubtful]
    names = _names(legible)
    return len(names) - sum(
        compare_names(one, other).verdict is Verdict.UNSURE for one, other in combinations(names, 2)
    )


def _cells(dossier: Dossier, document: Document, table: str, column: str) -> list[Reading]:
    return [row[column] for row in rows_of(dossier, document, table) if column in row]


def _names(found: Sequence[Reading]) -> list[str]:
    return list(dict.fromkeys(normalise_company(str(reading.value)) for reading in readable(found)))


def _portal_names(dossier: Dossier, kind: str, table: str, column: str) -> list[str]:
    names: list[str] = []
    while (stated := dossier.declared.get(f"{kind}.{table}[{len(names)}].{column}")) is not None:
        names.append(normalise_company(str(stated.value)))
    return list(dict.fromkeys(names))


def _doubts(dossier: Dossier, tables: Sequence[tuple[Document, Sequence[Reading]]]) -> tuple[str, ...]:
    """Why the number of names may be another one."""
    doubts = []
    for document, found in tables:
        doubts += [f"{reading.place}“{reading.field.raw}”识别把握不大" for reading in found if not reading.is_sure]
        doubts += [
            f"{reading.place}“{reading.field.raw}”可能是两个单位"
            for reading in readable(found)
            if len(find_company_names(str(reading.value))) > 1 or len(str(reading.value)) > _LONGEST
        ]
        doubts += [
            f"“{one}”与“{other}”可能是同一单位"
            for one, other in combinations(_names(found), 2)
            if compare_names(one, other).verdict is Verdict.UNSURE
        ]
        beside = places_beside(dossier, [document])
        doubts += [f"{listed(beside)}未能读取或识别"] if beside else []
    return tuple(dict.fromkeys(doubts))


DISTINCT_ROWS = CheckKind(_DistinctRows, check)
