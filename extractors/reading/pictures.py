"""Upright pictures of pages, kept in a folder for crops and for the reviewer's eyes."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from extractors.ocr.engine import Image

_JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class PagePictures:
    """One JPEG a page under `folder`, named by a hash of the file's name, which may be anything, and the page."""

    folder: Path

    def path(self, file: str, page: int) -> Path | None:
        """Where the picture of a page lies; None where the page has none."""
        path = self._path(file, page)
        return path if path.is_file() else None

    def save(self, file: str, page: int, image: Image) -> None:
        """Keep the picture of a page (RGB)."""
        import cv2  # noqa: PLC0415 -- only page processes need it

        encoded, data = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
        assert encoded  # a uint8 picture can always be written as JPEG
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path(file, page).write_bytes(data.tobytes())

    def adopt(self, file: str, page: int, picture: Path) -> None:
        """Keep a copy of a picture saved before as that of this page."""
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture, self._path(file, page))

    def _path(self, file: str, page: int) -> Path:
        return self.folder / f"{hashlib.sha256(file.encode()).hexdigest()[:16]}-{page:04d}.jpg"
