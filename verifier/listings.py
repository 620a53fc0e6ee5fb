"""What was read of files, line by line: for `verifier ocr` and `verifier classify`."""

from collections.abc import Iterator
from typing import Any

from extractors.layout.rows import pieces_of, rows_of
from extractors.models import Page
from verifier.pipeline import Readout


def page_json(page: Page) -> dict[str, Any]:
    """One page as the contract's JSON line."""
    return {
        "file": page.file,
        "page": page.number,
        "width": page.width,
        "height": page.height,
        "seconds": round(page.seconds, 3),
        "lines": [
            {
                "text": line.text,
                "polygon": [[round(x, 5), round(y, 5)] for x, y in line.polygon],
                "confidence": round(line.confidence, 4),
            }
            for line in page.lines
        ],
    }


def page_text(page: Page) -> str:
    """One page as text, rows in reading order."""
    rows = "\n".join(row.passage.text for row in rows_of(pieces_of(page)))
    return f"=== {page.file} 第{page.number}页\n{rows}"


def kinds_json(readout: Readout) -> Iterator[dict[str, Any]]:
    """Each page's kind, in the order of the files."""
    kinds = {
        reference: (document.kind, document.confidence)
        for document in readout.documents
        for reference in document.pages
    }
    for page in readout.pages:
        kind, confidence = kinds[page.file, page.number]
        yield {"file": page.file, "page": page.number, "kind": kind, "confidence": round(confidence, 4)}
