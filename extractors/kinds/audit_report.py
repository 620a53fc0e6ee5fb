"""审计报告: opinion pages, balance sheet, income statement."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extractors.kinds.audit_opinion import find_opinion
from extractors.kinds.fields import Parsed, as_date, as_name, read_field
from extractors.kinds.financial_figures import financial_figures
from extractors.kinds.signed_names import names_organisation
from extractors.layout.passages import Passage, concatenate
from extractors.layout.prose import page_passage
from extractors.models import Field, Page
from extractors.values.companies import find_company_names
from extractors.values.dates import find_dates

FIRM = re.compile(
    r"[一-鿿]{2,14}(?:\([一-鿿]{2,6}\))?[一-鿿]{0,8}会计师事务所(?:\((?:特殊)?普通合伙\)|有限(?:责任)?公司|\(有限合伙\))?"
    r"(?:[一-鿿]{2,8}(?<!会计师事务)分所)?"
)
NUMBER = re.compile(
    r"[一-鿿]{0,8}[审会鉴核专](?:[一-鿿]{0,4}字?)?\s*[\[〔(【]?\s*20\d\d\s*(?:年)?\s*[\]〕)】]?\s*(?:第|字第)?\s*[0-9A-Za-z-]{1,10}\s*号"
)
_AUDITED = re.compile(
    r"我们(?:接受委托,?)?(?:审计|审核)了?+(?:后附的)?+"
    r"(?P<entity>[^,。;:]{4,40}?)(?:\(以下简称|(?:的)?(?:财务|会计)报表|20\d\d年)"
)
_ADDRESSED = re.compile(
    r"^(?P<entity>[一-鿿()]{4,40}?)(?:(?:全体股东|全体合伙人|全体出资人|董事会|理事会|股东会|股东)[:,]?|:)$"
)
_MAKER = re.compile(r"(?:编制单位|单位名称|被审计单位):?(?P<entity>[一-鿿()]{4,40}?)(?=$|20\d\d|金额|单位|会[企小])")
_YEAR = re.compile(r"(20\d\d)\s*年\s*(?:度|12\s*月\s*31\s*日)")


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
        _year(opinion_pages) or _year(passages),
        _opinion(opinion_pages),
        *financial_figures(statements),
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
    """The entity audited: in the opinion's first sentence, as whom it is addressed to, as who made the statements."""
    for pattern in (_AUDITED, _ADDRESSED, _MAKER):
        for passage in passages:
            for text in (passage.compact,) if pattern is _AUDITED else (row.compact for row in passage.rows):
                match = pattern.search(text.text)
                if match is None or match["entity"][0] in "贵本" or "会计师" in match["entity"]:
                    continue
                name = _name_in(text.group(match, "entity"))
                if pattern is not _ADDRESSED or names_organisation(name.text):
                    return read_field("entity", name, as_name)
    return None


def _name_in(clause: Passage) -> Passage:
    """The name at the end of a clause; the whole clause where only a word at the head of the name was taken off."""
    names = find_company_names(clause.text)
    if not names or (names[-1].end == len(clause.text) and names[-1].start <= 1):
        return clause
    return clause.cut(names[-1].start, names[-1].end)


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
