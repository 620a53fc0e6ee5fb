"""The pinned packages that the API needs: all but those named in a list. Prints a requirements file with hashes."""  # noqa: INP001 -- a script

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def without(pinned: str, left_out: set[str]) -> Iterator[str]:
    """The lines of a pinned list, entries of these packages left out. Raises ValueError for one that is not pinned."""
    found = set()
    is_kept = True
    for line in pinned.splitlines():
        name = _NAME.match(line)
        if name is not None:
            is_kept = name[0] not in left_out
            found.add(name[0])
        if is_kept:
            yield line
    if missing := left_out - found:
        raise ValueError(f"not pinned: {', '.join(sorted(missing))}")


def names(text: str) -> set[str]:
    """The package names of a list, one a line; `#` begins a remark."""
    return {name for line in text.splitlines() if (name := line.partition("#")[0].strip())}


if __name__ == "__main__":
    pinned, listed = (Path(argument).read_text(encoding="utf-8") for argument in sys.argv[1:])
    sys.stdout.writelines(f"{line}\n" for line in without(pinned, names(listed)))
