from extractors.kinds.list_fields import TOTAL_LINE, named_rows, without_pages
from extractors.models import Field

MISSING = ("页码标明共3页，缺第2页",)


def _field(path: str, *confirmed_by: str) -> Field:
    return Field(path, 7, "7", 0.9, (), confirmed_by=confirmed_by)


def test_counts_of_a_list_that_lacks_pages_are_doubtful() -> None:
    count, name = without_pages([_field("count", "serial-numbers"), _field("rows[0].age")], MISSING)
    assert (count.value, count.doubtful, count.note) == (7, True, MISSING[0])
    assert not name.doubtful


def test_a_sum_that_the_line_of_totals_confirms_stands() -> None:
    (value,) = without_pages([_field("value", TOTAL_LINE)], MISSING)
    assert not value.doubtful


def test_with_all_pages_nothing_changes() -> None:
    fields = (_field("count"), _field("value"))
    assert without_pages(fields, ()) == fields


def test_rows_are_named_and_many_of_them_cut_short() -> None:
    assert named_rows([2]) == "第3行"
    assert named_rows([0, 4]) == "第1、5行"
    assert named_rows(range(9)) == "第1、2、3、4、5等行"
