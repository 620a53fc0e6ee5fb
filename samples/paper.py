"""One document on paper: what is printed on it, whose seals it bears, how it looks, and the sheets it becomes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from samples.drawing import pictures, seals
from samples.drawing.look import Look, invent_look
from samples.drawing.sheet import Picture, Sheet
from samples.world.identifiers import number
from samples.world.model import Place

SEAL_SIZES = {"round": (37.0, 43.0), "oval": (36.0, 42.0), "square": (14.0, 18.0)}  # millimetres


@dataclass(frozen=True)
class Address:
    """An address as written on one document, and the place that is meant."""

    text: str
    place: Place


@dataclass
class Stamp:
    """A seal to be pressed: the party's name on it, and the page it stands on (from 0; None: not yet)."""

    party: str
    shape: str = "round"
    lower: str = ""
    strength: float = 1.0  # 1: full ink, 0.35: hardly readable
    cut: bool = False  # half over the edge of the page
    page: int | None = None


@dataclass
class Paper:
    """A document; `values` are the contract's fields as printed, `facts` whatever else is drawn."""

    kind: str
    seed: str
    values: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)  # by the place where they belong
    signatures: dict[str, str] = field(default_factory=dict)
    layout: str = ""
    look: Look | None = None
    sheets: list[Sheet] = field(default_factory=list)
    office: str = ""  # docx or xlsx where the document is handed in as an office file
    paper_only: bool = False  # bears seals or signatures, so that it can only be a scan or a picture
    places: list[tuple[str, int]] = field(default_factory=list)  # the file and page (from 1) of each sheet
    edge: str = ""  # the party whose seal was pressed over the fanned edges of all pages (骑缝章)
    grey: bool = False  # scanned without colour, so that seals are not red

    def chance(self, purpose: str = "") -> random.Random:
        """Return the document's own chance, the same whatever faults are planted elsewhere."""
        return random.Random(f"{self.seed} {self.kind} {purpose}")

    def dressed(self) -> Look:
        """Return the look, inventing it at the first call."""
        if self.look is None:
            self.look = invent_look(self.chance("look"))
        return self.look

    def press(self, place: str, sheets: list[Sheet], page: int, x: float, y: float) -> None:
        """Press the seal of a place on a sheet, centred near (x, y) millimetres, unless there is none."""
        stamp = self.stamps.get(place)
        if stamp is None:
            return
        rng = self.chance(f"press {place}")
        image = _draw_stamp(stamp, rng)
        low, high = SEAL_SIZES[stamp.shape]
        width = (
            rng.uniform(low, high) * image.width / seals.PIXELS if stamp.shape != "square" else rng.uniform(low, high)
        )
        image = seals.fade(seals.turn(image, rng.gauss(0, 7)), stamp.strength)
        height = width * image.height / image.width
        sheet = sheets[page]
        x, y = x + rng.uniform(-5, 5), y + rng.uniform(-4, 4)
        x = min(max(x, width / 2 + 2), sheet.width - width / 2 - 2)
        y = min(max(y, height / 2 + 2), sheet.height - height / 2 - 2)
        if stamp.cut:
            x = sheet.width - width * 0.12
        sheet.add(Picture(x - width / 2, y - height / 2, width, height, image))
        stamp.page = page

    def sign(self, place: str, sheet: Sheet, x: float, y: float, *, height: float = 11) -> None:
        """Write the signature of a place with its left end at x and its middle at y, unless there is none."""
        name = self.signatures.get(place)
        if not name:
            return
        rng = self.chance(f"sign {place}")
        image = pictures.signature(name, rng)
        height *= rng.uniform(0.85, 1.25)
        width = height * image.width / image.height
        sheet.add(Picture(x, y - height / 2 + rng.uniform(-2, 1), width, height, image))

    def certify_copy(self) -> None:
        """Write 与原件一致 on the first page and press the seal beside it, where there is one for it."""
        if "copy" not in self.stamps:
            return
        rng = self.chance("copy")
        sheet, look = self.sheets[0], self.dressed()
        x, y = rng.uniform(0.3, 0.55) * sheet.width, rng.uniform(0.78, 0.92) * sheet.height
        hand = rng.random() < 0.6
        note = rng.choice(("与原件一致", "此件与原件一致", "复印件与原件一致", "仅供申报使用"))
        sheet.write(x, y, note, look.pen if hand else look.body, rng.uniform(14, 20), colour=look.pen_ink, hand=hand)
        self.press("copy", self.sheets, 0, x + 15, y - 2)

    def press_edges(self) -> None:
        """Press one seal over the fanned pages, so that each bears a slice of it at its right edge."""
        count = len(self.sheets)
        if not self.edge or count < 2:
            return
        rng = self.chance("edge")
        image = seals.round_seal(self.edge, rng)
        top, slice_width = rng.uniform(90, 190), image.width / count
        for place, sheet in enumerate(self.sheets):
            piece = image.crop((round(place * slice_width), 0, round((place + 1) * slice_width), image.height))
            width = 41.0 / count
            sheet.add(Picture(sheet.width - width, top, width, 41.0, piece))


def _draw_stamp(stamp: Stamp, rng: random.Random) -> Any:
    if stamp.shape == "square":
        return seals.square_seal(stamp.party, rng)
    if stamp.shape == "oval":
        return seals.oval_seal(stamp.party, rng, lower=stamp.lower)
    code = "4110" + number(rng, 9) if rng.random() < 0.7 else ""
    return seals.round_seal(stamp.party, rng, lower=stamp.lower, code=code)
