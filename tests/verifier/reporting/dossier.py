"""A realistic report of an invented applicant, with drawn pages, for the tests of reporting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from extractors.models import Document, Field, Problem
from tests.verifier.reporting.pages import APPLICANT, LEASE_BACK, LOCKED, MAIN, PLAN, Reading, read_sample
from tests.verifier.reporting.paper import DrawnPictures
from verifier.models import (
    Check,
    Dossier,
    DossierFile,
    EngineInfo,
    Finding,
    Material,
    MaterialStatus,
    Outcome,
    Report,
    Value,
)
from verifier.reporting import ChecklistItem, ReportContext

HERE = Path(__file__).parent
CHECKED_ON = date(2026, 3, 20)
PORTAL = {"application_form.headcount": Field("application_form.headcount", 12, "12", 1.0, ())}


def _load(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


_WORDS = _load("context.yaml")
CONTEXT = ReportContext(
    clauses=_WORDS["clauses"],
    checklist=tuple(
        ChecklistItem(item["code"], item["title"], tuple(item["kinds"]), tuple(item["rules"]))
        for item in _WORDS["checklist"]
    ),
    kind_names={kind: entry["name"] for kind, entry in _WORDS["kinds"].items()},
)


@dataclass(frozen=True)
class Sample:
    report: Report
    pictures: DrawnPictures
    context: ReportContext = CONTEXT


def build_sample(folder: Path, *, scale: float = 1.0) -> Sample:
    """Draw the pages into `folder` and make the report of them."""
    reading = read_sample(scale)
    paths = {(paper.file, paper.number): paper.save(folder, str(n)) for n, paper in enumerate(reading.papers)}
    return Sample(make_report(_dossier(reading), sample_checks(reading.fields)), DrawnPictures(paths))


def make_report(dossier: Dossier, checks: Iterable[Check], applicant: str | None = APPLICANT) -> Report:
    return Report(
        ruleset_id="xuchang-2020-154",
        ruleset_version="2026.1",
        ruleset_name="《许昌市中小企业公共服务示范平台认定管理办法》（许工信〔2020〕154号）",
        dossier=dossier,
        applicant=applicant,
        materials=sample_materials(dossier.documents),
        checks=tuple(checks),
        engine=EngineInfo("PP-OCRv6", "3.7.0"),
        seconds=41.04,
    )


def empty_dossier() -> Dossier:
    return Dossier("2026-0008", (), (), (), {}, date(2026, 3, 18), "收到材料的日期")


def sample_materials(documents: Iterable[Document]) -> tuple[Material, ...]:
    by_kind = {kind: tuple(each for each in documents if each.kind == kind) for kind in _WORDS["kinds"]}
    return tuple(
        Material(_WORDS["kinds"][kind]["code"], kind, _WORDS["kinds"][kind]["name"], _status(found), found)
        for kind, found in by_kind.items()
    )


def _status(documents: tuple[Document, ...]) -> MaterialStatus:
    if not documents:
        return MaterialStatus.MISSING
    return MaterialStatus.INCOMPLETE if any(each.incomplete for each in documents) else MaterialStatus.PRESENT


def sample_checks(fields: Mapping[str, Field]) -> tuple[Check, ...]:
    """The checks of `checks.yaml` on these fields."""
    return tuple(
        Check(
            entry["rule"],
            entry.get("clause", ""),
            entry["title"],
            Finding(
                Outcome(entry["outcome"]),
                entry["message"],
                tuple(_values(entry.get("declared", ()), fields)),
                tuple(_values(entry.get("found", ()), fields)),
                entry.get("confidence", 0.0),
                tuple(entry.get("explanation", ())),
            ),
        )
        for entry in _load("checks.yaml")
    )


def _values(paths: Iterable[str], fields: Mapping[str, Field]) -> Iterable[Value]:
    for path in paths:
        if path == "portal":
            yield from (Value(field.path, field.value, field.raw) for field in PORTAL.values())
        elif "[]" in path:
            start, end = path.split("[]")
            yield from _values([each for each in fields if each.startswith(start) and each.endswith(end)], fields)
        else:
            yield Value(path, fields[path].value, fields[path].raw, fields[path].evidence)


def _dossier(reading: Reading) -> Dossier:
    def document(kind: str, pages: list[tuple[str, int]], confidence: float = 0.97, *incomplete: str) -> Document:
        seals = (reading.seals[kind],) if kind in reading.seals else ()
        return Document(kind, tuple(pages), confidence, seals=seals, incomplete=incomplete)

    return Dossier(
        id="2026-0007",
        files=(
            DossierFile(MAIN, "a" * 64, 11),
            DossierFile(LEASE_BACK, "b" * 64, 1),
            DossierFile(PLAN, "c" * 64, 1),
        ),
        pages=(*(paper.page() for paper in reading.papers), *reading.office),
        documents=(
            document("application_cover", [(MAIN, 1)]),
            document("application_form", [(MAIN, 2)], 0.99),
            document("staff_list", [(MAIN, 3)]),
            document("business_licence", [(MAIN, 4)]),
            document("credit_china_report", [(MAIN, 5)], 0.9),
            document("audit_report", [(MAIN, 6)], 0.93, "审计意见页"),
            document("lease", [(MAIN, 7), (LEASE_BACK, 1)], 0.88),
            document("blank", [(MAIN, 8)]),
            document("unknown", [(MAIN, 9)], 0.31),
            document("declaration", [(MAIN, 10)]),
            document("plan", [(PLAN, 1)], 0.95),
        ),
        fields=reading.fields,
        submitted_on=date(2026, 3, 18),
        submitted_from="申请报告封面的填报日期",
        declared=PORTAL,
        problems=(
            Problem(LOCKED, None, "encrypted-pdf", "文件加了密码，无法打开。请申请单位提供不加密码的PDF。"),
            Problem(MAIN, 11, "page-unreadable", "页面图像已损坏，无法识读。请重新扫描该页。"),
        ),
    )
