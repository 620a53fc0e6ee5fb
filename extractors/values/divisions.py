"""Provinces, the cities and counties of Henan, and the zones of Xuchang, from `divisions.yaml` (GB/T 2260)."""

from extractors.values.lexicon import load_words

_WORDS = load_words("divisions")
# Full name -> short name: 河南省 -> 河南.
PROVINCES: dict[str, str] = _WORDS["provinces"]
MUNICIPALITIES: frozenset[str] = frozenset(_WORDS["municipalities"])
CITIES: dict[str, list[str]] = _WORDS["henan"]
FORMER: dict[str, dict[str, str]] = _WORDS["former"]
OFFICES: list[str] = _WORDS["offices"]
# Any writing of a zone -> the zone.
ZONES: dict[str, str] = {writing: zone for zone, writings in _WORDS["zones"].items() for writing in writings}

_CITY_OF: dict[str, str] = {}
for _city, _counties in CITIES.items():
    for _county in _counties:
        # A name that two cities share says nothing of the city.
        _CITY_OF[_county] = "" if _county in _CITY_OF else _city


def city_of(county: str) -> str:
    """Return the city of Henan that the district, county or county-level city belongs to, or ""."""
    return _CITY_OF.get(county, "")


def _short(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in "市县" else name


PLACE_NAMES: frozenset[str] = frozenset(
    {*PROVINCES, *PROVINCES.values(), *CITIES, *_CITY_OF} | {_short(name) for name in (*CITIES, *_CITY_OF)}
)
