"""t06, x12: how many people of the lists are qualified, in both readings of the condition?

Regulations write 大专及以上学历和中级及以上技术职称: either makes a person qualified (或), or only both do (且).
Each cell is weighed anew: one not surely read, or that names no known degree or title, leaves a span from the fewest
to the most. Several lists of one kind are taken as parts of one.

`qualified_ratio`  parameters: kinds (lists of people), at_least (share)
    pass the share is reached in both readings on a list, and on every other as far as its cells can be read;
    discrepancy it is reached in neither; review it is reached by `或` alone, the lists differ, a cell that tips the
    balance is not legible, or rows may be missing; missing no list
`qualified_count`  parameters: kinds, count and share (paths of the form, the portal's figure joins in)
    pass number and share are those of a list in one of the readings, and of every other as far as it can be read;
    discrepancy they are those of neither; review a cell in doubt decides, or rows may be missing; missing nothing to
    compare with
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from extractors.kinds.staff_ladders import has_degree, has_title
from extractors.models import Document
from extractors.values.shares import Share
from verifier.checks.absence import nothing_read
from verifier.checks.kinds import CheckKind, CountPath, Parameters, SharePath
from verifier.comparison import Verdict, compare_shares
from verifier.comparison.alignment import lacks_digits
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import (
    Reading,
    Row,
    confidence_of,
    declared,
    doubts_of,
    readable,
    readings,
    rows_of,
    share_of,
    shown,
)
from verifier.wording import listed, pages_of, percent, title_of

_EXACT = Decimal("0.000001")
_MOST_NAMED = 5  # people who do not count, by name
_LONG, _LEGIBLE = 3, 0.5  # characters, confidence: no misreading makes 中专 of a longer word that the ladders know
Span = tuple[int, int]  # the fewest and the most


@dataclass(frozen=True, slots=True)
class _Census:
    """One kind of list: how many people, and how many are qualified by either reading."""

    title: str
    people: int
    either: Span
    both: Span
    evidence: tuple[Reading, ...]
    doubts: tuple[str, ...]
    others: tuple[str, ...]  # people who count in neither reading

    def shares(self, span: Span) -> tuple[float, float]:
        """The span as shares of all."""
        return span[0] / self.people, span[1] / self.people

    @property
    def told(self) -> str:
        """Both readings in one line."""
        one, other = (
            f"{_span(span)}人，占{percent(self.shares(span)[0])}"
            + (f"至{percent(self.shares(span)[1])}" if span[0] < span[1] else "")
            for span in (self.either, self.both)
        )
        return f"{self.title}共{self.people}人：学历“或”职称达到的{one}；学历“且”职称达到的{other}"


def _span(span: Span) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]}至{span[1]}"


_People = Annotated[str, AfterValidator(KindWith(("rows[].education", "rows[].title")))]


class _Ratio(Parameters):
    kinds: tuple[_People, ...]
    at_least: float = Field(gt=0, le=1)


def check_ratio(dossier: Dossier, parameters: _Ratio) -> Finding:
    """See the module."""
    lists, silent = _censuses(dossier, parameters.kinds)
    if not lists:
        return nothing_read(dossier, parameters.kinds, "人员的学历和职称")
    least = percent(parameters.at_least)
    lines = tuple(line for one in lists for line in _lines(one))
    values = (), shown([reading for one in lists for reading in one.evidence])
    confidence = confidence_of([reading for one in lists for reading in one.evidence])
    verdicts = _verdicts(lists, parameters.at_least)
    figures = "；".join(one.told for one in lists)
    if silent:
        message = f"{listed(map(pages_of, silent))}中未能读出人员，无法核对专业人员比例，请人工核对。{figures}。"
        return Finding(Outcome.REVIEW, message, *values, 0.0, lines)
    if verdicts == {Outcome.PASS}:
        return Finding(Outcome.PASS, f"专业人员比例达到{least}。{figures}。", *values, confidence, lines)
    if verdicts == {Outcome.DISCREPANCY}:
        return Finding(Outcome.DISCREPANCY, f"专业人员比例低于{least}。{figures}。", *values, confidence, lines)
    message = f"专业人员比例是否达到{least}，取决于对条款的理解或读取有疑问，请人工认定。{figures}。"
    return Finding(Outcome.REVIEW, message, *values, confidence, lines)


def _verdicts(lists: Sequence[_Census], least: float) -> set[Outcome]:
    """One verdict a list. Cells that one list leaves in doubt do not matter where another list of them settles it."""
    verdicts = [_verdict(one, least) for one in lists]
    if Outcome.PASS not in verdicts:
        return set(verdicts)
    return {
        Outcome.PASS if not one.doubts and one.shares(one.both)[1] >= least else verdict
        for one, verdict in zip(lists, verdicts, strict=True)
    }


def _verdict(census: _Census, least: float) -> Outcome:
    if census.doubts:
        return Outcome.REVIEW
    if census.shares(census.both)[0] >= least:
        return Outcome.PASS
    return Outcome.DISCREPANCY if census.shares(census.either)[1] < least else Outcome.REVIEW


class _Stated(Parameters):
    kinds: tuple[_People, ...]
    count: CountPath
    share: SharePath


def check_stated(dossier: Dossier, parameters: _Stated) -> Finding:
    """See the module."""
    counts, shares = declared(dossier, parameters.count), declared(dossier, parameters.share)
    stated = [*counts, *shares]
    form = (parameters.count.partition(".")[0],)
    if not readable(stated):
        return nothing_read(dossier, form, "专业人员人数和比例", stated)
    lists, silent = _censuses(dossier, parameters.kinds)
    if not lists:
        found = nothing_read(dossier, parameters.kinds, "人员的学历和职称")
        return Finding(found.outcome, found.message, shown(stated), found.found)
    every = [reading for one in lists for reading in one.evidence]
    values, confidence = (shown(stated), shown(every)), confidence_of([*readable(stated), *every])
    verdicts = [
        (reading, one, _agrees(reading, one, is_count=reading in counts))
        for reading in readable(stated)
        for one in lists
    ]
    lines = (
        *(
            f"{reading.place}“{reading.field.raw}”与{one.title}：{_WORDS[verdict]}"
            for reading, one, verdict in verdicts
        ),
        *(line for one in lists for line in _lines(one)),
        *doubts_of(stated),
    )
    figures = "；".join(one.told for one in lists)
    off = [(reading, one) for reading, one, verdict in verdicts if verdict is Verdict.DIFFERENT]
    share_fits = {one.title for reading, one, verdict in verdicts if reading in shares and verdict is Verdict.SAME}
    certain = [
        (reading, one)
        for reading, one in off
        if reading.is_sure and not one.doubts and not (one.title in share_fits and _may_lack_digits(reading, one))
    ]
    if off:
        what = listed(
            dict.fromkeys(f"{reading.place}所填{reading.field.raw}与{one.title}不符" for reading, one in certain or off)
        )
        if certain:
            return Finding(Outcome.DISCREPANCY, f"{what}。{figures}。", *values, confidence, lines)
        return Finding(Outcome.REVIEW, f"{what}，可能是识别有误，请人工核对。{figures}。", *values, confidence, lines)
    gaps = [reading for reading in stated if reading.value is None] or not (readable(counts) and readable(shares))
    settled = {reading for reading, one, verdict in verdicts if verdict is Verdict.SAME and not one.doubts}
    unsure = any(reading not in settled for reading in readable(stated)) or any(one.doubts for one in lists)
    if silent or gaps or unsure or any(reading.field.doubtful for reading in stated):
        message = f"专业人员人数、比例看来与名单相符，但有内容未读出或识别把握不大，请人工核对。{figures}。"
        return Finding(Outcome.REVIEW, message, *values, confidence, lines)
    return Finding(Outcome.PASS, f"专业人员人数、比例与人员名单一致。{figures}。", *values, confidence, lines)


_WORDS = {Verdict.SAME: "一致", Verdict.DIFFERENT: "不一致", Verdict.UNSURE: "名单中有学历或职称不能归类，不能确定"}


def _agrees(reading: Reading, census: _Census, *, is_count: bool) -> Verdict:
    """Whether a stated number or share is that of one of the readings."""
    spans = (census.either, census.both)
    if is_count:
        exact = any(low == high == reading.value for low, high in spans)
        possible = any(isinstance(reading.value, int) and low <= reading.value <= high for low, high in spans)
    else:
        exact = any(low == high and _same_share(reading, low, census.people) for low, high in spans)
        possible = any(
            _same_share(reading, count, census.people) for low, high in spans for count in range(low, high + 1)
        )
    return Verdict.SAME if exact else Verdict.UNSURE if possible else Verdict.DIFFERENT


def _may_lack_digits(reading: Reading, census: _Census) -> bool:
    """Whether a number may be the list's with digits lost: 4 where the list has 24."""
    counts = {low for low, high in (census.either, census.both) if low == high}
    return isinstance(reading.value, int) and any(lacks_digits(reading.value, count) for count in counts)


def _same_share(reading: Reading, count: int, people: int) -> bool:
    counted = Share((Decimal(count) / people).quantize(_EXACT), _EXACT)
    stated = share_of(reading)
    if reading.document is None:  # the portal's figure: as exact as it is written
        stated = Share(stated.value, Decimal(1).scaleb(min(-2, int(stated.value.as_tuple().exponent))))
    return compare_shares(stated, counted).verdict is Verdict.SAME


def _lines(census: _Census) -> tuple[str, ...]:
    others = listed(census.others[:_MOST_NAMED]) + ("等" if len(census.others) > _MOST_NAMED else "")
    return (census.told, *([f"{census.title}中两项均未达到的：{others}"] if others else []), *census.doubts)


def _censuses(dossier: Dossier, kinds: Sequence[str]) -> tuple[list[_Census], list[Document]]:
    """One census for each kind of list, and the lists of which no row was read."""
    lists, silent = [], []
    for kind in kinds:
        documents = [(document, rows_of(dossier, document)) for document in dossier.of_kind(kind)]
        silent += [document for document, rows in documents if not rows]
        rows = [row for _, found in documents for row in found]
        if rows:
            lists.append(_census(dossier, kind, rows, several=len(documents) > 1))
    return lists, silent


def _census(dossier: Dossier, kind: str, rows: Sequence[Row], *, several: bool) -> _Census:
    columns = {column for row in rows for column in row}
    merits = [(_degree(row), _title(row, columns)) for row in rows]
    counts = readings(dossier, f"{kind}.count")
    evidence = [
        *counts,
        *readings(dossier, f"{kind}.qualified_count"),
        *([] if counts else [reading for row in rows[:1] for reading in row.values()]),
    ]
    doubts = [*doubts_of([reading for reading in counts if reading.field.doubtful])]
    doubts += [f"{title_of(kind)}有多份，按一份合计"] if several else []
    if not counts or any(not reading.is_sure for reading in counts):
        doubts = doubts or [f"{title_of(kind)}的行数没有把握"]
    return _Census(
        title_of(kind),
        len(rows),
        (sum(True in pair for pair in merits), sum(pair != (False, False) for pair in merits)),
        (sum(pair == (True, True) for pair in merits), sum(False not in pair for pair in merits)),
        tuple(evidence),
        tuple(doubts),
        tuple(_person(row) for row, pair in zip(rows, merits, strict=True) if pair == (False, False)),
    )


def _degree(row: Row) -> bool | None:
    """Whether a person has a degree; None where it is not stated, not surely read, or not known."""
    reading = row.get("education")
    return has_degree(str(reading.value)) if reading is not None and _is_read(reading) else None


def _title(row: Row, columns: set[str]) -> bool | None:
    """Whether a person has a title; an empty cell is none where the list has such a column."""
    reading = row.get("title")
    if reading is None:
        return False if "title" in columns else None
    return has_title(str(reading.value)) if _is_read(reading) else None


def _is_read(reading: Reading) -> bool:
    """Whether a cell may be weighed: 大专 and 中专 differ in one character, 工程师（中级） is not read for nothing."""
    legible = not reading.field.doubtful and reading.field.confidence >= _LEGIBLE
    return reading.is_sure or (legible and len(str(reading.value)) >= _LONG)


def _person(row: Row) -> str:
    cells = [str(row[column].value) for column in ("education", "title") if column in row]
    name = str(row["name"].value) if "name" in row else "（姓名未读出）"
    return f"{name}（{'，'.join(cells)}）"


QUALIFIED_RATIO = CheckKind(_Ratio, check_ratio)
QUALIFIED_COUNT = CheckKind(_Stated, check_stated)
