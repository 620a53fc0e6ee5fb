"""Is it one company that two lists name, each in its own way of writing?

Lists of clients leave out what a registered name has around its trade name, or write it elsewhere: 河南省, 许昌市, the
place in brackets, the legal form. What is left has to be the same, and what both write around it must not contradict.
"""

import re
from dataclasses import dataclass

from extractors.values.companies import normalise_company, split_company
from extractors.values.divisions import PLACE_NAMES, ZONES
from extractors.values.lexicon import any_of

_LEAST = 2  # characters of a trade name; what would be shorter keeps the place before it
_ZONES = [zone for zone in ZONES if not zone.startswith(tuple(PLACE_NAMES))]  # 许昌 before a zone is a place of its own
_PLACE = re.compile(rf"(?:{any_of([*_ZONES, *PLACE_NAMES])})[省市县区]?")
_DIVISION = re.compile(r"(?<=..)[省市县区]$")  # 许昌 and 许昌市 are one place
_BRACKETED = re.compile(r"\(([^()]*)\)")
_COMPANY = "公司"


@dataclass(frozen=True, slots=True)
class TradeName:
    """A company's name in parts.

    `core` is the trade name with the line of business and any branch, `form` the legal form (one for all sorts of
    companies, empty for none), `places` what places it names, without 省, 市, 县 and 区.
    """

    core: str
    form: str
    places: frozenset[str]

    def may_be(self, other: "TradeName") -> bool:
        """Whether two names may be one company's: one of them leaves out places or the form of the other, or none."""
        forms = not self.form or not other.form or self.form == other.form
        places = self.places <= other.places or other.places <= self.places
        return self.core == other.core and forms and places


def trade_name(text: str) -> TradeName:
    """The parts of a name as a list writes it."""
    parts = split_company(normalise_company(text).casefold())
    form = _COMPANY if parts.form.endswith(_COMPANY) else parts.form
    places = [
        place
        for bracket in _BRACKETED.findall(parts.body)
        if not (inside := _places(bracket, 0))[0]
        for place in inside[1]
    ]
    bare = _BRACKETED.sub(lambda bracket: bracket[1] if _places(bracket[1], 0)[0] else "", parts.body)
    core, head = _places(bare, _LEAST)
    return TradeName(core + parts.branch, form, frozenset((*places, *head)))


def _places(text: str, least: int) -> tuple[str, tuple[str, ...]]:
    """A text without the places at its head, as long as so many characters are left, and these places."""
    places: list[str] = []
    while (found := _PLACE.match(text)) is not None and len(text) - found.end() >= least:
        text = text[found.end() :]
        places.append(_DIVISION.sub("", found[0]))
    return text, tuple(places)
