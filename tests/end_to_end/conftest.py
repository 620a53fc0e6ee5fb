import shutil
from pathlib import Path

import pytest

from tests.end_to_end.running import DOSSIERS, Run, verifier

LICENCE, EQUIPMENT, PLAN = "营业执照副本.pdf", "证明/16.仪器设备清单.pdf", "年度运营计划.docx"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier of three pages out of the complete one: a scan, a page with a text layer, an office file."""
    folder = tmp_path_factory.mktemp("dossiers") / "小份材料"
    for name in (LICENCE, EQUIPMENT, PLAN):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DOSSIERS / "complete" / file.name, file)
    return folder


@pytest.fixture(scope="session")
def checked(small: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """`verifier check` of the small dossier, and the folder of its report."""
    output = tmp_path_factory.mktemp("checked") / "report"
    return verifier("check", small, "--submitted-on", "2024-06-20", "--output", output, cwd=output.parent), output
