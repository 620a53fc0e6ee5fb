"""What the invented applicant does and with what: clients, machines, functions, partners, qualifications."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from samples.words import read_words
from samples.world.identifiers import fill_number, landline, mobile
from samples.world.model import Client, Device, Function, Licence, Partner
from samples.world.people import invent_name


def invent_company_name(rng: random.Random) -> str:
    """Make up the name of a client company."""
    words = read_words("companies")
    ending = rng.choice(words["client_forms"])
    trade = rng.choice(words["client_trades"])
    brand = rng.choice(words["brands"])
    if ending == "专业合作社":
        return f"{rng.choice(('禹州市', '长葛市', '鄢陵县', '襄城县', '建安区'))}{brand}种植{ending}"
    if ending == "（普通合伙）":
        return f"许昌{brand}{trade}加工厂{ending}"
    return f"{rng.choice(words['client_places'])}{brand}{trade}{ending}"


def invent_clients(rng: random.Random, count: int, audit_year: int, prefix: str) -> list[Client]:
    """Make up different clients served in the audit year; at most one in twelve is dissatisfied."""
    names: dict[str, None] = {}
    while len(names) < count:
        names[invent_company_name(rng)] = None
    services = read_words("services")["client_services"]
    dissatisfied = set(rng.sample(range(count), rng.randint(0, count // 14)))
    clients = []
    for place, name in enumerate(names):
        signed = date(audit_year, 1, 1) + timedelta(days=rng.randint(3, 350))
        phone = landline(rng) if rng.random() < 0.15 else mobile(rng)
        service = "、".join(rng.sample(services, rng.choice((1, 1, 2, 2, 3))))
        fee = Decimal(rng.choice((0, 0, 800, 1000, 1500, 2000, 3000, 5000, 8000, 12000)))
        agreement = f"{prefix}{audit_year}-{place + 1:03}"
        clients.append(
            Client(name, invent_name(rng), phone, service, place not in dissatisfied, agreement, signed, fee)
        )
    return clients


def invent_devices(rng: random.Random, audit_year: int, budget: Decimal) -> list[Device]:
    """Make up machines and software worth about the budget."""
    words = read_words("services")
    names = rng.sample(words["equipment"], rng.randint(7, 22))
    devices = []
    for name in names:
        price = max(
            Decimal(300), (budget / len(names) * Decimal(str(round(rng.uniform(0.3, 1.7), 3)))).quantize(Decimal(100))
        )
        quantity = 1 if "系统" in name or "软件" in name else rng.choice((1, 1, 2, 3, 4, 5, 6, 8, 10))
        bought = date(rng.randint(audit_year - 5, audit_year), rng.randint(1, 12), rng.randint(1, 28))
        devices.append(Device(name + rng.choice(words["makers"]), quantity, bought, price, rng.random() < 0.5))
    return devices


def invent_functions(rng: random.Random, trade: str, count: int, share: float) -> list[Function]:
    """Make up functions of 第八条 over the floor, the applicant's trade first; the shares sum to `share`."""
    words = read_words("services")["functions"]
    others = [name for name in words if name != trade]
    names = [trade, *rng.sample(others, count - 1)]
    weights = [rng.uniform(0.3, 1) for _ in names]
    functions = []
    for name, weight in zip(names, weights, strict=True):
        figures = {key: rng.randint(low, high) for key, (low, high) in words[name]["figures"].items()}
        if "amount" in figures:
            figures["amount"] = figures["amount"] // 500 * 500
        functions.append(
            Function(name, rng.choice(words[name]["product"]), figures, int(share * 100 * weight / sum(weights)) / 100)
        )
    return functions


def invent_partners(rng: random.Random) -> list[Partner]:
    """Choose five to eight cooperating organisations."""
    words = read_words("companies")
    return [
        Partner(name, rng.choice(words["partner_services"]))
        for name in rng.sample(words["partners"], rng.randint(5, 8))
    ]


def invent_licences(rng: random.Random, district: str, submitted_on: date) -> list[Licence]:
    """Choose one to three qualifications that are in force."""
    licences = []
    for entry in rng.sample(read_words("services")["qualifications"], rng.randint(1, 3)):
        term = int(entry["term"])
        issued = submitted_on - timedelta(days=rng.randint(40, max(60, term * 365 - 60) if term else 1500))
        end = issued.replace(year=issued.year + term, day=min(issued.day, 28)) - timedelta(days=1) if term else None
        number = fill_number(str(entry["number"]), rng, issued.year)
        licences.append(Licence(entry["title"], number, str(entry["issuer"]).format(district=district), issued, end))
    return licences
