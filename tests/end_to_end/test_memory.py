import subprocess
from pathlib import Path

from tests.end_to_end.memory import peak_of
from tests.end_to_end.running import DOSSIERS, VERIFIER, read_json

GIBIBYTE = 2**30
SCANS = ("2023年度审计报告.pdf", "13.租赁合同.pdf", "26附件3声明.pdf")


def test_reading_scans_stays_under_3_gib_whatever_the_number_of_cores(tmp_path: Path) -> None:
    paths = [DOSSIERS / "faulty" / name for name in SCANS]
    command = [*map(str, (VERIFIER, "check", *paths, "--output", tmp_path / "o"))]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        peak = peak_of(process)
    assert process.returncode == 1
    assert read_json(tmp_path / "o" / "report.json")["timing"]["pages"] == 12
    assert 0.3 * GIBIBYTE < peak < 3 * GIBIBYTE  # below that, the page processes were not looked at
