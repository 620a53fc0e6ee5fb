"""From a seed to a whole consistent world."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from samples.notation import CENT
from samples.words import read_words
from samples.world.applicant import invent_applicant
from samples.world.finance import invent_accounts, invent_years
from samples.world.identifiers import landline, mobile, number
from samples.world.model import Applicant, Investor, Tenancy, Title, World
from samples.world.people import invent_name, invent_names, invent_staff
from samples.world.services import invent_clients, invent_devices, invent_functions, invent_licences, invent_partners

FORMS = ("company",) * 15 + ("joint", "institution", "association")
CREDIT_KINDS = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")


def invent_world(seed: int, *, form: str | None = None) -> World:
    """Make up an applicant and its year; the same seed gives the same world.

    `form` is one of company, joint, institution, association, branch, individual; None draws one.
    """
    rng = random.Random(f"world {seed}")
    submitted, filled = _dates(rng)
    audit_year = submitted.year - 1
    applicant = invent_applicant(rng, audit_year, form or rng.choice(FORMS))
    total = _total_assets(rng)
    revenue = (total * Decimal(str(round(rng.uniform(0.35, 1.3), 4)))).quantize(CENT)
    devices = invent_devices(rng, audit_year, total * Decimal(str(round(rng.uniform(0.06, 0.25), 3))))
    equipment = sum((device.price for device in devices), Decimal(0))
    capital = applicant.registered_capital
    accounts = invent_accounts(rng, total=total, capital=capital, revenue=revenue, equipment=equipment)
    served = rng.randint(54, 118)
    years = invent_years(rng, accounts, audit_year, served)
    tenancies, titles = _premises(rng, applicant, submitted)
    site = f"www.{_latin(rng)}.{rng.choice(('com', 'cn', 'com.cn', 'net'))}"
    words = read_words("companies")
    firm = rng.choice(words["firms"]).format(brand=rng.choice(words["brands"]))
    comprehensive = rng.random() < 0.6
    service_share = float(years[0].service_revenue / years[0].revenue)
    return World(
        seed=seed,
        applicant=applicant,
        submitted_on=submitted,
        filled_on=filled,
        audit_year=audit_year,
        contact=invent_name(rng),
        phone=landline(rng),
        mobile=mobile(rng),
        email=f"{_latin(rng)}@{rng.choice(('163.com', '126.com', 'qq.com', 'sina.com'))}",
        website=site if rng.random() < 0.75 else "",
        website_record=f"豫ICP备{rng.randint(2015, 2023)}{number(rng, 6)}号" + rng.choice(("", "-1")),
        investors=_investors(rng, applicant),
        staff=invent_staff(rng, rng.randint(11, 32), applicant.legal_representative),
        clients=invent_clients(rng, served, audit_year, "".join(rng.choices("XCFWYZJK", k=2))),
        devices=devices,
        years=years,
        functions=invent_functions(
            rng, applicant.trade, rng.randint(*((2, 4) if comprehensive else (1, 2))), service_share
        ),
        partners=invent_partners(rng),
        tenancies=tenancies,
        titles=titles,
        licences=invent_licences(rng, applicant.district, submitted),
        accounts=accounts,
        firm=firm,
        accountants=(invent_name(rng), invent_name(rng)),
        audit_signed_on=_audit_day(rng, filled),
        public_share=rng.choice((20, 22, 25, 30, 35, 40, 45, 50, 60)),
        comprehensive=comprehensive,
        service_in_audit=rng.random() < 0.15,
        printed_on={kind: _printed(rng, filled) for kind in CREDIT_KINDS},
        listed_clients=served if rng.random() < 0.6 else rng.randint(32, served),
    )


def _total_assets(rng: random.Random) -> Decimal:
    """Return total assets of a small, a middling or a large applicant."""
    sizes = (rng.randint(620_000, 3_000_000), rng.randint(1_000_000, 9_000_000), rng.randint(3_000_000, 60_000_000))
    return Decimal(rng.choice(sizes)) + Decimal(rng.randint(0, 99)) / 100


def _audit_day(rng: random.Random, filled: date) -> date:
    """Return a day between the new year and the day on the cover."""
    first = date(filled.year, 1, 8)
    return first + timedelta(days=rng.randint(0, max(0, (filled - first).days - 1)))


def _dates(rng: random.Random) -> tuple[date, date]:
    """Return the day of submission and the day on the cover, in one month."""
    year, month = rng.randint(2024, 2026), rng.randint(2, 10)
    submitted = date(year, month, rng.randint(8, monthrange(year, month)[1]))
    return submitted, submitted if rng.random() < 0.6 else submitted - timedelta(days=rng.randint(1, 5))


def _printed(rng: random.Random, filled: date) -> date:
    return date(filled.year, filled.month, rng.randint(max(1, filled.day - 9), filled.day))


def _premises(rng: random.Random, applicant: Applicant, submitted: date) -> tuple[list[Tenancy], list[Title]]:
    place = applicant.place
    kind = rng.choice(("lease", "lease", "lease", "two leases", "title", "both"))
    area = round(rng.choice((rng.randint(120, 900), rng.uniform(100, 1500))), rng.choice((0, 1, 2)))
    titles = []
    if kind in ("title", "both"):
        issued = date(rng.randint(2009, submitted.year - 1), rng.randint(1, 12), rng.randint(1, 28))
        titles = [Title(place, float(area), _title_number(rng, applicant.district, issued), issued)]
    tenancies = []
    if kind != "title":
        tenancies.append(_tenancy(rng, applicant, submitted, float(area)))
    if kind == "two leases":
        second = _tenancy(rng, applicant, submitted, float(round(area * rng.uniform(0.2, 0.6))))
        second.lessor, second.lessor_person = tenancies[0].lessor, tenancies[0].lessor_person
        tenancies.append(second)
    if kind == "both":
        tenancies[0].area = float(rng.randint(60, 300))
    return tenancies, titles


def _tenancy(rng: random.Random, applicant: Applicant, submitted: date, area: float) -> Tenancy:
    words = read_words("companies")
    starts = date(submitted.year - rng.choice((0, 1, 1, 2)), rng.choice((1, 1, 3, 6)), 1)
    starts = min(starts, date(submitted.year, 1, 1))
    years = rng.choice((2, 3, 3, 5)) + submitted.year - starts.year
    private = rng.random() < 0.3
    person = invent_name(rng)
    lessor = (
        person
        if private
        else rng.choice(words["landlords"]).format(brand=rng.choice(words["brands"]), district=applicant.district)
    )
    rent = Decimal(round(area * rng.uniform(90, 260) / 100) * 100)
    return Tenancy(
        place=applicant.place,
        area=area,
        lessor=lessor,
        lessor_person=person,
        starts_on=starts,
        ends_on=starts.replace(year=starts.year + years) - timedelta(days=1),
        signed_on=starts - timedelta(days=rng.randint(1, 40)),
        rent=rent,
        deposit=Decimal(rng.choice((2000, 5000, 10000))),
    )


def _title_number(rng: random.Random, district: str, issued: date) -> str:
    town = district if district.endswith(("市", "县")) else "许昌市"
    if issued.year < 2016:
        return rng.choice((f"许房权证{district[:2]}字第{number(rng, 8)}号", f"{town[:2]}房权证字第{number(rng, 8)}号"))
    return f"豫（{issued.year}）{town}不动产权第{number(rng, 7)}号"


def _investors(rng: random.Random, applicant: Applicant) -> list[Investor]:
    if applicant.form in ("institution", "association"):
        return []
    if "独资" in applicant.licence_type or "法人独资" in applicant.licence_type:
        return [Investor(applicant.legal_representative, "自然人", 1.0)]
    shares = rng.choice(
        ((1.0,), (0.6, 0.4), (0.51, 0.49), (0.7, 0.3), (0.5, 0.3, 0.2), (0.355, 0.345, 0.3), (0.4, 0.3, 0.2, 0.1))
    )
    names = [applicant.legal_representative, *invent_names(rng, len(shares) - 1)]
    return [
        Investor(name, rng.choice(("自然人", "自然人", "个人", "民营")), share)
        for name, share in zip(names, shares, strict=True)
    ]


def _latin(rng: random.Random) -> str:
    return "".join(rng.choice("bcdfghjklmnpqrstwxyz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
