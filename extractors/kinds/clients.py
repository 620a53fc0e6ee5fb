"""服务的中小企业名单及服务评价表 (附件2 四) and 签订服务协议的中小企业名单 (第十二条（十）): one company a row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.kinds.catalogue import Profile, profile_of
from extractors.kinds.fields import (
    NOT_FILLED_IN,
    Parse,
    Parsed,
    as_count,
    as_date,
    as_name,
    as_person,
    as_text,
    read_field,
)
from extractors.kinds.list_fields import named_rows, row_count, row_fields, tally
from extractors.kinds.ticks import ticked_column, ticks_of, words_chosen
from extractors.layout.list_tables import Entry, ListTable, read_list_table
from extractors.layout.passages import Passage, concatenate
from extractors.layout.prose import document_passage, find_first, page_passage
from extractors.models import Field, Page
from extractors.values.folding import fold

_PHONE = re.compile(r"1\d{10}|(?:0\d{2,3}-?)?\d{7,8}")
_PERSON = re.compile("[一-鿿·]{2,4}")
_DAY = re.compile(r"20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?")
_LIST_ENDS = re.compile(r"^(?:上一?年度?|全年|本年度?)(?:共计?|累计|总共)?服务")
_AGREEMENT_BEGINS = re.compile(r"^(?:(?:甲方|乙方|委托方|受托方)(?:\([^)]*\))?:|(?:协议|合同)编号:)")


def _as_client(text: str) -> Parsed:
    """A company's name; a bracket that a ruling has swallowed at its end is put back: （普通合伙."""
    parsed = as_name(text)
    name = str(parsed.value)
    return replace(parsed, value=f"{name})") if name.count("(") == name.count(")") + 1 else parsed


_CLIENTS: Mapping[str, Parse] = {"name": _as_client, "contact": as_person, "phone": as_text, "service": as_text}
_AGREEMENTS: Mapping[str, Parse] = {
    "name": _as_client,
    "contact": as_person,
    "phone": as_text,
    "service": as_text,
    "agreement_number": as_text,
    "signed_on": as_date,
}
_SATISFIED, _NOT_SATISFIED = ("plain", "very", "fairly"), ("fair", "dissatisfied")
_MARKS = (*_SATISFIED, *_NOT_SATISFIED)
_MOST_UNREAD = 0.2  # share of rows without a mark from which those that were read say nothing
_NO_MARK = "满意与否未读出，请核对"
_UNREAD = "{}的满意与否未读出"


def extract_clients(pages: Sequence[Page]) -> list[Field]:
    """Rows with their cells, how many companies they list and how many are satisfied, and the year's total."""
    profile = profile_of("client_list")
    anchors = {"phone": _PHONE, "contact": _PERSON}
    table = read_list_table(pages, profile.columns, "name", anchors, _LIST_ENDS)
    total = _total_served(pages, profile)
    fields = [total] if total is not None else []
    if table is None or not table.entries:
        return fields
    marks = [_satisfied(f"rows[{index}].satisfied", entry) for index, entry in enumerate(table.entries)]
    return [*row_fields(table, _CLIENTS), *marks, row_count(table), *_satisfaction(table, marks), *fields]


def _satisfied(path: str, entry: Entry) -> Field:
    """Whether a client is satisfied: by the column that is ticked, or by the word in a column of its own."""
    ticks = ticks_of(entry, _MARKS)
    column = ticked_column(entry, _MARKS)
    if column is None and not ticks and "satisfaction" in entry.cells:
        return read_field(path, entry.cells["satisfaction"], _as_satisfied)
    value = None if column is None else column in _SATISFIED
    shown = ticks[column] if column is not None else concatenate(list(ticks.values()))
    if not shown:
        shown = entry.cells.get("name") or concatenate([])
        return Field(path, None, "", shown.confidence, shown.evidence, note=_NO_MARK, doubtful=True)
    # What a tick is taken for does not matter, and where it stands is sure.
    note = _NO_MARK if value is None else ""
    return Field(path, value, shown.raw, 0.95, shown.evidence, note=note, doubtful=value is None)


def _as_satisfied(text: str) -> Parsed:
    """A word, or the one ticked of several; a tick says nothing where no heading says what it is a tick for."""
    patterns = profile_of("client_list").patterns
    bad, good = ("|".join(pattern.pattern for pattern in patterns[name]) for name in ("not_satisfied", "satisfied"))
    chosen = words_chosen(fold(text), re.compile(f"{bad}|{good}"))
    verdicts = {re.match(bad, word) is None for word in chosen}
    return Parsed(verdicts.pop()) if len(verdicts) == 1 else Parsed(None, note=_NO_MARK)


def _satisfaction(table: ListTable, marks: Sequence[Field]) -> list[Field]:
    if not {*_MARKS, "satisfaction"} & table.headings.keys():
        return []
    unread = [index for index, mark in enumerate(marks) if mark.value is None]
    doubts = [_UNREAD.format(named_rows(unread))] if unread else []
    count = sum(mark.value is True for mark in marks)
    known = len(unread) <= _MOST_UNREAD * len(marks)
    return [
        tally("satisfied_count", count if known else None, table, doubts),
        tally("satisfied_share", round(count / len(marks), 4) if known else None, table, doubts),
    ]


def _total_served(pages: Sequence[Page], profile: Profile) -> Field | None:
    """上一年度共服务企业 N 家; without a value where the place for the figure was left empty or cannot be read."""
    running = document_passage(pages).compact
    found = find_first(running, profile.patterns["total_served"])
    if found is not None:
        return read_field("total_served", found, as_count)
    caption = find_first(running, profile.patterns["total_served_caption"])
    if caption is None:
        return None
    written = find_first(caption, profile.patterns["total_served_written"])
    note = f"“{written.text}”中没有可以核对的家数" if written is not None else NOT_FILLED_IN
    return read_field("total_served", caption, lambda _: Parsed(None, note=note))


def extract_agreements(pages: Sequence[Page]) -> list[Field]:
    """Rows of the list of agreements, their number, and the two parties of each agreement handed in with it."""
    profile = profile_of("client_agreements")
    anchors = {"signed_on": _DAY, "phone": _PHONE}
    table = read_list_table(pages, profile.columns, "name", anchors, _AGREEMENT_BEGINS)
    fields = [] if table is None or not table.entries else [*row_fields(table, _AGREEMENTS), row_count(table)]
    agreements = [found for page in pages if (found := _parties(page_passage(page), profile))]
    for index, parties in enumerate(agreements):
        fields += [read_field(f"agreements[{index}].{name}", passage, as_text) for name, passage in parties.items()]
    return fields


def _parties(passage: Passage, profile: Profile) -> Mapping[str, Passage]:
    """The parties and the number of the agreement that begins on a page; nothing where none does."""
    found: dict[str, Passage] = {}
    for row in passage.rows:
        for name in ("party_a", "party_b", "number"):
            part = find_first(row.compact, profile.patterns[name])
            if part is not None:
                found.setdefault(name, part)
    return found if {"party_a", "party_b"} <= found.keys() else {}
