"""Pages are read in processes of their own: what happens to one page is a problem of that page alone."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest
from PIL import Image as Pillow

from extractors.errors import IntakeError
from extractors.intake.archive import Unpacked
from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.intake.sources import SourceFile
from extractors.intake.unpacking import Found
from extractors.ocr.engine import EngineSettings
from extractors.reading.confinement import Allowance
from extractors.reading.pictures import PagePictures
from extractors.reading.pool import RETRYABLE, PagePool, ReadingSettings
from extractors.reading.results import PageResult
from tests.endurance.processes import children
from tests.extractors.intake.office.docx_files import docx_of, paragraph, run
from tests.extractors.intake.zips import make_zip
from tests.extractors.paper import Sheet, notice
from tests.hostile_files import pdfs, pictures

NONE = EngineSettings(name="none")


def _source(path: Path, file_format: Format, pages: int = 1) -> SourceFile:
    sha256 = hashlib.sha256(path.name.encode()).hexdigest()
    return SourceFile(path.name, path, sha256, file_format, pages)


@pytest.fixture
def letter(tmp_path: Path) -> SourceFile:
    """A page that is read without an engine."""
    document = docx.Document()
    document.add_paragraph("单位名称：许昌鼎信企业管理咨询有限公司")
    path = tmp_path / "说明.docx"
    document.save(str(path))
    return _source(path, Format.DOCX)


@pytest.fixture
def stuck(tmp_path: Path) -> SourceFile:
    """A page whose file never comes to an end: a pipe into which nobody writes."""
    path = tmp_path / "stuck.png"
    os.mkfifo(path)
    return _source(path, Format.PNG)


def _by_file(results: Iterable[PageResult]) -> dict[str, PageResult]:
    listed = list(results)
    found = {result.file: result for result in listed}
    assert len(found) == len(listed)
    return found


def _codes(result: PageResult) -> list[str]:
    return [problem.code for problem in result.problems]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_page_that_hangs_is_given_up_and_the_others_are_read(letter: SourceFile, stuck: SourceFile) -> None:
    settings = ReadingSettings(engine=NONE, processes=1, page_seconds=8)
    with PagePool(settings) as pool:
        found = _by_file(pool.read([stuck, letter]))
        children = [child.pid for child in multiprocessing.active_children()]
    assert _codes(found["stuck.png"]) == ["page-timeout"]
    assert found["stuck.png"].page is None
    assert found["stuck.png"].problems[0].page == 1
    page = found["说明.docx"].page
    assert page is not None
    assert "许昌鼎信" in page.lines[0].text
    assert children
    assert not any(_is_running(pid) for pid in children if pid is not None)


def test_a_page_that_kills_its_process_is_a_problem_and_the_others_are_read(
    letter: SourceFile, stuck: SourceFile
) -> None:
    """As the kernel kills a process that takes too much memory."""

    def kill_reader() -> None:
        with stuck.path.open("wb"):  # opens once the page process reads from the pipe
            for child in multiprocessing.active_children():
                assert child.pid is not None
                os.kill(child.pid, signal.SIGKILL)

    with PagePool(ReadingSettings(engine=NONE, processes=1, page_seconds=60)) as pool:
        killer = threading.Thread(target=kill_reader)
        killer.start()
        found = _by_file(pool.read([stuck, letter]))
        killer.join()
    assert _codes(found["stuck.png"]) == ["page-crashed"]
    assert found["说明.docx"].page is not None


def test_an_error_that_nobody_foresaw_is_a_problem_of_its_page(letter: SourceFile, tmp_path: Path) -> None:
    """Pictures that cannot be kept because there is a file where their folder should be."""
    (tmp_path / "pictures").write_text("in the way")
    picture = tmp_path / "a.png"
    Pillow.fromarray(Sheet((400, 300)).pixels).save(picture)
    settings = ReadingSettings(engine=EngineSettings(name="paddle"), processes=1, page_seconds=120)
    with PagePool(settings) as pool:
        pictures = PagePictures(tmp_path / "pictures")
        found = _by_file(pool.read([_source(picture, Format.PNG), letter], pictures))
    assert found["a.png"].page is None
    assert len(_codes(found["a.png"])) == 1
    assert found["说明.docx"].page is not None


def test_a_picture_without_an_engine_is_a_problem_not_an_empty_page(letter: SourceFile, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Pillow.fromarray(Sheet((400, 300)).write("声明", (100, 100)).pixels).save(picture)
    with PagePool(ReadingSettings(engine=NONE, processes=1)) as pool:
        found = _by_file(pool.read([_source(picture, Format.PNG), letter]))
    assert _codes(found["a.png"]) == ["ocr-disabled"]
    assert found["a.png"].page is None
    assert found["说明.docx"].page is not None


def test_a_damaged_page_is_a_problem(letter: SourceFile, tmp_path: Path) -> None:
    picture = tmp_path / "broken.png"
    Pillow.fromarray(Sheet((400, 300)).pixels).save(picture)
    picture.write_bytes(picture.read_bytes()[:300])
    with PagePool(ReadingSettings(engine=NONE, processes=1)) as pool:
        found = _by_file(pool.read([_source(picture, Format.PNG), letter]))
        assert len(_codes(found["broken.png"])) == 1
        assert found["broken.png"].page is None
        inspection = pool.inspect(letter.path, Limits())
        assert (inspection.format, inspection.page_count) == (Format.DOCX, 1)
        with pytest.raises(IntakeError):
            pool.inspect(tmp_path / "missing.pdf", Limits())


def test_leaving_after_an_error_ends_the_processes(letter: SourceFile, stuck: SourceFile) -> None:
    children: list[int | None] = []

    def read_and_break_off() -> None:
        with PagePool(ReadingSettings(engine=NONE, processes=1)) as pool:
            for _ in pool.read([letter, stuck]):
                children.extend(child.pid for child in multiprocessing.active_children())
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_and_break_off()
    time.sleep(0.1)
    assert children
    assert not any(_is_running(pid) for pid in children if pid is not None)


def _put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_file_that_takes_too_much_to_open_is_a_problem(tmp_path: Path) -> None:
    """Time of the parser, not of the whole page."""
    long = docx_of(paragraph(run("x")) * 60_000, tmp_path / "long.docx")
    settings = ReadingSettings(engine=NONE, processes=1, parsing=Allowance(1, 1_000_000_000))
    with PagePool(settings) as pool, pytest.raises(IntakeError) as caught:
        pool.inspect(long, Limits())
    assert caught.value.code == "file-timeout"


def test_a_picture_that_takes_too_much_memory_is_a_problem_and_its_process_goes_on(
    letter: SourceFile, tmp_path: Path
) -> None:
    large = _source(_put(tmp_path / "l.png", pictures.png_10000()), Format.PNG)
    with PagePool(ReadingSettings(engine=NONE, processes=1, parsing=Allowance(20, 250_000_000))) as pool:
        found = _by_file(pool.read([large, letter]))
    assert _codes(found["l.png"]) == ["out-of-memory"]
    assert found["说明.docx"].page is not None


@pytest.mark.parametrize(("engine", "megabytes"), [("onnxruntime", 60), ("onnxruntime", 180), ("openvino", 450)])
def test_an_engine_that_is_refused_memory_is_not_the_fault_of_the_page(
    engine: str, megabytes: int, tmp_path: Path
) -> None:
    """While its models are loaded (60 MB), while it looks at its test line or at the page."""
    path = tmp_path / "a.png"
    notice().picture.resize((2480, 3508)).save(path)
    reading = Allowance(120, megabytes * 1_000_000)
    settings = ReadingSettings(engine=EngineSettings(name=engine), processes=1, reading=reading)
    with PagePool(settings) as pool:
        (result,) = pool.read([_source(path, Format.PNG)])
    assert _codes(result) == ["page-out-of-memory"]
    assert "重新扫描" not in result.problems[0].message
    assert set(_codes(result)) <= set(RETRYABLE)


@pytest.mark.parametrize(
    ("drawing", "allowed", "code"),
    [
        (pdfs.self_drawing_form, Allowance(60, 400_000_000), "page-crashed"),
        (pdfs.pattern_fan_out, Allowance(2, 1_500_000_000), "page-timeout"),
    ],
)
def test_a_page_that_takes_too_much_to_draw_is_a_problem_and_the_others_are_read(
    drawing: Callable[[], bytes], allowed: Allowance, code: str, letter: SourceFile, tmp_path: Path
) -> None:
    hostile = _source(_put(tmp_path / "h.pdf", drawing()), Format.PDF)
    with PagePool(ReadingSettings(engine=NONE, processes=1, parsing=allowed)) as pool:
        found = _by_file(pool.read([hostile, letter]))
    assert _codes(found["h.pdf"]) == [code]
    assert found["说明.docx"].page is not None


def test_an_archive_is_unpacked_in_a_page_process(tmp_path: Path) -> None:
    archive = Found("a.zip", _put(tmp_path / "a.zip", make_zip({"b.txt": b"one", "c.zip": make_zip({"d.txt": b"2"})})))
    plain = Found("e.txt", _put(tmp_path / "e.txt", b"text"))
    work = tmp_path / "work"
    work.mkdir()
    unpacked = Unpacked()
    with PagePool(ReadingSettings(engine=NONE, processes=1)) as pool:
        found = pool.unpack(archive, work, Limits(), unpacked)
        assert pool.unpack(plain, work, Limits(), unpacked) == [plain]
    assert {item.name: item.path.read_bytes() for item in found if item.path} == {
        "a.zip/b.txt": b"one",
        "a.zip/c.zip/d.txt": b"2",
    }
    assert unpacked.members == 3


def test_of_an_archive_whose_process_is_lost_nothing_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "a.zip"
    os.mkfifo(pipe)
    work = tmp_path / "work"
    work.mkdir()
    with (
        PagePool(ReadingSettings(engine=NONE, processes=1, page_seconds=3)) as pool,
        pytest.raises(IntakeError) as caught,
    ):
        pool.unpack(Found("a.zip", pipe), work, Limits(), Unpacked())
    assert caught.value.code == "file-timeout"
    assert list(work.iterdir()) == []


def test_a_file_whose_process_is_killed_from_outside_is_opened_again(tmp_path: Path) -> None:
    """As by a system short of memory: that is no fault of the file."""
    pipe, good = tmp_path / "a.zip", _put(tmp_path / "good.zip", make_zip({"b.txt": b"one"}))
    os.mkfifo(pipe)
    (tmp_path / "work").mkdir()
    with PagePool(ReadingSettings(engine=NONE, processes=1)) as pool, ThreadPoolExecutor() as threads:
        unpacking = threads.submit(pool.unpack, Found("a.zip", pipe), tmp_path / "work", Limits(), Unpacked())
        handle = _once_read(pipe)
        victim = next(pid for pid in children(os.getpid()) if _has_open(pid, pipe))
        good.replace(pipe)
        os.kill(victim, signal.SIGKILL)
        (found,) = unpacking.result(60)
        os.close(handle)
    assert found.path is not None
    assert found.path.read_bytes() == b"one"


def _once_read(pipe: Path) -> int:
    """The writing end, once somebody reads; the reader waits until something is written."""
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.01)


def _has_open(pid: int, path: Path) -> bool:
    return any(handle.readlink() == path for handle in Path(f"/proc/{pid}/fd").iterdir())


def test_whoever_has_files_read_has_no_parser_loaded() -> None:
    """Neither the service, its workers nor the command: libraries that open foreign files are for page processes."""
    program = (
        "import sys, api.app, workers.running, verifier.cli\n"
        "print(sorted({'pypdfium2', 'cv2', 'openvino', 'onnxruntime', 'paddle'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "I;16", "CMYK"])
def test_the_largest_pictures_of_every_mode_fit_into_the_memory_for_opening_them(mode: str, tmp_path: Path) -> None:
    """Allowed are 1.5 GB for 100 million pixels; here a fifth of both. What is refused comes after opening."""
    path = tmp_path / "大图.tif"
    Pillow.new(mode, (5_000, 4_000)).save(path, "TIFF", compression="tiff_adobe_deflate")
    settings = ReadingSettings(
        engine=NONE, processes=1, limits=Limits(raster_pixels=1_000_000), parsing=Allowance(20, 300_000_000)
    )
    with PagePool(settings) as pool:
        (result,) = pool.read([_source(path, Format.TIFF)])
    assert _codes(result) == ["ocr-disabled"]
