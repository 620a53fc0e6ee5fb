"""v13: does a list name the same person or the same company twice?

Parameters
    people      kinds of lists of people: name, and age and school that tell people of one name apart
    companies   kinds of lists of companies: name, and contact and phone that tell whether two names are one

A name that was misread once would hide that it stands there twice; so names that are almost the same are looked at
where what stands beside them is the same.

Outcomes
    pass         every name stands there once
    discrepancy  a name, surely read, stands there twice, and nothing beside it says that two are meant
    review       two people of one name whose age or school differs; names almost the same with the same particulars; a
                 name not surely read; rows that may be missing; parts of one list
    missing      no list
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

from pydantic import AfterValidator

from extractors.models import Document
from extractors.values.companies import normalise_company
from extractors.values.folding import fold
from extractors.values.persons import normalise_person
from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, Parameters
from verifier.comparison import Verdict, compare_names, compare_persons
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import SURE, Reading, Row, confidence_of, doubts_of, readings, rows_of, shown
from verifier.wording import listed, title_of

_BESIDE: Mapping[bool, tuple[str, ...]] = {True: ("age", "school"), False: ("contact", "phone")}
_ALIKE = 0.75  # similarity from which a misreading may make one name of another, where all else is the same
_COPY = 0.8  # share of names in common from which two lists are one list handed in twice
_MOST_SHOWN = 8


_People = Annotated[str, AfterValidator(KindWith(("rows[].name", "rows[].age")))]
_Companies = Annotated[str, AfterValidator(KindWith(("rows[].name", "rows[].contact")))]


class _Duplicates(Parameters):
    people: tuple[_People, ...] = ()
    companies: tuple[_Companies, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two rows that may be one; `certain` where they are."""

    one: Reading
    other: Reading
    why: str
    certain: bool

    @property
    def told(self) -> str:
        """Both, and why."""
        return f"“{self.one.field.raw}”（{self.one.place}）与“{self.other.field.raw}”（{self.other.place}）：{self.why}"


def check(dossier: Dossier, parameters: _Duplicates) -> Finding:
    """See the module."""
    kinds = (*parameters.people, *parameters.companies)
    lists = [(document, rows_of(dossier, document)) for document in dossier.of_kind(*kinds)]
    read = [(document, rows) for document, rows in lists if any("name" in row for row in rows)]
    if not read:
        return nothing_read(dossier, kinds, "名单")
    pairs = [pair for document, rows in read for pair in _pairs(rows, people=document.kind in parameters.people)]
    doubts = [*_doubts(dossier, lists), *_shared_between_parts(read)]
    found = list(dict.fromkeys(reading for pair in pairs for reading in (pair.one, pair.other)))
    lines = (*(pair.told for pair in pairs), *doubts)
    certain = [pair for pair in pairs if pair.certain]
    if certain:
        what = "；".join(pair.told for pair in certain[:_MOST_SHOWN])
        return Finding(Outcome.DISCREPANCY, f"名单中有重复：{what}。", (), shown(found), confidence_of(found), lines)
    if pairs:
        what = "；".join(pair.told for pair in pairs[:_MOST_SHOWN])
        message = f"名单中可能有重复，请人工核对：{what}。"
        return Finding(Outcome.REVIEW, message, (), shown(found), confidence_of(found), lines)
    names = [row["name"] for _, rows in read for row in rows if "name" in row]
    ends = [reading for _, rows in read for reading in (rows[0].get("name"), rows[-1].get("name")) if reading]
    if doubts:
        message = f"读出的{len(names)}行没有重复，但有内容未能读出或识别把握不大，请人工核对：{doubts[0]}。"
        return Finding(Outcome.REVIEW, message, (), shown(ends), confidence_of(names), lines)
    told = listed(f"{title_of(document.kind)}{len(rows)}行" for document, rows in read)
    return Finding(Outcome.PASS, f"名单没有重复（{told}）。", (), shown(ends), confidence_of(names), lines)


def _pairs(rows: Sequence[Row], *, people: bool) -> Iterator[_Pair]:
    by_name: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if "name" in row and row["name"].value is not None:
            by_name[_plain_name(row["name"], people=people)].append(row)
    for same in by_name.values():
        yield from (_of_one_name(one, other, people=people) for one, other in combinations(same, 2))
    distinct = [same[0] for same in by_name.values()]
    yield from _almost(distinct, people=people)


def _plain_name(reading: Reading, *, people: bool) -> str:
    text = str(reading.value)
    return normalise_person(text) if people else normalise_company(text).casefold()


def _of_one_name(one: Row, other: Row, *, people: bool) -> _Pair:
    """Two rows of one name. Two people may share a name; two companies of one registry never do."""
    first, second = one["name"], other["name"]
    different = [column for column in _BESIDE[True] if _differ(one, other, column)] if people else []
    sure = all(reading.is_sure or reading.field.confidence >= SURE for reading in (first, second))
    if different:
        words = listed({"age": "年龄", "school": "毕业学校"}[column] for column in different)
        return _Pair(first, second, f"姓名相同，{words}不同，可能是同名的两人", certain=False)
    return _Pair(first, second, "同一名称出现两次", certain=sure)


def _differ(one: Row, other: Row, column: str) -> bool:
    """Whether both say something in a column, and not the same."""
    texts = [_text(row, column) for row in (one, other)]
    return all(texts) and texts[0] != texts[1]


def _text(row: Row, column: str) -> str:
    return fold(str(row[column].value)) if column in row and row[column].value is not None else ""


def _almost(rows: Sequence[Row], *, people: bool) -> Iterator[_Pair]:
    """Rows whose names are almost the same and whose particulars, as far as both state them, are the same."""
    groups: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        for column in _BESIDE[people]:
            if _text(row, column):
                groups[column, _text(row, column)].append(row)
    seen = set()
    for group in groups.values():
        for one, other in combinations(group, 2):
            key = frozenset((id(one), id(other)))
            if key in seen or any(_differ(one, other, column) for column in _BESIDE[people]):
                continue
            seen.add(key)
            compare = compare_persons if people else compare_names
            comparison = compare(str(one["name"].value), str(other["name"].value))
            alike = comparison.similarity >= (_ALIKE if not people else 0.5)
            if comparison.verdict is Verdict.UNSURE or alike:
                why = f"{comparison.explanation}，但{'年龄、学校' if people else '联系人、电话'}相同，可能是同一"
                yield _Pair(one["name"], other["name"], f"{why}{'人' if people else '企业'}", certain=False)


def _doubts(dossier: Dossier, lists: Sequence[tuple[Document, Sequence[Row]]]) -> list[str]:
    """Rows or names that were not read, behind which a duplicate may hide."""
    doubts = []
    for document, rows in lists:
        title = title_of(document.kind)
        counts = [one for one in readings(dossier, f"{document.kind}.count") if one.document is document]
        doubts += [f"{title}的行未能读出"] if not rows else []
        doubts += doubts_of([count for count in counts if count.field.doubtful])
        unread = [row for row in rows if "name" not in row or row["name"].value is None]
        doubts += [f"{title}有{len(unread)}行的名称未能读出"] if unread else []
    return list(dict.fromkeys(doubts))


def _shared_between_parts(read: Sequence[tuple[Document, Sequence[Row]]]) -> Iterator[str]:
    """Names that stand in two lists of one kind, which may be parts of one: but not where one is a copy."""
    for (one, first), (other, second) in combinations(read, 2):
        if one.kind != other.kind:
            continue
        names, others = ({str(row["name"].value) for row in rows if "name" in row} for rows in (first, second))
        common = names & others
        if common and len(common) < _COPY * min(len(names), len(others)):
            yield f"两份{title_of(one.kind)}都有：{listed(sorted(common)[:_MOST_SHOWN])}"


DUPLICATES = CheckKind(_Duplicates, check)
