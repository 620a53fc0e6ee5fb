"""What running text tells of the functions of 第八条 (信息, 技术, 创业, 培训, 融资) and of the platform's type.

Each figure is one row `functions[i]`: `name` of the function, one of `households`, `events`, `people`, `amount` (sums
that clients were helped to borrow), `guarantee`, and the `year` if one is named. `platform_type` is 综合性 or 专业性.

A figure belongs to the function that its clause speaks of, else to the one under whose name (培训服务：) it stands;
where both say different things it belongs to none. One that is said not to be reached (不足600人次), or that may be
another's or several years', is doubtful; about a figure (约600人次) its `quantum` is how far it may be off.

Of papers that show single services (`extract_totals`) only what is told of a whole year counts: a notice tells what is
to come, and a single event is part of what is told elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extractors.kinds.claims import (
    ABOUT,
    BELOW,
    OF_OTHERS,
    SEVERAL_YEARS,
    Prose,
    claim_pattern,
    claim_words,
    prose_of,
)
from extractors.kinds.fields import Parse, as_amount, as_count, as_text, read_field
from extractors.layout.passages import Passage
from extractors.layout.prose import page_passage
from extractors.models import Field, Page

MEASURES = ("households", "events", "people", "amount", "guarantee")
PLATFORM_TYPES = ("综合性", "专业性")
_FURTHEST = 260  # characters behind its name in which text still speaks of a function
_TITLE_ROWS = 4  # of a page, in which the title of a paper stands
_LONGEST_SENTENCE, _NEAR_STOP = 160, 12  # characters before a figure in its sentence, and behind it up to a mark
_NUMERALS = "二三四五六七八九十百千"
_FIGURE = rf"(?<![\d.,第〔({_NUMERALS}])(?P<value>(?:\d{{1,3}}(?:,\d{{3}})+|\d+|[{_NUMERALS}两]+))(?:多|余|来)?"
_MONEY = re.compile(r"(?P<value>(?<![\d.])\d[\d,]*(?:\.\d+)?(?:余|多)?(?:万|亿)元?)")
_NAMED = re.compile(
    r"(?:[(第]?[0-9一二三四五六七八九十]{1,2}[)、.:]?|[①-⑩★●■◆▲]|[一二三四五]是)?(?:在|开展|提供)?"
    r"(?P<name>信息|技术|创业|培训|(?:投)?融资)(?:类)?服务(?:功能|方面|情况|平台|活动|工作)*(?P<end>[:。,]|$)"
)


_ABOUT_SHARE = Decimal("0.1")  # of a figure that is said to be about so much: how far it may be off


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a figure measures, of which function, where it stands, and why it may be doubted."""

    measure: str
    function: str
    match: re.Match[str]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Topic:
    """From where to where text stands under the name of a function."""

    name: str | None
    start: int
    stop: int


def extract(pages: Sequence[Page]) -> list[Field]:
    """The figures in the pages of a document, and the platform's type."""
    prose = prose_of(pages)
    return [*_platform_types(prose), *_rows(prose, _figures(prose))]


def extract_totals(pages: Sequence[Page]) -> list[Field]:
    """The figures of whole years in papers that show single services."""
    prose = prose_of([page for paper in _papers(pages) if not _announces(paper) for page in paper])
    return _rows(prose, [figure for figure in _figures(prose) if _is_of_a_year(prose, figure.match)])


def _papers(pages: Sequence[Page]) -> list[list[Page]]:
    """The pages of each paper; one begins where a page begins with a title."""
    papers: list[list[Page]] = []
    for page in pages:
        if not papers or claim_pattern("evidence", "title").search(_head(page)):
            papers.append([])
        papers[-1].append(page)
    return papers


def _announces(paper: Sequence[Page]) -> bool:
    """Whether a paper is of what was still to come when it was written."""
    return claim_pattern("evidence", "announcement").search(_head(paper[0])) is not None


def _head(page: Page) -> str:
    """The rows in which a title stands, one a line."""
    return "\n".join(row.compact.text for row in page_passage(page).rows[:_TITLE_ROWS])


def _is_of_a_year(prose: Prose, match: re.Match[str]) -> bool:
    """Whether a sentence tells a figure of a whole year: not one of a table's, nor a single event's."""
    start = prose.sentence_start(match.start())
    before, behind = prose.text[start : match.start()], prose.text[match.end() : match.end() + _NEAR_STOP]
    if claim_pattern("evidence", "single").search(before):
        return False
    in_sentence = len(before) <= _LONGEST_SENTENCE and re.search("[。;,]", behind) is not None
    return in_sentence and claim_pattern("evidence", "of_a_year").search(before) is not None


def _rows(prose: Prose, figures: Sequence[_Figure]) -> list[Field]:
    return [field for index, one in enumerate(figures) for field in _row(prose, f"functions[{index}]", one)]


def _row(prose: Prose, path: str, told: _Figure) -> list[Field]:
    match = told.match
    parse: Parse = as_amount() if told.measure in ("amount", "guarantee") else as_count
    start = match.start() - len(prose.clause(match.start()))
    place = prose.passage.cut(start, match.end())
    figure = read_field(f"{path}.{told.measure}", _without_more(prose.passage, match), parse)
    figure = replace(figure, raw=place.raw, evidence=place.evidence)
    if figure.value is not None and prose.is_about(match.start("value"), match.end()):
        figure = replace(figure, note=ABOUT, quantum=abs(Decimal(str(figure.value))) * _ABOUT_SHARE)
    if told.notes:
        figure = replace(figure, note="；".join(told.notes), doubtful=True)
    fields = [Field(f"{path}.name", told.function, place.raw, figure.confidence, place.evidence), figure]
    year = prose.year(match.start())
    return [
        *fields,
        *([Field(f"{path}.year", year, f"{year}年", figure.confidence, place.evidence)] if year is not None else []),
    ]


def _without_more(passage: Passage, match: re.Match[str]) -> Passage:
    """The figure with its unit, without 余 or 多: what is meant is at least the figure."""
    value = passage.group(match, "value")
    text, kept = value.text, [index for index, character in enumerate(value.text) if character not in "余多"]
    return Passage("".join(text[index] for index in kept), tuple(value.origins[index] for index in kept))


def function_names() -> tuple[str, ...]:
    """The functions whose figures are found in running text."""
    return tuple(claim_words()["functions"])


@cache
def _measures() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(_FIGURE + unit) for name, unit in claim_words()["measures"].items()}


def _figures(prose: Prose) -> list[_Figure]:
    """Each figure, in the order of the text."""
    topics = list(_topics(prose))
    found = [
        _Figure(measure, name, match, tuple(filter(None, (*_doubts(prose, match), note))))
        for measure, pattern in (*_measures().items(), ("money", _MONEY))
        for match in pattern.finditer(prose.text)
        if prose.is_stated(match.start("value"), match.end())
        for measure, name, note in _meaning(prose, measure, match, _topic_at(topics, match.start()))
    ]
    return sorted(found, key=lambda figure: figure.match.start())


def _doubts(prose: Prose, match: re.Match[str]) -> Iterator[str]:
    """Why what a sentence says of a figure lets it be doubted."""
    start, stop = match.start("value"), match.end()
    if prose.is_below(start, stop):
        yield BELOW
    if prose.covers_years(start, stop):
        yield SEVERAL_YEARS
    if prose.is_of_others(start):
        yield OF_OTHERS


def _meaning(prose: Prose, measure: str, match: re.Match[str], topic: str | None) -> Iterator[tuple[str, str, str]]:
    """What a figure measures, of which function, and why just that may be doubted; nothing if it is another figure."""
    clause = prose.clause(match.start())
    about = f"{clause}{match.group()}"
    if measure == "households":
        offline = "线下" in clause
        if (topic == "信息" or "信息" in clause or offline) and (offline or "线上" not in clause) and "企业" in clause:
            yield measure, "信息", "" if offline else "未写明是线下服务的企业"
    elif measure == "people":
        if (topic == "培训" or _says("about_people", clause)) and not _says("not_people", clause):
            yield measure, "培训", ""
    elif measure == "money":
        yield from _money(clause)
    elif _says("about_events", about) and not _says("not_events", about):
        own = [name for name, words in claim_words()["functions"].items() if re.search(words, clause)]
        name = topic if topic in own or not own else own[0] if len(own) == 1 and topic is None else None
        if not own and "活动" not in about:
            name = None
        if name is not None:
            yield measure, name, ""


def _money(clause: str) -> Iterator[tuple[str, str, str]]:
    if _says("about_guarantee", clause):
        doubtful = _says("doubtful_guarantee", clause) or "新增" not in clause
        yield "guarantee", "融资", "可能不是当年新增担保额" if doubtful else ""
    elif _says("about_amount", clause) and not _says("not_amount", clause):
        yield "amount", "融资", "可能不是实际融资额" if _says("doubtful_amount", clause) else ""


def _says(words: str, text: str) -> bool:
    return claim_pattern(words).search(text) is not None


def _topics(prose: Prose) -> Iterator[_Topic]:
    """Stretches of text under the name of a function: behind the name at the head of a row or clause."""
    text = prose.text
    heads = sorted({*prose.starts, *(match.end() for match in re.finditer(r"[。;:!)]", text))})
    starts = []
    for head, after in zip(heads, [*heads[1:], len(text)], strict=False):
        if head and text[head - 1] in "、和及与或":
            continue  # an enumeration that goes on in the next row
        match = _NAMED.match(text, head)
        if match is not None and (match["end"] or match.end() in prose.starts or match.end() == after):
            starts.append((head, match["name"].removeprefix("投")))
        elif head in prose.starts and re.match(r"[(第][一二三四五六七八九十]{1,2}[)部章]", text[head:]):
            starts.append((head, None))  # the next section of the whole
    for (start, name), following in zip(starts, [*starts[1:], (len(text), None)], strict=False):
        yield _Topic(name, start, min(following[0], start + _FURTHEST))


def _topic_at(topics: Sequence[_Topic], position: int) -> str | None:
    return next((topic.name for topic in topics if topic.start <= position < topic.stop), None)


def _platform_types(prose: Prose) -> list[Field]:
    """Each type that is stated, once."""
    words = claim_words()["platform"]
    fields: list[Field] = []
    for name in PLATFORM_TYPES:
        for match in re.finditer(f"(?:{words[name]}){words['noun']}", prose.text):
            before = prose.text[prose.sentence_start(match.start()) : match.start()]
            if re.search(words["not_stated"], f"{before}{match.group()}{prose.text[match.end() : match.end() + 6]}"):
                continue
            if match.start() in prose.planned or claim_pattern("planned").search(before):
                continue
            place = prose.passage.group(match)
            fields.append(replace(read_field("platform_type", place, as_text), value=name))
            break
    return fields
