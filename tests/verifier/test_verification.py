"""Writing a report: a format that cannot be made costs none of the others."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractors.reading.pictures import PagePictures
from tests.verifier.reporting.dossier import Sample, build_sample
from tests.verifier.test_batch import write_declaration
from verifier import cli
from verifier.errors import FormatError
from verifier.reporting import pdf_rendering
from verifier.reporting.formats import FORMATS
from verifier.ruleset import load_ruleset
from verifier.verification import write_report

RULESET = load_ruleset()
DAY = date(2026, 3, 20)


class LostPictures(PagePictures):
    """A store of pictures that is gone."""

    def path(self, file: str, page: int) -> Path | None:
        raise OSError(5, "Input/output error", f"{file} {page}")


def broken(*_: object, **__: object) -> bytes:
    raise RuntimeError("a defect")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return build_sample(Path(tmp_path_factory.mktemp("pages")), scale=0.3)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_format_is_written_under_its_name(sample: Sample, tmp_path: Path) -> None:
    write_report(sample.report, RULESET, tmp_path, FORMATS, pictures=PagePictures(tmp_path / "none"), today=DAY)
    assert names_in(tmp_path) == sorted(f"report.{name}" for name in FORMATS)
    starts = {name: (tmp_path / f"report.{name}").read_bytes()[:4] for name in FORMATS}
    assert starts == {"json": b"{\n  ", "html": b"<!DO", "pdf": b"%PDF", "docx": b"PK\3\4", "xlsx": b"PK\3\4"}


def test_formats_that_fail_are_told_and_the_others_are_written(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF of an earlier run")
    with pytest.raises(FormatError) as told:
        write_report(sample.report, RULESET, tmp_path, FORMATS, pictures=LostPictures(tmp_path), today=DAY)
    assert told.value.formats == ("html", "pdf", "docx")
    assert told.value.report is sample.report
    assert "report.html、report.pdf、report.docx未能生成" in str(told.value)
    assert names_in(tmp_path) == ["report.json", "report.xlsx"]


def test_check_writes_the_others_and_ends_in_the_status_of_a_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_declaration(tmp_path / "声明.docx", "许昌鼎诚有限公司")
    monkeypatch.setattr(pdf_rendering, "render_pdf", broken)
    output = tmp_path / "o"
    arguments = ["check", str(tmp_path / "声明.docx"), "--ocr-engine", "none", "--output", str(output)]
    result = CliRunner().invoke(cli.main, [*arguments, "--format", "pdf,xlsx"])
    assert result.exit_code == 2
    assert "report.pdf未能生成（RuntimeError），其他格式的报告已经写出。" in result.stderr
    assert str(output / "report.xlsx") in result.stdout
    assert "report.pdf" not in result.stdout
    assert names_in(output) == ["report.json", "report.xlsx"]


def test_a_batch_keeps_the_dossier_whose_format_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("甲", "乙"):
        write_declaration(tmp_path / "in" / name / "声明.docx", f"许昌{name}有限公司")
    monkeypatch.setattr(pdf_rendering, "render_pdf", broken)
    output = tmp_path / "o"
    arguments = ["batch", str(tmp_path / "in"), "--ocr-engine", "none", "--jobs", "1", "--output", str(output)]
    result = CliRunner().invoke(cli.main, [*arguments, "--format", "pdf"])
    assert result.exit_code == 1
    assert result.stdout.count("report.pdf未能生成") == 4  # once when read, once more when compared
    table = (output / "summary.csv").read_text(encoding="utf-8-sig")
    assert "无法读取" not in table
    assert "许昌甲有限公司" in table
    assert names_in(output / "甲") == ["report.json"]
