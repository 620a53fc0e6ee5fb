"""服务收支情况专项审计报告: what the applicant took in and spent on services, told in the text and in a table.

Each sum is looked for in both places. Where both have it and agree, each vouches for the other; where they differ, a
person has to look.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.errors import UnreadableValueError
from extractors.kinds.audit_report import FIRM, NUMBER, first_match, most_common
from extractors.kinds.catalogue import Profile, profile_of
from extractors.kinds.fields import Parsed, as_amount, as_date, as_name, read_field
from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage, find_first, page_passage
from extractors.layout.statements import Column, find_figures, find_headings, item_text
from extractors.layout.tables import CellRow, cell_rows
from extractors.models import Field, Page
from extractors.values.dates import find_dates
from extractors.values.folding import fold
from extractors.values.money.units import Unit, parse_unit

STATED_TWICE = "stated-twice"
BALANCED = "accounting-identity"

_YEAR = re.compile(r"(20\d\d)年度?(?!\d{1,2}月)")
_ADDRESSED = re.compile(r"^(?P<value>[一-鿿()]{6,40}):$")
_UNIT = re.compile(r"(?:单位:|\()(?:人民币)?(?P<unit>[千百]?万?元)\)?")
_BY_SEAL = "署名的事务所名称未读出，取自印章，请核对"
_DIFFER = "正文与收支表不一致：正文为{}元，收支表为{}元，请核对"


def extract(pages: Sequence[Page]) -> list[Field]:
    """The contract's fields of a special audit report, its number and its date."""
    profile = profile_of("special_audit_report")
    passages = [page_passage(page) for page in pages]
    running = document_passage(pages).compact
    fields = [
        most_common("firm", passages, FIRM) or _firm_by_seal(pages),
        first_match("number", passages, (NUMBER,)),
        _entity(passages, running, profile),
        _year(running),
        _signed_on(passages),
    ]
    return [*(field for field in fields if field is not None), *_sums(pages, running, profile)]


def _firm_by_seal(pages: Sequence[Page]) -> Field | None:
    """The firm by its seal, where that covers the name printed."""
    for seal in (seal for page in reversed(pages) for seal in page.seals):
        if seal.text is not None and FIRM.search(seal.text):
            place = seal.evidence
            return Field("firm", fold(seal.text), seal.text, place.confidence, (place,), note=_BY_SEAL, doubtful=True)
    return None


def _entity(passages: Sequence[Passage], running: Passage, profile: Profile) -> Field | None:
    found = find_first(running, profile.patterns["entity"])
    if found is None or found.text[0] in "贵本":
        rows = (row.compact for passage in passages for row in passage.rows)
        found = next((row.group(match, "value") for row in rows if (match := _ADDRESSED.match(row.text))), None)
    return read_field("entity", found, as_name) if found is not None else None


def _year(running: Passage) -> Field | None:
    """The year that the report names most often."""
    found = list(_YEAR.finditer(running.text))
    if not found:
        return None
    year, _ = Counter(match[1] for match in found).most_common(1)[0]
    match = next(match for match in found if match[1] == year)
    return read_field("year", running.group(match), lambda text: Parsed(int(text[:4])))


def _signed_on(passages: Sequence[Passage]) -> Field | None:
    """The last date that takes up most of its row."""
    for passage in reversed(passages):
        for row in reversed(passage.rows):
            for found in reversed(find_dates(row.text)):
                if found.end - found.start >= 0.5 * len(row.compact.text):
                    return read_field("signed_on", row.cut(found.start, found.end), as_date)
    return None


def _sums(pages: Sequence[Page], running: Passage, profile: Profile) -> list[Field]:
    rows = [row for page in pages for row in cell_rows(page)]
    unit = _table_unit(rows)
    found = {}
    for path, item in (("service_revenue", "revenue_item"), ("service_cost", "cost_item"), ("balance", "balance_item")):
        in_text = find_first(running, profile.patterns[path]) if path in profile.patterns else None
        told = read_field(path, in_text, as_amount()) if in_text is not None else None
        listed = _listed(path, rows, profile.patterns[item], unit)
        field = _agreed(told, listed)
        if field is not None:
            found[path] = field
    return _balanced(found)


def _table_unit(rows: Sequence[CellRow]) -> Unit | None:
    """The unit that the table names in its caption or a heading."""
    for row in rows:
        for cell in row.cells:
            match = _UNIT.search(cell.text)
            if match is None:
                continue
            try:
                return parse_unit(match[0])
            except UnreadableValueError:
                continue
    return None


def _listed(path: str, rows: Sequence[CellRow], items: Sequence[re.Pattern[str]], unit: Unit | None) -> Field | None:
    """The figure of the first item that the table has."""
    headings = find_headings(rows)
    for item in items:
        for row in rows:
            if not any(item.search(item_text(cell.text)) for cell in row.cells):
                continue
            figures = [figure for figure in find_figures([row], item, headings) if figure.column is Column.CLOSING]
            if figures:
                return read_field(path, figures[0].passage, as_amount(unit))
    return None


def _agreed(told: Field | None, listed: Field | None) -> Field | None:
    """One sum of two places: sure where they agree, doubtful where they differ."""
    if told is None or listed is None or told.value is None or listed.value is None:
        readable = [field for field in (listed, told) if field is not None and field.value is not None]
        return next(iter(readable), listed or told)
    assert isinstance(told.value, Decimal)
    assert isinstance(listed.value, Decimal)
    finer, coarser = (listed, told) if (listed.quantum or 0) <= (told.quantum or 0) else (told, listed)
    if abs(told.value - listed.value) <= (coarser.quantum or Decimal(0)) / 2:
        return replace(
            finer,
            confidence=max(told.confidence, listed.confidence),
            evidence=(*finer.evidence, *coarser.evidence),
            confirmed_by=(STATED_TWICE,),
        )
    note = _DIFFER.format(f"{told.value:,f}", f"{listed.value:,f}")
    return replace(listed, note=note, doubtful=True, alternatives=(told.value, *listed.alternatives))


def _balanced(found: dict[str, Field]) -> list[Field]:
    """The sums without the balance, which vouches for them where it is their difference."""
    balance = found.pop("balance", None)
    terms = [found.get("service_revenue"), found.get("service_cost"), balance]
    values = [term.value for term in terms if term is not None and isinstance(term.value, Decimal)]
    if len(values) == len(terms) and values[0] - values[1] == values[2]:
        return [replace(field, confirmed_by=(*field.confirmed_by, BALANCED)) for field in found.values()]
    return list(found.values())
