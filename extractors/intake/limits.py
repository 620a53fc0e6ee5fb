"""How much is taken in, at most. Every limit has one problem code; what is over it is a problem, never a crash."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one dossier. The comment behind each names the problem code of what is over it.

    Defaults leave room for honest dossiers (a 300-page scan at 300 dpi is 60 to 150 MB; some applicants photograph
    every page) and keep one page below about 0.4 GB of memory.

    `raster_pixels` and not a side length bounds a raster: a web page saved as one long picture or one long PDF page
    (1,080 x 15,000 px is common for credit printouts) would be illegible once its long side were cut to 5,000 px,
    while 25 Mpx need the same memory either way.
    """

    file_bytes: int = 200 * MEGABYTE  # too-large
    files: int = 1_000  # too-many-files
    file_pages: int = 1_000  # too-many-pages
    dossier_pages: int = 2_000  # dossier-too-many-pages

    archive_members: int = 2_000  # archive-too-many-members; all archives of the dossier together
    archive_nesting: int = 1  # archive-nesting; 1 = a ZIP inside a ZIP
    unpacked_bytes: int = 1_000 * MEGABYTE  # archive-too-large; all archives of the dossier together
    archive_ratio: int = 200  # archive-ratio; unpacked to packed bytes of one member
    # An uncompressed blank scan packs 1000 : 1 honestly, so the ratio is looked at only above a size that hurts.
    archive_ratio_from_bytes: int = 32 * MEGABYTE

    picture_pixels: int = 100 * MEGABYTE  # page-too-large
    picture_side: int = 20_000  # page-too-large

    # Not over these, but scaled down to them; `PageContent.dpi` tells a reader what is left.
    raster_dpi: int = 200  # pages without a picture or small print
    raster_detail_dpi: int = 300  # pages with small print or with finer pictures beside text
    raster_pixels: int = 25 * MEGABYTE
    raster_side: int = 20_000

    office_part_bytes: int = 50 * MEGABYTE  # office-part-too-large; one XML part of a DOCX or XLSX, unpacked
    office_cells: int = 200_000  # office-too-many-cells; one worksheet
