import pytest

from api.problems import ProblemError
from api.reports.formats import MEDIA_TYPES, ReportFormat, choose_format

BOTH = ("json", "html")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("wanted", "accept", "chosen"),
    [
        (None, None, "json"),
        (None, "*/*", "json"),
        (None, BROWSER, "html"),
        (None, "text/html", "html"),
        (None, "text/*;q=0.5, application/json;q=0.4", "html"),
        (None, "application/json, text/html", "json"),
        (None, "application/json;q=0, */*", "html"),
        (None, "TEXT/HTML ; Q=1", "html"),
        (ReportFormat.HTML, "application/json", "html"),
        (ReportFormat.JSON, BROWSER, "json"),
    ],
)
def test_the_name_decides_then_the_weights(wanted: ReportFormat | None, accept: str | None, chosen: str) -> None:
    assert choose_format(wanted, accept, BOTH).value == chosen


@pytest.mark.parametrize(
    ("wanted", "accept"),
    [
        (ReportFormat.PDF, None),
        (None, MEDIA_TYPES[ReportFormat.PDF]),
        (None, "image/png"),
        (None, "text/html;q=0"),
        (None, "text/html;q=much"),
        (None, "application/json;q=0, text/html;q=0"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(wanted: ReportFormat | None, accept: str | None) -> None:
    with pytest.raises(ProblemError) as caught:
        choose_format(wanted, accept, BOTH)
    assert caught.value.kind.code == "not-acceptable"
    assert "json、html" in caught.value.detail
