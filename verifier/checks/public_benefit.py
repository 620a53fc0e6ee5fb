"""t08: do public-benefit and low-fee services make up the share of all services that is asked for?

Parameters
    kinds       kinds of document whose running text may state the share
    at_least    the least share, of public-benefit and low-fee services together

What is said of both together decides; else a statement of the one or the other that is large enough is enough, and
where each is too small their sum may not be.
Statements of another year than the one before submission count only where there are no others, and never pass.

Outcomes
    pass         every statement is large enough, and one of them was surely read
    discrepancy  every statement is too small, surely read, and so is the sum of public-benefit and low-fee services
    review       no statement; statements that contradict each other or are not surely read; about as much as is asked
                 for (约20%); the two are enough only together; only other years, or perhaps a part of all services
    missing      none of the documents is there
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from extractors.kinds.claims import OF_OTHERS
from verifier.checks.absence import not_at_hand, places_beside
from verifier.checks.kinds import CheckKind, Parameters
from verifier.checks.years import year_before
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, Row, confidence_of, rows_of, share_of, shown
from verifier.wording import listed, pages_of, percent, title_of

_TOGETHER = "公益性和低收费服务"
_WHAT = "公益性或低收费服务占总服务量的比例"


_Stating = Annotated[str, AfterValidator(KindWith(("public_benefit[].share",)))]


class _PublicBenefit(Parameters):
    kinds: tuple[_Stating, ...]
    at_least: Decimal = Field(gt=0, le=1)


def check(dossier: Dossier, parameters: _PublicBenefit) -> Finding:
    """See the module."""
    documents = dossier.of_kind(*parameters.kinds)
    if not documents:
        return not_at_hand(dossier, parameters.kinds[:1], _WHAT)
    rows = [row for document in documents for row in rows_of(dossier, document, "public_benefit") if "share" in row]
    current = _that_count(dossier, rows)
    found = [row["share"] for row in current or rows]
    if not found:
        where = listed(f"{title_of(document.kind)}（{pages_of(document)}）" for document in documents)
        return Finding(Outcome.REVIEW, f"{where}中未见{_WHAT}，请人工核对。")
    lines = tuple(_line(row, parameters.at_least) for row in current or rows)
    outcome, message = _judge(current, parameters.at_least)
    if outcome is Outcome.DISCREPANCY and places_beside(dossier, documents):
        outcome, message = Outcome.REVIEW, f"{message}但可能写在未能读取或识别的页上，请人工核对。"
    return Finding(outcome, message, (), shown(found), confidence_of(found), lines)


def _judge(rows: Sequence[Row], at_least: Decimal) -> tuple[Outcome, str]:
    """Outcome and sentence of the statements that count."""
    least = percent(float(at_least))
    if not rows:
        return Outcome.REVIEW, f"只写有其他年度或其他单位的{_WHAT}，请人工核对。"
    found = [row["share"] for row in rows]
    decisive = [row["share"] for row in _decisive(rows)]
    enough = [reading for reading in decisive if _is_enough(reading, at_least)]
    short = [reading for reading in decisive if _is_short(reading, at_least)]
    if enough and len(enough) == len(decisive):
        return Outcome.PASS, f"{_WHAT}不低于{least}。"
    if short and len(short) < len(found) and any(_is_enough(reading, at_least) for reading in found):
        return Outcome.REVIEW, f"各处所写的{_WHAT}不一致，有的低于{least}，请人工核对。"
    if len(short) < len(decisive) or not all(reading.is_sure for reading in short):
        return Outcome.REVIEW, f"{_WHAT}是否不低于{least}未能确认，请人工核对。"
    together = _sum(rows)
    if together >= at_least:
        message = f"公益性服务与低收费服务各低于{least}，合计{percent(float(together))}，请人工核对能否合并计算。"
        return Outcome.REVIEW, message
    return Outcome.DISCREPANCY, f"{_WHAT}低于{least}。"


def _services(row: Row) -> str:
    return str(row["services"].value) if "services" in row else _TOGETHER


def _decisive(rows: Sequence[Row]) -> list[Row]:
    """Statements of both sorts together where there are any; else of the sort of which most is stated."""
    joint = [row for row in rows if _services(row) == _TOGETHER]
    largest = max(rows, key=lambda row: share_of(row["share"]).value if row["share"].value is not None else Decimal(-1))
    return joint or [row for row in rows if _services(row) == _services(largest)]


def _that_count(dossier: Dossier, rows: Sequence[Row]) -> list[Row]:
    """The applicant's own statements of the year before submission, and those without a year."""
    year = year_before(dossier)
    return [
        row
        for row in rows
        if ("year" not in row or row["year"].value == year) and OF_OTHERS not in row["share"].field.note
    ]


def _slack(reading: Reading) -> Decimal:
    """How far the value may be off: 约20% is not exactly 20%."""
    return share_of(reading).quantum if reading.field.note else Decimal(0)


def _is_enough(reading: Reading, least: Decimal) -> bool:
    return reading.is_sure and share_of(reading).value - _slack(reading) >= least


def _is_short(reading: Reading, least: Decimal) -> bool:
    return reading.value is not None and share_of(reading).value + _slack(reading) < least


def _sum(rows: Sequence[Row]) -> Decimal:
    """The largest share of each of the two, summed; 0 where they are stated together."""
    shares: dict[object, Decimal] = {}
    for row in rows:
        services = _services(row)
        shares[services] = max(shares.get(services, Decimal(0)), share_of(row["share"]).value)
    return Decimal(0) if _TOGETHER in shares else sum(shares.values(), Decimal(0))


def _line(row: Row, least: Decimal) -> str:
    reading = row["share"]
    services = _services(row)
    year = f"{row['year'].value}年" if "year" in row else ""
    note = f"（{reading.field.note}）" if reading.field.note else ""
    if reading.value is None:
        return f"{reading.place}：{year}{services}“{reading.field.raw}”{note}"
    value = share_of(reading).value
    sign = "≥" if value >= least else "＜"
    return f"{reading.place}：{year}{services}{percent(float(value))} {sign} {percent(float(least))}{note}"


PUBLIC_BENEFIT = CheckKind(_PublicBenefit, check)
