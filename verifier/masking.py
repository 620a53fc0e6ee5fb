"""Numbers of people are shown with their middle hidden: `110101********0011`, `138****5678`, `0374-***5678`.

Whatever the text, and wherever in it: numbers of identity cards (GB 11643, eighteen characters with a day of birth)
and telephone numbers, mobile or with an area code, also in full-width digits, with spaces, hyphens, dashes or brackets.
Of eighteen digits without a day of birth nothing is hidden: those are codes of companies.
"""

import re
from collections.abc import Iterator
from typing import Any

_PLAIN = str.maketrans("０１２３４５６７８９＋Ｘｘ（）－‐‑‒–—−\u00a0\u3000", "0123456789+XX()-------  ")
_AREA = r"0(?:10|2\d|[3-9]\d\d)"
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])[0-9a-f]{32,64}(?![0-9A-Za-z])"  # an id or a checksum of ours: taken first, and left as it is
    r"|(?<!\d)[1-8]\d{5}[- ]?(?P<birth>(?:18|19|20)\d\d[- ]?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))[- ]?"
    r"\d{3}[\dXx](?!\d)"
    r"|(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?P<gap>[- ]?)(?P<mobile>\d{4})(?P=gap)\d{4}(?!\d|\.\d\d(?!\d))"
    rf"|(?<!\d)(?:{_AREA} ?[- ] ?|\({_AREA}\)[- ]?)(?P<landline>\d{{3,4}})[- ]?\d{{4}}(?!\d)"
    rf"|(?<!\d)(?=\d{{11}}(?!\d)){_AREA}(?P<joined>[2-8]\d{{2,3}})\d{{4}}"
)
_HIDDEN = ("birth", "mobile", "landline", "joined")
_LONG_ENOUGH = re.compile(r"\d[\d ()（）\-－‐‑‒–—−\u00a0\u3000]{9}")  # most texts are not, and cost next to nothing


def masked(text: str) -> str:
    """The text, as long as before, with the middle of every number of a person hidden."""
    if _LONG_ENOUGH.search(text) is None:
        return text
    for begin, end in _hidden(text):
        text = text[:begin] + "*" * (end - begin) + text[end:]
    return text


def masked_throughout(content: Any) -> Any:
    """The same content, of the types that JSON has, with every text in it `masked`; names of members stay."""
    if isinstance(content, str):
        return masked(content)
    if isinstance(content, dict):
        return {name: masked_throughout(value) for name, value in content.items()}
    if isinstance(content, list):
        return [masked_throughout(value) for value in content]
    return content


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    """Where the parts stand that are hidden."""
    for found in _NUMBERS.finditer(text.translate(_PLAIN)):
        yield from (found.span(name) for name in _HIDDEN if found[name] is not None)
