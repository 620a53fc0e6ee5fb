"""租赁合同: running text, with the parties in its head and at its foot."""

import re
from collections.abc import Mapping, Sequence

from extractors.kinds.amount_pairs import read_amount_pairs
from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import Parsed, as_area, as_date, as_name, as_text, read_field
from extractors.layout.key_values import extract_key_values
from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage, find_first
from extractors.layout.rows import pieces_of
from extractors.models import Field, Page
from extractors.values.dates import find_dates
from extractors.values.money.figures import find_amounts
from extractors.values.terms import parse_term

_BESIDE_A_DATE = 8  # characters (日期：, 签订于) that may stand on a row of dates
# What may follow a party's name on the same line.
_NOT_THE_NAME = re.compile(
    r"\(以下.*|,?以下(?:简)?称.*|\(?(?:统一社会信用代码|法定代表人|身份证|营业执照|地址|联系|电话|住所).*|\((?:甲|乙)方\)"
)


def extract(pages: Sequence[Page]) -> list[Field]:
    """The contract's fields of a lease, and its sums written both in words and in figures."""
    text = document_passage(pages)
    running = text.compact
    parties = _parties(pages)
    fields = [
        *(_party(path, passage) for path, passage in parties.items()),
        _address(pages, running),
        _area(running),
        *_term(running),
        _rent(running),
        _signed_on(text, running),
        *read_amount_pairs(running),
    ]
    return [field for field in fields if field is not None]


def _parties(pages: Sequence[Page]) -> dict[str, Passage]:
    """Lessor and lessee: named by their part in the lease, else as 甲方 and 乙方."""
    labels = profile_of("lease").labels
    found: dict[str, Passage] = {}
    for page in pages:
        for name, passage in extract_key_values(pieces_of(page), labels).items():
            if passage and name not in found:
                found[name] = passage
    parties: dict[str, Passage] = {path: found[path] for path in ("lessor", "lessee") if path in found}
    for path, letter in (("lessor", "party_a"), ("lessee", "party_b")):
        if path not in parties and letter in found:
            parties[path] = found[letter]
    return parties


def _party(path: str, passage: Passage) -> Field:
    match = _NOT_THE_NAME.search(passage.text)
    return read_field(path, passage.cut(0, match.start() if match else None).stripped(":;,。"), as_name)


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
    return read_field("area", passage, as_area()) if passage else None


def _term(running: Passage) -> list[Field]:
    """`starts_on` and `ends_on` from the first sentence about the term that holds a readable period."""
    for pattern in profile_of("lease").patterns["term"]:
        for match in pattern.finditer(running.text):
            passage = running.group(match, "value")
            dates = find_dates(passage.text)
            if len(dates) < 2:
                continue
            period = passage.cut(0, dates[1].end + _until_sentence_end(passage.text[dates[1].end :]))
            return [
                read_field("starts_on", period, lambda text: Parsed(parse_term(text).start)),
                read_field("ends_on", period, _end),
            ]
    return []


def _until_sentence_end(text: str) -> int:
    match = re.search(r"[。;]|,(?!共|计|合计|为期|租期)", text)
    return match.start() if match else min(len(text), 20)


def _end(text: str) -> Parsed:
    term = parse_term(text)
    return Parsed(term.end, note=term.note)


def _rent(running: Passage) -> Field | None:
    """The first sum in the first sentence about the rent that names one; `raw` says whether a month's or a year's."""
    for pattern in profile_of("lease").patterns["rent"]:
        for match in pattern.finditer(running.text):
            sentence = running.group(match, "value")
            amounts = find_amounts(sentence.text)
            if amounts:
                amount = amounts[0]
                passage = sentence.cut(amount.start, amount.end + len(amount.per))
                return read_field("rent", passage, lambda _: Parsed(amount.amount.yuan, amount.amount.quantum))  # noqa: B023
    return None


def _signed_on(text: Passage, running: Passage) -> Field | None:
    """The date beside the words for signing, else the last date that stands on a row of its own."""
    labelled = find_first(running, profile_of("lease").patterns["signed_on"])
    if labelled is not None and find_dates(labelled.text):
        return read_field("signed_on", labelled, as_date)
    for row in reversed(text.rows):
        dates = find_dates(row.text)
        written = sum(len(row.cut(found.start, found.end).compact.text) for found in dates)
        if dates and len(row.compact.text) - written <= _BESIDE_A_DATE:
            return read_field("signed_on", row.cut(dates[-1].start, dates[-1].end), as_date)
    return None
