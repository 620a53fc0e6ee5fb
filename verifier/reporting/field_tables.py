"""All values that were read, by document: single ones as a list, those of lists (staff, clients, years) as tables.

What was not read is named as well, by its path: the empty cells of tables, and single values that a document may have.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from extractors.models import Field
from verifier.fields import known_fields
from verifier.models import Dossier
from verifier.reporting.context import ReportContext
from verifier.reporting.labels import FieldLabel, field_label
from verifier.reporting.sheets import FilePages, document_places, evidence_places


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One entry of a list; `cells` stand under the table's columns, None where nothing was read of the path."""

    entry: str
    paths: tuple[str, ...]
    cells: tuple[Field | None, ...]
    places: tuple[FilePages, ...]


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The entries of one list of a document."""

    columns: tuple[FieldLabel, ...]
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """Values of one document; `number` counts from 1 among `of` documents of its kind. `unread` are paths."""

    kind: str
    number: int
    of: int
    places: tuple[FilePages, ...]
    singles: tuple[tuple[FieldLabel, Field], ...]
    tables: tuple[FieldTable, ...]
    unread: tuple[str, ...]


def document_fields(dossier: Dossier, context: ReportContext) -> tuple[DocumentFields, ...]:
    """Fields of the dossier by document, in the order in which they were read; then documents that none was read of."""
    groups: dict[tuple[str, int], dict[str, Field]] = {}
    for path, field in dossier.fields.items():
        label = field_label(path)
        groups.setdefault((label.kind, label.document), {})[path] = field
    for kind in dict.fromkeys(document.kind for document in dossier.documents):
        for number in range(1, len(dossier.of_kind(kind)) + 1) if _singles(kind) else ():
            groups.setdefault((kind, number), {})
    return tuple(_document(dossier, context, kind, number, fields) for (kind, number), fields in groups.items())


def _singles(kind: str) -> list[str]:
    """Names of the values that a document of a kind may have once."""
    return sorted(name for name in known_fields().get(kind, frozenset()) if "[]" not in name)


def _document(
    dossier: Dossier, context: ReportContext, kind: str, number: int, fields: Mapping[str, Field]
) -> DocumentFields:
    documents = dossier.of_kind(kind)
    head = kind if number == 1 else f"{kind}[{number - 1}]"
    singles: list[tuple[FieldLabel, Field]] = []
    lists: dict[str, dict[str, Field]] = {}
    for path, field in fields.items():
        label = field_label(path)
        if label.entry:
            lists.setdefault(path.partition(".")[2].partition("[")[0], {})[path] = field
        else:
            singles.append((label, field))
    return DocumentFields(
        kind=context.kind_names.get(kind, kind),
        number=number,
        of=len(documents),
        places=document_places(documents[number - 1]) if number <= len(documents) else (),
        singles=tuple(singles),
        tables=tuple(_table(entries) for entries in lists.values()),
        unread=tuple(path for name in _singles(kind) if (path := f"{head}.{name}") not in fields),
    )


def _table(fields: Mapping[str, Field]) -> FieldTable:
    columns: dict[str, FieldLabel] = {}
    starts: dict[str, str] = {}  # the paths of rows, and how they go on for each column
    ends: dict[str, str] = {}
    rows: dict[str, dict[str, Field]] = {}
    for path, field in fields.items():
        label = field_label(path)
        columns.setdefault(label.name, label)
        start, _, end = path.rpartition(".")
        starts.setdefault(label.entry, start)
        ends.setdefault(label.name, end)
        rows.setdefault(label.entry, {})[label.name] = field
    return FieldTable(
        tuple(columns.values()),
        tuple(
            FieldRow(
                entry,
                tuple(f"{starts[entry]}.{ends[name]}" for name in columns),
                tuple(cells.get(name) for name in columns),
                evidence_places(place for cell in cells.values() for place in cell.evidence),
            )
            for entry, cells in rows.items()
        ),
    )
