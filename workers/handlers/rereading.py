"""`reread`: one box of a page, read again for a person who looks at it."""

from extractors.errors import PageError
from extractors.geometry import box_of
from extractors.intake.formats import Format
from extractors.intake.sources import SourceFile
from extractors.models import Line, Region
from extractors.reading.results import load_result
from verifier.store import rereads, tasks
from verifier.store.rereads import AskedRegion
from verifier.store.tables import Json, Task
from workers.bench import Workbench

_CHANGED = "这一页已经改动，请重新打开材料，再选择要识读的位置。"
_DIGITS = 5


def reread(bench: Workbench, task: Task) -> None:
    """Read the task's box; what cannot be read, or is no longer there, has failed and says why."""
    with bench.store.read() as session:
        asked = rereads.due(session, task)
    lines: list[Json] = []
    reason = None if asked is not None else _CHANGED
    if asked is not None:
        try:
            lines = [_shown(line) for line in _read(bench, asked)]
        except PageError as error:
            reason = str(error)
    with bench.store.write() as session:
        tasks.finish(session, task)
        if reason is None:
            rereads.read(session, task.payload["reread"], lines)
        else:
            rereads.failed(session, task.payload["reread"], reason)


def _read(bench: Workbench, asked: AskedRegion) -> tuple[Line, ...]:
    with bench.store.blobs.open(asked.reading.result) as stream:
        page = load_result(stream.read(), asked.page.file).page
    assert page is not None  # what was not read has no reading
    source = asked.source
    file = SourceFile(source.name, bench.file(source.sha256), source.sha256, Format(source.format), source.pages)
    box = box_of([(x, y) for x, y in asked.reread.polygon])
    return bench.pool.read_region(file, asked.page.file_page, Region(box, page.width, page.height, page.to_original))


def _shown(line: Line) -> Json:
    polygon = [[round(x, _DIGITS), round(y, _DIGITS)] for x, y in line.polygon]
    return {"text": line.text, "confidence": round(line.confidence, 4), "polygon": polygon}
