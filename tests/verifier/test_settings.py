import os
import re
from pathlib import Path

import pytest

from extractors.reading.confinement import Allowance
from verifier.errors import SettingsError
from verifier.settings import Settings, read_settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("VERIFIER_")]:
        monkeypatch.delenv(name)


def test_the_readme_lists_every_setting_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `VERIFIER_(\w+)` \| (.+?) \|", README, re.MULTILINE))
    defaults = {name.upper(): str(value) for name, value in Settings().model_dump().items() if value is not None}
    assert set(listed) == {name.upper() for name in Settings.model_fields}
    assert {name: listed[name].strip("`").removesuffix(".0") for name in defaults} == {
        name: default.removesuffix(".0") for name, default in defaults.items()
    }


def test_arguments_come_before_the_environment_and_the_environment_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "verifier.toml").write_text("processes = 3\nfiles = 30\nfile_pages = 300\n")
    monkeypatch.setenv("VERIFIER_PROCESSES", "2")
    monkeypatch.setenv("VERIFIER_FILES", "20")
    settings = read_settings(processes=1, ocr_engine=None)
    assert (settings.processes, settings.files, settings.file_pages) == (1, 20, 300)
    assert settings.ocr_engine == Settings().ocr_engine
    assert settings.reading.limits.files == 20


def test_what_larger_models_are_given_the_system_lets_them_take() -> None:
    """The bounds of a page process are no tighter than what was set for reading a page."""
    usual = read_settings().reading
    assert (usual.page_seconds, usual.reading) == (180, Allowance(120, 2_000_000_000))
    assert read_settings(page_seconds=20.0).reading.reading == usual.reading
    large = read_settings(page_seconds=900.0, process_megabytes=6_000).reading
    assert large.reading == Allowance(600, 6_000_000_000)


def test_processes_are_as_many_as_cores_but_no_more_than_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(64)))
    assert read_settings().reading.processes == 3
    assert read_settings(memory_megabytes=16_000).reading.processes == 16
    assert read_settings(memory_megabytes=500).reading.processes == 1
    assert read_settings(processes=12).reading.processes == 12
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {5})
    assert read_settings(memory_megabytes=16_000).reading.processes == 1


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"processes": -1}, "设置无效：processes＝-1。"),
        ({"trusted_proxies": "10.0.0.1,proxy"}, "trusted_proxies：应为IP地址或网段"),
        ({"detection_side": 5000, "files": 0}, "detection_side＝5000；files＝0"),
    ],
)
def test_a_value_out_of_range_is_named(named: dict[str, int | str], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(**named)
    assert caught.value.code == "settings-invalid"
    assert message in str(caught.value)
