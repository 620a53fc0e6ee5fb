from pathlib import Path

import pytest
import yaml

from extractors.kinds.registrars import read_registrar
from extractors.layout.passages import Piece, join
from tests.extractors.pages import page_of, seal_of

CASES: list[tuple[str, str | None, bool]] = yaml.safe_load(
    Path(__file__).with_name("registrars.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("lettering", "registrar", "doubtful"), CASES)
def test_lettering(lettering: str, registrar: str | None, *, doubtful: bool) -> None:
    field = read_registrar(None, [seal_of(lettering)])
    assert field is not None
    assert (field.value, field.doubtful) == (registrar, doubtful)
    assert field.raw == lettering
    assert field.note


def test_a_mended_name_tells_what_was_read() -> None:
    field = read_registrar(None, [seal_of("禹州市市场监督管埋局")])
    assert field is not None
    assert "禹州市市场监督管埋局" in field.note


def test_a_seal_that_can_be_read_goes_before_one_that_cannot() -> None:
    field = read_registrar(None, [seal_of("管理局"), seal_of(None), seal_of("许昌市民政局")])
    assert field is not None
    assert field.value == "许昌市民政局"


def test_no_seal_and_no_words() -> None:
    assert read_registrar(None, []) is None
    assert read_registrar(None, [seal_of(None)]) is None


@pytest.mark.parametrize(
    ("printed", "stamped", "registrar"),
    [
        ("许昌市市场监督管理局", "管理局", "许昌市市场监督管理局"),
        ("理局", "许昌市市场监督管理局", "许昌市市场监督管理局"),  # what is left of a seal's lettering
        ("中共许昌市委机构编制委员会办公室", None, "中共许昌市委机构编制委员会办公室"),
        ("2021年9月30日", "许昌市民政局", "许昌市民政局"),
    ],
)
def test_printed_beside_its_label(printed: str, stamped: str | None, registrar: str) -> None:
    page = page_of([printed])
    passage = join([Piece(page, page.lines[0], 0, len(printed))])
    field = read_registrar(passage, [seal_of(stamped)])
    assert field is not None
    assert field.value == registrar
