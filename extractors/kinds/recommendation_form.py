"""推荐表 (附件1): whom a county's bureau recommends, the survey that it made among clients, and its opinion."""

import re
from collections.abc import Mapping, Sequence

from extractors.kinds.catalogue import Profile, profile_of
from extractors.kinds.fields import NOT_FILLED_IN, Parse, Parsed, as_date, as_name, as_person, as_text, read_field
from extractors.kinds.list_fields import named_rows, row_fields, tally
from extractors.kinds.signed_names import names_organisation
from extractors.kinds.survey_method import read_method
from extractors.kinds.ticks import ticked_column
from extractors.layout.key_values import extract_key_values
from extractors.layout.list_tables import ListTable, read_list_table
from extractors.layout.passages import Passage, concatenate
from extractors.layout.prose import document_passage
from extractors.layout.rows import pieces_of, rows_of
from extractors.models import Field, Page

_LABELLED: Mapping[str, Parse] = {"applicant": as_name, "county": as_text, "filled_on": as_date}
_ROWS: Mapping[str, Parse] = {"name": as_name, "contact": as_person, "duty": as_text, "phone": as_text}
_ANCHORS = {"phone": re.compile(r"1\d{10}|(?:0\d{2,3}-?)?\d{7,8}"), "contact": re.compile("[一-鿿·]{2,4}")}
_SURVEY_ENDS = re.compile(r"^对?(?:所在)?(?:区域|县域|本县)|推荐意见|^县\(市")
_MARKS = ("very", "fairly", "dissatisfied")
_COUNTS = {"very_satisfied": "very", "satisfied": "fairly", "dissatisfied": "dissatisfied"}
_UNREAD = "{}的评价未读出"
_LEAST_OPINION = 4  # characters; fewer are no opinion but a remark of the form


def extract(pages: Sequence[Page]) -> list[Field]:
    """The contract's fields of a recommendation form, and the bureau's opinion."""
    profile = profile_of("recommendation_form")
    fields = _labelled(pages, profile)
    method = read_method(pages)
    table = read_list_table(pages, profile.columns, "name", _ANCHORS, _SURVEY_ENDS)
    opinion = _opinion(document_passage(pages), profile)
    survey = _survey(table) if table is not None and table.entries else []
    return [*fields, *(field for field in (method, opinion) if field is not None), *survey]


def _labelled(pages: Sequence[Page], profile: Profile) -> list[Field]:
    fields: dict[str, Field] = {}
    for page in pages:
        values = extract_key_values(pieces_of(page), profile.labels)
        for path, parse in _LABELLED.items():
            if path in values and (path not in fields or fields[path].value is None) and values[path]:
                passage = _with_next_line(page, values[path]) if path == "applicant" else values[path]
                fields[path] = read_field(path, passage, parse)
    return list(fields.values())


def _with_next_line(page: Page, name: Passage) -> Passage:
    """A name with the line that it goes on in at the left margin, where only both together are a whole name."""
    if names_organisation(name.text):
        return name
    bottom = max(piece.box[3] for piece in name.pieces)
    height = min(piece.height for piece in name.pieces)
    below = [row for row in rows_of(pieces_of(page)) if -0.3 * height < row.box[1] - bottom < height]
    whole = concatenate([name.compact, below[0].passage.compact]) if below else name
    return whole if len(below) == 1 and names_organisation(whole.text) else name


def _survey(table: ListTable) -> list[Field]:
    """Companies asked, and how many of them gave each mark."""
    ticked = [ticked_column(entry, _MARKS) for entry in table.entries]
    unread = [index for index, column in enumerate(ticked) if column is None]
    doubts = [_UNREAD.format(named_rows(unread))] if unread else []
    counts = [
        tally(path, ticked.count(column), table, doubts)
        for path, column in _COUNTS.items()
        if column in table.headings or column == "dissatisfied"
    ]
    return [*row_fields(table, _ROWS), tally("survey_count", len(ticked), table), *counts]


def _opinion(running: Passage, profile: Profile) -> Field | None:
    """The text below 推荐意见 up to the bureau's seal and date; without a value where nothing is written there."""
    compact = running.compact
    begins = [match for pattern in profile.patterns["opinion_begins"] for match in pattern.finditer(compact.text)]
    if not begins:
        return None
    start = max(match.end() for match in begins)
    ends = [
        match.start()
        for pattern in profile.patterns["opinion_ends"]
        if (match := pattern.search(compact.text, start)) is not None
    ]
    text = compact.cut(start, min(ends, default=len(compact.text)))
    if len(text.text) < _LEAST_OPINION:
        heading = compact.cut(max(begins, key=lambda match: match.end()).start(), start)
        return read_field("opinion", heading, lambda _: Parsed(None, note=NOT_FILLED_IN))
    return read_field("opinion", text)
