"""The invented applicant: its name, code, place and licence."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from samples.words import read_words
from samples.world.identifiers import invent_credit_code
from samples.world.model import Applicant, Place
from samples.world.people import invent_name

PREFIXES = {
    "company": "91",
    "joint": "91",
    "branch": "91",
    "individual": "92",
    "institution": "12",
    "association": "51",
}
MA_CODES_SINCE = date(2015, 10, 1)  # later registrations have organisation codes that begin with MA


def invent_place(rng: random.Random, district: str) -> Place:
    """Make up an address in a district of Xuchang."""
    words = read_words("places")
    here = words["districts"][district]
    city = "" if district in words["cities_in_county"] and rng.random() < 0.4 else "许昌市"
    floor = rng.randint(2, 12)
    room = rng.choice(
        (f"{floor}层{floor}{rng.randint(1, 20):02}室", f"{floor}楼", f"{floor}{rng.randint(1, 20):02}室", f"{floor}层")
    )
    return Place(
        district,
        rng.choice(here["roads"]),
        rng.randint(6, 1888),
        rng.choice(words["buildings"]) + rng.choice(words["wings"]),
        room,
        city=city,
        long_district=here.get("long", ""),
    )


def invent_applicant(rng: random.Random, audit_year: int, form: str) -> Applicant:
    """Make up an applicant of a form (company, joint, institution, association, branch, individual)."""
    places, words = read_words("places"), read_words("companies")
    district = rng.choice(list(places["districts"]))
    here: dict[str, Any] = places["districts"][district]
    trade = rng.choice(words["trades"])
    brand = rng.choice(words["brands"])
    established = date(rng.randint(2008, audit_year - 3), rng.randint(1, 12), rng.randint(1, 28))
    issued = max(established, date(rng.randint(2016, audit_year), rng.randint(1, 12), rng.randint(1, 28)))
    term = (
        None
        if rng.random() < 0.5
        else established.replace(year=established.year + rng.choice((20, 30, 50))) - timedelta(days=1)
    )
    return Applicant(
        name=_name(rng, form, district, brand, trade["name"]),
        form=form,
        licence_type=rng.choice(words["types"].get(form, words["types"]["company"])),
        nature={"institution": "事业单位", "association": rng.choice(("社会团体", "民办非企业单位"))}.get(
            form, rng.choice(words["natures"])
        ),
        credit_code=invent_credit_code(
            rng, prefix=_prefix(form), area=_area(rng, here), recent=established >= MA_CODES_SINCE
        ),
        legal_representative=invent_name(rng),
        district=district,
        bureau=here["bureau"],
        registrar=_registrar(form, here, district),
        registered_capital=Decimal(rng.choice((50, 100, 100, 200, 300, 500, 500, 600, 800, 1000, 1000, 2000, 158, 501)))
        * 10000,
        established_on=established,
        term_to=term,
        issued_on=issued,
        place=invent_place(rng, district),
        postcode=here["postcode"],
        scope="；".join(rng.sample(words["scopes"], rng.randint(6, 12))),
        trade=trade["type"],
        brand=brand,
    )


def _name(rng: random.Random, form: str, district: str, brand: str, trade: str) -> str:
    words = read_words("companies")
    if form in ("institution", "association"):
        return str(rng.choice(words[f"{form}s"])).format(district=district, brand=brand)
    head = rng.choice(("许昌", "许昌", "许昌市", "河南", "河南", district if district.endswith("市") else "许昌"))
    if form == "joint":
        return f"{head}{brand}{trade}股份有限公司"
    if form == "individual":
        return f"{district}{brand}{trade}中心"
    if form == "branch":
        return f"河南{brand}{trade}有限公司许昌分公司"
    ending = rng.choice([one for one in words["forms"] if "股份" not in one])
    return f"{brand}{trade}{ending}" if ending.startswith("（") else f"{head}{brand}{trade}{ending}"


def _prefix(form: str) -> str:
    return PREFIXES[form]


def _area(rng: random.Random, here: dict[str, Any]) -> str:
    return str(here["code"]) if rng.random() < 0.85 else "411000"


def _registrar(form: str, here: dict[str, Any], district: str) -> str:
    if form == "institution":
        return f"{district if district in read_words('places')['cities_in_county'] else '许昌市'}事业单位登记管理局"
    if form == "association":
        return "许昌市民政局"
    return str(here["registrar"])
