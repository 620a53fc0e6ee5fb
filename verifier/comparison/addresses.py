"""Are two addresses one place? Part by part: what differs, what one of them leaves out.

`same`: every part that both write agrees, and what one leaves out cannot lead to another place: province and city (the
county names its city, or district, road and number agree), an urban district, the office, or everything below a house
number that agrees. `unsure`: too little is written, a zone stands against a district, or only look-alikes differ.
`different`: a part contradicts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from extractors.errors import UnreadableValueError
from extractors.values.addresses import Address, normalise_address, parse_address
from extractors.values.divisions import FORMER
from extractors.values.lexicon import load_words
from verifier.comparison.alignment import align, similarity
from verifier.comparison.models import Comparison, Labels, Verdict, missing_value

_RELATIVE: tuple[str, ...] = tuple(load_words("addresses")["relative"])
_PART_NAMES = {
    "province": "省份",
    "city": "城市",
    "county": "区县",
    "zone": "功能区",
    "town": "乡镇街道",
    "road": "道路",
    "number": "门牌号",
    "building": "楼栋",
    "unit": "单元",
    "floor": "楼层",
    "room": "房号",
    "details": "其他描述",
}
_INSIDE = ("building", "unit", "floor", "room")
_ANCHORS = ("number", "building", "details")  # with one of these in common, what is left out lies inside


class Remark(NamedTuple):
    """What one part contributes: a verdict, why, and the fragments."""

    verdict: Verdict
    text: str
    left: str
    right: str


def compare_addresses(left: str, right: str, labels: Labels = ("前者", "后者")) -> Comparison:
    """Compare two addresses as read; `labels` name the two sides in the explanation."""
    one, other = normalise_address(left), normalise_address(right)
    missing = missing_value(one, other, labels)
    if missing:
        return missing
    alike = similarity(one, other)
    try:
        a, b = _parsed(left, right)
    except UnreadableValueError as error:
        return Comparison(Verdict.UNSURE, alike, f"无法比较地址：{error.message}")
    if one == other:
        writing = "" if left == right else "（全角、半角或数字写法不同）"
        return Comparison(Verdict.SAME, 1.0, f"两处地址一致{writing}")
    remarks = [*_divisions(a, b, labels), *_streets(a, b, labels), *_inside(a, b, labels), *_details(a, b, labels)]
    return _answer(remarks, alike)


def _parsed(left: str, right: str) -> tuple[Address, Address]:
    """Both addresses, each read with what the other tells of its city: 苏州姑苏区 is in 苏州市, 昆山市 is under it."""
    cities = {parse_address(text).city for text in (left, right)}
    a, b = (parse_address(text, cities) for text in (left, right))
    return _under(a, b), _under(b, a)


def _under(one: Address, other: Address) -> Address:
    """An address that begins with a county-level city, where the other one names the city above it."""
    if one.city and one.city == other.county and not one.county:
        return replace(one, city="", county=one.city, city_written=False)
    return one


def _divisions(a: Address, b: Address, labels: Labels) -> Iterator[Remark]:
    """Province, city, county, zone and town."""
    yield from _omitted(a, b, "province", Verdict.SAME, labels)
    if _is_misread_county(a, b) or _is_misread_county(b, a):
        yield Remark(Verdict.UNSURE, f"城市不同，但可能是县级市名识别有误：“{a.city}”与“{b.city}”", a.city, b.city)
    elif a.city and b.city:
        yield from _contradicting(a, b, "city")
        if a.city_written != b.city_written:
            side, city = (labels[1], a.city) if a.city_written else (labels[0], b.city)
            yield Remark(Verdict.SAME, f"{side}省略“{city}”", "", "")
    elif a.city or b.city:
        yield from _omitted(a, b, "city", Verdict.SAME if _same_house(a, b) else Verdict.UNSURE, labels)
    yield from _counties(a, b, labels)
    if a.zone and b.zone:
        yield from _contradicting(a, b, "zone")
    if a.town and b.town and a.town != b.town:
        yield Remark(Verdict.UNSURE, f"乡镇街道不同：“{a.town}”与“{b.town}”", a.town, b.town)
    else:
        yield from _omitted(a, b, "town", Verdict.SAME, labels)


def _same_house(a: Address, b: Address) -> bool:
    """Whether district or zone, road and house number agree: 东城区学院路876号 is in the city that the other names."""
    district = (a.county and a.county == b.county) or (a.zone and a.zone == b.zone)
    return bool(district and a.road and a.number) and (a.road, a.number) == (b.road, b.number)


def _is_misread_county(a: Address, b: Address) -> bool:
    """Whether the city of one is the county of the other but for a character, at the same place of one road: 长药市."""
    same_street = bool(a.road) and (a.road, a.number, a.details) == (b.road, b.number, b.details)
    one_off = len(a.city) == len(b.county) and sum(x != y for x, y in zip(a.city, b.county, strict=False)) == 1
    numbered = bool(a.number or a.details)
    return same_street and numbered and not a.county and bool(a.city) and a.city != b.city and one_off


def _counties(a: Address, b: Address, labels: Labels) -> Iterator[Remark]:
    same_zone = bool(a.zone) and a.zone == b.zone
    if a.county and b.county:
        now_a, now_b = (FORMER.get(name, {}).get("now", name) for name in (a.county, b.county))
        if a.county != b.county and now_a == now_b:
            note = FORMER[a.county if a.county in FORMER else b.county]["note"]
            yield Remark(Verdict.UNSURE, f"“{a.county}”与“{b.county}”：{note}", a.county, b.county)
        else:
            yield from _contradicting(a, b, "county")
    elif not same_zone and ((a.zone and b.county) or (b.zone and a.county)):
        left, right = a.county or a.zone, b.county or b.zone
        yield Remark(Verdict.UNSURE, f"一处写功能区、一处写行政区：“{left}”与“{right}”", left, right)
    elif a.county or b.county:
        # 许昌市建设路88号 lies in an urban district; a county or county-level city has roads of its own.
        county, city_named = a.county or b.county, (b if a.county else a).city_written
        urban = county.endswith("区") and city_named
        yield from _omitted(a, b, "county", Verdict.SAME if urban or same_zone else Verdict.UNSURE, labels)
    elif bool(a.zone) != bool(b.zone):
        yield from _omitted(a, b, "zone", Verdict.UNSURE, labels)


def _streets(a: Address, b: Address, labels: Labels) -> Iterator[Remark]:
    """Road and house number."""
    same_number = bool(a.number) and a.number == b.number
    if a.road and b.road and a.road != b.road:
        short, long = sorted((a.road, b.road), key=len)
        if long.startswith(short) and "/" not in long and long.endswith("段"):
            side = labels[0] if short == a.road else labels[1]
            verdict = Verdict.SAME if same_number else Verdict.UNSURE
            yield Remark(verdict, f"{side}未写“{long[len(short) :]}”", a.road, b.road)
        elif ("/" in a.road) != ("/" in b.road) and set(a.road.split("/")) & set(b.road.split("/")):
            yield Remark(Verdict.UNSURE, f"一处写路口、一处写道路：“{a.road}”与“{b.road}”", a.road, b.road)
        else:
            yield from _contradicting(a, b, "road")
    else:
        yield from _omitted(a, b, "road", Verdict.UNSURE, labels)
    if a.number and b.number:
        yield from _contradicting(a, b, "number")
    else:
        yield from _omitted(a, b, "number", Verdict.UNSURE, labels)


def _inside(a: Address, b: Address, labels: Labels) -> Iterator[Remark]:
    """Building, unit, floor and room: left out on one side they do not lead to another place."""
    if _figures(a) == _figures(b) and any(getattr(a, part) != getattr(b, part) for part in _INSIDE):
        left, right = (
            "".join(_written(part, getattr(x, part)) for part in _INSIDE if getattr(x, part)) for x in (a, b)
        )
        yield Remark(Verdict.UNSURE, f"楼栋、房号写法不同，数字相同：“{left}”与“{right}”", left, right)
        return
    anchored = any(getattr(a, part) and getattr(a, part) == getattr(b, part) for part in _ANCHORS)
    for part in _INSIDE:
        if getattr(a, part) and getattr(b, part):
            yield from _contradicting(a, b, part)
        else:
            yield from _omitted(a, b, part, Verdict.SAME if anchored else Verdict.UNSURE, labels)
    yield from _floor_against_room(a, b)


def _floor_against_room(a: Address, b: Address) -> Iterator[Remark]:
    """Room 501 is on the fifth floor: a floor written only on the other side must agree with it."""
    for with_floor, with_room in ((a, b), (b, a)):
        room = with_room.room
        if with_floor.floor and not with_room.floor and not with_floor.room and room.isdigit() and len(room) >= 3:
            floor = room[:-2]
            if floor != with_floor.floor:
                text = f"楼层与房号可能不符：“{with_floor.floor}层”与“{room}室”"
                pair = (a.floor or a.room, b.floor or b.room)
                yield Remark(Verdict.UNSURE, text, *pair)


def _details(a: Address, b: Address, labels: Labels) -> Iterator[Remark]:
    left, right = a.details, b.details
    if left == right:
        return
    numbered = bool(a.number) and a.number == b.number and a.road == b.road
    if not left or not right:
        beside = any(word in left + right for word in _RELATIVE)
        verdict = Verdict.SAME if numbered and not beside else Verdict.UNSURE
        yield from _omitted(a, b, "details", verdict, labels)
    elif left in right or right in left:
        short, long = sorted((left, right), key=len)
        beside = any(word in long.replace(short, "", 1) for word in _RELATIVE)
        verdict = Verdict.SAME if numbered and not beside else Verdict.UNSURE
        yield Remark(verdict, f"描述详略不同：“{left}”与“{right}”", left, right)
    elif numbered:
        yield Remark(Verdict.UNSURE, f"路名、门牌号一致，其他描述不同：“{left}”与“{right}”", left, right)
    else:
        yield from _contradicting(a, b, "details")


def _contradicting(a: Address, b: Address, part: str) -> Iterator[Remark]:
    """A part that both write: nothing where equal, unsure where only look-alikes differ, else a contradiction."""
    left, right = getattr(a, part), getattr(b, part)
    if left == right:
        return
    if part in {"floor", "room"} and set(re.findall(r"\w+", left)) & set(re.findall(r"\w+", right)):
        yield Remark(Verdict.UNSURE, f"{_PART_NAMES[part]}范围不同：“{left}”与“{right}”", left, right)
    elif all(edit.look_alike for edit in align(left, right)):
        yield Remark(Verdict.UNSURE, f"{_PART_NAMES[part]}字形相近，可能是识别错误：“{left}”与“{right}”", left, right)
    else:
        yield Remark(Verdict.DIFFERENT, f"{_PART_NAMES[part]}不同：“{left}”与“{right}”", left, right)


def _omitted(a: Address, b: Address, part: str, verdict: Verdict, labels: Labels) -> Iterator[Remark]:
    left, right = getattr(a, part), getattr(b, part)
    if left and right:
        yield from _contradicting(a, b, part)
    elif left or right:
        yield Remark(verdict, f"{labels[1] if left else labels[0]}省略“{_written(part, left or right)}”", left, right)


def _written(part: str, value: str) -> str:
    forms: dict[str, Callable[[str], str]] = {
        "number": "{}号".format,
        "building": "{}号楼".format,
        "unit": "{}单元".format,
        "floor": "{}层".format,
        "room": "{}室".format,
    }
    return forms.get(part, str)(value)


def _figures(address: Address) -> list[str]:
    """The numbers from the building down, however they are divided: 3号楼501室 and 3-501 have the same."""
    return re.findall(r"[A-Z]?\d+|[A-Z]", " ".join(getattr(address, part) for part in _INSIDE))


def _answer(remarks: list[Remark], alike: float) -> Comparison:
    """The gravest verdict decides; the sentence names what led to it."""
    for verdict, head in ((Verdict.DIFFERENT, "两处地址不是同一地点"), (Verdict.UNSURE, "两处地址需人工核对")):
        found = [remark for remark in remarks if remark.verdict is verdict]
        if found:
            text = f"{head}：{'，'.join(_joined(found))}"
            return Comparison(verdict, alike, text, tuple((remark.left, remark.right) for remark in found))
    reasons = "，".join(_joined(remarks)) or "写法不同"
    return Comparison(Verdict.SAME, alike, f"两处地址为同一地点（{reasons}）")


def _joined(remarks: list[Remark]) -> list[str]:
    """The texts, neighbouring omissions of one side as one: 后者省略“河南省许昌市”."""
    texts: list[str] = []
    for remark in remarks:
        head, mark, value = remark.text.partition("省略“")
        if mark and texts and texts[-1].startswith(head + mark):
            texts[-1] = texts[-1].removesuffix("”") + value
        else:
            texts.append(remark.text)
    return texts
