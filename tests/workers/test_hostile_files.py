"""All hostile files in one dossier: they end as its problems, and the same worker then reads as it did before."""

import os
from pathlib import Path

from tests.hostile_files.catalogue import hostile_files
from tests.workers.papers import letters
from tests.workers.service import Service
from verifier.store.tables import DossierState, Page, Reading

_GROWTH = 150_000_000  # bytes of the worker itself; of its page process, which is replaced, nothing is left
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# Three tries each, or long in the making; tests/hostile_files has them all.
_SLOW = (
    "图案铺满.pdf", "双重压缩半吉.pdf", "表单扇出.pdf", "一字千义.pdf", "二百米页面.pdf", "正文四百兆.docx",
    "成员过大.zip", "高压缩比LZMA.zip",
)  # fmt: skip
_WHOLE = "nothing-readable"  # said of a dossier of one file alone


def _resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES


def _read_anew(service: Service) -> None:
    with service.store.write() as session:
        session.execute(Page.__table__.delete())  # type: ignore[attr-defined]
        session.execute(Reading.__table__.delete())  # type: ignore[attr-defined]


def test_the_worker_outlives_all_of_them_and_reads_as_before(sqlite_url: str, tmp_path: Path) -> None:
    service = Service(tmp_path, sqlite_url, ocr_engine="auto", file_megabytes=40, pages_at_once=50)
    try:
        _outlives(service, tmp_path)
    finally:
        service.close()


def _outlives(service: Service, tmp_path: Path) -> None:
    letter = letters(tmp_path / "说明.docx", 3)
    worker = service.start_process()
    before = service.submit(letter)
    service.wait(before, seconds=120)
    memory = _resident_bytes(worker.pid)

    handed_in = [one for one in hostile_files() if one.file not in _SLOW]
    folder = tmp_path / "材料"
    folder.mkdir()
    hostile = service.submit(*(one.write(folder) for one in handed_in))
    service.wait(hostile, seconds=400)
    assert service.get(hostile).state is DossierState.DONE
    told = service.report(hostile)["problems"]
    for one in handed_in:
        codes = {problem["code"] for problem in told if problem["file"].split("/")[0] == one.file}
        assert codes == set(one.problems) or one.problems == (_WHOLE,), one.file
    assert worker.poll() is None
    assert _resident_bytes(worker.pid) - memory < _GROWTH
    _read_anew(service)
    after = service.submit(letter)
    service.wait(after, seconds=120)
    assert service.report(after) == service.report(before)
    assert worker.poll() is None
