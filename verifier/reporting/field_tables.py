"""All values that were read, by document: single ones as a list, those of lists (staff, clients, years) as tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from extractors.models import Field
from verifier.models import Dossier
from verifier.reporting.context import ReportContext
from verifier.reporting.labels import FieldLabel, field_label
from verifier.reporting.sheets import FilePages, document_places, evidence_places


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One entry of a list; `cells` stand under the table's columns, None where nothing was read."""

    entry: str
    cells: tuple[Field | None, ...]
    places: tuple[FilePages, ...]


@dataclass(frozen=True, slots=True)
class FieldTable:
    """The entries of one list of a document."""

    columns: tuple[FieldLabel, ...]
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """Values of one document; `number` counts from 1 among `of` documents of its kind."""

    kind: str
    number: int
    of: int
    places: tuple[FilePages, ...]
    singles: tuple[tuple[FieldLabel, Field], ...]
    tables: tuple[FieldTable, ...]


def document_fields(dossier: Dossier, context: ReportContext) -> tuple[DocumentFields, ...]:
    """Fields of the dossier by document, in the order in which they were read."""
    groups: dict[tuple[str, int], dict[str, Field]] = {}
    for path, field in dossier.fields.items():
        label = field_label(path)
        groups.setdefault((label.kind, label.document), {})[path] = field
    return tuple(_document(dossier, context, kind, number, fields) for (kind, number), fields in groups.items())


def _document(
    dossier: Dossier, context: ReportContext, kind: str, number: int, fields: Mapping[str, Field]
) -> DocumentFields:
    documents = dossier.of_kind(kind)
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
    )


def _table(fields: Mapping[str, Field]) -> FieldTable:
    columns: dict[str, FieldLabel] = {}
    rows: dict[str, dict[str, Field]] = {}
    for path, field in fields.items():
        label = field_label(path)
        columns.setdefault(label.name, label)
        rows.setdefault(label.entry, {})[label.name] = field
    return FieldTable(
        tuple(columns.values()),
        tuple(
            FieldRow(
                entry,
                tuple(cells.get(name) for name in columns),
                evidence_places(place for cell in cells.values() for place in cell.evidence),
            )
            for entry, cells in rows.items()
        ),
    )
