from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.errors import IntakeError
from extractors.intake.archive import Unpacked
from extractors.intake.documents import Inspection
from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.intake.sources import Intake, Upload, read_intake, read_uploads
from extractors.intake.unpacking import Found, Here
from tests.extractors.intake.pdfs import RawPdf, noise, png
from tests.extractors.intake.zips import make_zip, make_zip_in_gbk

LIMITS = Limits()
PICTURE = png(noise(20, 10)).getvalue()


def pdf(pages: int = 1) -> bytes:
    made = RawPdf()
    for _ in range(pages):
        made.add_page()
    return made.output()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "申报材料"
    folder.mkdir()
    return folder


def intake(paths: Path | Sequence[Path], limits: Limits = LIMITS) -> Intake:
    chosen = [paths] if isinstance(paths, Path) else list(paths)
    work = chosen[0].parent / "work"
    work.mkdir(exist_ok=True)
    return read_intake(chosen, work, limits)


def names(found: Intake) -> list[str]:
    return [file.name for file in found.files]


def codes(found: Intake) -> list[tuple[str, str]]:
    return [(problem.file, problem.code) for problem in found.problems]


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_folder_with_files_archives_and_archives_in_archives(dossier: Path) -> None:
    put(dossier, "第10页.png", PICTURE)
    put(dossier, "第2页.png", PICTURE)
    put(dossier, "财务/审计报告.pdf", pdf(3))
    inner = make_zip({"租赁合同.pdf": pdf(2)})
    put(dossier, "附件.zip", make_zip_in_gbk({"执照/营业执照.png": PICTURE, "合同.zip": inner}))
    put(dossier, ".DS_Store", b"junk")
    found = intake(dossier)
    assert names(found) == [
        "第2页.png",
        "第10页.png",
        "财务/审计报告.pdf",
        "附件.zip/合同.zip/租赁合同.pdf",
        "附件.zip/执照/营业执照.png",
    ]
    assert [file.page_count for file in found.files] == [1, 1, 3, 2, 1]
    assert found.problems == ()
    for file in found.files:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256


def test_names_of_one_file_one_archive_and_several_paths(dossier: Path) -> None:
    single = put(dossier, "a.pdf", pdf())
    archive = put(dossier, "材料.zip", make_zip({"x/b.pdf": pdf()}))
    folder = put(dossier, "更多/c.pdf", pdf()).parent
    assert names(intake(single)) == ["a.pdf"]
    assert names(intake(archive)) == ["x/b.pdf"]
    assert names(intake(folder)) == ["c.pdf"]
    assert names(intake([single, archive, folder])) == ["a.pdf", "更多/c.pdf", "材料.zip/x/b.pdf"]


def test_uploads_are_read_as_a_folder_of_their_names(dossier: Path, tmp_path: Path) -> None:
    archive = make_zip({"x/b.pdf": pdf(2), "Thumbs.db": b"junk"})
    contents = {"第10页.png": PICTURE, "第2页.png": PICTURE, "财务/附件.zip": archive, "__MACOSX/._a.pdf": b"junk"}
    for name, content in contents.items():
        put(dossier, name, content)
    handed_in = [
        Upload(name, put(tmp_path / "in", str(n), content)) for n, (name, content) in enumerate(contents.items())
    ]
    (tmp_path / "unpacked").mkdir()
    found, as_folder = read_uploads(handed_in, tmp_path / "unpacked", LIMITS), intake(dossier)
    assert names(found) == names(as_folder) == ["第2页.png", "第10页.png", "财务/附件.zip/x/b.pdf"]
    assert [file.sha256 for file in found.files] == [file.sha256 for file in as_folder.files]
    alone = read_uploads([handed_in[2]], tmp_path / "unpacked", LIMITS)
    assert names(alone) == names(intake(dossier / "财务" / "附件.zip")) == ["x/b.pdf"]
    assert names(read_uploads([Upload("a/b.png", handed_in[0].path)], tmp_path, LIMITS)) == ["b.png"]


def test_an_upload_may_be_named_as_the_folder_of_another_one(tmp_path: Path) -> None:
    first, second = put(tmp_path, "0", PICTURE), put(tmp_path, "1", pdf(2))
    found = read_uploads([Upload("a", first), Upload("a/b.pdf", second), Upload("a", second)], tmp_path, LIMITS)
    assert [(file.name, file.page_count) for file in found.files] == [("a", 1), ("a (2)", 2), ("a/b.pdf", 2)]
    with pytest.raises(IntakeError) as caught:
        read_uploads([], tmp_path, LIMITS)
    assert caught.value.code == "no-files"


def test_the_same_name_twice_stays_two_files(tmp_path: Path) -> None:
    first, second = put(tmp_path, "1/a.pdf", pdf()), put(tmp_path, "2/a.pdf", pdf(2))
    found = intake([first, second])
    assert [(file.name, file.page_count) for file in found.files] == [("a.pdf", 1), ("a (2).pdf", 2)]


def test_what_cannot_be_read_is_a_problem_and_the_rest_is_read(dossier: Path) -> None:
    put(dossier, "好.pdf", pdf())
    put(dossier, "空.pdf", b"")
    put(dossier, "断.pdf", pdf()[:60])
    put(dossier, "网页.pdf", b"<html></html>")
    put(dossier, "旧.rar", b"Rar!\x1a\x07\x01\x00xx")
    put(dossier, "坏.zip", make_zip({"a.pdf": pdf()})[:-30])
    put(dossier, "锁.zip", make_zip({"b.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9000), "c.pdf": pdf()}))
    found = intake(dossier)
    assert names(found) == ["好.pdf", "锁.zip/c.pdf"]
    assert dict(codes(found)) == {
        "空.pdf": "empty-file",
        "断.pdf": "truncated-file",
        "网页.pdf": "type-mismatch",
        "旧.rar": "unsupported-format",
        "坏.zip": "truncated-file",
        "锁.zip/b.doc": "unsupported-format",
    }
    assert all(problem.message for problem in found.problems)


def test_notes_of_a_file_that_was_read_name_it(dossier: Path) -> None:
    put(dossier, "a/x.pdf", pdf().replace(b"%%EOF", b""))
    found = intake(dossier)
    assert names(found) == ["a/x.pdf"]
    assert codes(found) == [("a/x.pdf", "possibly-truncated")]


def test_archives_nested_up_to_the_limit_and_deeper(dossier: Path) -> None:
    deep = make_zip({"1.zip": make_zip({"2.zip": make_zip({"x.pdf": pdf()}), "y.pdf": pdf()})})
    put(dossier, "0.zip", deep)
    found = intake(dossier)
    assert names(found) == ["0.zip/1.zip/y.pdf"]
    assert codes(found) == [("0.zip/1.zip/2.zip", "archive-nesting")]
    allowed = intake(dossier, dataclasses.replace(LIMITS, archive_nesting=2))
    assert names(allowed) == ["0.zip/1.zip/2.zip/x.pdf", "0.zip/1.zip/y.pdf"]


def test_number_of_files_at_and_over_the_limit(dossier: Path) -> None:
    for number in range(4):
        put(dossier, f"{number}.png", PICTURE)
    assert len(intake(dossier, dataclasses.replace(LIMITS, files=4)).files) == 4
    found = intake(dossier, dataclasses.replace(LIMITS, files=3))
    assert names(found) == ["0.png", "1.png", "2.png"]
    assert codes(found) == [("3.png", "too-many-files")]


def test_size_of_a_file_at_and_over_the_limit(dossier: Path) -> None:
    put(dossier, "a.png", PICTURE)
    put(dossier, "b.pdf", pdf(40))
    size = len(PICTURE)
    assert names(intake(dossier, dataclasses.replace(LIMITS, file_bytes=size))) == ["a.png"]
    with pytest.raises(IntakeError) as caught:
        intake(dossier, dataclasses.replace(LIMITS, file_bytes=size - 1))
    assert "过大" in caught.value.message


def test_pages_of_a_file_at_and_over_the_limit(dossier: Path) -> None:
    put(dossier, "a.pdf", pdf(5))
    put(dossier, "b.png", PICTURE)
    assert codes(intake(dossier, dataclasses.replace(LIMITS, file_pages=5))) == []
    assert codes(intake(dossier, dataclasses.replace(LIMITS, file_pages=4))) == [("a.pdf", "too-many-pages")]


def test_pages_of_all_files_at_and_over_the_limit(dossier: Path) -> None:
    put(dossier, "a.pdf", pdf(3))
    put(dossier, "b.pdf", pdf(2))
    put(dossier, "c.png", PICTURE)
    assert codes(intake(dossier, dataclasses.replace(LIMITS, dossier_pages=6))) == []
    found = intake(dossier, dataclasses.replace(LIMITS, dossier_pages=4))
    assert names(found) == ["a.pdf", "c.png"]
    assert codes(found) == [("b.pdf", "dossier-too-many-pages")]


def test_links_are_not_followed(dossier: Path, tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/secret.pdf", pdf())
    put(dossier, "a.pdf", pdf())
    (dossier / "file.pdf").symlink_to(outside)
    (dossier / "folder").symlink_to(outside.parent)
    (dossier / "again.pdf").symlink_to(dossier / "a.pdf")
    (dossier / "loop").symlink_to(dossier)
    found = intake(dossier)
    assert names(found) == ["a.pdf"]
    assert sorted(codes(found)) == [("file.pdf", "link-not-followed"), ("folder", "link-not-followed")]


def test_a_folder_that_cannot_be_listed_is_a_problem(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(dossier, "a.pdf", pdf())
    put(dossier, "closed/b.pdf", pdf())
    list_folder = os.scandir

    def scandir(path: str) -> object:
        # Permissions do not bind the superuser, as whom tests may run.
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return list_folder(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = intake(dossier)
    assert names(found) == ["a.pdf"]
    assert codes(found) == [("closed", "unreadable-file")]


def test_a_pipe_is_no_file(dossier: Path) -> None:
    put(dossier, "a.pdf", pdf())
    os.mkfifo(dossier / "pipe.pdf")
    assert codes(intake(dossier)) == [("pipe.pdf", "not-a-file")]


def test_input_that_is_not_there_or_empty_cannot_be_read(dossier: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        intake(dossier / "gone.pdf")
    assert caught.value.code == "not-found"
    put(dossier, "Thumbs.db", b"junk")
    with pytest.raises(IntakeError) as caught:
        intake(dossier)
    assert caught.value.code == "no-files"


def test_one_file_that_cannot_be_read_is_an_error_with_its_own_code(dossier: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        intake(put(dossier, "空.pdf", b""))
    assert caught.value.code == "empty-file"
    assert "空.pdf" in caught.value.message


def test_of_many_unreadable_files_the_first_reasons_are_named(dossier: Path) -> None:
    for number in range(5):
        put(dossier, f"{number}.pdf", b"")
    with pytest.raises(IntakeError) as caught:
        intake(dossier)
    assert caught.value.code == "nothing-readable"
    assert "5个文件" in caught.value.message
    assert "2.pdf" in caught.value.message
    assert "3.pdf" not in caught.value.message


def test_files_can_be_inspected_elsewhere(dossier: Path) -> None:
    """A caller may open files in another process: what its parser raises is the file's problem."""
    put(dossier, "a.pdf", pdf(2))
    put(dossier, "b.pdf", pdf())
    put(dossier, "c.zip", make_zip({"d.pdf": pdf()}))
    lost = IntakeError("file-crashed", "读取文件的进程中断。")
    seen: list[str] = []

    class Elsewhere(Here):
        def unpack(
            self, file: Found, work: Path, limits: Limits, unpacked: Unpacked, inside: str | None = None
        ) -> list[Found]:
            if file.name == "c.zip":
                raise lost
            return super().unpack(file, work, limits, unpacked, inside)

        def inspect(self, path: Path, limits: Limits, name: str = "") -> Inspection:
            seen.append(name)
            if name == "b.pdf":
                raise lost
            return super().inspect(path, limits, name)

    found = read_intake([dossier], dossier, LIMITS, Elsewhere())
    assert [file.format for file in found.files] == [Format.PDF]
    assert codes(found) == [("b.pdf", "file-crashed"), ("c.zip", "file-crashed")]
    assert seen == ["a.pdf", "b.pdf"]
