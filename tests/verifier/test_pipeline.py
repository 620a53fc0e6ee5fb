"""The day of submission: as given, else the cover's, else today; and whether it is known at all."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.models import Problem
from extractors.ocr.engine import EngineSettings
from extractors.reading.pool import PagePool, ReadingSettings
from tests.extractors.intake.pdfs import RawPdf
from tests.verifier.dossiers import build_dossier
from verifier.engine import run_checks
from verifier.models import Dossier, Outcome
from verifier.pipeline import Readout, Submission, assemble, fields_of, materials_of, read_pages
from verifier.ruleset import load_ruleset

TODAY = date(2026, 11, 25)
COVER = date(2024, 5, 14)


def assembled(documents: Any, given: date | None = None, unread: int = 0) -> Dossier:
    read = build_dossier(documents, unread=unread)
    readout = Readout(read.files, read.pages, read.documents, (Problem("b.pdf", 1, "unreadable", "无法读取。"),))
    return assemble(Submission("case", (), {}, given), readout, TODAY)


@pytest.mark.parametrize(
    ("documents", "unread", "day", "known"),
    [
        ({"application_cover": {"filled_on": "二〇二四年五月十四日"}}, 0, COVER, True),
        ({"application_cover": {"filled_on": "2024-05-14 ~0.5"}}, 0, COVER, False),
        ({"application_cover": {"filled_on": "※二〇二四年五月十四"}}, 0, TODAY, False),
        ({"application_cover": None}, 0, TODAY, False),
        ({"unknown": {"_candidates": ["application_cover"]}}, 0, TODAY, False),
        ({"lease": None}, 1, TODAY, False),
        ({"lease": None}, 0, TODAY, True),
        ([{"application_cover": {"filled_on": "2024-05-14"}}, {"application_cover": None}], 0, COVER, True),
        (
            [{"application_cover": {"filled_on": "2024-05-14"}}, {"application_cover": {"filled_on": "2023-05-14"}}],
            0,
            COVER,
            False,
        ),
    ],
)
def test_the_day_comes_from_the_cover_else_is_today(documents: Any, unread: int, day: date, known: bool) -> None:
    dossier = assembled(documents, unread=unread)
    assert (dossier.submitted_on, dossier.day_known) == (day, known)
    assert dossier.submitted_from


def test_the_day_given_goes_before_any_cover() -> None:
    dossier = assembled({"application_cover": {"filled_on": "※二〇二四年五月十四"}}, given=date(2024, 5, 20))
    assert (dossier.submitted_on, dossier.day_known) == (date(2024, 5, 20), True)


def test_a_cover_whose_date_is_not_legible_raises_no_alarm_about_the_audit_year() -> None:
    dossier = assembled(
        {"application_cover": {"filled_on": "※二〇二四年五月十四"}, "audit_report": {"year": 2023}},
    )
    checks = {check.rule: check.finding for check in run_checks(dossier, load_ruleset())}
    finding = checks["v05-audit-year"]
    assert finding.outcome is Outcome.REVIEW
    assert "提交日期不明" in finding.message
    assert not any("2025" in line for line in (finding.message, *finding.explanation))


def test_second_documents_of_a_kind_carry_an_index() -> None:
    dossier = build_dossier([{"lease": {"lessee": "甲公司"}}, {"lease": {"lessee": "乙公司"}}])
    values = {path: field.value for path, field in fields_of(dossier.documents).items()}
    assert values == {"lease.lessee": "甲公司", "lease[1].lessee": "乙公司"}


def test_every_kind_of_material_is_listed_with_its_status() -> None:
    dossier = build_dossier([{"lease": None}, {"plan": {"_incomplete": ["缺第2页"]}}])
    statuses = {material.kind: material.status for material in materials_of(dossier.documents)}
    assert (statuses["lease"], statuses["plan"], statuses["declaration"]) == ("present", "incomplete", "missing")


def test_pages_come_in_the_order_of_the_dossier(tmp_path: Path) -> None:
    for name in "abcdefgh":
        pdf = RawPdf()
        for number in "12":
            pdf.add_page(b"BT /F1 12 Tf 10 80 Td (%s) Tj ET" % (name + number).encode())
        (tmp_path / f"{name}.pdf").write_bytes(pdf.output())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    told: list[tuple[int, int]] = []
    with PagePool(ReadingSettings(engine=EngineSettings(name="none"), processes=2)) as pool:
        results = read_pages([tmp_path], pool, progress=lambda done, total: told.append((done, total)))
        first, *rest = results
    assert (first.file, first.page) == ("broken.pdf", None)
    assert [(result.file, result.number) for result in rest] == [
        (f"{name}.pdf", number) for name in "abcdefgh" for number in (1, 2)
    ]
    assert told == [(done, 16) for done in range(1, 17)]
