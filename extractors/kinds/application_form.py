"""申请表 (附件2 一): the declared figures, on two or more pages of form tables.

Money is printed in 万元 on the form, shares in %, areas in 平方米; what is written with a unit of its own keeps it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.errors import UnreadableValueError
from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import (
    Parse,
    Parsed,
    as_amount,
    as_area,
    as_count,
    as_date,
    as_share,
    as_text,
    read_field,
)
from extractors.layout.forms import FormValue, extract_form_values
from extractors.layout.tables import Cell, CellRow, cell_rows, join_wrapped, read_columns
from extractors.models import Field, Page
from extractors.values.blanks import is_blank_mark
from extractors.values.money.units import Unit, parse_unit

_SCALARS: Mapping[str, Parse] = {
    "registered_on": as_date,
    "entity_type": as_text,
    "address": as_text,
    "postcode": as_text,
    "contact": as_text,
    "phone": as_text,
    "fax": as_text,
    "mobile": as_text,
    "website_record": as_text,
    "email": as_text,
    "equipment_count": as_count,
    "equipment_asset_share": as_share("%"),
    "area_total": as_area("平方米"),
    "area_owned": as_area("平方米"),
    "area_rented": as_area("平方米"),
    "headcount": as_count,
    "qualified_count": as_count,
    "qualified_share": as_share("%"),
}
_SUMS = ("registered_capital", "total_assets", "equipment_value")
_PRINTED_UNIT: Unit = "万元"
_SMALL = Decimal(10_000)  # yuan below which nobody who applies has capital, assets or machines
_A_STROKE = "“1”可能是表示空白的斜线“/”"
_UNIT_LOST = "此表以万元为单位，识别为“元”的数额过小，“万”字可能未读出"


def _year(text: str) -> Parsed:
    match = re.search(r"(?:19|20)\d{2}", text)
    if match is None:
        raise UnreadableValueError(f"“{text}”不是年度")
    return Parsed(int(match.group()))


class _Table:
    """One of the form's tables: its name in field paths, its columns' headings and how their cells are read."""

    def __init__(self, name: str, columns: Mapping[str, tuple[str, Parse]], key: str, until: str) -> None:
        self.name = name
        self.headers = {column: re.compile(heading) for column, (heading, _) in columns.items()}
        self.parsers = {column: parse for column, (_, parse) in columns.items()}
        self.key = key
        self.until = re.compile(until)


_TABLES = (
    _Table(
        "investors",
        {
            "name": ("投资方名称|股东名称|投资人名称", as_text),
            "nature": ("^性质", as_text),
            "share": ("投资比例|出资比例|持股比例", as_share("%")),
        },
        key="name",
        until="总资产|仪器|从业人数|平台运营管理",
    ),
    _Table(
        "years",
        {
            "year": ("年度|^年份", _year),
            "revenue": ("营业(总)?收入", as_amount(_PRINTED_UNIT)),
            "service_revenue": ("服务收入|^其中", as_amount(_PRINTED_UNIT)),
            "total_assets": ("资产总[额计]|总资产", as_amount(_PRINTED_UNIT)),
            "profit": ("利润总额|利润", as_amount(_PRINTED_UNIT)),
            "tax": ("上缴税[金费]|缴纳税|税金", as_amount(_PRINTED_UNIT)),
            "clients": ("服务(中小)?企业数|服务中小企业", as_count),
        },
        key="year",
        until="服务能力及业绩|专业服务资质",
    ),
    _Table(
        "services",
        {
            "name": ("服务产品|服务项目", as_text),
            "scale": ("服务规模", as_text),
            "revenue_share": ("服务收入占|收入占", as_share("%")),
        },
        key="name",
        until="合作资源|签订合作协议|政府支持",
    ),
    _Table(
        "partners",
        {"name": ("签订合作协议的?单位|合作单位", as_text), "content": ("主要服务内容|合作内容", as_text)},
        key="name",
        until="政府支持|政府扶持",
    ),
)


def extract(pages: Sequence[Page]) -> list[Field]:
    """All fields of the form, in the order of the contract."""
    rows = [row for page in pages for row in cell_rows(page)]
    return [*_scalar_fields(pages), *(field for table in _TABLES for field in _table_fields(table, rows))]


def tables_left_blank(pages: Sequence[Page]) -> frozenset[str]:
    """Names of tables of which the headings were found and nothing below them but strokes: unlike ones not read."""
    rows = [row for page in pages for row in cell_rows(page)]
    return frozenset(
        table.name
        for table in _TABLES
        if (cells := _cells_below(table, rows)) is not None
        and all(is_blank_mark(cell.text) for row in cells for cell in row.values())
    )


def _scalar_fields(pages: Sequence[Page]) -> list[Field]:
    values: dict[str, FormValue] = {}
    for page in pages:
        for name, value in extract_form_values(page, profile_of("application_form").labels).items():
            if name not in values or not values[name].passage:
                values[name] = value
    fields = []
    for name in (*_SCALARS, *_SUMS):
        written = values.get(name)
        if written is not None and written.passage.text.strip("_ "):
            fields.append(read_field(name, written.passage, _SCALARS.get(name) or _as_sum(_unit(written))))
    return _with_strokes(fields)


def _with_strokes(fields: list[Field]) -> list[Field]:
    """Owned and rented rooms: a lone 1 beside a part that is the whole may be the stroke of a blank entry."""
    by_path = {field.path: field for field in fields}
    whole = by_path.get("area_total")
    strokes = {
        part
        for part, other in (("area_owned", "area_rented"), ("area_rented", "area_owned"))
        if part in by_path
        and other in by_path
        and whole is not None
        and by_path[part].value == 1
        and by_path[other].value == whole.value
    }
    return [
        replace(field, doubtful=True, note=_A_STROKE, alternatives=(0.0,)) if field.path in strokes else field
        for field in fields
    ]


def _as_sum(unit: Unit) -> Parse:
    """A sum of the form; one small and in 元 may have lost the 万 that the form prints before it."""

    def parse(text: str) -> Parsed:
        parsed = as_amount(unit)(text)
        small = isinstance(parsed.value, Decimal) and 0 < parsed.value < _SMALL
        lost = small and re.search(r"\d\s*元", text) is not None
        return replace(parsed, note=_UNIT_LOST) if lost else parsed

    return parse


def _unit(value: FormValue) -> Unit:
    """The unit that a label names, or the form's own."""
    if not value.unit:
        return _PRINTED_UNIT
    try:
        return parse_unit(value.unit)
    except UnreadableValueError:
        return _PRINTED_UNIT


def _table_fields(table: _Table, rows: Sequence[CellRow]) -> list[Field]:
    filled = [cells for cells in _cells_below(table, rows) or () if _is_filled_in(cells, table.key)]
    return [
        read_field(f"{table.name}[{number}].{column}", cells[column].passage, table.parsers[column])
        for number, cells in enumerate(filled)
        for column in table.headers
        if column in cells and cells[column].text
    ]


def _cells_below(table: _Table, rows: Sequence[CellRow]) -> list[dict[str, Cell]] | None:
    """The rows of a table by column; None where its headings were not found."""
    found = read_columns(rows, table.headers, least=2)
    if found is None:
        return None
    start, by_column = found
    below = rows[start + 1 :]
    stop = next((index for index, row in enumerate(below) if table.until.search(row.text)), len(below))
    return join_wrapped(below[:stop], by_column[:stop])


def _is_filled_in(cells: Mapping[str, Cell], key: str) -> bool:
    """Whether a row names something: an empty row of the form, or a stroke through it, is none."""
    filled = [cell for cell in cells.values() if not is_blank_mark(cell.text)]
    if key not in cells or cells[key] not in filled:
        return False
    return len(filled) > 1 or re.search(r"[一-鿿]{2}", cells[key].text) is not None
