from dataclasses import replace

from extractors.models import Document, Problem
from tests.verifier.reporting.dossier import CONTEXT, Sample, empty_dossier, make_report
from verifier.models import Check, DossierFile, Finding, Outcome
from verifier.reporting.overview import checklist_rows, page_runs, warnings


def check(rule: str, outcome: Outcome) -> Check:
    return Check(rule, "", rule, Finding(outcome, "。"))


def outcome_of(*checks: Check) -> Outcome | None:
    context = replace(CONTEXT, checklist=(replace(CONTEXT.checklist[0], rules=("m01-a", "m02-b")),))
    (row,) = checklist_rows(make_report(empty_dossier(), checks), context)
    return row.outcome


def test_an_item_is_as_bad_as_its_worst_check() -> None:
    passed = check("m01-a", Outcome.PASS)
    assert outcome_of(passed, check("m02-b", Outcome.PASS)) is Outcome.PASS
    assert outcome_of(passed, check("m02-b", Outcome.NOT_APPLICABLE)) is Outcome.PASS
    assert outcome_of(passed, check("m02-b", Outcome.REVIEW)) is Outcome.REVIEW
    assert outcome_of(check("m01-a", Outcome.REVIEW), check("m02-b", Outcome.MISSING)) is Outcome.MISSING
    assert outcome_of(check("m01-a", Outcome.DISCREPANCY), check("m02-b", Outcome.MISSING)) is Outcome.DISCREPANCY


def test_an_item_with_a_check_that_was_not_made_does_not_pass() -> None:
    assert outcome_of(check("m01-a", Outcome.PASS)) is None
    assert outcome_of() is None
    assert outcome_of(check("m01-a", Outcome.MISSING)) is Outcome.MISSING


def test_every_page_is_listed_whether_it_was_read_or_not() -> None:
    dossier = replace(
        empty_dossier(),
        files=(DossierFile("a.pdf", "0", 6), DossierFile("b.pdf", "0", 2)),
        documents=(
            Document("lease", (("a.pdf", 1), ("a.pdf", 2), ("a.pdf", 5)), 0.9),
            Document("plan", (("a.pdf", 3), ("b.pdf", 1)), 0.9),
        ),
        problems=(
            Problem("a.pdf", 4, "x", "读不出"),
            Problem("b.pdf", None, "x", "末尾不完整"),
            Problem("c.pdf", None, "x", "打不开"),
        ),
    )
    assert [
        (run.file, run.pages, run.document.kind if run.document else "", run.reason) for run in page_runs(dossier)
    ] == [
        ("a.pdf", "第1–2页", "lease", ""),
        ("a.pdf", "第3页", "plan", ""),
        ("a.pdf", "第4页", "", "读不出"),
        ("a.pdf", "第5页", "lease", ""),
        ("a.pdf", "第6页", "", "没有归入任何材料"),
        ("b.pdf", "整个文件", "", "末尾不完整"),
        ("b.pdf", "第1页", "plan", ""),
        ("b.pdf", "第2页", "", "没有归入任何材料"),
        ("c.pdf", "整个文件", "", "打不开"),
    ]
    report = make_report(dossier, ())
    assert any("没有归入任何材料" in warning for warning in warnings(report, page_runs(dossier)))


def test_a_report_of_a_dossier_read_in_full_has_no_warnings(sample: Sample) -> None:
    documents = tuple(each for each in sample.report.dossier.documents if each.kind != "unknown")
    dossier = replace(sample.report.dossier, documents=documents, problems=(), files=())
    report = make_report(dossier, sample.report.checks)
    assert warnings(report, page_runs(dossier)) == ()


def test_what_was_read_with_a_note_is_not_called_unread(sample: Sample) -> None:
    note = Problem(sample.report.dossier.files[0].name, 1, "text-layer-ignored", "已改为识别页面图像。")
    dossier = replace(sample.report.dossier, problems=(*sample.report.dossier.problems, note))
    words = "".join(warnings(make_report(dossier, sample.report.checks), page_runs(dossier)))
    assert "有 2 处文件或页面未能读取" in words
    assert "有 1 处已经读取，但有情况需要留意" in words
