"""Invented people: names, staff."""

from __future__ import annotations

import random

from samples.words import read_words
from samples.world.model import Person


def invent_name(rng: random.Random) -> str:
    """Make up a person's name of two or three characters (four with a double surname)."""
    words = read_words("people")
    surname = str(rng.choice(words["surnames"]))
    if rng.random() < 0.25:
        return surname + str(rng.choice(words["given_single"]))
    return surname + str(rng.choice(words["given_first"])) + str(rng.choice(words["given_second"]))


def invent_names(rng: random.Random, count: int) -> list[str]:
    """Make up different names."""
    names: list[str] = []
    while len(names) < count:
        name = invent_name(rng)
        if name not in names:
            names.append(name)
    return names


def invent_staff(rng: random.Random, count: int, chief: str) -> list[Person]:
    """Make up a team that meets 第七条（三）: over 80 % have both a college degree and a middle title."""
    weak = rng.randint(0, int(count * 0.18))
    names = [chief, *(name for name in invent_names(rng, count + 1) if name != chief)][:count]
    levels = [
        (
            rng.choice(("master", "bachelor", "bachelor", "bachelor", "college", "doctor")),
            rng.choice(("senior", "middle", "middle", "middle")),
        )
        for _ in range(count - weak)
    ]
    weaker = (("bachelor", "junior"), ("college", "none"), ("secondary", "none"), ("bachelor", "none"))
    levels += [rng.choice(weaker) for _ in range(weak)]
    rest = levels[1:]
    rng.shuffle(rest)
    return [
        _person(rng, name, degree, title, first=place == 0)
        for place, (name, (degree, title)) in enumerate(zip(names, levels[:1] + rest, strict=True))
    ]


def _person(rng: random.Random, name: str, degree: str, title: str, *, first: bool) -> Person:
    words = read_words("people")
    age = rng.randint(36, 56) if first or title == "senior" else rng.randint(25, 50)
    schools = {"college": "colleges", "secondary": "secondary"}.get(degree, "schools")
    return Person(
        name=name,
        gender=rng.choice("男女"),
        age=age,
        degree=degree,
        education=rng.choice(words["degrees"][degree]),
        school=rng.choice(words[schools]),
        title_level=title,
        title=rng.choice(words["titles"][title]),
        duty=rng.choice(words["chiefs"] if first else words["duties"]),
        job=rng.choice(words["chiefs"][:2] if first else words["jobs"]),
        years=max(1, age - rng.randint(23, 27)),
    )
