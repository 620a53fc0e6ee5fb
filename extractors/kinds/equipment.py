"""主要服务设备、仪器及软件清单 (附件2 二) and the list handed in on its own (第十二条（七）): one item a row.

`count` is the number of sets (台套): the sum of the quantities; `value` the sum of the prices in yuan. A last line with
totals is no row, and vouches for both where it agrees with the sum of the rows.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.errors import UnreadableValueError
from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import Parse, Parsed, as_amount, as_count, as_text, read_field
from extractors.kinds.list_fields import TOTAL_LINE, named_rows, row_fields, tally
from extractors.layout.list_tables import Entry, ListTable, read_list_table
from extractors.layout.prose import document_passage
from extractors.layout.rows import rows_of
from extractors.models import Field, Page
from extractors.values.blanks import is_blank_mark
from extractors.values.dates import parse_date, parse_month
from extractors.values.money.units import Unit, parse_unit

_ANCHORS = {
    "quantity": re.compile(r"\d{1,4}[台套个件部张把辆项组]?"),
    "bought_on": re.compile(r"(?:19|20)\d\d[年./-]?\d{0,2}[月./-]?(?:\d{0,2}日?)?"),
    "price": re.compile(r"[¥￥]?[\d,]+(?:\.\d+)?(?:万?元)?"),
}
_MISREAD_SET = re.compile(r"(?<=\d)\s*[冶治合]$")
_CAPTION = re.compile(r"(?:金额|货币)?单位:(?:人民币)?(?P<unit>[千百]?万?元)")
_DISAGREES = "各行之和为{}，与合计行所写的{}不一致，请核对"
_UNREAD = "{}的{}未读出，其余各行之和为{}"
_STACKED = "{}的{}分写在两行，可能是两个数"
_BY_TOTAL = "{}的{}未读出，采用合计行的数"
_BY_UNIT_PRICE = "清单只有单价一栏，按数量×单价计算"


@dataclass(frozen=True, eq=False)
class _Figures:
    """One figure of each row, and of the line of totals where there is one; None where it cannot be read."""

    rows: tuple[Decimal | None, ...]
    total: Decimal | None
    word: str
    confidence: float
    quantum: Decimal | None = None
    stacked: tuple[int, ...] = ()

    @property
    def unread(self) -> list[int]:
        """Rows without a figure."""
        return [index for index, figure in enumerate(self.rows) if figure is None]

    @property
    def sum(self) -> Decimal:
        """Sum of those that there are."""
        return sum((figure for figure in self.rows if figure is not None), Decimal(0))


def extract(pages: Sequence[Page], kind: str) -> list[Field]:
    """Rows with their cells, the number of sets, and what all of it cost."""
    table = read_list_table(pages, profile_of(kind).columns, "name", _ANCHORS)
    if table is None or not table.entries:
        return []
    unit = _unit(table, pages)
    columns: Mapping[str, Parse] = {
        "name": as_text,
        "quantity": _as_quantity,
        "bought_on": _as_day_or_month,
        "price": as_amount(unit),
        "unit_price": as_amount(unit),
        "leading": _as_yes_or_no,
    }
    fields = row_fields(table, columns)
    return [*fields, *_count(table, fields), *_value(table, fields, as_amount(unit))]


def _unit(table: ListTable, pages: Sequence[Page]) -> Unit | None:
    """The unit of prices: named in their heading, or by a caption."""
    heading = table.headings.get("price") or table.headings.get("unit_price")
    texts = [heading.text] if heading is not None else []
    caption = _CAPTION.search(document_passage(pages).compact.text)
    for text in [*texts, *([caption[0]] if caption is not None else [])]:
        try:
            return parse_unit(text)
        except UnreadableValueError:
            continue
    # A heading with a 万 in it that is not quite read (万j元) can mean nothing else.
    return "万元" if any("万" in text for text in texts) else None


def _as_quantity(text: str) -> Parsed:
    """A number of sets; 台 in small print is taken for characters that look like it."""
    return as_count(_MISREAD_SET.sub("台", text.strip()))


def _as_day_or_month(text: str) -> Parsed:
    """A day as a date, a month alone as `YYYY-MM`."""
    try:
        return Parsed(parse_date(text))
    except UnreadableValueError as error:
        try:
            month = parse_month(text)
        except UnreadableValueError:
            raise error from None
        return Parsed(f"{month.year}-{month.month:02}")


def _as_yes_or_no(text: str) -> Parsed:
    """是 and ticks are yes, 否 is no."""
    written = re.sub(r"\s", "", text)
    if is_blank_mark(written) or written.startswith(("否", "不")):
        return Parsed(value=False)
    return Parsed(value=True)


def _figures(table: ListTable, fields: Sequence[Field], column: str, word: str, parse: Parse) -> _Figures:
    by_path = {field.path: field for field in fields}
    found = [by_path.get(f"rows[{index}].{column}") for index in range(len(table.entries))]
    stacked = [index for index, entry in enumerate(table.entries) if _is_stacked(entry, column)]
    totals = [entry.cells[column] for entry in table.totals if column in entry.cells]
    # Of subtotals on each page and a total at the end the last is the whole.
    total = read_field("total", totals[-1], parse) if totals else None
    quanta = [field.quantum for field in found if field is not None and field.quantum is not None]
    return _Figures(
        tuple(_decimal(field) for field in found),
        _decimal(total),
        word,
        min((field.confidence for field in found if field is not None), default=0.0),
        max(quanta, default=None),
        tuple(stacked),
    )


def _is_stacked(entry: Entry, column: str) -> bool:
    """Whether the figure of a cell stands in two lines: it may be two figures."""
    return column in entry.cells and len(rows_of(entry.cells[column].pieces)) > 1


def _decimal(field: Field | None) -> Decimal | None:
    if field is None or isinstance(field.value, bool) or not isinstance(field.value, int | Decimal):
        return None
    return Decimal(field.value)


def _count(table: ListTable, fields: Sequence[Field]) -> list[Field]:
    if "quantity" not in table.headings:
        doubts = ["清单没有数量一栏，按每行一台（套）计"]
        return [tally("count", len(table.entries), table, doubts)]
    figures = _figures(table, fields, "quantity", "数量", _as_quantity)
    return [_summed("count", table, figures, int)]


def _value(table: ListTable, fields: Sequence[Field], parse: Parse) -> list[Field]:
    if "price" in table.headings:
        return [_summed("value", table, _figures(table, fields, "price", "价格", parse), _as_is)]
    if "unit_price" not in table.headings:
        return []
    prices = _figures(table, fields, "unit_price", "单价", parse)
    quantities = _figures(table, fields, "quantity", "数量", _as_quantity)
    products = tuple(
        price * quantity if price is not None and quantity is not None else None
        for price, quantity in zip(prices.rows, quantities.rows, strict=True)
    )
    figures = replace(prices, rows=products, confidence=min(prices.confidence, quantities.confidence))
    return [_summed("value", table, figures, _as_is, [] if figures.total == figures.sum else [_BY_UNIT_PRICE])]


def _as_is(figure: Decimal) -> Decimal:
    return figure


def _summed(
    path: str,
    table: ListTable,
    figures: _Figures,
    to_value: Callable[[Decimal], Decimal | int],
    doubts: Sequence[str] = (),
) -> Field:
    """The sum of a column, checked against the line of totals."""
    reasons, value, total = list(doubts), figures.sum, figures.total
    if figures.unread and total is not None:
        reasons.append(_BY_TOTAL.format(named_rows(figures.unread), figures.word))
        value = total
    elif figures.unread:
        reasons.append(_UNREAD.format(named_rows(figures.unread), figures.word, _written(value)))
    elif total is not None and total != value:
        reasons.append(_DISAGREES.format(_written(value), _written(total)))
    elif figures.stacked and total is None:
        reasons.append(_STACKED.format(named_rows(figures.stacked), figures.word))
    agrees = total is not None and total == figures.sum and not figures.unread
    # Rows that add up to the total are all there, whatever else speaks for a gap.
    whole = replace(table, doubts=()) if agrees else table
    known = total is not None or not figures.unread
    field = tally(path, to_value(value) if known else None, whole, reasons)
    return replace(
        field,
        confidence=field.confidence if agrees else min(field.confidence, figures.confidence),
        confirmed_by=(*field.confirmed_by, *((TOTAL_LINE,) if agrees else ())),
        alternatives=(to_value(total),) if total is not None and total != value else (),
        quantum=figures.quantum if path == "value" else None,
    )


def _written(figure: Decimal) -> str:
    return f"{figure:,f}"
