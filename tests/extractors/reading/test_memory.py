"""A very large picture is read in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image as Pillow

from tests.extractors.paper import notice

LARGEST = 1400  # MiB: two such processes stay under the 3 GiB that a dossier may take
# VmHWM, for ru_maxrss also counts what the process that started this one held.
READ_ONE = """
import re, sys
from pathlib import Path
from extractors.intake.documents import open_document
from extractors.intake.formats import Format
from extractors.intake.limits import Limits
from extractors.ocr.engine import EngineSettings, create_engine
from extractors.reading.page import read_page
content = open_document(Path(sys.argv[1]), Format.JPEG, Limits()).page(1)
page = read_page(content, create_engine(EngineSettings(name="paddle")), "a.jpg", 1).page
peak = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())
print(len(page.lines), int(peak.group(1)) // 1024)
"""


def test_sixty_megapixels(tmp_path: Path) -> None:
    sheet = notice()
    path = tmp_path / "a.jpg"
    with sheet.picture.resize((6510, 9209), Pillow.Resampling.BICUBIC) as large:
        large.save(path, quality=85)
    done = subprocess.run([sys.executable, "-c", READ_ONE, str(path)], capture_output=True, text=True, check=True)
    lines, peak = (int(figure) for figure in done.stdout.split())
    assert lines == len(sheet.printed)
    assert peak < LARGEST
