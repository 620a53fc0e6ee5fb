"""The pinned packages: name, version, hashes, and for which machines (docs/decisions/0001)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PRODUCT, TESTS = ROOT / "constraints.txt", ROOT / "constraints-dev.txt"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What holds of every line: the machines that the project is made for.
_EVERYWHERE = ("python_full_version < '3.14'", "platform_machine == 'x86_64'", "sys_platform == 'linux'")


@dataclass(frozen=True, slots=True)
class Pin:
    """A package of one version; `condition` where it is not for every machine, e.g. only for an old Python."""

    name: str
    version: str
    hashes: tuple[str, ...]
    condition: str


def read_pins(path: Path) -> list[Pin]:
    """The packages of a list, in its order."""
    return list(_pins(path.read_text(encoding="utf-8")))


def _pins(text: str) -> Iterator[Pin]:
    for entry in text.replace("\\\n", " ").splitlines():
        stated = entry.partition("--hash")[0].strip()
        if not stated or stated.startswith("#"):
            continue
        requirement = Requirement(stated)
        (version,) = (specifier.version for specifier in requirement.specifier)
        conditions = str(requirement.marker or "").replace('"', "'").split(" and ")
        condition = " and ".join(one for one in conditions if one and one not in _EVERYWHERE)
        yield Pin(canonicalize_name(requirement.name), version, tuple(_HASH.findall(entry)), condition)
