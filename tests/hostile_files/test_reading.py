"""Each hostile file through a real page process: it ends as it must, and costs itself alone."""

import resource
from pathlib import Path

import pytest

from extractors.errors import DossierError
from extractors.models import Page
from extractors.reading.pool import PagePool
from tests.hostile_files.catalogue import HostileFile, hostile_files
from verifier.pipeline import read_pages

_SMALL = 500_000  # bytes on disk
_LONGEST_NAME = 20 * 201
_GROWTH = 150  # MiB of this process, over all files; what is unpacked is up to 1,000 times that


def _read(path: Path, pool: PagePool) -> tuple[list[Page], list[str]]:
    pages: list[Page] = []
    codes: list[str] = []
    try:
        for result in read_pages([path], pool):
            codes += [problem.code for problem in result.problems]
            pages += [result.page] if result.page is not None else []
    except DossierError as error:
        codes.append(error.code)
    return pages, codes


@pytest.mark.parametrize("hostile", hostile_files(), ids=lambda hostile: hostile.file)
def test_what_comes_of_a_file(hostile: HostileFile, pool: PagePool, tmp_path: Path) -> None:
    path = hostile.write(tmp_path)
    assert path.stat().st_size < _SMALL
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages, codes = _read(path, pool)
    text = "\n".join(line.text for page in pages for line in page.lines)
    assert sorted(set(codes)) == sorted(hostile.problems)
    assert len(pages) == hostile.pages
    assert hostile.says in text
    assert hostile.never is None or hostile.never not in text
    assert all(len(page.file) < _LONGEST_NAME and page.file.isprintable() for page in pages)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < _GROWTH * 1024
    assert list(tmp_path.iterdir()) == [path]
    assert not list(Path("/tmp").glob("verifier-escaped*"))


def test_there_are_as_many_as_promised() -> None:
    names = [hostile.file for hostile in hostile_files()]
    assert len(set(names)) == len(names) >= 60
