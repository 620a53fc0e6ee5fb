"""租赁合同: running text, with the parties in its head and at its foot."""

import re
from collections.abc import Mapping, Sequence

from extractors.kinds.amount_pairs import read_amount_pairs
from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import AREA_CHARACTERS, as_area, as_name, as_text, read_field
from extractors.kinds.lease_rents import read_rent
from extractors.kinds.lease_signing import read_signing
from extractors.kinds.lease_terms import read_term
from extractors.layout.key_values import extract_key_values
from extractors.layout.passages import Passage, concatenate
from extractors.layout.prose import document_passage, find_first
from extractors.layout.rows import pieces_of
from extractors.models import Field, Page
from extractors.values.companies import find_company_names
from extractors.values.persons import is_plausible_person

# What stands between the word for a party and its name: （出租单位）：, （盖章）：, 签章：.
_REMARK = re.compile(r"(?:[\s:_]*\([^()]{0,14}\))*[\s:_]*(?:(?:盖章|签章|签字|签名|公章|印章|[或及/、])+[\s:_]*(?=$))?")
_CLAUSE = re.compile(
    r"\s*(?:第\s*[一二三四五六七八九十百\d]{1,4}\s*条|[一二三四五六七八九十]{1,3}\s*[、.]|\d{1,2}\s*[、.](?!\s*\d)|"
    r"\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\))"
)
_LONGEST_NAME = 40  # characters of a company's name
# What may follow a party's name on the same line.
_NOT_THE_NAME = re.compile(
    r"\(以下.*|,?以下(?:简)?称.*|\(?(?:统一社会信用代码|法定代表人|身份证|营业执照|地址|联系|电话|住所).*|\((?:甲|乙)方\)"
    r"|(?:根据|依据|依照|按照)《.*"
)


def extract(pages: Sequence[Page]) -> list[Field]:
    """The contract's fields of a lease, and its sums written both in words and in figures."""
    text = document_passage(pages)
    running = _in_clauses(text)
    patterns = profile_of("lease").patterns
    fields = [
        *(_party(path, passage, running) for path, passage in _parties(pages, running).items()),
        _address(pages, running),
        _area(running),
        *read_term(running, patterns["term"]),
        read_rent(running, patterns["rent"]),
        read_signing(text, running, patterns["signed_on"]),
        *read_amount_pairs(text.compact),
    ]
    return [field for field in fields if field is not None]


def _in_clauses(text: Passage) -> Passage:
    """Running text, lines joined without a break except where a clause begins."""
    clauses: list[Passage] = []
    lines: list[Passage] = []
    for row in text.rows:
        if lines and _CLAUSE.match(row.text):
            clauses.append(concatenate(lines))
            lines = []
        lines.append(row.compact)
    return concatenate([*clauses, concatenate(lines)], "\n")


def _parties(pages: Sequence[Page], running: Passage) -> dict[str, Passage]:
    """Lessor and lessee, by their part in the lease or as 甲方 and 乙方: the first that is a name, else the first.

    At the foot the same words stand beside seals and signatures (出租方（盖章）：), in sentences before acts (甲方将…).
    """
    labels = profile_of("lease").labels
    found: dict[str, list[Passage]] = {"lessor": [], "lessee": []}
    for page in pages:
        values = extract_key_values(pieces_of(page), labels)
        for path, letter in (("lessor", "party_a"), ("lessee", "party_b")):
            here = [values[name] for name in (path, letter) if values.get(name)]
            found[path] += sorted(
                filter(None, map(_without_remark, here)), key=lambda passage: passage.pieces[0].box[1]
            )
    for path, passages in found.items():
        if not any(map(_is_name, passages)):
            passages.extend(_under_a_heading(running, profile_of("lease").patterns[path]))
    return {
        path: next((passage for passage in passages if _is_name(passage)), passages[0])
        for path, passages in found.items()
        if passages
    }


def _under_a_heading(running: Passage, patterns: Sequence[re.Pattern[str]]) -> list[Passage]:
    """The company named in the line below 甲方：, beside 名称."""
    named = find_first(running, patterns)
    companies = find_company_names(named.text) if named is not None else []
    return [named.cut(0, companies[0].end)] if named is not None and companies and companies[0].start == 0 else []


def _without_remark(passage: Passage) -> Passage:
    """What is written behind （盖章）：, if anything."""
    match = _REMARK.match(passage.text)
    return passage.cut(match.end()) if match else passage


def _is_name(passage: Passage) -> bool:
    text = _named(passage).compact.text
    return any(name.start == 0 for name in find_company_names(text)) or is_plausible_person(text)


def _named(passage: Passage) -> Passage:
    """The part of a passage before what is said of the party."""
    match = _NOT_THE_NAME.search(passage.text)
    return passage.cut(0, match.start() if match else None).stripped(":;,。_")


def _party(path: str, passage: Passage, running: Passage) -> Field:
    return read_field(path, _named(_whole_name(passage, running)), as_name)


def _whole_name(passage: Passage, running: Passage) -> Passage:
    """The name of a company that goes on in the next line, else the passage itself."""
    first = passage.origins[0]
    if first is None or find_company_names(passage.text):
        return passage
    start = next(
        (k for k, o in enumerate(running.origins) if o and o.line is first.line and o.index == first.index), None
    )
    if start is None:
        return passage
    names = find_company_names(running.text[start : start + _LONGEST_NAME])
    beside = passage.compact
    if not names or names[0].start != 0 or names[0].end <= len(beside.text):
        return passage
    return running.cut(start, start + names[0].end)


def _address(pages: Sequence[Page], running: Passage) -> Field | None:
    passage = find_first(running, profile_of("lease").patterns["address"])
    if passage is None:
        labels: Mapping[str, Sequence[str]] = profile_of("lease").labels
        for page in pages:
            passage = extract_key_values(pieces_of(page), labels).get("address")
            if passage:
                break
    return read_field("address", passage.stripped(":;,。"), as_text) if passage else None


def _area(running: Passage) -> Field | None:
    passage = find_first(running, profile_of("lease").patterns["area"])
    return read_field("area", passage, as_area(), AREA_CHARACTERS) if passage else None
