from __future__ import annotations

import dataclasses
import io
import stat
import zipfile
from pathlib import Path

import pytest

from extractors.errors import IntakeError
from extractors.intake.archive import Member, Unpacked, read_members
from extractors.intake.limits import Limits
from tests.extractors.intake.zips import make_zip, make_zip_in_gbk, overlapping, patched

LIMITS = Limits()


def unpack(data: bytes, folder: Path, limits: Limits = LIMITS, unpacked: Unpacked | None = None) -> list[Member]:
    archive = folder / "材料.zip"
    archive.write_bytes(data)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return list(read_members(archive, work, limits, unpacked or Unpacked()))


def content(member: Member) -> bytes:
    assert member.path is not None, member.error
    return member.path.read_bytes()


def code(member: Member) -> str:
    assert member.path is None
    assert member.error is not None
    return member.error.code


def limits(**values: int) -> Limits:
    return dataclasses.replace(LIMITS, **values)


def test_members_are_unpacked_under_generated_names(tmp_path: Path) -> None:
    members = unpack(make_zip({"附件/执照.pdf": b"one", "a.jpg": b"two"}), tmp_path)
    assert {member.name: content(member) for member in members} == {"附件/执照.pdf": b"one", "a.jpg": b"two"}
    assert all(member.path is not None and member.path.suffix == "" for member in members)


def test_gbk_names(tmp_path: Path) -> None:
    members = unpack(make_zip_in_gbk({"申请报告/第一章.pdf": b"1", "营业执照.jpg": b"2"}), tmp_path)
    assert [member.name for member in members] == ["申请报告/第一章.pdf", "营业执照.jpg"]


def test_names_cannot_leave_the_work_folder(tmp_path: Path) -> None:
    (member,) = unpack(make_zip({"../../../tmp/evil.pdf": b"x"}), tmp_path)
    assert member.name == "tmp/evil.pdf"
    assert member.path is not None
    assert member.path.parent == tmp_path / "work"


def test_junk_and_folders_are_left_out(tmp_path: Path) -> None:
    members = unpack(make_zip({"__MACOSX/._a.pdf": b"x", "a/": b"", "Thumbs.db": b"x", "a.pdf": b"x"}), tmp_path)
    assert [member.name for member in members] == ["a.pdf"]


def test_an_archive_of_nothing_but_junk_is_empty(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        unpack(make_zip({".DS_Store": b"x"}), tmp_path)
    assert caught.value.code == "archive-empty"


def test_encrypted_members_are_one_problem_of_the_archive_and_the_others_are_read(tmp_path: Path) -> None:
    locked, plain = make_zip({"a.pdf": b"x", "b.pdf": b"y"}), make_zip({"c.pdf": b"z"})
    with zipfile.ZipFile(io.BytesIO(locked)) as archive:
        second = archive.infolist()[1].header_offset
    half = patched(locked[:second], flags=1) + locked[second:]
    half = half.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00", 1)
    members = unpack(half, tmp_path)
    assert [(member.name, code(member)) for member in members if member.path is None] == [("", "archive-encrypted")]
    assert "1个文件" in str(members[0].error)
    assert [content(member) for member in members[1:]] == [b"y"]
    assert [content(member) for member in unpack(plain, tmp_path)] == [b"z"]


def test_a_link_is_not_unpacked(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("link.pdf")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    (member,) = unpack(stream.getvalue(), tmp_path)
    assert code(member) == "link-not-followed"


def test_an_unknown_compression_method_is_named(tmp_path: Path) -> None:
    (member,) = unpack(patched(make_zip({"a.pdf": b"x" * 100}), method=9), tmp_path)
    assert code(member) == "archive-method"


def test_a_member_whose_bytes_are_damaged_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    data = make_zip({"a.pdf": b"AAAA", "b.pdf": b"BBBB"}, compression=zipfile.ZIP_STORED).replace(b"AAAA", b"AxAA")
    damaged, whole = unpack(data, tmp_path)
    assert (damaged.name, code(damaged)) == ("a.pdf", "damaged-file")
    assert content(whole) == b"BBBB"
    assert len(list((tmp_path / "work").iterdir())) == 1


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_cut_archive_is_truncated(share: float, tmp_path: Path) -> None:
    data = make_zip({f"{number}.pdf": bytes(range(200)) for number in range(20)})
    with pytest.raises(IntakeError) as caught:
        unpack(data[: int(len(data) * share)], tmp_path)
    assert caught.value.code == "truncated-file"


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        unpack(overlapping(make_zip({"a.bin": bytes(100_000), "b.pdf": b"x"}), 50), tmp_path)
    assert caught.value.code == "archive-overlap"


def test_number_of_members_at_and_over_the_limit(tmp_path: Path) -> None:
    data = make_zip({f"{number}.pdf": b"x" for number in range(5)})
    assert len(unpack(data, tmp_path, limits(archive_members=5))) == 5
    with pytest.raises(IntakeError) as caught:
        unpack(data, tmp_path, limits(archive_members=4))
    assert caught.value.code == "archive-too-many-members"


def test_members_of_all_archives_count_together(tmp_path: Path) -> None:
    unpacked, data = Unpacked(), make_zip({"a.pdf": b"x", "b.pdf": b"x"})
    unpack(data, tmp_path, limits(archive_members=3), unpacked)
    with pytest.raises(IntakeError) as caught:
        unpack(data, tmp_path, limits(archive_members=3), unpacked)
    assert caught.value.code == "archive-too-many-members"


def test_a_directory_larger_than_the_limit_can_fill_is_not_even_read(tmp_path: Path) -> None:
    data = make_zip({f"{number}{'x' * 3000}": b"" for number in range(3)})
    with pytest.raises(IntakeError) as caught:
        unpack(data, tmp_path, limits(archive_members=3))
    assert caught.value.code == "archive-too-many-members"


def test_size_of_a_member_at_and_over_the_limit(tmp_path: Path) -> None:
    data = make_zip({"a.pdf": b"x" * 1000})
    assert len(content(unpack(data, tmp_path, limits(file_bytes=1000))[0])) == 1000
    assert code(unpack(data, tmp_path, limits(file_bytes=999))[0]) == "too-large"


def test_size_of_all_members_at_and_over_the_limit(tmp_path: Path) -> None:
    data = make_zip({"a.pdf": b"x" * 600, "b.pdf": b"x" * 400})
    assert all(member.path for member in unpack(data, tmp_path, limits(unpacked_bytes=1000)))
    first, second = unpack(data, tmp_path, limits(unpacked_bytes=999))
    assert first.path is not None
    assert code(second) == "archive-too-large"


def test_a_member_that_declares_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    # zipfile stops at the declared size and then finds the checksum wrong.
    (member,) = unpack(patched(make_zip({"a.pdf": b"x" * 5000}), size=10), tmp_path, limits(file_bytes=100))
    assert code(member) == "damaged-file"


def test_ratio_at_and_over_the_limit(tmp_path: Path) -> None:
    data = make_zip({"a.bin": bytes(1_000_000)})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        ratio = -(-1_000_000 // archive.infolist()[0].compress_size)
    assert unpack(data, tmp_path, limits(archive_ratio=ratio, archive_ratio_from_bytes=0))[0].path is not None
    strict = limits(archive_ratio=ratio - 1, archive_ratio_from_bytes=0)
    assert code(unpack(data, tmp_path, strict)[0]) == "archive-ratio"


def test_a_blank_scan_below_the_size_that_hurts_may_pack_well(tmp_path: Path) -> None:
    (member,) = unpack(make_zip({"blank.bmp": bytes(5_000_000)}), tmp_path, limits(archive_ratio=2))
    assert member.path is not None
