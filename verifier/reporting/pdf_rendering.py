"""A report to be printed and filed: `report.pdf`, A4, PDF/A with the Chinese fonts inside (docs/decisions/0010)."""

import json
import re
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from verifier.models import Report
from verifier.reporting.context import PagePictures, ReportContext
from verifier.reporting.cropping import Crop
from verifier.reporting.drawing import Drawing
from verifier.reporting.printed import Picture, PrintedReport
from verifier.reporting.printing import CLOSING, printed_report
from verifier.reporting.reviews import DECISION, SIGNATURE
from verifier.reporting.reviews import HEADING as CONCLUSION
from verifier.reporting.rounds import HEADING as CHANGES
from verifier.reporting.wording import shown

_TEMPLATE = "report.typ"
_STANDARD: Literal["a-2u"] = "a-2u"  # every character has its Unicode, every font is embedded; else it is an error
_LONG_WORD = re.compile(r"[!-~]{16,}")  # a name or number that would run out of its cell
_BREAK_EVERY = 8
_WORDS = {
    "closing": CLOSING,
    "changes_heading": CHANGES,
    "conclusion_heading": CONCLUSION,
    "decision_heading": DECISION,
    "signature": SIGNATURE,
}
_BREAK = "\u200b"


def render_pdf(report: Report, pictures: PagePictures, context: ReportContext, *, checked_on: date) -> bytes:
    """Content of `report.pdf`; the same report of the same day gives the same bytes.

    What a font has no character for is printed as its code, e.g. `〖U+1F600〗`. Raises typst.TypstError where the
    document cannot be set.
    """
    printed = printed_report(report, pictures, context, checked_on=checked_on)
    with tempfile.TemporaryDirectory(prefix="verifier-pdf-") as name:
        folder = Path(name)
        (folder / _TEMPLATE).write_bytes(files(__package__).joinpath("templates", _TEMPLATE).read_bytes())
        data = _data(printed, folder)
        (folder / "report.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        compiled = typst.compile(
            folder / _TEMPLATE,
            root=folder,
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=_STANDARD,
            timestamp=datetime.combine(checked_on, time(), UTC),
        )
    assert isinstance(compiled, bytes)
    return compiled


def _data(printed: PrintedReport, folder: Path) -> Any:
    """The report as the template reads it; its pictures are files in the folder."""
    numbered: dict[int, str] = {}

    def plain(value: object) -> Any:
        match value:
            case Picture():
                return {"caption": printable(value.caption), **_drawing(value.drawing)}
            case str():
                return printable(value)
            case tuple() | list():
                return [plain(item) for item in value]
            case dict():
                return {key: plain(item) for key, item in value.items()}
            case _ if hasattr(value, "__dataclass_fields__"):
                return {key: plain(getattr(value, key)) for key in value.__dataclass_fields__}
            case _:
                return value

    def _drawing(drawing: Drawing) -> dict[str, Any]:
        if isinstance(drawing, Crop):
            file = numbered.setdefault(id(drawing), f"{len(numbered)}.jpg")
            (folder / file).write_bytes(drawing.jpeg)
            return {"form": drawing.form, "file": file, "width": drawing.width, "height": drawing.height}
        return {"form": drawing.form, **{key: plain(item) for key, item in asdict(drawing).items()}}

    return {**plain(printed), **_WORDS}


def printable(text: str) -> str:
    """Text as it can be set: nothing hidden, nothing that the fonts lack, long words with places to break."""
    text = shown(text).replace("⟦", "〖").replace("⟧", "〗").replace("\t", " ")
    known = _characters()
    if not known.issuperset(text):
        text = "".join(letter if letter in known or letter == "\n" else f"〖U+{ord(letter):04X}〗" for letter in text)
    return _LONG_WORD.sub(lambda word: _BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> list[str]:
    return [word[start : start + _BREAK_EVERY] for start in range(0, len(word), _BREAK_EVERY)]


@cache
def _characters() -> frozenset[str]:
    """What both fonts can write."""
    sets = []
    for path in _font_files():
        with TTFont(path, lazy=True) as font:
            sets.append({chr(code) for code in font.getBestCmap()})
    return frozenset(set.intersection(*sets))


def _font_files() -> tuple[Path, Path]:
    return pylopdf_fonts_zh_cn.sans_path(), pylopdf_fonts_zh_cn.serif_path()


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the wheel alone: a report looks the same on every machine."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path.parent) for path in _font_files()],
    )
