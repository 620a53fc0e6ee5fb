"""申报材料真实性声明 (附件3)."""

import re
from collections.abc import Sequence

from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import as_date, as_name, read_field
from extractors.layout.key_values import extract_key_values
from extractors.layout.passages import Passage
from extractors.layout.prose import page_passage
from extractors.layout.rows import pieces_of
from extractors.models import Field, Page
from extractors.values.companies import find_company_names
from extractors.values.dates import find_dates

_FOOT = 0.35  # share of the page below which it is signed
_SEAL_REMARK = re.compile(r"^\(?(?:公章|盖章|签章|单位公章)\)?:?")  # with a bracket that a seal has covered


def extract(pages: Sequence[Page]) -> list[Field]:
    """Who declares, and when."""
    return [
        field
        for page in pages
        for field in extract_signed_form(page, kind="declaration", name="applicant", date="signed_on")
    ]


def extract_signed_form(page: Page, *, kind: str, name: str, date: str) -> list[Field]:
    """The applicant's name and the date of a page that is signed at its foot; `name` and `date` are field names."""
    values = extract_key_values(pieces_of(page), profile_of(kind).labels)
    fields = []
    written = _SEAL_REMARK.sub("", values[name].text) if values.get(name) else ""
    if written.strip("()_ "):
        start = len(values[name].text) - len(written)
        fields.append(read_field(name, values[name].cut(start).stripped("_:)"), as_name))
    elif (named := _named_below(page)) is not None:
        fields.append(read_field(name, named, as_name))
    day = values.get(date)
    if not day or not find_dates(day.text):
        day = _last_date(page_passage(page)) or day
    if day:
        fields.append(read_field(date, day, as_date))
    return fields


def _named_below(page: Page) -> Passage | None:
    """The organisation named on a row of its own in the lower half: the label's line may be covered or stand above."""
    for row in page_passage(page).rows:
        if not row.evidence or row.evidence[0].polygon[0][1] < _FOOT:
            continue
        for found in find_company_names(row.text):
            if found.end - found.start >= 0.6 * len(row.compact.text):
                return row.cut(found.start, found.end)
    return None


def _last_date(passage: Passage) -> Passage | None:
    """The last date that takes up most of its row."""
    for row in reversed(passage.rows):
        for found in reversed(find_dates(row.text)):
            if found.end - found.start >= 0.5 * len(row.compact.text):
                return row.cut(found.start, found.end)
    return None
