"""Verified dossiers in the store, as a worker leaves them, without the reading: any report, any pictures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from extractors.models import Evidence, Line, Page, TextSource
from extractors.reading.results import PageResult, dump_result
from tests.api.conftest import Bureau, Running
from tests.verifier.reporting.dossier import empty_dossier, make_report
from verifier.inputs import check_inputs
from verifier.models import Check, DossierFile, Finding, Outcome, Report, Value
from verifier.reporting import render_json
from verifier.store import dossiers, progress, readings, runs
from verifier.store.dossiers import PageView
from verifier.store.progress import Assembled, FoundFile
from verifier.store.tables import Dossier, RunCheck, Task

RULESET = "xuchang-2020-154"
Picture = Callable[[str, int], bytes | None]


def put_verified(running: Running, bureau: Bureau, report: Report, picture: Picture, *, reference: str = "1") -> str:
    """The id of a dossier that was verified with this report, its pages read with these pictures."""
    with running.store.write() as session:
        dossier = dossiers.create(session, bureau.id, actor="test", ruleset=RULESET, reference=reference)
        session.flush()
        files = []
        for file in report.dossier.files:
            blob = running.store.blobs.put([b"%PDF-1.7 ", dossier.id.encode(), file.name.encode()])
            dossiers.add_file(session, dossier, file.name, blob, actor="test")
            files.append(FoundFile(file.name, blob.sha256, "pdf", file.pages))
        dossiers.submit(session, dossier, actor="test")
        progress.opened(session, dossier, files, [], version="test", at_once=1000, lasts=timedelta(days=1))
        read = {(page.file, page.number): page for page in report.dossier.pages}
        for view in dossiers.pages(session, dossier):
            place = (view.page.file, view.page.file_page)
            if place not in read:
                progress.page_given_up(session, dossier, view.page.number, [])
                continue
            put_read(running, session, dossier, view, read[place], picture=picture(*place))
        stored = tuple(DossierFile(file.name, file.sha256, file.pages) for file in files)
        told = replace(report, dossier=replace(report.dossier, id=dossier.id, files=stored))
        progress.assembled(session, dossier, _assembled(running, told))
        session.flush()
        session.query(Task).delete()
        return dossier.id


def put_read(
    running: Running, session: Session, dossier: Dossier, view: PageView, page: Page, *, picture: bytes | None
) -> None:
    """A page of a dossier is read, and has this picture."""
    place = (view.page.file, view.page.file_page)
    content = running.store.blobs.put([dump_result(PageResult(*place, page))]).sha256
    kept = running.store.blobs.put([picture]).sha256 if picture is not None else None
    key = view.page.reading
    readings.keep(
        session, key, view.page.sha256, view.page.file_page,
        version="test", result=content, picture=kept, seconds=1.0,
    )  # fmt: skip
    progress.page_read(session, dossier, view.page.number, key)


def _assembled(running: Running, report: Report) -> Assembled:
    checks = [
        RunCheck(
            rule=check.rule,
            position=place,
            title=storable(check.title),
            clause=storable(check.clause),
            outcome=check.finding.outcome.value,
            message=storable(check.finding.message),
            inputs=check_inputs(check, report.ruleset_version, {}),
        )
        for place, check in enumerate(report.checks)
    ]
    stored = {"json": running.store.blobs.put([render_json(report).encode()]).sha256}
    summary = {outcome.value: count for outcome, count in report.summary.items()}
    applicant = None if report.applicant is None else storable(report.applicant)
    changes = runs.changes(runs.Earlier(), checks)
    return Assembled("i", RULESET, report.ruleset_version, "none", "1", applicant, stored, summary, checks, changes)


def storable(text: str) -> str:
    """Text as a database takes it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def small_picture(number: int = 0) -> bytes:
    """A page that is quick to make, and unlike the others."""
    page = Image.new("RGB", (500, 707), "white")
    canvas = ImageDraw.Draw(page)
    canvas.rectangle((40, 40 + number % 500, 460, 60 + number % 500), fill="black")
    content = BytesIO()
    page.save(content, "JPEG", quality=40)
    return content.getvalue()


def long_report(
    pages: int, findings: int = 10, *, words: str = "许昌云桥企业服务有限公司", file: str = "申报材料.pdf"
) -> Report:
    """A dossier of one file of many pages, with findings spread over it; all that it says is `words`."""
    dossier = replace(
        empty_dossier(),
        files=(DossierFile(file, "a" * 64, pages),),
        pages=tuple(Page(file, number, 500, 707, (_line(words),)) for number in range(1, pages + 1)),
    )
    checks = [_check(number, file, 1 + number * pages // findings, words) for number in range(findings)]
    return make_report(dossier, checks, applicant=words)


def _line(words: str) -> Line:
    return Line(words, ((0.1, 0.1), (0.5, 0.1), (0.5, 0.13), (0.1, 0.13)), 0.9, TextSource.OCR)


def _check(number: int, file: str, page: int, words: str) -> Check:
    place = Evidence(file, page, ((0.1, 0.1), (0.5, 0.1), (0.5, 0.13), (0.1, 0.13)), words, 0.9)
    outcome = (Outcome.DISCREPANCY, Outcome.MISSING, Outcome.REVIEW)[number % 3]
    declared = Value("application_form.address", words, words, (place,))
    found = Value("business_licence.address", words, words, (place,))
    return Check(
        f"t{number:02}",
        "第七条（二）",
        f"核验项目{number}",
        Finding(outcome, words, (declared,), (found,), 0.9, (words,)),
    )
