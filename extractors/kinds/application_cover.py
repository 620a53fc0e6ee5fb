"""申请报告封面 (附件2)."""

from collections.abc import Sequence

from extractors.kinds.declaration import extract_signed_form
from extractors.models import Field, Page


def extract(pages: Sequence[Page]) -> list[Field]:
    """Who applies, and when the report was filled in."""
    for page in pages:
        fields = extract_signed_form(page, kind="application_cover", name="applicant", date="filled_on")
        if fields:
            return fields
    return []
