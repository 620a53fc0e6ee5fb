"""房屋所有权证 (old, a table) and 不动产权证书 (new, two pages)."""

import re
from collections.abc import Sequence

from extractors.kinds.catalogue import profile_of
from extractors.kinds.fields import AREA_CHARACTERS, as_area, as_name, as_text, read_field
from extractors.layout.forms import FormValue, extract_form_values
from extractors.layout.passages import Passage
from extractors.layout.prose import document_passage, find_first
from extractors.layout.tables import cell_rows, read_columns
from extractors.models import Field, Page

_AREA_HEADING = re.compile(r"^(?:房屋)?建筑面积")


def extract(pages: Sequence[Page]) -> list[Field]:
    """The contract's fields of a property certificate."""
    profile = profile_of("property_certificate")
    values: dict[str, FormValue] = {}
    for page in pages:
        for name, value in extract_form_values(page, profile.labels).items():
            if name not in values or not values[name].passage:
                values[name] = value
    running = document_passage(pages).compact
    fields = []
    for path, parse in (("holder", as_name), ("address", as_text)):
        if path in values and values[path].passage:
            fields.append(read_field(path, values[path].passage, parse))
    number = find_first(running, profile.patterns["number"])
    if number is not None:
        fields.append(read_field("number", number))
    area = find_first(running, profile.patterns["area"]) or _under_heading(pages)
    if area is None and "area" in values and values["area"].passage:
        area = values["area"].passage
    if area is not None:
        fields.append(read_field("area", area, as_area("平方米"), AREA_CHARACTERS))
    return fields


def _under_heading(pages: Sequence[Page]) -> Passage | None:
    """The figure below the heading 建筑面积 of a table."""
    rows = [row for page in pages for row in cell_rows(page)]
    found = read_columns(rows, {"area": _AREA_HEADING}, least=1)
    below = (row["area"].passage for row in found[1][:3] if "area" in row) if found is not None else iter(())
    return next((passage for passage in below if re.search(r"\d", passage.text)), None)
