"""Put what people corrected into the documents, before any check looks at them.

A correction holds where what was read is what it was made on. It goes with its reading: where another lease comes
before the one that it was made in, the same reading stands under another index, and the correction with it. One whose
reading is no longer there is not used: its field counts as doubtful, and a person is asked again.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from extractors.kinds.claims import ABOUT, OF_OTHERS
from extractors.models import Document, Evidence, Field, FieldValue
from verifier.corrections.basis import basis_of_entry, basis_of_nothing, is_of_nothing, pages_of, row_of
from verifier.models import Check, Correction, Dossier, JudgedCorrection, Place
from verifier.readings import plain_path
from verifier.reporting.json_rendering import field_entry
from verifier.reporting.labels import field_label
from verifier.reporting.wording import value_words

BY_A_PERSON = "person"  # what vouches for a corrected value
_ABOUT_THE_FIGURE = (ABOUT, OF_OTHERS)  # notes that tell what a figure is, not how well it was read
_REOPENED = "此处曾有人工更正，但识读的内容已与更正时不同，更正未采用"


@dataclass(frozen=True, slots=True)
class _Ground:
    """What was read: documents, how the contract's paths of each begin, and by path where each field stands."""

    documents: Sequence[Document]
    heads: Sequence[str]
    spots: Mapping[str, tuple[int, Field]]
    checksums: Mapping[str, str]


def apply_corrections(
    documents: Sequence[Document], corrections: Sequence[Correction], checksums: Mapping[str, str]
) -> tuple[tuple[Document, ...], tuple[JudgedCorrection, ...]]:
    """The documents with the values of the corrections that hold, and what became of each correction.

    `checksums` are those of the files, by name.
    """
    if not corrections:
        return tuple(documents), ()
    changed = list(documents)
    heads = _heads(documents)
    spots = dict(_spots(documents, heads))
    judged: dict[str, JudgedCorrection] = {}
    reopened = []
    for correction in corrections:
        one, new = _judge(correction, _Ground(documents, heads, spots, checksums))
        if new is None or one.path in judged:
            reopened.append(replace(one, holds=False))
            continue
        judged[one.path] = one
        owner = heads.index(one.path.partition(".")[0])
        changed[owner] = _with(changed[owner], one.read, new)
    for path in {one.path for one in reopened} & spots.keys() - judged.keys():
        owner, field = spots[path]
        changed[owner] = _with(changed[owner], field, replace(field, doubtful=True, note=field.note or _REOPENED))
    return tuple(changed), (*judged.values(), *reopened)


def told(
    checks: Sequence[Check], dossier: Dossier, without: Callable[[Collection[str]], Sequence[Check]]
) -> tuple[Check, ...]:
    """The checks, each of which says what a person corrected of that on which it rests.

    A check may rest on more than the values that it shows (the rows behind a count), so that corrections count for all
    checks that end otherwise `without` those of some kinds of document.
    """
    held = [one for one in dossier.corrections if one.holds]
    if not held:
        return tuple(checks)
    kinds = dict.fromkeys(map(kind_of, (one.path for one in held)))
    moved = {kind: _moved(checks, without((kind,))) for kind in kinds}
    together = _moved(checks, without(tuple(kinds))) if len(kinds) > 1 else frozenset()
    jointly = together - frozenset().union(*moved.values())  # either of two kinds alone would do
    return tuple(
        _told(check, [one for one in held if check.rule in moved[kind_of(one.path)] | jointly or _shows(check, one)])
        for check in checks
    )


def kind_of(path: str) -> str:
    """The kind of document of a contract path."""
    return plain_path(path.partition(".")[0])


def _moved(checks: Sequence[Check], others: Sequence[Check]) -> frozenset[str]:
    """The rules whose findings differ."""
    findings = {other.rule: other.finding for other in others}
    return frozenset(check.rule for check in checks if check.finding != findings[check.rule])


def _shows(check: Check, one: JudgedCorrection) -> bool:
    return any(value.field == one.path for value in (*check.finding.declared, *check.finding.found))


def _told(check: Check, corrections: Sequence[JudgedCorrection]) -> Check:
    explanation = (*check.finding.explanation, *map(_words, corrections))
    return replace(check, finding=replace(check.finding, explanation=explanation))


def _words(one: JudgedCorrection) -> str:
    label = field_label(one.path)
    read = f"识读为“{one.read.raw}”" if one.read is not None else "未识读到"
    value = value_words(one.correction.value, label.unit)
    said = f"{one.correction.reason}；{one.correction.by}，{one.correction.at:%Y-%m-%d}"
    return f"人工更正：{label.name}{label.entry}{read}，更正为{value}（{said}）"


def _heads(documents: Sequence[Document]) -> list[str]:
    """How the contract's paths of each document begin: `qualification`, `qualification[1]`."""
    counts: dict[str, int] = {}
    heads = []
    for document in documents:
        number = counts[document.kind] = counts.get(document.kind, -1) + 1
        heads.append(document.kind if number == 0 else f"{document.kind}[{number}]")
    return heads


def _spots(documents: Sequence[Document], heads: Sequence[str]) -> Iterator[tuple[str, tuple[int, Field]]]:
    """Every field by its contract path; of several of one path the first, as reports show it."""
    seen: set[str] = set()
    for index, head in enumerate(heads):
        for field in documents[index].fields:
            path = f"{head}.{field.path}"
            if path not in seen:
                seen.add(path)
                yield path, (index, field)


def _judge(correction: Correction, ground: _Ground) -> tuple[JudgedCorrection, Field | None]:
    """Whether a correction holds, and then the field that it makes."""
    find = _nothing_read if is_of_nothing(correction.basis) else _same_read
    paths = list(find(correction, ground))
    path = correction.path if correction.path in paths else paths[0] if len(paths) == 1 else None
    boxed = None if correction.place is None else _evidence(correction.place, ground)
    if path is None or (correction.place is not None and boxed is None):
        _, read = ground.spots.get(correction.path, (0, None))
        return JudgedCorrection(correction, correction.path, holds=False, read=read), None
    _, read = ground.spots.get(path, (0, None))
    return JudgedCorrection(correction, path, holds=True, read=read), _corrected(path, correction.value, read, boxed)


def _same_read(correction: Correction, ground: _Ground) -> Iterator[str]:
    """Where the same was read at the same place."""
    for path, (_, field) in ground.spots.items():
        same_name = plain_path(path) == plain_path(correction.path)
        if same_name and basis_of_entry(field_entry(field), ground.checksums) == correction.basis:
            yield path


def _nothing_read(correction: Correction, ground: _Ground) -> Iterator[str]:
    """Where nothing is read of the field in a document of the same pages, of a cell in a row that reads the same."""
    head, _, name = correction.path.partition(".")
    for own, document in zip(ground.heads, ground.documents, strict=True):
        if document.kind != plain_path(head):
            continue
        for place, row in _places(document, name):
            path = f"{own}.{place}"
            basis = basis_of_nothing(pages_of(document), ground.checksums, row)
            if path not in ground.spots and basis == correction.basis:
                yield path


def _places(document: Document, name: str) -> Iterator[tuple[str, dict[str, dict[str, Any]] | None]]:
    """Where a field may stand in a document: by its name; a cell in every row, each with its other cells by column."""
    own = row_of(name)
    if own is None:
        yield name, None
        return
    column = name.removeprefix(own)
    starts = dict.fromkeys(row_of(field.path) for field in document.fields)
    for row in starts:
        if row is not None and plain_path(row) == plain_path(own):
            cells = {
                field.path.removeprefix(row): field_entry(field)
                for field in reversed(document.fields)
                if field.path.startswith(row)
            }
            yield f"{row}{column}", cells


def _evidence(place: Place, ground: _Ground) -> Evidence | None:
    """A boxed place, if its page is part of a document still."""
    for document in ground.documents:
        for file, page in document.pages:
            if (ground.checksums.get(file), page) == (place.sha256, place.page):
                return Evidence(file, page, place.polygon, "", 1.0)
    return None


def _corrected(path: str, value: FieldValue, read: Field | None, boxed: Evidence | None) -> Field:
    """The field with the value that a person gave: what was read stays as `raw`, what was doubtful of it is settled."""
    evidence = (boxed,) if boxed is not None else ()
    if read is None:
        return Field(path.partition(".")[2], value, "", 1.0, evidence, confirmed_by=(BY_A_PERSON,))
    return replace(
        read,
        value=value,
        confidence=1.0,
        evidence=evidence or read.evidence,
        note=read.note if read.note in _ABOUT_THE_FIGURE else "",
        doubtful=False,
        confirmed_by=(BY_A_PERSON,),
        alternatives=(),
        quantum=read.quantum if read.quantum and _is_multiple(value, read.quantum) else None,
    )


def _is_multiple(value: FieldValue, quantum: Decimal) -> bool:
    """Whether a value may have been written with this last digit."""
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return is_number and Decimal(str(value)) % quantum == 0


def _with(document: Document, old: Field | None, new: Field) -> Document:
    if old is None:
        return replace(document, fields=(*document.fields, new))
    return replace(document, fields=tuple(new if field is old else field for field in document.fields))
