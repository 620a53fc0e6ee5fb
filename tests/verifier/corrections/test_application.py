import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from extractors.kinds.claims import OF_OTHERS
from extractors.models import Document, Evidence, Field, FieldValue, Page
from tests.verifier.dossiers import build_dossier
from verifier.corrections.application import apply_corrections
from verifier.corrections.basis import noted_basis
from verifier.models import Correction, DossierFile, EngineInfo, Place
from verifier.pipeline import Readout, Submission, report_of
from verifier.reporting import render_json
from verifier.ruleset import load_ruleset

RULES = load_ruleset("xuchang-2020-154")
BOX = ((0.1, 0.2), (0.4, 0.2), (0.4, 0.23456789), (0.1, 0.25))
WHEN = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)


def field(path: str, value: FieldValue, raw: str, file: str = "a.pdf", page: int = 1, **more: Any) -> Field:
    return Field(path, value, raw, 0.6, (Evidence(file, page, BOX, raw, 0.6),), **more)


def lease(file: str, rent: Field | None) -> Document:
    return Document("lease", ((file, 1),), 0.9, fields=() if rent is None else (rent,))


def checksums(documents: Sequence[Document]) -> dict[str, str]:
    """Each file has bytes of its own: its name is in its checksum."""
    return {file: file.encode().hex().ljust(64, "0") for document in documents for file, _ in document.pages}


def report(documents: Sequence[Document], *corrections: Correction) -> dict[str, Any]:
    files = tuple(DossierFile(name, checksum, 1) for name, checksum in checksums(documents).items())
    pages = tuple(Page(file, number, 100, 100, ()) for document in documents for file, number in document.pages)
    readout = Readout(files, pages, tuple(documents), ())
    submission = Submission("d", (), corrections=corrections)
    found = report_of(submission, readout, RULES, EngineInfo("none", "0"), today=date(2026, 3, 10))
    document: dict[str, Any] = json.loads(render_json(found))
    return document


def correction(
    documents: Sequence[Document], path: str, value: FieldValue, *, place: Place | None = None
) -> Correction:
    """As a person makes it who looks at the report of these documents."""
    basis = noted_basis(report(documents), path)
    assert basis is not None
    return Correction("c1", path, value, "原件清楚", "张工", WHEN, basis, place)


def test_a_corrected_value_stands_in_the_place_of_what_was_read() -> None:
    documents = [lease("a.pdf", field("rent", Decimal(5000), "5000元", note="模糊", doubtful=True, alternatives=(8,)))]
    said = correction(documents, "lease.rent", Decimal(8000))
    (changed,), (judged,) = apply_corrections(documents, [said], checksums(documents))
    (found,) = changed.fields
    assert (found.value, found.raw, found.confidence, found.doubtful) == (Decimal(8000), "5000元", 1.0, False)
    assert (found.note, found.alternatives, found.confirmed_by) == ("", (), ("person",))
    assert found.evidence == documents[0].fields[0].evidence
    assert judged.holds
    entry = report(documents, said)["fields"]["lease.rent"]
    assert (entry["value"], entry["raw"], entry["corrected"]["by"]) == ("8000.00", "5000元", "张工")
    assert entry["corrected"]["read"]["value"] == "5000.00"


def test_the_place_that_a_person_boxed_is_the_evidence() -> None:
    documents = [lease("a.pdf", field("rent", Decimal(5000), "5000元"))]
    place = Place(checksums(documents)["a.pdf"], 1, BOX)
    said = correction(documents, "lease.rent", Decimal(8000), place=place)
    (changed,), _ = apply_corrections(documents, [said], checksums(documents))
    assert [(one.file, one.page, one.polygon) for one in changed.fields[0].evidence] == [("a.pdf", 1, BOX)]


def test_what_was_read_anew_is_not_overwritten_but_doubted() -> None:
    before = [lease("a.pdf", field("rent", Decimal(5000), "5000元"))]
    said = correction(before, "lease.rent", Decimal(8000))
    for changed_reading in (
        field("rent", Decimal(6000), "6000元"),
        field("rent", Decimal(5000), "5000元", page=2),
        replace(before[0].fields[0], evidence=(replace(before[0].fields[0].evidence[0], polygon=BOX[:3]),)),
    ):
        after = [Document("lease", (("a.pdf", 1), ("a.pdf", 2)), 0.9, fields=(changed_reading,))]
        (document,), (judged,) = apply_corrections(after, [said], checksums(after))
        assert not judged.holds
        assert document.fields[0].value == changed_reading.value
        assert document.fields[0].doubtful
        assert "人工更正" in document.fields[0].note


def test_other_bytes_under_the_same_name_reopen_a_correction() -> None:
    documents = [lease("a.pdf", field("rent", Decimal(5000), "5000元"))]
    said = correction(documents, "lease.rent", Decimal(8000))
    _, (judged,) = apply_corrections(documents, [said], {"a.pdf": "f" * 64})
    assert not judged.holds


def test_a_correction_goes_with_its_reading_when_another_document_comes_before() -> None:
    own, other = field("rent", Decimal(5000), "5000元", "b.pdf"), field("rent", Decimal(700), "700元", "a.pdf")
    said = correction([lease("b.pdf", own)], "lease.rent", Decimal(8000))
    documents = [lease("a.pdf", other), lease("b.pdf", own)]
    changed, (judged,) = apply_corrections(documents, [said], checksums(documents))
    assert (judged.path, judged.holds) == ("lease[1].rent", True)
    assert [document.fields[0].value for document in changed] == [Decimal(700), Decimal(8000)]
    assert not changed[0].fields[0].doubtful


def test_a_field_that_was_not_read_is_filled_in_its_own_document_alone() -> None:
    documents = [lease("a.pdf", None), lease("b.pdf", None)]
    place = Place(checksums(documents)["b.pdf"], 1, BOX)
    said = correction(documents, "lease[1].rent", Decimal(8000), place=place)
    changed, (judged,) = apply_corrections(documents, [said], checksums(documents))
    assert judged.holds
    assert [len(document.fields) for document in changed] == [0, 1]
    found = report(documents, said)["fields"]["lease[1].rent"]
    assert (found["value"], found["raw"], found["corrected"]["read"]) == ("8000.00", "", None)
    read_now = [documents[0], lease("b.pdf", field("rent", Decimal(9000), "9000元", "b.pdf"))]
    _, (judged,) = apply_corrections(read_now, [said], checksums(read_now))
    assert not judged.holds


def test_a_place_on_a_page_that_is_gone_carries_nothing() -> None:
    documents = [lease("a.pdf", field("rent", Decimal(5000), "5000元"))]
    said = correction(documents, "lease.rent", Decimal(8000), place=Place("e" * 64, 1, BOX))
    (document,), (judged,) = apply_corrections(documents, [said], checksums(documents))
    assert not judged.holds
    assert document.fields[0].value == Decimal(5000)


def test_what_tells_what_a_figure_is_stays_with_it() -> None:
    claim = field("functions[0].events", 12, "12场", note=OF_OTHERS)
    documents = [Document("narrative", (("a.pdf", 1),), 0.9, fields=(claim,))]
    said = correction(documents, "narrative.functions[0].events", 15)
    (document,), _ = apply_corrections(documents, [said], checksums(documents))
    assert (document.fields[0].value, document.fields[0].note) == (15, OF_OTHERS)


def test_a_coarse_reading_does_not_make_a_fine_value_coarse() -> None:
    documents = [lease("a.pdf", field("rent", Decimal(5120000), "512万元", quantum=Decimal(10000)))]
    for value, quantum in ((Decimal("5123400.00"), None), (Decimal(5130000), Decimal(10000))):
        (document,), _ = apply_corrections(
            documents, [correction(documents, "lease.rent", value)], checksums(documents)
        )
        assert document.fields[0].quantum == quantum


def test_a_corrected_field_is_corrected_again_from_what_was_read() -> None:
    documents = [lease("a.pdf", field("rent", Decimal(5000), "5000元"))]
    first = correction(documents, "lease.rent", Decimal(8000))
    basis = noted_basis(report(documents, first), "lease.rent")
    assert basis == first.basis


def test_a_report_has_no_room_for_rows_and_documents_that_are_not_there() -> None:
    row = field("rows[0].name", "张三", "张三")
    made = report([Document("staff_list", (("a.pdf", 1),), 0.9, fields=(row,))])
    assert noted_basis(made, "staff_list.rows[0].age") is not None
    assert noted_basis(made, "staff_list.rows[1].age") is None
    assert noted_basis(made, "staff_list[1].count") is None
    assert noted_basis(made, "lease.rent") is None


def test_a_pass_that_rests_on_corrected_rows_says_so_and_others_do_not() -> None:
    rows = [f"许昌甲{number}商贸有限公司|张|1380000000{number}|{'是' if number < 7 else '否'}" for number in range(10)]
    survey = {"survey_count": "100", "very_satisfied": "90", "satisfied": "5", "dissatisfied": "5"}
    documents = build_dossier([{"client_list": {"_rows": rows}}, {"recommendation_form": survey}]).documents
    said = [correction(documents, f"client_list.rows[{number}].satisfied", True) for number in (7, 8, 9)]

    def told(check: dict[str, Any]) -> list[str]:
        return [line for line in check["explanation"] if line.startswith("人工更正：")]

    before = {check["rule"]: check for check in report(documents)["checks"]}
    after = {check["rule"]: check for check in report(documents, *said)["checks"]}
    assert (before["t10-satisfaction"]["outcome"], after["t10-satisfaction"]["outcome"]) == ("discrepancy", "pass")
    assert len(told(after["t10-satisfaction"])) == len(said)
    assert not told(after["m04-premises"])
    unmarked = [rule for rule in after if not told(after[rule]) and after[rule]["outcome"] != before[rule]["outcome"]]
    assert unmarked == []


def test_a_cell_that_was_not_read_goes_with_its_row_when_another_row_comes_before() -> None:
    pages = (("a.pdf", 1), ("a.pdf", 2))
    server = field("rows[0].name", "服务器", "服务器", page=2)
    before = [Document("equipment_list", pages, 0.9, fields=(server,))]
    place = Place(checksums(before)["a.pdf"], 2, BOX)
    said = correction(before, "equipment_list.rows[0].price", Decimal(90000), place=place)
    printer = field("rows[0].name", "打印机", "打印机")
    after = [Document("equipment_list", pages, 0.9, fields=(printer, replace(server, path="rows[1].name")))]
    (document,), (judged,) = apply_corrections(after, [said], checksums(after))
    assert (judged.path, judged.holds) == ("equipment_list.rows[1].price", True)
    assert {one.path for one in document.fields} == {"rows[0].name", "rows[1].name", "rows[1].price"}
    other = [Document("equipment_list", pages, 0.9, fields=(printer,))]
    (document,), (judged,) = apply_corrections(other, [said], checksums(other))
    assert not judged.holds
    assert document.fields == (printer,)


def test_a_cell_that_was_not_read_is_filled_beside_one_that_was_corrected() -> None:
    cells = (field("rows[0].name", "服务器", "服务器"), field("rows[0].model", "甲", "甲"))
    documents = [Document("equipment_list", (("a.pdf", 1),), 0.9, fields=cells)]
    first = correction(documents, "equipment_list.rows[0].name", "打印机")
    basis = noted_basis(report(documents, first), "equipment_list.rows[0].price")
    assert basis is not None
    second = replace(first, id="c2", path="equipment_list.rows[0].price", value=Decimal(90000), basis=basis)
    _, judged = apply_corrections(documents, [first, second], checksums(documents))
    assert [one.holds for one in judged] == [True, True]
