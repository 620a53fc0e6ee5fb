from pathlib import Path

from click.testing import CliRunner

from samples.cli import main


def test_unknown_fault_is_explained(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["generate", "--out", str(tmp_path), "--fault", "x99-nothing"])
    assert result.exit_code == 1
    assert "x99-nothing" in result.output
    assert not list(tmp_path.iterdir())


def test_unknown_packing_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["generate", "--out", str(tmp_path), "--packing", "parcel"])
    assert result.exit_code == 2
    assert "parcel" in result.output
