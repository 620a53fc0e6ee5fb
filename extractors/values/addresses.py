"""Addresses in their parts, from the province down to the room, in one form of writing.

Parts that are not recognised stay in `details`: nothing of the text is lost, so that a comparison cannot pass over it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from extractors.errors import UnreadableValueError
from extractors.values.blanks import refuse_blank
from extractors.values.divisions import CITIES, FORMER, MUNICIPALITIES, OFFICES, PROVINCES, ZONES, city_of
from extractors.values.folding import fold
from extractors.values.lexicon import any_of, load_words
from extractors.values.numerals import NUMERAL_CHARACTERS, parse_digits, parse_numeral

_WORDS = load_words("addresses")
_HAN = r"[\u3400-\u9fff〇]"
_LABEL = re.compile(rf"(?:{any_of(_WORDS['labels'])})(?:\([^()]*\))?:|^:")
_ANNOTATION = re.compile(rf"\((?:{any_of(_WORDS['annotations'])})\)")
_BRACKETS = str.maketrans("[]{}〔〕【】", "()()()()")
_COUNTED = "号|幢|栋|座|层|楼|单元|室|房|组|队|米"
_CHINESE_NUMBER = re.compile(rf"[{NUMERAL_CHARACTERS}]+(?=(?:{_COUNTED}))")
_LETTER_O = re.compile(rf"(?<=\d)[Oo〇](?=\d|{_COUNTED}|$)|(?<=\d)[Oo〇](?=[Oo〇]?\d)")

# 社区, 园区, 开发区 are no districts; 市场, 县城, 区域 hold no division.
_DISTRICT_END = r"(?:(?<![社小园校厂库景矿林牧范发聚])区(?![域间])|县(?!城)|旗(?!舰)|市(?![场政民区内中郊]))"
_DISTRICT = re.compile(rf"(?:(?![路街巷号村镇乡])[\u4e00-\u9fff]){{1,6}}?{_DISTRICT_END}")
_CITY = re.compile(r"(?:(?![区县路街巷号村镇乡])[\u4e00-\u9fff]){2,7}?(?:市(?![场政民区内中郊])|自治州|地区|盟)")
_TOWN = re.compile(
    rf"(?P<office>{any_of(OFFICES)})(?:办事处|办)?"
    r"|(?P<name>(?:(?![路街巷道村号区])[\u4e00-\u9fff]){1,6}?)(?P<ending>街道办事处|街道办|街道|办事处|镇|乡)(?![路街巷道])"
)
_ROAD_END = any_of(_WORDS["road_endings"])
_ROAD_NAME = (
    rf"(?:(?![号楼层室幢栋座]|村(?!{_ROAD_END}))(?:{_HAN}|[0-9A-Z])){{1,10}}?(?:{_ROAD_END})"
    r"(?:[东西南北中][一二三]?(?:段|路|街))?"
)
_CROSSING = re.compile(any_of(_WORDS["crossings"]))
_ROAD = re.compile(rf"(?P<road>{_ROAD_NAME})(?:[与和及、/&]?(?P<cross>{_ROAD_NAME})(?={_CROSSING.pattern}))?")
_NUMBER = re.compile(
    r"(?P<number>[甲乙丙]?\d+(?:-\d+)?[甲乙丙]?)号(?:大院|院)?(?:附(?P<annex>\d+)号?|之(?P<annex2>\d+))?(?![楼房室幢门铺]|商铺)"
)
_BARE_NUMBER = re.compile(r"(?P<number>\d+(?:-\d+)?)$")
_BUILDING = re.compile(r"(?P<building>\d+|[A-Z]\d?|[甲乙丙丁])(?:号楼|#楼|号幢|号栋|#|幢|栋|座)(?:楼)?")
_UNIT = re.compile(r"(?P<unit>\d+|[东西中])单元")
_FLOOR = re.compile(r"第?(?P<floor>(?:负|地下|B)?\d+(?:[-至、]\d+)?)(?:层|楼|F)")
_ROOM = re.compile(
    rf"(?P<room>[A-Z]?\d{{1,5}}[A-Z]?(?:[-、,至~][A-Z]?\d{{1,5}}[A-Z]?)*)(?:(?:{any_of(_WORDS['room_endings'])})|号?$)"
)

_PLACE_PARTS = (("number", _NUMBER), ("building", _BUILDING), ("unit", _UNIT), ("floor", _FLOOR), ("room", _ROOM))


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of an address; "" where a part is not written.

    `city` may be known from the county although it is not written: `city_written` tells. `road` holds both roads of
    a crossing, sorted and joined by "/". `number` is the house number, `building` 3 for 3号楼, 3幢, 3#楼. `details` is
    all the rest in order: villages, named buildings, 路口东北角.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    zone: str = ""
    town: str = ""
    road: str = ""
    number: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    details: str = ""
    city_written: bool = False


def normalise_address(text: str) -> str:
    """Return the address folded, without label, remark and spaces, numbers in Arabic digits."""
    written = fold(text).translate(_BRACKETS).replace("_", "")
    label = _LABEL.match(written)
    written = _ANNOTATION.sub("", written[label.end() :] if label else written)
    return _LETTER_O.sub("0", _CHINESE_NUMBER.sub(_arabic, written)).strip(".。;,、:")


def parse_address(text: str, cities: Collection[str] = ()) -> Address:
    """Split an address into its parts; raises `BlankValueError` or `UnreadableValueError` where there is no place.

    `cities` are cities (苏州市) besides those of Henan that may stand without their 市.
    """
    refuse_blank(text)
    written = normalise_address(text)
    refuse_blank(written)
    if re.search(rf"{_HAN}{{2}}", written) is None:
        raise UnreadableValueError(f"“{written}”不像地址")
    reader = _Reader(written, (*CITIES, *(city for city in cities if city.endswith("市") and not city_of(city))))
    reader.read_divisions()
    reader.read_place()
    return Address(**reader.parts, city_written=reader.city_written)


def _arabic(match: re.Match[str]) -> str:
    for read in (lambda numeral: str(parse_numeral(numeral)), parse_digits):
        try:
            return read(match[0])
        except UnreadableValueError:
            continue  # not this sort of numeral: 二〇一室 has no units, 万楼 is no number at all
    return match[0]


@dataclass(slots=True)
class _Reader:
    """Takes an address apart from left to right."""

    rest: str
    cities: Collection[str]
    parts: dict[str, str] = field(default_factory=dict)
    city_written: bool = False

    def read_divisions(self) -> None:
        """Province, city, county, zone and town; each may be left out."""
        self._read_province()
        self._read_city()
        for _ in range(2):  # county and zone come in either order
            self._read_county()
            self._read_zone()
        town = _TOWN.match(self.rest)
        if town:
            ending = town["ending"] or ""
            name = town["office"] or town["name"] + (ending if ending in {"镇", "乡"} else "街道")
            self._take(town.end(), "town", name)

    def _take(self, length: int, part: str, value: str) -> None:
        self.parts[part] = value
        self.rest = self.rest[length:]

    def _read_province(self) -> None:
        for name, short in PROVINCES.items():
            for writing in (name, short):
                if self.rest.startswith(writing) and self.rest[len(writing) : len(writing) + 1] not in (
                    "路",
                    "街",
                    "大",
                    "巷",
                ):
                    self._take(len(writing), "province", name)
                    if name in MUNICIPALITIES:
                        self.parts["city"], self.city_written = name, True
                    return

    def _read_city(self) -> None:
        for name in self.cities:
            short = name.removesuffix("市")
            behind = self.rest[len(short) :]
            road = _ROAD.match(behind)
            named_road = road is not None and len(road["road"]) > 2 and behind[0] not in "路街大东西南北中"
            district = behind.startswith(tuple(CITIES[name])) if name in CITIES else _DISTRICT.match(behind) is not None
            a_county = self.rest.startswith(tuple(FORMER))  # 许昌县 is not 许昌 with a road named 县…
            in_front = (
                self.rest.startswith(short)
                and not a_county
                and (district or behind.startswith((*FORMER, *ZONES)) or named_road)
            )
            if self.rest.startswith(name) or in_front:
                self._take(len(name if self.rest.startswith(name) else short), "city", name)
                self.city_written = True
                return
        generic = _CITY.match(self.rest)
        if generic and not city_of(generic[0]) and "city" not in self.parts:
            self._take(generic.end(), "city", generic[0])
            self.city_written = True

    def _read_county(self) -> None:
        if "county" in self.parts or self.rest.startswith(tuple(ZONES)):
            return
        city = self.parts.get("city", "")
        known = [name for name in (*CITIES.get(city, ()), *FORMER) if self.rest.startswith(name)]
        match = _DISTRICT.match(self.rest)
        name = known[0] if known else match[0] if match and not known else ""
        if name:
            self._take(len(name), "county", name)
            if not city:
                self.parts["city"] = city_of(FORMER.get(name, {}).get("now", name))

    def _read_zone(self) -> None:
        for writing in sorted(ZONES, key=len, reverse=True):
            if "zone" not in self.parts and self.rest.startswith(writing):
                self._take(len(writing), "zone", ZONES[writing])
                return

    def read_place(self) -> None:
        """Road, number, building, floor and room; what is none of them goes to the details."""
        details = ""
        while self.rest:
            details += self._next_detail()
        self.parts["details"] = details.strip("(),、.;")

    def _next_detail(self) -> str:
        """Take one part off the front, or return one character that belongs to none."""
        if "road" not in self.parts and self._read_road():
            return ""
        for part, pattern in _PLACE_PARTS:
            match = pattern.match(self.rest)
            if match and part not in self.parts:
                self._take(match.end(), part, _value(part, match))
                return ""
        character, self.rest = self.rest[0], self.rest[1:]
        return character

    def _read_road(self) -> bool:
        match = _ROAD.match(self.rest)
        if match is None:
            return False
        roads = sorted(filter(None, (match["road"], match["cross"])))
        self._take(match.end(), "road", "/".join(roads))
        crossing = _CROSSING.match(self.rest) if len(roads) == 2 else None
        self.rest = self.rest[crossing.end() :] if crossing else self.rest
        bare = _BARE_NUMBER.match(self.rest)  # 建设路88 without its 号
        if bare:
            self._take(bare.end(), "number", bare["number"])
        return True


def _value(part: str, match: re.Match[str]) -> str:
    if part == "number":
        annex = match["annex"] or match["annex2"]
        return f"{match['number']}附{annex}" if annex else match["number"]
    return match[part].replace("至", "-").replace("~", "-").replace(",", "、")
