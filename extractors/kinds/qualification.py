"""从业资格（资质）、许可证 and 网站备案: certificates of many makers, and the print of a website's record."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from extractors.kinds.catalogue import Profile, profile_of
from extractors.kinds.fields import Parse, Parsed, as_date, as_name, read_field
from extractors.kinds.signed_names import read_signed_name
from extractors.layout.key_values import extract_key_values
from extractors.layout.passages import Passage, concatenate, join
from extractors.layout.rows import Row, pieces_of, rows_of
from extractors.models import Field, Page
from extractors.values.folding import fold
from extractors.values.terms import parse_term


def _as_number(text: str) -> Parsed:
    """A certificate's number, without the rule that it is written on."""
    return Parsed(fold(text).strip("_:"))


def _as_holder(text: str) -> Parsed:
    """Whose certificate it is, without the rule that the name is written on."""
    return as_name(text.strip("_: "))


_LABELLED: Mapping[str, Parse] = {"number": _as_number, "holder": _as_holder, "issued_on": as_date}
_HEADLINE = 0.6  # of the page's height; a certificate's title stands above
_TWO_LINES = 1.2  # line heights between two lines of one title
_AUTHORITY = re.compile(
    r"(?:局|厅|委|委员会|部|所|院|处|办公室|中心|协会|学会|联合会|政府|公司|集团|站|大队)(?:\([^()]*\))?$"
)
_CUT_SHORT = "发证机关的名称可能未读全，请核对"
_NO_END = "未写明终止日期"


def extract(pages: Sequence[Page]) -> list[Field]:
    """The contract's fields of a certificate or record, from the first page that has each."""
    profile = profile_of("qualification")
    fields: dict[str, Field] = {}
    for page in pages:
        for field in _on_page(page, profile):
            known = fields.get(field.path)
            if known is None or known.value is None:
                fields[field.path] = field
    return list(fields.values())


def _on_page(page: Page, profile: Profile) -> list[Field]:
    pieces = pieces_of(page)
    values = extract_key_values(pieces, profile.labels)
    title = _title(rows_of(pieces), profile)
    fields = [read_field("title", title)] if title is not None else []
    fields += [read_field(path, values[path], parse) for path, parse in _LABELLED.items() if values.get(path)]
    if values.get("issuer"):
        fields.append(_issuer(values["issuer"], page))
    end = values.get("term_end")
    if end:
        fields.append(read_field("valid_to", end, _until))
    elif values.get("term"):
        fields += _term(values["term"])
    return _with_record_number(fields, rows_of(pieces))


def _title(rows: Sequence[Row], profile: Profile) -> Passage | None:
    """The largest text in the upper part that is built like a certificate's name, also over two lines."""
    upper = [row for row in rows if row.box[1] < _HEADLINE]
    found: list[tuple[float, Passage]] = []
    for first, second in zip_longest(upper, upper[1:]):
        candidates = [first.passage.compact]
        if second is not None and second.box[1] - first.box[3] < _TWO_LINES * first.height:
            candidates.append(concatenate([first.passage.compact, second.passage.compact]))
        candidates += [join([piece]).compact for piece in first.pieces]
        for passage in candidates:
            if any(pattern.search(passage.text) for pattern in profile.patterns["title"]):
                found.append((min(piece.height for piece in passage.pieces), passage))
                break
    return max(found, key=lambda entry: entry[0])[1] if found else None


def _issuer(passage: Passage, page: Page) -> Field:
    """Who issued it; a name that ends as no authority's does has lost its end under the stamp."""
    field = read_signed_name("issuer", passage, page)
    if field.value is None or field.confirmed_by or _AUTHORITY.search(str(field.value)):
        return field
    return replace(field, doubtful=True, note="；".join(part for part in (field.note, _CUT_SHORT) if part))


def _until(text: str) -> Parsed:
    """The day up to which something is valid, or `long-term`."""
    end = parse_term(f"至{text}").end
    return Parsed(end, note="" if end is not None else _NO_END)


def _term(passage: Passage) -> list[Field]:
    """Both ends of a period of validity; the start is left out where there is none."""

    def start(text: str) -> Parsed:
        return Parsed(parse_term(text).start)

    def end(text: str) -> Parsed:
        until = parse_term(text).end
        return Parsed(until, note="" if until is not None else _NO_END)

    fields = [read_field("valid_from", passage, start), read_field("valid_to", passage, end)]
    return [field for field in fields if field.value is not None or field.path == "valid_to"]


def _with_record_number(fields: list[Field], rows: Sequence[Row]) -> list[Field]:
    """A website's record names the number of the company first, then that of the site (…号-1): the latter counts."""
    number = next((field for field in fields if field.path == "number"), None)
    if number is None or "ICP备" not in str(number.value):
        return fields
    for row in rows:
        for piece in row.pieces:
            passage = join([piece]).compact
            if passage.text.startswith(f"{number.value}-"):
                return [field if field is not number else read_field("number", passage) for field in fields]
    return fields
