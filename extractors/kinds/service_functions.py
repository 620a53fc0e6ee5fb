"""What running text tells of the functions of 第八条 (信息, 技术, 创业, 培训, 融资) and of the platform's type.

Each figure is one row `functions[i]`: `name` of the function, one of `households`, `events`, `people`, `amount` (sums
that clients were helped to borrow), `guarantee`, and the `year` if one is named. `platform_type` is 综合性 or 专业性.

A figure belongs to the function that its clause speaks of, else to the one under whose name (培训服务：) it stands;
where both say different things it belongs to none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.kinds.claims import Prose, claim_pattern, claim_words, prose_of
from extractors.kinds.fields import Parse, as_amount, as_count, as_text, read_field
from extractors.layout.passages import Passage
from extractors.models import Field, Page

_FURTHEST = 260  # characters behind its name in which text still speaks of a function
_NUMERALS = "二三四五六七八九十百千"
_FIGURE = rf"(?<![\d.,第〔({_NUMERALS}])(?P<value>(?:\d{{1,3}}(?:,\d{{3}})+|\d+|[{_NUMERALS}两]+))(?:多|余|来)?"
_MONEY = re.compile(r"(?P<value>(?<![\d.])\d[\d,]*(?:\.\d+)?(?:余|多)?(?:万|亿)元?)")
_NAMED = re.compile(
    r"(?:[(第]?[0-9一二三四五六七八九十]{1,2}[)、.:]?|[①-⑩★●■◆▲]|[一二三四五]是)?(?:在|开展|提供)?"
    r"(?P<name>信息|技术|创业|培训|(?:投)?融资)(?:类)?服务(?:功能|方面|情况|平台|活动|工作)*(?P<end>[:。,]|$)"
)


_Figure = tuple[str, str, re.Match[str], str]  # measure, function, place, reason for doubt


@dataclass(frozen=True, slots=True)
class _Topic:
    """From where to where text stands under the name of a function."""

    name: str | None
    start: int
    stop: int


def extract(pages: Sequence[Page]) -> list[Field]:
    """The figures in the pages of a document, and the platform's type."""
    prose = prose_of(pages)
    fields = _platform_types(prose)
    for index, figure in enumerate(_figures(prose)):
        fields += _row(prose, f"functions[{index}]", figure)
    return fields


def _row(prose: Prose, path: str, told: _Figure) -> list[Field]:
    measure, name, match, note = told
    parse: Parse = as_amount() if measure in ("amount", "guarantee") else as_count
    start = match.start() - len(prose.clause(match.start()))
    place = prose.passage.cut(start, match.end())
    figure = read_field(f"{path}.{measure}", _without_more(prose.passage, match), parse)
    figure = replace(figure, raw=place.raw, evidence=place.evidence)
    if note:
        figure = replace(figure, note=note, doubtful=True)
    fields = [Field(f"{path}.name", name, place.raw, figure.confidence, place.evidence), figure]
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


@cache
def _measures() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(_FIGURE + unit) for name, unit in claim_words()["measures"].items()}


def _figures(prose: Prose) -> list[_Figure]:
    """Measure, function, match and reason for doubt of each figure, in the order of the text."""
    topics = list(_topics(prose))
    found = [
        (measure, name, match, note)
        for measure, pattern in (*_measures().items(), ("money", _MONEY))
        for match in pattern.finditer(prose.text)
        if prose.is_stated(match.start("value"), match.end())
        for measure, name, note in _meaning(prose, measure, match, _topic_at(topics, match.start()))
    ]
    return sorted(found, key=lambda item: item[2].start())


def _meaning(prose: Prose, measure: str, match: re.Match[str], topic: str | None) -> Iterator[tuple[str, str, str]]:
    """What a figure measures, of which function, and why that may be doubted; nothing if it is another figure."""
    clause = prose.clause(match.start())
    about = f"{clause}{match.group()}"
    sum_of_years = "可能是几年合计" if prose.covers_years(match.start()) else ""
    if measure == "households":
        offline = "线下" in clause
        if (topic == "信息" or "信息" in clause or offline) and (offline or "线上" not in clause) and "企业" in clause:
            yield measure, "信息", sum_of_years or ("" if offline else "未写明是线下服务的企业")
    elif measure == "people":
        if (topic == "培训" or _says("about_people", clause)) and not _says("not_people", clause):
            yield measure, "培训", sum_of_years
    elif measure == "money":
        yield from _money(clause, sum_of_years)
    elif _says("about_events", about) and not _says("not_events", about):
        own = [name for name, words in claim_words()["functions"].items() if re.search(words, clause)]
        name = topic if topic in own or not own else own[0] if len(own) == 1 and topic is None else None
        if not own and "活动" not in about:
            name = None
        if name is not None:
            yield measure, name, sum_of_years


def _money(clause: str, sum_of_years: str) -> Iterator[tuple[str, str, str]]:
    if _says("about_guarantee", clause):
        doubtful = _says("doubtful_guarantee", clause) or "新增" not in clause
        yield "guarantee", "融资", sum_of_years or ("可能不是当年新增担保额" if doubtful else "")
    elif _says("about_amount", clause) and not _says("not_amount", clause):
        yield "amount", "融资", sum_of_years or ("可能不是实际融资额" if _says("doubtful_amount", clause) else "")


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
    for name in ("综合性", "专业性"):
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
