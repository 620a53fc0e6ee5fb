"""The portal's figures: read as the contract writes them, or refused with the name of the figure."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from verifier.declared import read_declared
from verifier.errors import DeclaredError

BAD: list[list[Any]] = yaml.safe_load((Path(__file__).parent / "bad_declared.yaml").read_text(encoding="utf-8"))


def write(folder: Path, stated: object) -> Path:
    path = folder / "declared.json"
    path.write_text(json.dumps(stated, ensure_ascii=False), encoding="utf-8")
    return path


def test_figures_have_the_types_of_their_fields(tmp_path: Path) -> None:
    form = {
        "address": "许昌市魏都区建设路88号",
        "registered_on": "2016-03-18",
        "total_assets": "5123400.00",
        "headcount": 23,
        "qualified_share": 0.87,
        "area_total": 320,
        "phone": None,
        "years": [{"year": 2025, "revenue": "2015000.00", "clients": 60}, {"year": 2024, "revenue": 1}],
        "investors": [{"name": "张三", "share": 1}],
    }
    found = {name: field.value for name, field in read_declared(write(tmp_path, {"application_form": form})).items()}
    assert found == {
        "application_form.address": "许昌市魏都区建设路88号",
        "application_form.registered_on": date(2016, 3, 18),
        "application_form.total_assets": Decimal("5123400.00"),
        "application_form.headcount": 23,
        "application_form.qualified_share": 0.87,
        "application_form.area_total": 320.0,
        "application_form.years[0].year": 2025,
        "application_form.years[0].revenue": Decimal("2015000.00"),
        "application_form.years[0].clients": 60,
        "application_form.years[1].year": 2024,
        "application_form.years[1].revenue": Decimal(1),
        "application_form.investors[0].name": "张三",
        "application_form.investors[0].share": 1.0,
    }


@pytest.mark.parametrize(("path", "value", "named"), BAD)
def test_a_figure_of_another_form_is_refused_by_name(tmp_path: Path, path: str, value: object, named: str) -> None:
    kind, _, field = path.partition(".")
    with pytest.raises(DeclaredError) as caught:
        read_declared(write(tmp_path, {kind: {field: value}}))
    assert caught.value.code == "declared-value"
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("stated", "named", "meant"),
    [
        ({"application_form": {"headcounts": 3}}, "application_form.headcounts", "application_form.headcount”"),
        ({"application_form": {"total_asset": 3}}, "application_form.total_asset", "application_form.total_assets”"),
        ({"applicationform": {"headcount": 3}}, "applicationform", "application_form”"),
        ({"application_form": {"years": [{"yeer": 3}]}}, "years[0].yeer", "years[0].year”"),
        ({"application_form": {"xyzzy": 3}}, "application_form.xyzzy", "headcount、"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_the_one_that_may_be_meant(
    tmp_path: Path, stated: object, named: str, meant: str
) -> None:
    with pytest.raises(DeclaredError) as caught:
        read_declared(write(tmp_path, stated))
    assert caught.value.code == "declared-unknown"
    assert f"{named}”" in caught.value.message
    assert meant in str(caught.value)
    assert "请改正名称，或删去这一项" in caught.value.hint


@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ({"application_form": [1]}, "application_form"),
        ({"application_form": "x"}, "application_form"),
        ({"application_form": {"years": {"year": 2025}}}, "application_form.years"),
        ({"application_form": {"years": [[1]]}}, "application_form.years[0]"),
        ({"application_form": {"years": [{"year": [2025]}]}}, "application_form.years[0].year"),
        ({"application_form": {"headcount": {"value": 3}}}, "application_form.headcount"),
    ],
)
def test_another_shape_is_refused_by_name(tmp_path: Path, stated: object, named: str) -> None:
    with pytest.raises(DeclaredError) as caught:
        read_declared(write(tmp_path, stated))
    assert caught.value.code == "declared-form"
    assert f"“{named}”" in caught.value.message


def test_a_figure_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "declared.json"
    path.write_text('{"application_form": {"headcount": 23, "headcount": 24}}', encoding="utf-8")
    with pytest.raises(DeclaredError) as caught:
        read_declared(path)
    assert caught.value.code == "declared-repeated"
    assert "headcount" in caught.value.message


def test_what_is_left_blank_is_not_stated(tmp_path: Path) -> None:
    form: dict[str, Any] = {"contact": " ", "fax": "", "headcount": None, "years": None, "investors": []}
    assert read_declared(write(tmp_path, {"application_form": form})) == {}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "declared-unreadable"),
        (b"", "declared-unreadable"),
        ('{"application_form": {"address": "许昌"}}'.encode("gbk"), "declared-unreadable"),
        (b"[1, 2]", "declared-form"),
        (b'"text"', "declared-form"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "申报.json"
    path.write_bytes(content)
    with pytest.raises(DeclaredError) as caught:
        read_declared(path)
    assert caught.value.code == code
    assert "申报.json" in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclaredError) as caught:
        read_declared(tmp_path / "none.json")
    assert caught.value.code == "declared-unreadable"
