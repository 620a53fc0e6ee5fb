"""The pages as people see them: in real Chromium, on the service as it runs."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.api.conftest import PASSWORD, Bureau, Running
from tests.servers import absent
from verifier.store.tables import Role

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WAITS = 120_000  # milliseconds: a busy machine is slow, and that is not on trial here
expect.set_options(timeout=_WAITS)  # of all tests of pages, in whichever order their modules are imported
OFFICE_SCREEN = {"width": 1366, "height": 768}
# of a module of pages: what the database does differently is shown by the tests of the store and of the API
ONE_DATABASE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; skips where there is none.

    One for each module: Playwright's loop runs in this thread for as long as it lives, and whatever the same process
    tests afterwards could not start one of its own.
    """
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        absent("Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass(frozen=True)
class Person:
    """Somebody of a bureau at a screen of their own."""

    name: str
    page: Page
    faults: list[str]  # what the browser complained of: errors of scripts, what the policy refused

    def log_in(self, next_: str = "/dossiers") -> None:
        self.page.goto(f"/login?next={next_}")
        self.page.get_by_label("用户名").fill(self.name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/login" not in url)


class Office:
    """Screens of one browser; each person has cookies of their own."""

    def __init__(self, browser: Browser, running: Running, bureau: Bureau) -> None:
        self._browser = browser
        self._running = running
        self._bureau = bureau
        self._contexts: list[BrowserContext] = []

    def person(self, role: Role = Role.REVIEWER, **context: Any) -> Person:
        return self.at_screen(self._running.user(self._bureau, role), **context)

    def at_screen(self, name: str, **context: Any) -> Person:
        """Somebody who is there already, at another screen."""
        opened = self._browser.new_context(
            **{"base_url": self._running.url, "viewport": OFFICE_SCREEN, "locale": "zh-CN", **context}
        )
        self._contexts.append(opened)
        page = opened.new_page()
        page.set_default_timeout(_WAITS)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        return Person(name, page, faults)

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def office(chromium: Browser, running: Running, bureau: Bureau) -> Iterator[Office]:
    opened = Office(chromium, running, bureau)
    yield opened
    opened.close()


def assert_accessible(page: Page) -> None:
    """No serious or critical fault that axe knows of."""
    found = Axe().run(page).response["violations"]
    serious = [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert not serious, "\n".join(serious)


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
