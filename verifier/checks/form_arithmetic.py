"""v11: do the figures of the application form agree with one another?

Compared, each allowing for the last digit written: 专业人员比例 with 人数 and 总数, 场地总面积 with 自有 and 租用,
设备占总资产比 with both sums, the investors' shares and the services' shares of revenue with the whole, and in each
year 服务收入 with 营业收入.

Parameters
    form        kind of the form
    elsewhere   paths of figures that other rules compare with the portal's (of a table by years these compare the row
                of the year before submission); all others that the portal states are compared with the form here

Outcomes
    pass         every pair of figures that the form states agrees, and so does the portal
    discrepancy  figures surely read do not
    review       they may be misread (4 where the share says 24), a figure or a table is not legible or was not found
                 (a table left blank is none), the services' shares add up to more than 服务收入 has of 营业收入 (what a
                 product earns may be counted twice) or to less than half of it, or the portal describes something in
                 other words, or lists a row that was not found
    missing      there is no form
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from extractors.kinds.application_form import tables_left_blank
from extractors.kinds.fields import NOT_FILLED_IN
from extractors.models import Document
from verifier.checks.absence import not_at_hand
from verifier.checks.kinds import CheckKind, Parameters, Path
from verifier.checks.portal import stated_twice
from verifier.comparison import Verdict
from verifier.comparison.alignment import lacks_digits
from verifier.fields import KindWith
from verifier.models import Dossier, Finding, Outcome
from verifier.readings import Reading, Row, confidence_of, pages_in, readings, rows_of, shown
from verifier.wording import listed

_MOST_PEOPLE = 10_000  # of an applicant; a number beyond it is no number of people, and not worth trying all below it
_MOST_OF_IT = Decimal("0.5")  # of 服务收入, which the main services of the form earn at least
_SLACK = Decimal("0.01")  # a percentage point, beyond which more than rounding is at work


_Form = Annotated[str, AfterValidator(KindWith(("headcount", "years[].revenue")))]


class _Arithmetic(Parameters):
    form: _Form
    elsewhere: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sum:
    """One comparison: what it says, its figures, and whether it holds; None where a figure is not known.

    `grave` is False where what does not hold is for a person to judge, and what is not known nobody's business.
    """

    text: str
    figures: tuple[Reading, ...]
    holds: bool | None
    grave: bool = True

    @property
    def certain(self) -> bool:
        """Whether figures surely read do not agree."""
        return self.holds is False and self.grave and all(figure.is_sure for figure in self.figures)


def check(dossier: Dossier, parameters: _Arithmetic) -> Finding:
    """See the module."""
    forms = dossier.of_kind(parameters.form)
    if not forms:
        return not_at_hand(dossier, (parameters.form,), "申请表内的数字")
    sums = [one for form in forms for one in _sums(dossier, form)]
    portal = list(_portal(dossier, parameters.elsewhere))
    sums += portal
    figures = list(dict.fromkeys(figure for one in sums for figure in one.figures))
    values, confidence = (shown(figures), ()), confidence_of([one for one in figures if one.value is not None])
    lines = tuple(one.text for one in sums)
    wrong = [one for one in sums if one.holds is False]
    certain = [one for one in wrong if one.certain]
    if certain:
        what = _told(certain, portal, "不自洽", "不一致")
        return Finding(Outcome.DISCREPANCY, f"{what}。", *values, confidence, lines)
    if wrong:
        what = _told(wrong, portal, "可能不自洽", "可能不一致")
        return Finding(Outcome.REVIEW, f"{what}，请人工核对。", *values, confidence, lines)
    open_ = [one for one in sums if one.holds is None and one.grave]
    if open_ or not sums:
        what = "；".join(one.text for one in open_) or "没有可核对的数字"
        return Finding(Outcome.REVIEW, f"申请表内有数字未能读出，请人工核对：{what}。", *values, confidence, lines)
    agreed = "，与申报系统一致" if portal else ""
    return Finding(Outcome.PASS, f"申请表内数字自洽{agreed}。", *values, confidence, lines)


def _told(wrong: Sequence[_Sum], portal: Sequence[_Sum], within: str, between: str) -> str:
    """What does not agree, within the form and between form and portal."""
    parts = {
        f"申请表内数字{within}": [one.text for one in wrong if one not in portal],
        f"申报系统与申请表{between}": [one.text for one in wrong if one in portal],
    }
    return "。".join(f"{what}：{'；'.join(texts)}" for what, texts in parts.items() if texts)


def _sums(dossier: Dossier, form: Document) -> Iterator[_Sum]:
    found = {
        path: reading
        for path in dict.fromkeys(field.path for field in form.fields)
        for reading in readings(dossier, f"{form.kind}.{path}")
        if reading.document is form
    }
    yield from _people(found)
    yield _rooms(found)
    yield _machines(found)
    blank = tables_left_blank(pages_in(dossier, form))
    investors, services = (rows_of(dossier, form, table) for table in ("investors", "services"))
    yield from _whole(investors, "share", "投资比例合计")
    yield from _whole(services, "revenue_share", "服务收入占比合计")
    titles = {"investors": "主要投资方表", "services": "主要服务产品表"}
    for table, rows in (("investors", investors), ("services", services)):
        if not rows and table not in blank:
            yield _Sum(f"{titles[table]}未能读出", (), None)
    years = rows_of(dossier, form, "years")
    yield from _years(years)
    yield from _services(services, years)


Found = Mapping[str, Reading]


def _people(found: Found) -> Iterator[_Sum]:
    count, people, share = (found.get(name) for name in ("qualified_count", "headcount", "qualified_share"))
    known = _known((count, people, share), "专业人员人数、从业人数及其比例")
    if isinstance(known, _Sum):
        yield known
        return
    part, whole, stated = (_decimal(reading) for reading in known)
    yield _Sum(f"专业人员{part}人，从业人数{whole}人", known[:2], part <= whole)
    if whole:
        low, high = _around(stated, known[2])
        text = f"专业人员{part}人÷从业人数{whole}人＝{_percent(part / whole)}，所填比例{_percent(stated)}"
        fitting = (number for number in range(int(whole) + 1) if low <= number / whole <= high)
        misread = whole <= _MOST_PEOPLE and any(lacks_digits(int(part), number) for number in fitting)
        yield _Sum(text, known, low <= part / whole <= high, grave=not misread)


def _rooms(found: Found) -> _Sum:
    """Owned and rented rooms; a stroke, or nothing written where the other is the whole, is none."""
    total = found.get("area_total")
    parts = [found.get(name) for name in ("area_owned", "area_rented")]
    filled = [part for part in parts if part is not None and part.field.note != NOT_FILLED_IN]
    known = _known((total, *filled), "服务场地面积及其自有、租用面积")
    if isinstance(known, _Sum):
        return known
    whole, *rest = (_decimal(reading) for reading in known)
    slack = sum((reading.field.quantum or _SLACK for reading in known), Decimal(0)) / 2
    text = f"自有、租用面积之和{_plain(sum(rest, Decimal(0)))}平方米，所填总面积{_plain(whole)}平方米"
    holds = abs(whole - sum(rest, Decimal(0))) <= slack
    absent = [part for part in parts if part is None]
    return _Sum(text, known, None if not holds and absent else holds)


def _machines(found: Found) -> _Sum:
    value, assets, share = (found.get(name) for name in ("equipment_value", "total_assets", "equipment_asset_share"))
    known = _known((value, assets, share), "设备购买价格、上年末总资产及其占比")
    if isinstance(known, _Sum):
        return known
    part, whole, stated = (_decimal(reading) for reading in known)
    if not whole:
        return _Sum("上年末总资产为零，无法核对设备占比", known, None)
    half, rest = (_half(reading) for reading in known[:2])
    low, high = _around(stated, known[2])
    least = (part - half) / (whole + rest)
    most = (part + half) / (whole - rest) if whole > rest else Decimal(1)
    text = f"设备购买价格÷上年末总资产＝{_percent(part / whole)}，所填占比{_percent(stated)}"
    return _Sum(text, known, least <= high and low <= most)


def _whole(rows: Sequence[Row], column: str, what: str) -> Iterator[_Sum]:
    """Shares that together cannot be more than the whole; nothing where the table has no row."""
    if not rows:
        return
    cells = [row[column] for row in rows if column in row]
    known = [cell for cell in cells if cell.value is not None]
    blank = [cell for cell in cells if cell.field.note == NOT_FILLED_IN]
    total = sum((_decimal(cell) for cell in known), Decimal(0))
    slack = sum((_half(cell) for cell in known), Decimal(0))
    text = f"{what}{_percent(total)}"
    if total > 1 + slack:
        yield _Sum(f"{text}，超过100%", tuple(known), holds=False)
    elif len(known) + len(blank) < len(rows):
        yield _Sum(f"{text}，另有{len(rows) - len(known) - len(blank)}行的比例未能读出", tuple(cells), None)
    else:
        yield _Sum(f"{text}，不超过100%", tuple(known), holds=True)


def _years(years: Sequence[Row]) -> Iterator[_Sum]:
    if not years:
        yield _Sum("年度表未能读出", (), None)
    for row in years:
        year = row["year"].value if "year" in row else ""
        known = _known((row.get("service_revenue"), row.get("revenue")), f"{year}年的服务收入、营业收入")
        if isinstance(known, _Sum):
            yield known
            continue
        part, whole = (_decimal(reading) for reading in known)
        slack = sum((_half(reading) for reading in known), Decimal(0))
        text = f"{year}年服务收入{_plain(part)}元，营业收入{_plain(whole)}元"
        yield _Sum(text, known, part <= whole + slack)


def _services(services: Sequence[Row], years: Sequence[Row]) -> Iterator[_Sum]:
    """The services' shares of revenue against what 服务收入 has of 营业收入, in the table's latest year."""
    dated = [row for row in years if "year" in row and isinstance(row["year"].value, int)]
    latest = max(dated, key=lambda row: int(str(row["year"].value)), default=None)
    cells = [row["revenue_share"] for row in services if "revenue_share" in row]
    if latest is None or not cells or any(cell.value is None for cell in cells):
        return
    known = _known((latest.get("service_revenue"), latest.get("revenue")), "")
    if isinstance(known, _Sum) or not _decimal(known[1]):
        return
    together = sum((_decimal(cell) for cell in cells), Decimal(0))
    ratio = _decimal(known[0]) / _decimal(known[1])
    text = f"各项服务收入占比合计{_percent(together)}"
    if together > ratio + _SLACK + sum((_half(cell) for cell in cells), Decimal(0)):
        yield _Sum(f"{text}，高于服务收入占营业收入的{_percent(ratio)}", (*cells, *known), holds=False, grave=False)
    elif together < ratio * _MOST_OF_IT:
        yield _Sum(f"{text}，远低于服务收入占营业收入的{_percent(ratio)}", (*cells, *known), holds=False, grave=False)


def _portal(dossier: Dossier, elsewhere: Sequence[str]) -> Iterator[_Sum]:
    """The portal's figures against the same place of the scanned form."""
    for one in stated_twice(dossier, elsewhere):
        if one.verdict is None:
            yield _Sum(one.text, one.figures, None, grave=one.grave)
        else:
            differs = one.verdict is Verdict.DIFFERENT
            yield _Sum(one.text, one.figures, one.verdict is Verdict.SAME, grave=one.grave and differs)


def _known(found: Sequence[Reading | None], what: str) -> tuple[Reading, ...] | _Sum:
    """The readings where each has a value, else a comparison that cannot be made."""
    read = tuple(reading for reading in found if reading is not None)
    if len(read) == len(found) and all(reading.value is not None for reading in read):
        return read
    raw = listed(f"“{reading.field.raw}”" for reading in read if reading.value is None)
    return _Sum(f"{what}未能全部读出{raw}", read, None)


def _decimal(reading: Reading) -> Decimal:
    return Decimal(str(reading.value))


def _half(reading: Reading) -> Decimal:
    return (reading.field.quantum or Decimal(0)) / 2


def _around(stated: Decimal, reading: Reading) -> tuple[Decimal, Decimal]:
    """What a figure may stand for: rounded, or with its further digits left off."""
    quantum = reading.field.quantum or _SLACK
    return stated - quantum / 2, stated + quantum


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}%"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


FORM_ARITHMETIC = CheckKind(_Arithmetic, check)
