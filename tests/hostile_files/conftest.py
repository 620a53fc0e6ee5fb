from collections.abc import Iterator
from dataclasses import replace

import pytest

from extractors.intake.limits import Limits
from extractors.reading.confinement import Allowance
from extractors.reading.pool import PagePool, ReadingSettings

# As in the program, but for the time that nothing but attacks takes and the size of what unpacks in vain.
SETTINGS = ReadingSettings(
    processes=1, limits=replace(Limits(), file_bytes=40_000_000), parsing=Allowance(6, 1_500_000_000)
)


@pytest.fixture(scope="module")  # while it is open, other tests would take its process for one of theirs
def pool() -> Iterator[PagePool]:
    """One page process for all files, replaced where a file costs it its life."""
    with PagePool(SETTINGS) as opened:
        opened.prepare()
        yield opened
