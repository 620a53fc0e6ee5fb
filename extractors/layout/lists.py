"""Lists: rows of one table over several pages, with or without its heading repeated, ruled or not."""

import re
from collections.abc import Mapping, Sequence

from extractors.layout.tables import Cell, CellRow, cell_rows, header_columns, place_by_column
from extractors.models import Box, Page
from extractors.values.blanks import is_blank_mark

ListRow = Mapping[str, Cell]  # cells by column name; empty cells left out

_NO_ENTRY = re.compile(r"^(?:合计|总计|小计|备注|注|说明|共计|填表)")


def read_list(pages: Sequence[Page], headers: Mapping[str, re.Pattern[str]], key: str) -> list[ListRow]:
    """Rows with something in the `key` column; headings, totals, remarks and empty template rows are none.

    `headers` maps each column's name to the pattern of its heading. A page without a heading goes on in the columns of
    the page before.
    """
    columns: dict[str, Box] = {}
    found: list[ListRow] = []
    for page in pages:
        ruled = bool(page.grids)
        for row in cell_rows(page):
            heading = header_columns(row, headers)
            if key in heading and len(heading) >= 2:
                columns = heading
            elif columns and (entry := _entry(row, columns, key, ruled=ruled)):
                found.append(entry)
    return found


def _entry(row: CellRow, columns: Mapping[str, Box], key: str, *, ruled: bool) -> ListRow | None:
    """The cells of a row of the list; None for anything else."""
    if ruled and row.cells[0].grid is None:
        return None  # beside the table
    cells = {name: cell for name, cell in place_by_column(row, columns).items() if not is_blank_mark(cell.text)}
    if key not in cells or _NO_ENTRY.search(cells[key].text) or (len(cells) < 2 and len(columns) > 2):
        return None
    return cells
