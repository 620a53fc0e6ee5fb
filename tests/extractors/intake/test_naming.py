from __future__ import annotations

import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.intake.naming import (
    clean_name,
    distinct_name,
    in_reading_order,
    is_junk,
    member_names,
    natural_key,
)


@pytest.mark.parametrize(
    "ordered",
    [
        ["第1页.jpg", "第2页.jpg", "第10页.jpg"],
        ["附件一.pdf", "附件二.pdf", "附件三.pdf", "附件四.pdf", "附件十.pdf", "附件十一.pdf", "附件二十一.pdf"],
        ["（一）执照", "（二）报告", "（九）名单", "（十）协议"],
        ["2/1.pdf", "2/9.pdf", "10/1.pdf"],
        ["IMG_9.jpg", "img_10.jpg", "IMG_11.jpg"],
        ["第０２页", "第3页"],
        ["a", "a/1", "b"],
    ],
)
def test_numbers_are_sorted_as_numbers(ordered: list[str]) -> None:
    shuffled = ordered[1::2] + ordered[::2]
    assert sorted(shuffled, key=natural_key) == ordered


@pytest.mark.parametrize(
    "ordered",
    [
        [
            "六/29审计报告1.jpg",
            "六/审计报告2.png",
            "六/31.审计报告3.webp",
            "六/审计报告10.jpg",
            "六/35专项审计报告1.jpg",
        ],
        ["1.执照.jpg", "2.租赁合同1.jpg", "租赁合同2.jpg", "4.声明.jpg"],
        ["2024年度审计报告.pdf", "2025年度审计报告.pdf"],
        ["合同(1).jpg", "合同(2).jpg", "合同(10).jpg"],
        ["1.jpg", "2.jpg", "10.jpg"],
        ["一/照片1.jpg", "二/照片1.jpg", "二/照片2.jpg"],
    ],
)
def test_pages_of_one_paper_stand_together(ordered: list[str]) -> None:
    shuffled = ordered[1::2] + ordered[::2]
    assert [shuffled[index] for index in in_reading_order(shuffled)] == ordered


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_names_can_be_sorted_and_only_equal_ones_share_a_key(names: list[str]) -> None:
    keys = sorted(natural_key(name) for name in names)
    assert len(set(keys)) == len(set(names))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/报告.pdf", "abs/报告.pdf"),
        ("C:\\材料\\执照.jpg", "材料/执照.jpg"),
        ("a//./b/../c.pdf", "a/b/c.pdf"),
        ("evil\u202efdp.exe", "evil_fdp.exe"),
        ("a\r\nb.pdf", "a__b.pdf"),
        ("..", "_"),
        ("报告 (1).pdf", "报告 (1).pdf"),
    ],
)
def test_names_are_made_harmless(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@given(st.text())
def test_cleaned_names_never_leave_their_folder(name: str) -> None:
    parts = clean_name(name).split("/")
    assert all(part not in ("", ".", "..") for part in parts)
    assert clean_name(clean_name(name)) == clean_name(name)


def test_equal_names_are_told_apart() -> None:
    taken: set[str] = set()
    names = [distinct_name(name, taken) for name in ["a/x.pdf", "a/x.pdf", "a/x.pdf", "a/x (2).pdf", "x"]]
    assert names == ["a/x.pdf", "a/x (2).pdf", "a/x (3).pdf", "a/x (2) (2).pdf", "x"]


def member(name: bytes, *, flag: int = 0, extra: bytes = b"") -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name.decode("utf-8" if flag else "cp437"))
    info.flag_bits = flag
    info.extra = extra
    return info


def test_member_names_of_chinese_windows_macos_and_modern_programs() -> None:
    gbk = [member("附件/营业执照.pdf".encode("gbk")), member(b"a.pdf")]
    assert member_names(gbk) == ["附件/营业执照.pdf", "a.pdf"]
    macos = [member("附件/营业执照.pdf".encode())]
    assert member_names(macos) == ["附件/营业执照.pdf"]
    modern = [member("报告.pdf".encode(), flag=0x800)]
    assert member_names(modern) == ["报告.pdf"]


def test_one_gbk_name_decides_for_the_whole_archive() -> None:
    # These GBK bytes happen to be UTF-8 as well; its neighbour's are not.
    ambiguous = "\u0368".encode()
    assert member_names([member(ambiguous)]) == ["\u0368"]
    names = member_names([member(ambiguous), member("许昌.pdf".encode("gbk"))])
    assert names == [ambiguous.decode("gb18030"), "许昌.pdf"]


def test_a_unicode_path_field_wins_if_its_checksum_fits() -> None:
    plain = "报告.pdf".encode("gbk")
    right = "报告（最终）.pdf".encode()
    field = b"\x01" + struct.pack("<I", zlib.crc32(plain)) + right
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert member_names([member(plain, extra=extra)]) == ["报告（最终）.pdf"]
    stale = b"\x01" + struct.pack("<I", 1) + right
    extra = struct.pack("<HH", 0x7075, len(stale)) + stale
    assert member_names([member(plain, extra=extra)]) == ["报告.pdf"]


@pytest.mark.parametrize(
    "name", ["__MACOSX/._报告.pdf", "材料/.DS_Store", "THUMBS.DB", "a/desktop.ini", "~$申请表.docx", ".~申请表.docx"]
)
def test_junk_is_known(name: str) -> None:
    assert is_junk(name)


@pytest.mark.parametrize("name", ["报告.pdf", "~申请表.docx", "thumbs.pdf", "MACOSX/报告.pdf", ".报告.pdf"])
def test_material_is_not_taken_for_junk(name: str) -> None:
    assert not is_junk(name)
