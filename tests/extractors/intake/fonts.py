"""A small embeddable Chinese font for PDFs made in tests: a subset, because the whole font takes seconds a file."""

from __future__ import annotations

import importlib
from pathlib import Path

import mplfonts

CHARACTERS = (
    "许昌市魏都区工业和信息化局申请单位名称（盖章）资产总额万元注册日期年月第页一二三四五六七八九十人民长从业数"
    "服务设备清单序号购买时间价格营业执照中华共国促进法平台有限公司：，。、“”《》法定代表签字见门车马"
    "0123456789.,-%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


def make_font(folder: Path) -> Path:
    """Write the subset to `folder`."""
    subset = importlib.import_module("fontTools.subset")  # comes without types
    source = Path(mplfonts.__file__).parent / "fonts" / "NotoSansCJKsc-Regular.otf"
    options = subset.Options()
    options.layout_features = []
    options.name_IDs = ["*"]
    options.hinting = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    path = folder / "font.otf"
    subset.save_font(font, str(path), options)
    font.close()
    return path
