"""A page read before comes back as it was read, under the name it has now; anything else is read anew."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.intake.sources import SourceFile
from extractors.models import (
    Evidence,
    Line,
    Page,
    Problem,
    Reading,
    Seal,
    SealShape,
    Signature,
    SignatureState,
    TextSource,
)
from extractors.ocr.engine import EngineSettings
from extractors.reading.cache import PageCache
from extractors.reading.pictures import PagePictures
from extractors.reading.results import PageResult

SQUARE = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.2), (0.1, 0.2))
SOURCE = SourceFile("甲.pdf", Path("甲.pdf"), "ab" * 32, Format.PDF, 3)


def _result(name: str, number: int, *, has_image: bool = True) -> PageResult:
    line = Line(
        "资产总计 5,123,400.00",
        SQUARE,
        0.98,
        TextSource.OCR,
        spans=((0.0, 0.5), (0.5, 1.0)),
        character_confidences=(0.99, 0.97),
        alternatives=(Reading("资产总计 5,123,400.0", 0.7, TextSource.OCR_WITHOUT_RED),),
    )
    seal = Seal(SealShape.ROUND, Evidence(name, number, SQUARE, "许昌文峰", 0.9), "许昌文峰")
    label, signed = (Evidence(name, number, SQUARE, text, 0.9) for text in ("法定代表人（签字）：", "王强"))
    page = Page(
        name,
        number,
        1654,
        2339,
        (line,),
        seals=(seal,),
        signatures=(Signature(label, SignatureState.WRITTEN, signed),),
        has_image=has_image,
        seconds=1.25,
    )
    return PageResult(name, number, page, (Problem(name, number, "text-layer-ignored", "已改为识别页面图像。"),))


@pytest.fixture
def cache(tmp_path: Path) -> PageCache:
    return PageCache(tmp_path / "cache", 1_000_000, EngineSettings(), Limits())


@pytest.fixture
def pictures(tmp_path: Path) -> PagePictures:
    kept = PagePictures(tmp_path / "pictures")
    kept.save(SOURCE.name, 1, np.full((20, 10, 3), 200, dtype=np.uint8))
    return kept


def test_a_page_comes_back_whole_with_its_picture(cache: PageCache, pictures: PagePictures, tmp_path: Path) -> None:
    result = _result(SOURCE.name, 1)
    cache.put(SOURCE, result, pictures)
    others = PagePictures(tmp_path / "others")
    assert cache.get(SOURCE, 1, others) == result
    copied, kept = others.path(SOURCE.name, 1), pictures.path(SOURCE.name, 1)
    assert copied is not None
    assert kept is not None
    assert copied.read_bytes() == kept.read_bytes()


def test_the_same_file_under_another_name(cache: PageCache, pictures: PagePictures) -> None:
    cache.put(SOURCE, _result(SOURCE.name, 1), pictures)
    found = cache.get(replace(SOURCE, name="乙/扫描.pdf"), 1, None)
    assert found == _result("乙/扫描.pdf", 1)


def test_what_decides_the_reading_decides_the_entry(cache: PageCache, pictures: PagePictures) -> None:
    cache.put(SOURCE, _result(SOURCE.name, 1), pictures)
    assert cache.get(SOURCE, 2, None) is None
    assert cache.get(replace(SOURCE, sha256="cd" * 32), 1, None) is None
    assert replace(cache, engine=EngineSettings(name="paddle")).get(SOURCE, 1, None) is None
    assert replace(cache, engine=EngineSettings(detection_side=960)).get(SOURCE, 1, None) is None
    assert replace(cache, limits=Limits(picture_side=5000)).get(SOURCE, 1, None) is None


def test_a_page_kept_without_its_picture_is_read_again_where_one_is_wanted(
    cache: PageCache, pictures: PagePictures
) -> None:
    cache.put(SOURCE, _result(SOURCE.name, 1), None)
    assert cache.get(SOURCE, 1, pictures) is None
    assert cache.get(SOURCE, 1, None) is not None
    cache.put(SOURCE, _result(SOURCE.name, 2, has_image=False), None)
    assert cache.get(SOURCE, 2, pictures) is not None  # an office page has none


def test_pages_that_could_not_be_read_are_not_kept(cache: PageCache) -> None:
    cache.put(SOURCE, PageResult(SOURCE.name, 1, None, (Problem(SOURCE.name, 1, "page-timeout", "超时。"),)), None)
    assert cache.get(SOURCE, 1, None) is None


@pytest.mark.parametrize("damage", [b"", b"{", b'{"file": "x"}'])
def test_a_damaged_entry_is_made_anew(cache: PageCache, damage: bytes) -> None:
    cache.put(SOURCE, _result(SOURCE.name, 1), None)
    (entry,) = cache.folder.glob("*/*.json")
    entry.write_bytes(damage)
    assert cache.get(SOURCE, 1, None) is None
    cache.put(SOURCE, _result(SOURCE.name, 1), None)
    assert cache.get(SOURCE, 1, None) is not None


def test_the_bound_takes_what_was_not_used_for_longest(cache: PageCache) -> None:
    for number in (1, 2, 3):
        cache.put(SOURCE, _result(SOURCE.name, number), None)
    size = max(entry.stat().st_size for entry in cache.folder.glob("*/*.json"))
    assert cache.get(SOURCE, 1, None) is not None  # used again: now the newest
    replace(cache, most_bytes=2 * size + 10).trim()
    assert [cache.get(SOURCE, number, None) is not None for number in (1, 2, 3)] == [True, False, True]
    cache.trim()
    assert len(list(cache.folder.glob("*/*.json"))) == 2


def test_entries_are_for_their_owner_alone(cache: PageCache) -> None:
    cache.put(SOURCE, _result(SOURCE.name, 1), None)
    assert cache.folder.stat().st_mode & 0o077 == 0
