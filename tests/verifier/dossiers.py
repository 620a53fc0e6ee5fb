"""Small dossiers from a compact description, as cases hold them.

A document is `{kind: {field: text, …}}`. Texts are read as on paper: 512.34万元, 二〇二四年五月一日. Behind a text may
stand how sure its reading is: `2023-05-01 ~0.5`. A text that begins with `※` was found and could not be read. A field
may also be a mapping with `text` and other attributes of a field. What begins with `_` is about the document itself:

    _rows        entries of its list, cells divided by `|` in the order of `COLUMNS`; an entry may be
                 `{times: 30, like: 许昌第{n}商贸有限公司|…}`. The list's `count` is their number, where not given
    _partners    names of the form's partners, `_years` the clients served by year
    _lines       rows of its first page, or a list of rows for each page
    _seals       names on its seals; `※` for one that cannot be read, ` ~0.5` behind one that is hardly legible, `°`
                 behind a character that is not clear; last of all ` faint`, ` black` (a copy) or ` slice` (over the
                 edges of pages)
    _signed      what stands at its labels for signatures: written, absent, …; behind it what can be read (written 王强)
    _shape       outline of its seals
    _pages       number of its pages
    _read        true where its fields are to be read from its rows
    _lost        number of pages behind it that could not be read
    _grey        true for a scan without colour
    _folder      the folder in which its file lies
    and attributes of a document: _confidence, _cues, _candidates, _incomplete
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from extractors.extraction import EXTRACTORS
from extractors.kinds.fields import (
    Parse,
    as_amount,
    as_area,
    as_count,
    as_date,
    as_name,
    as_person,
    as_share,
    as_text,
)
from extractors.models import (
    LONG_TERM,
    Document,
    Evidence,
    Field,
    FieldValue,
    Line,
    Page,
    Polygon,
    Seal,
    SealInk,
    SealShape,
    Signature,
    SignatureState,
    TextSource,
)
from verifier.models import Dossier, DossierFile
from verifier.pipeline import fields_of

DAY = date(2026, 3, 18)
_UNCLEAR = 0.3  # certainty of a character with such a mark
Described = Mapping[str, Any]

COLUMNS = {
    "staff_list": ("name", "age", "education", "school", "title"),
    "staff_roster": ("name", "age", "education", "school", "title"),
    "client_list": ("name", "contact", "phone", "satisfied"),
    "client_agreements": ("name", "contact", "phone"),
}

_SHARE = re.compile(r"share$")
_SUM = re.compile(r"capital|assets|liabilities|equity|revenue|profit|tax$|value$|price$|rent$|in_words|in_figures")
_DATE = re.compile(r"_on$|^term_|_to$")
_COUNT = re.compile(r"count$|year$|clients$|age$|headcount$|^total_served$|^(very_|dis)?satisfied$")
_AREA = re.compile("^area")
_PERSON = re.compile("^legal_representative$")
_NAME = re.compile(r"^(name|subject|entity|applicant|lessee|lessor|holder)$")


def build_dossier(
    documents: Iterable[Described] | Described,
    *,
    day: date = DAY,
    day_known: bool = True,
    portal: Described | None = None,
    unread: int = 0,
) -> Dossier:
    """A dossier of these documents, each in a file of its own; `unread` pages of one more file could not be read."""
    entries = [documents] if isinstance(documents, Mapping) else list(documents)
    described = [(kind, content or {}) for entry in entries for kind, content in entry.items()]
    papers = [
        _paper(f"{content.get('_folder', '')}{number:02d}-{kind}.pdf", kind, content)
        for number, (kind, content) in enumerate(described, 1)
    ]
    files = [DossierFile(file, "0" * 64, len(pages) + lost) for file, pages, _, lost in papers]
    if unread:
        files.append(DossierFile("unread.pdf", "0" * 64, unread))
    found = tuple(document for _, _, document, _ in papers)
    return Dossier(
        id="case",
        files=tuple(files),
        pages=tuple(page for _, pages, _, _ in papers for page in pages),
        documents=found,
        fields=fields_of(found),
        submitted_on=day,
        submitted_from="由提交方指明" if day_known else "封面日期未能读出",
        declared={path: _portal(path, value) for path, value in (portal or {}).items()},
        day_known=day_known,
    )


def _paper(file: str, kind: str, content: Described) -> tuple[str, list[Page], Document, int]:
    content = {**content, **_listed(kind, content)}
    lines = content.get("_lines", [])
    sheets = lines if lines and isinstance(lines[0], list) else [lines]
    sheets = [*sheets, *([] for _ in range(content.get("_pages", 1) - len(sheets)))]
    pages = [
        Page(file, number, 1000, 1414, _rows(rows), colour=not content.get("_grey", False))
        for number, rows in enumerate(sheets, 1)
    ]
    pages[0] = replace(pages[0], signatures=tuple(_signature(file, text) for text in content.get("_signed", ())))
    own = {name[1:]: value for name, value in content.items() if name in _OWN}
    document = Document(
        kind,
        tuple((file, page.number) for page in pages),
        own.pop("confidence", 0.97),
        fields=tuple(EXTRACTORS[kind](pages))
        if content.get("_read") and kind in EXTRACTORS
        else tuple(
            _field(file, path, value, place)
            for place, (path, value) in enumerate(content.items())
            if not path.startswith("_")
        ),
        seals=tuple(_seal(file, text, content.get("_shape", "round")) for text in content.get("_seals", ())),
        **{name: tuple(value) for name, value in own.items()},
    )
    return file, pages, document, content.get("_lost", 0)


def _listed(kind: str, content: Described) -> dict[str, Any]:
    """The fields of a list's rows, and of the form's tables."""
    fields: dict[str, Any] = {}
    entries = [
        text
        for entry in content.get("_rows", ())
        for text in (
            [entry] if isinstance(entry, str) else [entry["like"].format(n=n) for n in range(1, entry["times"] + 1)]
        )
    ]
    for number, entry in enumerate(entries):
        for column, text in zip(COLUMNS[kind], entry.split("|"), strict=False):
            if text:
                fields[f"rows[{number}].{column}"] = text
    if entries and "count" not in content:
        fields["count"] = len(entries)
    for number, (year, clients) in enumerate(content.get("_years", {}).items()):
        fields |= {f"years[{number}].year": year, f"years[{number}].clients": clients}
    for number, name in enumerate(content.get("_partners", ())):
        fields[f"partners[{number}].name"] = name
    return fields


_OWN = ("_confidence", "_cues", "_candidates", "_incomplete")


def _strip(place: int) -> Polygon:
    top = 0.04 + 0.03 * (place % 30)
    return ((0.1, top), (0.9, top), (0.9, top + 0.02), (0.1, top + 0.02))


def _rows(texts: Iterable[str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            text,
            _strip(place),
            0.98,
            TextSource.OCR,
            tuple((index / len(text), (index + 1) / len(text)) for index in range(len(text))),
        )
        for place, text in enumerate(texts)
    )


def _surely(text: object, otherwise: float) -> tuple[str, float]:
    """A text and how sure its reading is."""
    match = re.fullmatch(r"(?P<text>.*?) ~(?P<sure>0?\.\d+)", str(text))
    return (match["text"], float(match["sure"])) if match else (str(text), otherwise)


def _field(file: str, path: str, described: object, place: int) -> Field:
    more: dict[str, Any] = dict(described) if isinstance(described, Mapping) else {"text": described}
    text, confidence = _surely(more.pop("text"), 0.99)
    evidence = (Evidence(file, 1, _strip(place), text.removeprefix("※"), confidence),)
    if "alternatives" in more:
        more["alternatives"] = tuple(_value(path, str(other))[0] for other in more["alternatives"])
    if "quantum" in more:
        more["quantum"] = Decimal(str(more["quantum"]))
    if "confirmed_by" in more:
        more["confirmed_by"] = tuple(more["confirmed_by"])
    if text.startswith("※"):
        return Field(path, None, text[1:], confidence, evidence, more.pop("note", "无法识读"), **more)
    value, quantum = _value(path, text)
    more.setdefault("quantum", quantum)
    return Field(path, value, text, confidence, evidence, **more)


def _value(path: str, text: str) -> tuple[FieldValue, Decimal | None]:
    """The value that an extractor gives for a text."""
    name = path.rpartition(".")[2]
    if text == LONG_TERM:
        return LONG_TERM, None
    if path.startswith("rows[") and name == "satisfied":
        return text == "是", None
    parsed = _parse_of(name)(f"{text}元" if _SUM.search(name) and not text.endswith(("元", "整", "%")) else text)
    return parsed.value, parsed.quantum


def _parse_of(name: str) -> Parse:
    parsers: tuple[tuple[re.Pattern[str], Parse], ...] = (
        (_SHARE, as_share("%")),
        (_SUM, as_amount()),
        (_AREA, as_area("平方米")),
        (_DATE, as_date),
        (_COUNT, as_count),
        (_NAME, as_name),
        (_PERSON, as_person),
    )
    return next((parse for pattern, parse in parsers if pattern.search(name)), as_text)


def _portal(path: str, value: object) -> Field:
    name = path.rpartition(".")[2]
    typed: FieldValue = str(value)
    if _SHARE.search(name):
        typed = float(str(value))
    elif _SUM.search(name):
        typed = Decimal(str(value))
    elif name.startswith("area"):
        typed = float(str(value))
    elif _COUNT.search(name):
        typed = int(str(value))
    elif _DATE.search(name):
        typed = date.fromisoformat(str(value))
    return Field(path, typed, str(value), 1.0, ())


def _signature(file: str, described: str) -> Signature:
    written, confidence = _surely(described, 0.95)
    state, _, text = written.partition(" ")
    label = Evidence(file, 1, _strip(20), "法定代表人（签字）：", 0.98)
    return Signature(label, SignatureState(state), Evidence(file, 1, _strip(21), text, confidence))


def _seal(file: str, described: str, shape: str) -> Seal:
    looks = re.search(r"( (?:faint|black|slice))*$", described)
    assert looks is not None
    written, confidence = _surely(described[: looks.start()], 0.95)
    legible = written != "※"
    text = written.replace("°", "")
    sure = tuple(min(confidence, _UNCLEAR) if mark else confidence for mark in re.findall(r"[^°](°?)", written))
    evidence = Evidence(file, 1, ((0.5, 0.5), (0.7, 0.5), (0.7, 0.7), (0.5, 0.7)), text if legible else "", confidence)
    return Seal(
        SealShape(shape),
        evidence,
        text if legible else None,
        sure if legible else (),
        presence=0.2 if "faint" in looks[0] else 0.95,
        ink=SealInk.BLACK if "black" in looks[0] else SealInk.RED,
        whole="slice" not in looks[0],
    )
