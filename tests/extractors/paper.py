"""Sheets of paper drawn for tests: what was printed where is known, so that what is read can be compared with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import mplfonts
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]

FONTS = {"song": "NotoSerifCJKsc-Regular.otf", "hei": "SimHei.ttf"}
A4_150_DPI = (1240, 1754)
BLACK: Colour = (28, 28, 30)
RED: Colour = (205, 30, 35)
PAPER: Colour = (250, 249, 246)

NOTICE = (
    "关于申报中小企业公共服务平台的请示",
    "许昌市工业和信息化局：",
    "根据《河南省中小企业促进条例》及有关文件要求，我单位对照",
    "申报条件逐项进行了自查，现将有关情况报告如下。",
    "一、基本情况。我单位成立于2016年3月18日，注册资本500万元，",
    "现有从业人员86人，其中大专以上学历71人，占比82.6%。",
    "二、服务业绩。2025年度服务企业1,268家，组织培训活动37场次，",
    "实现营业收入3,456,789.12元，资产总额12,345,678.90元。",
    "三、办公场所。位于魏都区建安大道118号，建筑面积2,380.5平方米。",
    "统一社会信用代码：91411000MA3X4Y5Z6K",
    "联系人：王建国  联系电话：0374-2966188",
)


@dataclass(frozen=True)
class Printed:
    """One line of print and the box (shares of the sheet) that it fills."""

    text: str
    box: tuple[float, float, float, float]


@dataclass
class Sheet:
    """A sheet being printed. Lengths are pixels, coordinates start at the top left."""

    size: tuple[int, int] = A4_150_DPI
    colour: Colour = PAPER
    printed: list[Printed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.picture = Pillow.new("RGB", self.size, self.colour)

    @property
    def pixels(self) -> Pixels:
        return np.array(self.picture)

    def write(
        self,
        text: str,
        place: tuple[float, float],
        size: int = 32,
        *,
        colour: Colour = BLACK,
        style: str = "song",
    ) -> Sheet:
        """Print one line with its top left corner at `place`."""
        draw = ImageDraw.Draw(self.picture)
        draw.text(place, text, colour, font(size, style))
        left, top, right, bottom = draw.textbbox(place, text, font(size, style))
        width, height = self.size
        self.printed.append(Printed(text, (left / width, top / height, right / width, bottom / height)))
        return self

    def rule(
        self, start: tuple[float, float], stop: tuple[float, float], *, width: int = 2, colour: Colour = BLACK
    ) -> Sheet:
        ImageDraw.Draw(self.picture).line((start, stop), colour, width)
        return self

    def stamp(self, seal: Pillow.Image, centre: tuple[float, float]) -> Sheet:
        """Press a seal (a picture with alpha) on the sheet: ink darkens, as it does on paper, and hides no print."""
        left, top = (round(middle - side / 2) for middle, side in zip(centre, seal.size, strict=True))
        box = (left, top, left + seal.width, top + seal.height)
        under = np.asarray(self.picture.crop(box), dtype=np.float32)
        ink = np.asarray(seal, dtype=np.float32)
        alpha = ink[:, :, 3:] / 255
        pressed = under * (1 - alpha + alpha * ink[:, :, :3] / 255)
        self.picture.paste(Pillow.fromarray(pressed.astype(np.uint8)), box)
        return self


@cache
def font(size: int, style: str = "song") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(mplfonts.__file__).parent / "fonts" / FONTS[style]), size)


def notice(size: tuple[int, int] = A4_150_DPI) -> Sheet:
    """A page of ordinary print: a headline and ten lines."""
    sheet = Sheet(size)
    scale = size[0] / A4_150_DPI[0]
    sheet.write(NOTICE[0], (230 * scale, 150 * scale), round(44 * scale), style="hei")
    for index, text in enumerate(NOTICE[1:]):
        sheet.write(text, (130 * scale, (280 + 95 * index) * scale), round(32 * scale))
    return sheet
