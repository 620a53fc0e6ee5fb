from dataclasses import replace

from extractors.models import Document, Evidence, Field
from tests.verifier.reporting.dossier import CONTEXT, Sample, empty_dossier
from verifier.reporting.field_tables import document_fields


def field(path: str, page: int = 1) -> tuple[str, Field]:
    return path, Field(path, path, path, 0.9, (Evidence("a.pdf", page, (), path, 0.9),))


def test_the_second_document_of_a_kind_has_its_own_group_and_pages() -> None:
    documents = tuple(Document("qualification", (("a.pdf", page),), 0.9) for page in (1, 2))
    fields = dict([field("qualification.holder"), field("qualification[1].holder", 2), field("qualification.title")])
    first, second = document_fields(replace(empty_dossier(), documents=documents, fields=fields), CONTEXT)
    assert (first.number, second.number, second.of) == (1, 2, 2)
    assert [label.name for label, _ in first.singles] == ["持证单位", "证书名称"]
    assert [place.pages for place in second.places] == ["第2页"]


def test_a_document_of_which_nothing_was_read_names_what_it_may_have() -> None:
    documents = tuple(
        Document(kind, (("a.pdf", page),), 0.9) for page, kind in enumerate(["lease", "blank", "declaration"])
    )
    fields = dict([field("declaration.applicant")])
    declaration, lease = document_fields(replace(empty_dossier(), documents=documents, fields=fields), CONTEXT)
    assert declaration.unread == ("declaration.signed_on",)
    assert (lease.singles, lease.unread[:2]) == ((), ("lease.address", "lease.area"))


def test_lists_become_tables_with_gaps_where_nothing_was_read() -> None:
    paths = ["staff_list.rows[0].name", "staff_list.rows[0].age", "staff_list.rows[1].age", "staff_list.rows[1].school"]
    fields = dict(field(path) for path in paths)
    (staff,) = document_fields(replace(empty_dossier(), fields=fields), CONTEXT)
    (table,) = staff.tables
    assert [column.name for column in table.columns] == ["姓名", "年龄", "毕业学校"]
    cells = [[cell.value if cell else None for cell in row.cells] for row in table.rows]
    assert cells == [[paths[0], paths[1], None], [None, paths[2], paths[3]]]
    assert [row.entry for row in table.rows] == ["第1行", "第2行"]
    assert table.rows[0].paths == (*paths[:2], "staff_list.rows[0].school")
    assert staff.unread == ("staff_list.count", "staff_list.qualified_count", "staff_list.qualified_share")


def test_no_value_is_lost(sample: Sample) -> None:
    documents = document_fields(sample.report.dossier, sample.context)
    singles = [field for document in documents for _, field in document.singles]
    rows = [row for document in documents for table in document.tables for row in table.rows]
    cells = [cell for row in rows for cell in row.cells if cell]
    assert sorted(field.path for field in [*singles, *cells]) == sorted(sample.report.dossier.fields)
