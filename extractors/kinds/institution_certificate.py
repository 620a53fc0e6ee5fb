"""事业单位法人证书 and the registration certificates of associations and private non-enterprise units."""

from collections.abc import Sequence

from extractors.kinds.catalogue import profile_of
from extractors.kinds.certificates import extract_certificate
from extractors.models import Field, Page


def extract(pages: Sequence[Page]) -> list[Field]:
    """The fields of the certificate on the first page."""
    return extract_certificate(pages[0], profile_of("institution_certificate").labels)
