import pytest

from api.sessions.browsers import described

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
            "Edge（Windows）",
        ),
        (
            f"Mozilla/5.0 (Windows NT 6.1; WOW64) {_WEBKIT} Chrome/86.0.4240.198 Safari/537.36 360SE",
            "360浏览器（Windows）",
        ),
        (f"Mozilla/5.0 (X11; Linux x86_64) {_WEBKIT} Chrome/143.0.0.0 Safari/537.36", "Chrome（Linux）"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox（Mac）"),
        (
            f"Mozilla/5.0 (Linux; Android 14) {_WEBKIT} Chrome/143.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0",
            "微信（安卓）",
        ),
        ("python-httpx/0.28", "程序"),
        ("<script>alert(1)</script>", "其他浏览器"),
        ("", "其他浏览器"),
    ],
)
def test_a_browser_is_named_in_plain_words_and_nothing_else_of_it_is_kept(agent: str, words: str) -> None:
    assert described(agent) == words
