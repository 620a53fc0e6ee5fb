"""营业执照: portrait and landscape, paper and electronic, 正本 and 副本."""

from collections.abc import Sequence

from extractors.kinds.catalogue import profile_of
from extractors.kinds.certificates import extract_certificate
from extractors.models import Field, Page


def extract(pages: Sequence[Page]) -> list[Field]:
    """The fields of the licence on the first page; further pages of one licence are its reverse."""
    return extract_certificate(pages[0], profile_of("business_licence").labels)
