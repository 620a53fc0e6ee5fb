"""事业单位法人证书 and the registration certificates of associations and private non-enterprise units."""

import re
from collections.abc import Sequence

from extractors.kinds.catalogue import profile_of
from extractors.kinds.certificates import extract_certificate
from extractors.kinds.fields import as_text, read_field
from extractors.layout.prose import page_passage
from extractors.models import Field, Page

_TITLE = re.compile(r"(?P<type>事业单位|民办非企业单位|社会团体|社会服务机构|基金会)(?:\(?法人\)?)?(?:登记)?证书")


def extract(pages: Sequence[Page]) -> list[Field]:
    """The fields of the certificate on the first page; where no line states the type, its title does."""
    fields = extract_certificate(pages[0], profile_of("institution_certificate").labels)
    if any(field.path == "type" for field in fields):
        return fields
    text = page_passage(pages[0]).compact
    title = _TITLE.search(text.text)
    return fields if title is None else [*fields, read_field("type", text.group(title, "type"), as_text)]
