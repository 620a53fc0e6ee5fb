"""From drawn papers to the files an applicant uploads: PDFs, pictures, TIFFs, office files, folders and ZIPs."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PIL import Image

from samples.drawing.pdf import PdfPage, write_pdf
from samples.drawing.raster import render_sheet
from samples.office import write_office
from samples.scanning import Scan, Scanner, invent_scanner, pdf_page, scan_sheet
from samples.words import read_words

if TYPE_CHECKING:
    from samples.dossier import Dossier
    from samples.drawing.sheet import Sheet
    from samples.paper import Paper

PACKINGS = ("one-pdf", "pdf-per-material", "pictures", "zip-utf8", "zip-gbk", "nested", "tiff", "office")
REPORT = ("application_cover", "application_form", "equipment_list", "staff_list", "client_list", "narrative")
CREDIT = ("credit_china_report", "gsxt_penalty", "gsxt_abnormal", "gsxt_dishonest")
DIGITAL_SHARE = {
    "clean": 0.6,
    "typical": 0.3,
    "poor": 0.08,
}  # papers without seals that come straight from the word processor
SCREEN_DPI = 150
HIDDEN_LAYERS = ("", "", "", "", "right", "garbage")


@dataclass
class Leaf:
    """One page on its way into a file: a sheet as typed, or its scan."""

    paper: Paper
    sheet: Sheet
    scan: Scan | None


@dataclass(frozen=True)
class Pack:
    """The finished upload: files by path, and whether they lie in a ZIP or are one PDF."""

    files: dict[str, bytes]
    container: str  # folder, zip, zip-gbk, file


def pack_dossier(dossier: Dossier, name: str, *, light: bool = False) -> Pack:
    """Turn the papers into files; sets each paper's places and the dossier's `shown`.

    `name` becomes the file's name where the whole dossier is one PDF; `light` keeps the files small.
    """
    return _Packer(dossier, light=light).pack(name)


class _Packer:
    def __init__(self, dossier: Dossier, *, light: bool) -> None:
        self.light = light
        self.dossier = dossier
        self.rng = random.Random(f"pack {dossier.seed} {dossier.quality} {dossier.packing}")
        self.files: dict[str, bytes] = {}
        self.dull = self.rng.choice(read_words("packing")["dull"]) if self.rng.random() < 0.25 else ""
        self.count = 0
        self.scanners = [self._scanner(self._quality()) for _ in range(self.rng.choice((1, 2, 3)))]
        self.layer = self.rng.choice(HIDDEN_LAYERS)

    def pack(self, name: str) -> Pack:
        """Write the files in the dossier's packing."""
        papers = list(self.dossier.papers)
        if self.rng.random() < 0.2:
            self._disorder(papers)
        match self.dossier.packing:
            case "one-pdf":
                self._write_pdf(f"{name}.pdf", [leaf for paper in papers for leaf in self._leaves(paper)])
                return Pack(self.files, "file")
            case "pictures":
                self._pictures(papers)
            case "tiff":
                for title, group in self._groups(papers):
                    self._write_tiff(
                        self._path(group, title, "tif"), [leaf for paper in group for leaf in self._leaves(paper)]
                    )
            case _:
                self._documents(papers)
        container = {"zip-utf8": "zip", "zip-gbk": "zip-gbk"}.get(self.dossier.packing, "folder")
        if self.dossier.packing == "nested" and self.rng.random() < 0.5:
            self._zip_inside()
        return Pack(self.files, container)

    def _scanner(self, quality: str) -> Scanner:
        scanner = invent_scanner(quality, self.rng)
        if self.light:
            return replace(scanner, dpi=min(scanner.dpi, 140), noise=scanner.noise * 0.3, jpeg=min(scanner.jpeg, 56))
        return scanner

    def _quality(self) -> str:
        return (
            self.rng.choice(("clean", "typical", "poor")) if self.dossier.quality == "mixed" else self.dossier.quality
        )

    def _disorder(self, papers: list[Paper]) -> None:
        """Bind some papers in the wrong place."""
        for _ in range(self.rng.randint(1, 4)):
            papers.insert(self.rng.randrange(len(papers)), papers.pop(self.rng.randrange(len(papers))))

    def _documents(self, papers: list[Paper]) -> None:
        """Write one PDF a material, with word-processor and spreadsheet files among them."""
        for title, group in self._groups(papers):
            office = [paper for paper in group if self._is_office(paper)]
            rest = [paper for paper in group if paper not in office]
            for paper in office:
                content, ending = write_office(paper)
                path = self._path([paper], _title_of(paper, self.rng), ending)
                self.files[path] = content
                self._show(paper, path, 1, {"medium": ending})
            if rest:
                self._write_pdf(
                    self._path(rest, title, "pdf"), [leaf for paper in rest for leaf in self._leaves(paper)]
                )

    def _is_office(self, paper: Paper) -> bool:
        if paper.kind in ("narrative", "management_rules", "plan"):
            return bool(paper.office) or (self.dossier.packing == "office" and self.rng.random() < 0.7)
        sheets = paper.kind in ("staff_list", "client_list", "equipment_list")
        return sheets and self.dossier.packing == "office" and self.rng.random() < 0.7

    def _groups(self, papers: list[Paper]) -> list[tuple[str, list[Paper]]]:
        """Put papers that people scan together into one file."""
        words = read_words("packing")
        whole_report, whole_credit = self.rng.random() < 0.5, self.rng.random() < 0.3
        groups: list[tuple[str, str, list[Paper]]] = []
        for paper in papers:
            key, title = paper.kind, _title_of(paper, self.rng)
            if whole_report and paper.kind in REPORT:
                key, title = "report", self.rng.choice(words["report"])
            elif whole_credit and paper.kind in CREDIT:
                key, title = "credit", self.rng.choice(words["credit"])
            elif paper.kind == "blank" and groups:
                key, title = groups[-1][0], groups[-1][1]
            if (
                groups
                and groups[-1][0] == key
                and (key in ("report", "credit") or paper.kind == "blank" or self.rng.random() < 0.7)
            ):
                groups[-1][2].append(paper)
            else:
                groups.append((key, title, [paper]))
        return [(title, group) for _, title, group in groups]

    def _path(self, group: list[Paper], title: str, ending: str) -> str:
        """Return a path that is not taken yet."""
        self.count += 1
        words = read_words("packing")
        stem = (
            str(self.dull).format(n=self.count)
            if self.dull
            else self.rng.choice((title, f"{self.count:02}{title}", f"{self.count}.{title}"))
        )
        folder = ""
        if self.dossier.packing in ("nested", "pictures"):
            folder = words["folders"][words["folder_of"][group[0].kind]] + "/"
        path, again = f"{folder}{stem}.{ending}", 2
        while path in self.files:
            path, again = f"{folder}{stem}{again}.{ending}", again + 1
        return path

    def _leaves(self, paper: Paper) -> list[Leaf]:
        """Print and scan a paper, or leave it as it was typed."""
        quality = self._quality()
        typed = not paper.paper_only and self.rng.random() < DIGITAL_SHARE[quality]
        scanner = self._scanner(quality) if self.rng.random() < 0.1 else self.rng.choice(self.scanners)
        leaves = []
        for number, sheet in enumerate(paper.sheets):
            scan = None
            if not typed:
                behind = paper.sheets[number - 1] if number and self.rng.random() < 0.04 else None
                scan = scan_sheet(sheet, scanner, self.rng, behind=self._behind(paper, behind))
            leaves.append(Leaf(paper, sheet, scan))
        paper.grey = any(leaf.scan.grey for leaf in leaves if leaf.scan)
        return leaves

    def _behind(self, paper: Paper, behind: Sheet | None) -> Sheet | None:
        """Return what shines through: for a blank page now and then the front of some other page."""
        if paper.kind != "blank" or not paper.facts["through"]:
            return behind
        others = [
            one for one in self.dossier.papers if one.kind in ("narrative", "management_rules", "lease") and one.sheets
        ]
        return self.rng.choice(others).sheets[0] if others else None

    def _write_pdf(self, path: str, leaves: list[Leaf]) -> None:
        pages: list[PdfPage] = []
        for number, leaf in enumerate(leaves, start=1):
            pages.append(leaf.sheet if leaf.scan is None else pdf_page(leaf.scan, leaf.sheet, self.layer, self.rng))
            self._show(
                leaf.paper,
                path,
                number,
                _about(leaf) | ({"text_layer": self.layer} if self.layer and leaf.scan else {}),
            )
        self.files[path] = write_pdf(pages)

    def _write_tiff(self, path: str, leaves: list[Leaf]) -> None:
        images = [_picture(leaf) for leaf in leaves]
        for number, leaf in enumerate(leaves, start=1):
            self._show(leaf.paper, path, number, _about(leaf))
        stream = io.BytesIO()
        images[0].save(
            stream,
            "TIFF",
            save_all=True,
            append_images=images[1:],
            compression="jpeg",
            quality=self.scanners[0].jpeg,
            dpi=(200, 200),
        )
        self.files[path] = stream.getvalue()

    def _pictures(self, papers: list[Paper]) -> None:
        """Write every page as a picture of its own."""
        ending = self.rng.choice(("jpg", "jpg", "jpg", "jpeg", "png"))
        for paper in papers:
            title = _title_of(paper, self.rng)
            leaves = self._leaves(paper)
            for number, leaf in enumerate(leaves, start=1):
                kind = self.rng.choice((ending,) * 9 + ("webp", "png")) if not self.rng.random() < 0.03 else "bmp"
                path = self._path([paper], f"{title}{number}" if len(leaves) > 1 else title, kind)
                self.files[path] = _encode(leaf, kind, self.rng)
                self._show(paper, path, 1, _about(leaf))

    def _zip_inside(self) -> None:
        """Put one folder's files into a ZIP that stands in its place."""
        folder = self.rng.choice(sorted({path.split("/")[0] for path in self.files}))
        inside = {path: content for path, content in self.files.items() if path.startswith(folder + "/")}
        moved = {path: f"{folder}.zip/{path.split('/', 1)[1]}" for path in inside}
        for path in inside:
            del self.files[path]
        self.files[f"{folder}.zip"] = zip_bytes(
            {moved[path].split("/", 1)[1]: content for path, content in inside.items()}
        )
        self.dossier.shown = {
            (moved.get(file, file), page): about for (file, page), about in self.dossier.shown.items()
        }
        for paper in self.dossier.papers:
            paper.places = [(moved.get(file, file), page) for file, page in paper.places]

    def _show(self, paper: Paper, path: str, page: int, about: dict[str, Any]) -> None:
        paper.places.append((path, page))
        self.dossier.shown[path, page] = {"kind": paper.kind, **about}


def _title_of(paper: Paper, rng: random.Random) -> str:
    names = read_words("packing")["files"][paper.kind]
    return str(rng.choice(names)).format(year=paper.values.get("year", ""))


def _about(leaf: Leaf) -> dict[str, Any]:
    if leaf.scan is None:
        return {"medium": "digital"}
    about: dict[str, Any] = {"medium": "photo" if leaf.scan.photographed else "scan"}
    return (
        about | ({"turned": leaf.scan.turned} if leaf.scan.turned else {}) | ({"grey": True} if leaf.scan.grey else {})
    )


def _picture(leaf: Leaf) -> Image.Image:
    return render_sheet(leaf.sheet, SCREEN_DPI) if leaf.scan is None else leaf.scan.image


def _encode(leaf: Leaf, kind: str, rng: random.Random) -> bytes:
    """Write one page as a picture file; telephones leave the picture turned and say so in the EXIF data."""
    image = _picture(leaf)
    stream = io.BytesIO()
    quality = 85 if leaf.scan is None else leaf.scan.jpeg
    if kind in ("jpg", "jpeg"):
        exif = Image.Exif()
        if leaf.scan is not None and leaf.scan.photographed and rng.random() < 0.5:
            image = image.transpose(Image.Transpose.ROTATE_90)
            exif[0x0112] = 6  # shown turned by 90 degrees clockwise
        image.save(stream, "JPEG", quality=quality, exif=exif)
    elif kind == "webp":
        image.save(stream, "WEBP", quality=quality)
    elif kind == "bmp":
        image.convert("L").save(stream, "BMP")
    else:
        image.convert("L" if image.mode == "L" else "RGB").quantize(128).save(
            stream, "PNG"
        ) if leaf.scan else image.save(stream, "PNG")
    return stream.getvalue()


class _GbkZipInfo(zipfile.ZipInfo):
    """A member whose name is written in GBK without the UTF-8 flag, as Chinese Windows does."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own hook
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zip_bytes(files: dict[str, bytes], *, gbk: bool = False) -> bytes:
    """Return a ZIP of the files, names in UTF-8 or GBK."""
    stream = io.BytesIO()
    kind = _GbkZipInfo if gbk else zipfile.ZipInfo
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            archive.writestr(kind(path, date_time=(2026, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()
