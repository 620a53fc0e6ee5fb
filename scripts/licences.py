"""`python -m scripts.licences > docs/licences.md`: what the product and its tests are made of, under which licences.

A licence is what the installed package says of itself: its SPDX expression, else the short form or the classifiers,
whichever says more.
"""

import re
import sys
from collections.abc import Sequence
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from typing import cast

from scripts.pins import PRODUCT, TESTS, Pin, read_pins

_SHORT = 60  # characters; longer ones are whole texts of a licence
_NOT_STATED = "not stated in its metadata: see its licence file"
_ABSENT = "not installed on this machine"
_HEAD = """# Licences

Every pinned package and its licence, as the package itself states it. Made by `python -m scripts.licences >
docs/licences.md` after `make pins` and `make install-dev`; a test holds it against `constraints.txt` and
`constraints-dev.txt`. What these words do not say is in each package's own licence files. The models (PP-OCRv6, in the
wheel of `rapidocr`) are Apache-2.0, the fonts of `pylopdf-fonts-zh-cn` and `mplfonts` OFL-1.1.
"""
_PRECISE = re.compile(r"[-\d]")  # BSD-3-Clause, Apache 2.0; not "BSD" or "Dual License"


def licence(pin: Pin) -> str:
    """The licence of a package in its own words, on one line."""
    try:
        said = cast("Message[str, str]", metadata(pin.name))
    except PackageNotFoundError:
        return _ABSENT
    if said.get("Version") != pin.version:
        return _ABSENT
    classified = [
        word.rpartition(" :: ")[2]
        for word in said.get_all("Classifier") or []
        if word.startswith("License ::") and not word.endswith("OSI Approved")
    ]
    short = (said.get("License") or "").strip()
    if len(short) > _SHORT or "\n" in short:
        short = ""
    precise = short if _PRECISE.search(short) else ""
    return said.get("License-Expression") or precise or " / ".join(classified) or short or _NOT_STATED


def table(pins: Sequence[Pin]) -> str:
    """A table of packages by name."""
    rows = [f"| {pin.name} | {pin.version} | {_cell(pin)} |" for pin in sorted(pins, key=lambda pin: pin.name)]
    return "\n".join(["| package | version | licence |", "| --- | --- | --- |", *rows])


def _cell(pin: Pin) -> str:
    return f"{licence(pin)} (only where `{pin.condition}`)" if pin.condition else licence(pin)


def render() -> str:
    """The whole document: what the product needs, then what its tests, samples and development need beside it."""
    product = read_pins(PRODUCT)
    known = {(pin.name, pin.version) for pin in product}
    others = [pin for pin in read_pins(TESTS) if (pin.name, pin.version) not in known]
    parts = [_HEAD, "## The product", table(product), "## Tests, samples and development, beside these", table(others)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render())
