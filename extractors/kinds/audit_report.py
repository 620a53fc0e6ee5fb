"""审计报告: opinion pages, balance sheet, income statement."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.errors import UnreadableValueError
from extractors.kinds.audit_opinion import find_opinion
from extractors.kinds.fields import Parsed, as_amount, as_date, as_name, read_field
from extractors.layout.passages import Passage, concatenate
from extractors.layout.prose import page_passage
from extractors.layout.statements import Column, Figure, find_figures
from extractors.layout.tables import CellRow, cell_rows
from extractors.models import Field, Page
from extractors.values.companies import find_company_names
from extractors.values.dates import find_dates
from extractors.values.money.units import Unit, parse_unit

FIRM = re.compile(
    r"[一-鿿]{2,14}(?:\([一-鿿]{2,6}\))?[一-鿿]{0,8}会计师事务所(?:\((?:特殊)?普通合伙\)|有限(?:责任)?公司|\(有限合伙\))?"
)
NUMBER = re.compile(
    r"[一-鿿]{0,8}[审会鉴核专](?:[一-鿿]{0,4}字?)?\s*[\[〔(【]?\s*20\d\d\s*(?:年)?\s*[\]〕)】]?\s*(?:第|字第)?\s*[0-9A-Za-z-]{1,10}\s*号"
)
_ENTITY = (
    re.compile(
        r"我们(?:接受委托,?)?(?:审计|审核)了(?:后附的)?(?P<entity>[^,。;:]{4,40}?)(?:\(以下简称|(?:的)?(?:财务|会计)报表|20\d\d年)"
    ),
    re.compile(r"(?P<entity>[一-鿿()]{4,40})(?:全体股东|全体合伙人|全体出资人|董事会|理事会|股东会|股东)[:,]?"),
    re.compile(r"(?:编制单位|单位名称|被审计单位)[:]?\s*(?P<entity>[一-鿿()]{4,40}?)(?=\s|$|20\d\d|金额|单位)"),
)
_YEAR = re.compile(r"(20\d\d)\s*年\s*(?:度|12\s*月\s*31\s*日)")

# Items of the statements: path, pattern of the item, column.
_BALANCE_SHEET = (
    ("total_assets", r"^资产(?:总计|合计|总额)$", Column.CLOSING),
    ("total_assets_opening", r"^资产(?:总计|合计|总额)$", Column.OPENING),
    ("total_liabilities", r"^负债(?:合计|总计|总额)$", Column.CLOSING),
    ("total_equity", r"^(?:所有者权益|股东权益|净资产)(?:\([^()]*\))?(?:合计|总计|总额)$", Column.CLOSING),
    ("liabilities_and_equity", r"^负债(?:和|及|与).{2,20}(?:总计|合计)$", Column.CLOSING),
)
_INCOME_STATEMENT = (
    ("revenue", r"^(?:营业总?收入|主营业务收入)(?:合计)?$", Column.CLOSING),
    ("profit", r"^利润总额", Column.CLOSING),
    ("net_profit", r"^净利润", Column.CLOSING),
)


def extract(pages: Sequence[Page]) -> list[Field]:
    """The contract's fields of an audit report."""
    passages = [page_passage(page) for page in pages]
    opinion_pages = _opinion_pages(passages)
    statements = [page for page, passage in zip(pages, passages, strict=True) if passage not in opinion_pages]
    fields = [
        most_common("firm", opinion_pages or passages, FIRM),
        first_match("number", passages, (NUMBER,)),
        _entity(opinion_pages + passages),
        _signed_on(opinion_pages),
        _year(opinion_pages or passages),
        _opinion(opinion_pages),
        *_figures(statements),
    ]
    return [field for field in fields if field is not None]


def _opinion_pages(passages: Sequence[Passage]) -> list[Passage]:
    """Pages before the first statement that speak of the audit itself."""
    pages: list[Passage] = []
    for passage in passages:
        compact = _compact(passage.text)
        if pages and re.search(r"流动资产|货币资金|营业收入", compact) and not re.search("我们|注册会计师", compact):
            break
        if re.search(r"我们|审计意见|注册会计师|会计师事务所", compact):
            pages.append(passage)
    return pages


def _compact(text: str) -> str:
    return re.sub(r"\s", "", text)


def most_common(path: str, passages: Sequence[Passage], pattern: re.Pattern[str]) -> Field | None:
    """The text that the pattern finds most often; its last place, where a report is signed, is the evidence."""
    found = [passage.group(match) for passage in passages for match in pattern.finditer(passage.text)]
    if not found:
        return None
    text, _ = Counter(part.text for part in found).most_common(1)[0]
    return read_field(path, [part for part in found if part.text == text][-1])


def first_match(
    path: str, passages: Iterable[Passage], patterns: Sequence[re.Pattern[str]], group: int | str = 0
) -> Field | None:
    """What the first of the patterns that is found anywhere finds first."""
    everything = list(passages)
    for pattern in patterns:
        for passage in everything:
            match = pattern.search(passage.text)
            if match is not None:
                return read_field(path, passage.group(match, group))
    return None


def _entity(passages: Sequence[Passage]) -> Field | None:
    """The entity audited; of a clause that names it only the name."""
    for pattern in _ENTITY:
        for passage in passages:
            match = pattern.search(passage.text)
            if match is None:
                continue
            part = passage.group(match, "entity")
            names = find_company_names(part.text)
            return read_field("entity", part.cut(names[-1].start, names[-1].end) if names else part, as_name)
    return None


def _signed_on(passages: Sequence[Passage]) -> Field | None:
    """The last date that stands on a row of its own (at most with the place) on the opinion pages."""
    for passage in reversed(passages):
        for row in reversed(passage.rows):
            for found in reversed(find_dates(row.text)):
                if found.end - found.start >= 0.5 * len(_compact(row.text)):
                    return read_field("signed_on", row.cut(found.start, found.end), as_date)
    return None


def _year(passages: Sequence[Passage]) -> Field | None:
    """The year audited: the one named most often as 年度 or 12月31日."""
    found = [passage.group(match) for passage in passages for match in _YEAR.finditer(passage.text)]
    if not found:
        return None
    year, _ = Counter(int(part.text[:4]) for part in found).most_common(1)[0]
    part = next(part for part in found if part.text.startswith(str(year)))
    return read_field("year", part, lambda text: Parsed(int(text[:4])))


def _opinion(passages: Sequence[Passage]) -> Field | None:
    """The type of opinion, with the words that give it."""
    found = find_opinion(concatenate(passages).compact)
    if found is None:
        return None
    opinion, words = found
    return Field("opinion", opinion, words.raw, words.confidence, words.evidence)


def _figures(pages: Sequence[Page]) -> list[Field]:
    fields: dict[str, Field] = {}
    for page in pages:
        rows = cell_rows(page)
        unit, note = _unit(rows)
        for path, item, column in (*_BALANCE_SHEET, *_INCOME_STATEMENT):
            if path in fields:
                continue
            figure = next((figure for figure in find_figures(rows, re.compile(item)) if figure.column is column), None)
            if figure is not None:
                fields[path] = _amount(path, figure, unit, note)
    return list(fields.values())


def _amount(path: str, figure: Figure, unit: Unit, note: str) -> Field:
    field = read_field(path, figure.passage, as_amount(unit))
    notes = [part for part in (field.note, note, "" if figure.certain else "表头未能识别，按列的次序认定") if part]
    return replace(field, note="；".join(notes), doubtful=bool(notes))


def _unit(rows: Sequence[CellRow]) -> tuple[Unit, str]:
    """The unit in the statement's caption; 元, with a note, where there is none."""
    for row in rows:
        for cell in row.cells:
            if "单位" in cell.text or "金额" in cell.text:
                try:
                    return parse_unit(cell.passage.text), ""
                except UnreadableValueError:
                    continue  # 编制单位：… is no unit; the caption may stand further on
    return "元", "报表未注明金额单位，按元计"
