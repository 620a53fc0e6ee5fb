"""A page process that a file has taken over answers what it likes: it costs that page, and nothing is run of it."""

import pickle
from pathlib import Path

import docx
import pytest

from extractors.intake.formats import Format
from extractors.intake.sources import SourceFile
from extractors.ocr.engine import EngineSettings
from extractors.reading import tasks
from extractors.reading.pool import PagePool, ReadingSettings
from tests.extractors.reading import forger


def _letter(path: Path) -> SourceFile:
    document = docx.Document()
    document.add_paragraph("单位名称：许昌鼎信企业管理咨询有限公司")
    document.save(str(path))
    return SourceFile(path.name, path, "0" * 64, Format.DOCX, 1)


def _is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("forgery", forger.FORGERIES)
def test_what_comes_of_a_forged_answer(forgery: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "read_one", forger.read_one)
    files = [_letter(tmp_path / f"{forgery}.docx"), _letter(tmp_path / "说明.docx")]
    settings = ReadingSettings(engine=EngineSettings(name="none"), processes=1, page_seconds=6)
    with PagePool(settings) as pool:
        forged, honest = pool.read(files)
        assert not _is_running(int((tmp_path / "forger").read_text()))
    expected = "page-timeout" if forgery == "silence" else "page-crashed"
    assert [problem.code for problem in forged.problems] == [expected]
    assert forged.page is None
    assert honest.page is not None
    assert "许昌鼎信" in honest.page.lines[0].text
    assert not (tmp_path / forger.TOUCHED).exists()


def test_a_loaded_pickle_would_have_run(tmp_path: Path) -> None:
    """The forgeries are real ones."""
    pickle.loads(pickle.dumps(forger.Forged(tmp_path / forger.TOUCHED)))
    assert (tmp_path / forger.TOUCHED).exists()
