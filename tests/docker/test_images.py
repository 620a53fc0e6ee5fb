"""What can be said of the containers without an engine; tests/docker/test_commands.py runs their very commands."""

import re
import runpy
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKER = ROOT / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
INSTRUCTIONS = re.findall(
    r"^([A-Z]+) ((?:.*\\\n)*.*)$", (DOCKER / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
)
OURS = ("api", "worker")
SCRIPT = runpy.run_path(str(DOCKER / "api_requirements.py"))
LEFT_OUT: set[str] = SCRIPT["names"]((DOCKER / "ocr_packages.txt").read_text(encoding="utf-8"))


def stages() -> dict[str, list[tuple[str, str]]]:
    """The instructions of each stage, those of the stage that it builds on first."""
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for instruction, words in INSTRUCTIONS:
        if instruction == "FROM":
            image, _, name = words.partition(" AS ")
            found[name] = list(found.get(image, []))
        found[name].append((instruction, words))
    return found


@pytest.mark.parametrize("stage", OURS)
def test_an_image_runs_without_rights_and_says_how_it_is(stage: str) -> None:
    instructions = dict(stages()[stage])
    assert instructions["USER"] == "10001"
    assert instructions["HEALTHCHECK"]
    assert instructions["CMD"].startswith('["verifier"')


def test_every_image_and_package_is_pinned() -> None:
    bases = [words.partition(" ")[0] for instruction, words in INSTRUCTIONS if instruction == "FROM"]
    named = [service["image"] for name, service in COMPOSE["services"].items() if name not in OURS]
    for image in [*(base for base in bases if ":" in base), *named]:
        assert re.search(r":\d+\.\d+", image), image
    installs = [words for instruction, words in INSTRUCTIONS if "pip install" in words]
    assert installs
    assert all("--require-hashes --no-deps" in words or "--no-deps ." in words for words in installs)


def test_what_is_copied_is_there() -> None:
    for instruction, words in INSTRUCTIONS:
        if instruction == "COPY":
            *sources, _ = words.split()
            assert all((ROOT / source).exists() for source in sources), words


def test_the_engine_is_given_what_is_copied_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if line and not line.startswith("#")) == "*"
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {source for instruction, words in INSTRUCTIONS if instruction == "COPY" for source in words.split()[:-1]}
    assert let_in == copied
    assert {"**/__pycache__", "**/.env*", "**/verifier-data"} <= set(lines)


@pytest.mark.parametrize("name", OURS)
def test_our_services_are_hardened(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].startswith("10001")
    assert service["build"]["target"] == name
    assert "mem_limit" in service


def test_the_worker_can_make_backups_of_its_database() -> None:
    (installed,) = (words for instruction, words in stages()["worker"] if "apt-get install" in words)
    assert "postgresql-client" in installed
    base, debian = COMPOSE["services"]["postgres"]["image"].rpartition("-")[::2]
    assert base.startswith(
        "postgres:15."
    )  # the version of that package in this Debian: an older pg_dump refuses a newer server
    assert any(debian in words for instruction, words in INSTRUCTIONS if instruction == "FROM")


def test_what_compose_names_is_defined() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= set(COMPOSE["volumes"])
        assert set(service.get("networks", ())) <= set(COMPOSE["networks"])
        for needed, condition in service.get("depends_on", {}).items():
            assert condition["condition"] == "service_healthy"
            assert "healthcheck" in services[needed] or needed in OURS
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_no_password_is_in_the_files_and_each_is_asked_for() -> None:
    text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\$\{(\w+):\?", text))
    assert set(re.findall(r"(?<!\$)\$\{(\w+)", text)) == wanted
    example = dict(re.findall(r"^(\w+)=(.*)$", (DOCKER / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert example == dict.fromkeys(wanted, "")


def test_the_settings_that_compose_gives_are_settings() -> None:
    from verifier.settings import Settings

    given: dict[str, Any] = COMPOSE["services"]["worker"]["environment"]
    assert {name.removeprefix("VERIFIER_").lower() for name in given} <= set(Settings.model_fields)


def test_the_packages_of_the_api_are_those_pinned_but_for_the_reading() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    kept = list(SCRIPT["without"](pinned, LEFT_OUT))
    entries = {line.partition("==")[0] for line in kept if "==" in line}
    assert {"fastapi", "celery", "pydantic"} <= entries
    assert not entries & LEFT_OUT
    assert all(line.startswith("    --hash=") for line in kept if not re.match(r"[A-Za-z]", line))
    with pytest.raises(ValueError, match="not pinned: nonsense"):
        list(SCRIPT["without"](pinned, {"nonsense"}))


def test_the_api_runs_without_the_packages_that_its_image_lacks() -> None:
    modules = {
        module
        for module, owners in packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", owner).lower() for owner in owners} <= LEFT_OUT
    }
    assert {"cv2", "openvino", "onnxruntime", "paddleocr", "pypdfium2"} <= modules
    program = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {modules!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import api.app, api.running, verifier.administration, verifier.client, workers.sending
from verifier.cli import main
for command in ("serve", "admin"):
    main([command, "--help"], standalone_mode=False)
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
