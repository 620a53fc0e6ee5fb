import random

import numpy as np
import pytest

from samples.drawing.sheet import Sheet
from samples.fonts import default_case
from samples.scanning import Scanner, invent_scanner, jpeg_bytes, scan_sheet


def page() -> Sheet:
    sheet = Sheet()
    face = default_case().pick("song", random.Random(1))
    for row in range(30):
        sheet.write(25, 30 + row * 8, "许昌市中小企业公共服务示范平台申请报告", face, 14)
    return sheet


@pytest.mark.parametrize("quality", ["clean", "typical", "poor"])
def test_scan_keeps_page_size_and_ink(quality: str) -> None:
    scanner = invent_scanner(quality, random.Random(4))
    scan = scan_sheet(page(), scanner, random.Random(5))
    pixels = np.asarray(scan.image.convert("L"), dtype=np.float32)
    assert pixels.std() > 8
    assert len(jpeg_bytes(scan)) > 5000
    assert min(scan.image.size) > 600


def test_qualities_differ() -> None:
    sharpness = {}
    for quality in ("clean", "poor"):
        scan = scan_sheet(page(), invent_scanner(quality, random.Random(2)), random.Random(3))
        grey = np.asarray(scan.image.convert("L").resize((827, 1169)), dtype=np.float32)
        sharpness[quality] = np.abs(np.diff(grey, axis=1)).mean() + grey.std()
    assert sharpness["clean"] > sharpness["poor"]


def test_turned_pages_say_so() -> None:
    scanner = Scanner(dpi=100, skew=0.1, noise=0, blur=0, shade=0, jpeg=80, turned=1.0)
    turned = {scan.turned for seed in range(12) if (scan := scan_sheet(page(), scanner, random.Random(seed)))}
    assert turned == {90, 180, 270}


def test_fax_is_black_and_white() -> None:
    scanner = Scanner(dpi=100, skew=0.1, noise=0, blur=0, shade=0, jpeg=80, grey=True, fax=True)
    scan = scan_sheet(page(), scanner, random.Random(1))
    assert set(np.unique(np.asarray(scan.image))) == {0, 255}


def test_photograph_shows_the_desk() -> None:
    scanner = Scanner(dpi=100, skew=0.1, noise=0, blur=0, shade=0, jpeg=80, photographed=1.0)
    scan = scan_sheet(page(), scanner, random.Random(1))
    assert scan.photographed
    corner = np.asarray(scan.image)[:10, :10].mean()
    assert corner < 230
