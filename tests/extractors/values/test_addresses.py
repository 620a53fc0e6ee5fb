from dataclasses import asdict

import pytest

from extractors.errors import UnreadableValueError
from extractors.values.addresses import normalise_address, parse_address
from extractors.values.blanks import BlankValueError
from extractors.values.divisions import CITIES, PLACE_NAMES, city_of
from tests.extractors.values.cases import read_cases


@pytest.mark.parametrize(("text", "parts"), read_cases("addresses", "accepted"))
def test_addresses_are_split(text: str, parts: dict[str, str]) -> None:
    found = {name: value for name, value in asdict(parse_address(text)).items() if value and name != "city_written"}
    assert found == parts


def test_a_city_known_from_its_county_is_not_written() -> None:
    assert parse_address("许昌市魏都区建设路88号").city_written
    assert not parse_address("魏都区建设路88号").city_written


@pytest.mark.parametrize("text", ["", "无", "住所：____"])
def test_blank_places(text: str) -> None:
    with pytest.raises(BlankValueError):
        parse_address(text)


@pytest.mark.parametrize("text", ["12345", "abc", "路"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "魏都区建设路88号对面隔壁老店",
        "禹州市药城路西段路南第三家",
        "东城区某某产业园B区12号厂房东侧",
        "建设路（文峰路口）12号",
    ],
)
def test_no_character_of_a_place_is_lost(text: str) -> None:
    address = parse_address(text)
    kept = "".join(str(value) for value in asdict(address).values())
    for character in normalise_address(text):
        assert character in kept or character in "号()楼座幢层室", character


def test_divisions_are_those_of_henan() -> None:
    assert len(CITIES) == 18
    assert CITIES["许昌市"] == ["魏都区", "建安区", "鄢陵县", "襄城县", "禹州市", "长葛市"]
    assert sum(map(len, CITIES.values())) == 157 - 1  # counties and districts of the 17 cities; 济源市 has none
    assert city_of("禹州市") == "许昌市"
    assert city_of("不存在县") == ""
    assert {"河南", "河南省", "许昌", "许昌市", "禹州", "魏都区"} <= PLACE_NAMES
