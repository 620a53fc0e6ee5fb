"""The figures of an audit report's statements: which page is which statement, in which unit, in which column.

Enterprises write 资产负债表 and 利润表 (small ones and the older 企业会计制度 with other items), 民间非营利组织 a
业务活动表, 事业单位 a 收入费用表. A sheet that goes on over the page keeps unit and headings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from extractors.errors import UnreadableValueError
from extractors.kinds.accounting_identities import checked_by_identities
from extractors.kinds.fields import Parsed, as_amount, read_field
from extractors.layout.statements import Column, Figure, Heading, carried, find_figures, find_headings, item_text
from extractors.layout.tables import CellRow, cell_rows
from extractors.models import Field, Page
from extractors.values.money.units import Unit, parse_unit


class Statement(StrEnum):
    """The statements told apart; everything else (notes, changes in equity) is OTHER."""

    BALANCE = "balance"
    INCOME = "income"
    OTHER = "other"


_END = r"(?:\(?续表?.{0,3}|\(合并\)|会[企小民外非工商].{0,6}|\(?适用.{0,20})?$"
_START = r"^[^,。;:《》、0-9]{0,20}(?:20\d\d年度?)?"
_TITLES = (
    (Statement.OTHER, re.compile(rf"{_START}(?:现金流量表|变动表|报表附注|明细表){_END}")),
    (Statement.BALANCE, re.compile(rf"{_START}(?:资产负债表|财务状况表){_END}")),
    (
        Statement.INCOME,
        re.compile(rf"{_START}(?:利润表|损益表|利润及利润分配表|业务活动表|收入费用表|收益表|收入支出表){_END}"),
    ),
)
# Items by which a statement is known whose title cannot be read: two of them stand on the page, with figures.
_ITEMS = (
    (Statement.OTHER, re.compile(r"现金流入|现金流出|现金流量净额|支付的现金|收到的现金")),
    (
        Statement.BALANCE,
        re.compile(
            r"^(?:货币资金|应收账款|流动资产合计|资产[总合]计|流动负债合计|负债合计|实收资本|未分配利润|应付账款)"
        ),
    ),
    (
        Statement.INCOME,
        re.compile(
            r"^.?(?:营业总?收入|营业成本|管理费用|财务费用|营业利润|利润总额|净利润|所得税费用|收入合计|业务活动成本)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Item:
    """A field and the item that gives it; `note` says why an item that stands for another is doubtful."""

    path: str
    pattern: re.Pattern[str]
    column: Column = Column.CLOSING
    note: str = ""


def _item(path: str, pattern: str, column: Column = Column.CLOSING, note: str = "") -> _Item:
    return _Item(path, re.compile(pattern), column, note)


_NUMERAL = "[一二三四五六七八九十]?"  # 三利润总额: the mark behind the number is lost
_EQUITY = r"^(?:所有者权益|股东权益|净资产|业主权益)(?:\([^()]*\)?)?"
_ASSETS = r"^资产(?:总[计额]|合计)$"
_BALANCE_ITEMS = (
    _item("total_assets", _ASSETS),
    _item("total_assets_opening", _ASSETS, Column.OPENING),
    _item("total_liabilities", r"^负债(?:合计|总[计额])$"),
    _item("total_equity", rf"{_EQUITY}(?:合计?|总[计额]?)?$"),
    _item("liabilities_and_equity", r"^负债(?:和|及|与|\+)"),
)
_INCOME_ITEMS = (
    _item("revenue", rf"^{_NUMERAL}(?:营业总?收入|主营业务收入|营业收入净额)(?:合计|总计)?$"),
    _item("revenue", r"^(?:收入合计|收入总计|本期收入|事业收入合计)$"),
    _item("profit", rf"^{_NUMERAL}利润总额"),
    _item("profit", r"^(?:净资产变动额|本期盈余)", note="该表没有利润总额，取的是净资产变动额或本期盈余"),
    _item("net_profit", rf"^{_NUMERAL}净利润(?!.*归属)"),
    _item("operating_profit", rf"^{_NUMERAL}营业利润"),
    _item("other_income", r"^营业外收入"),
    _item("other_expense", r"^营业外支出"),
    _item("income_tax", r"^所得税"),
)
_ITEMS_OF = {Statement.BALANCE: _BALANCE_ITEMS, Statement.INCOME: _INCOME_ITEMS}

_UNIT = re.compile(r"(?<!编制)(?<!审计)(?<!填报)(?<!企业)单位|\(")  # where the name of a unit may follow
_NO_UNIT = "报表未注明金额单位，按元计"
_OTHER_UNIT = "本表未注明金额单位，按其他报表的单位计"
_NO_HEADINGS = "表头未能识别，按列的次序认定"
_STROKE = "此处为横线，按零计"


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A page of a statement; `unit` is None where neither it nor a page that it goes on from names one."""

    statement: Statement
    rows: Sequence[CellRow]
    headings: Sequence[Heading]
    unit: Unit | None


def financial_figures(pages: Sequence[Page]) -> list[Field]:
    """The figures of the balance sheet and the income statement; of an item that stands twice the first."""
    sheets = _sheets(pages)
    units = {sheet.unit for sheet in sheets if sheet.unit is not None}
    fields: dict[str, Field] = {}
    for sheet in sheets:
        unit, note = _unit_of(sheet, units)
        for item in _ITEMS_OF.get(sheet.statement, ()):
            if item.path in fields and fields[item.path].value is not None:
                continue
            figures = find_figures(sheet.rows, item.pattern, sheet.headings)
            figure = next((figure for figure in figures if figure.column is item.column), None)
            if figure is not None:
                fields[item.path] = _amount(item, figure, unit, note)
    return checked_by_identities(fields)


def _unit_of(sheet: _Sheet, units: set[Unit]) -> tuple[Unit, str]:
    if sheet.unit is not None:
        return sheet.unit, ""
    if len(units) == 1:
        return next(iter(units)), _OTHER_UNIT
    return "元", _NO_UNIT


def _sheets(pages: Sequence[Page]) -> list[_Sheet]:
    """The statements page by page; what has no title goes on with the statement before, if it has sums."""
    sheets: list[_Sheet] = []
    for rows, titled in (part for page in pages for part in _parts(cell_rows(page))):
        before = sheets[-1] if sheets else None
        statement = titled or _known_by_items(rows)
        if statement is None:
            statement = before.statement if before is not None and _has_sums(rows) else Statement.OTHER
        headings: Sequence[Heading] = find_headings(rows)
        unit = _unit(rows)
        if before is not None and before.statement is statement:
            headings = headings or carried(before.headings)
            unit = unit or before.unit
        sheets.append(_Sheet(statement, rows, headings, unit))
    return sheets


def _parts(rows: Sequence[CellRow]) -> Iterator[tuple[Sequence[CellRow], Statement | None]]:
    """A page's rows parted where a headline names a statement, each part with that statement."""
    start, statement = 0, None
    for index, row in enumerate(rows):
        titled = _title(row)
        if titled is not None:
            if index > start:
                yield rows[start:index], statement
            start, statement = index, titled
    yield rows[start:], statement


def _title(row: CellRow) -> Statement | None:
    """The statement that a headline names; a sentence that speaks of it is none. Headlines are often spread."""
    for text in ("".join(cell.text for cell in row.cells), *(cell.text for cell in row.cells)):
        for statement, pattern in _TITLES:
            if pattern.search(text):
                return statement
    return None


def _known_by_items(rows: Sequence[CellRow]) -> Statement | None:
    """The statement of which at least two items stand beside figures."""
    texts = [item_text(cell.text) for row in rows if _has_sums([row]) for cell in row.cells]
    for statement, pattern in _ITEMS:
        if sum(pattern.search(text) is not None for text in texts) >= 2:
            return statement
    return None


def _has_sums(rows: Sequence[CellRow]) -> bool:
    return any(re.fullmatch(r"[-(]?[\d,]*\d\.\d{2}\)?", cell.text) for row in rows for cell in row.cells)


def _unit(rows: Sequence[CellRow]) -> Unit | None:
    """The unit in the statement's caption: 单位：万元, or (万元) in a heading."""
    for row in rows:
        for text in (*(cell.text for cell in row.cells), "".join(cell.text for cell in row.cells)):
            for match in _UNIT.finditer(text):
                try:
                    return parse_unit(text[match.start() :])
                except UnreadableValueError:
                    continue  # 编制单位：… is no unit; the caption may stand further on
    return None


def _amount(item: _Item, figure: Figure, unit: Unit, note: str) -> Field:
    field = read_field(item.path, figure.passage, _zero if figure.is_stroke else as_amount(unit))
    notes = [part for part in (field.note, note, item.note, "" if figure.certain else _NO_HEADINGS) if part]
    return replace(field, note="；".join(notes), doubtful=bool(notes))


def _zero(_text: str) -> Parsed:
    return Parsed(Decimal(0), Decimal("0.01"), _STROKE)
