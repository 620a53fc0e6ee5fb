"""How quickly the page of a long dossier opens: `python -m tests.benchmarks.dossier_page [--pages 300] [--times 5]`.

On a service of its own (SQLite), in Chromium at 1366 by 768. Milliseconds after the browser asked for the page until
the server's answer has come, something is painted, the list of pages stands, the page in view shows its picture; and
how many pictures were fetched for it.
"""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from tests.api.conftest import PASSWORD, Running
from tests.api.serving import served
from tests.api.web.reviewed import long_report, put_verified, small_picture
from verifier.settings import read_settings
from verifier.store.opening import open_store
from verifier.store.tables import Role

_TIMES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    answered: page.responseEnd,
    painted: paint.startTime,
    listed: performance.getEntriesByName("pages-listed")[0].startTime,
    pictured: performance.getEntriesByName("page-pictured")[0].startTime,
  };
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings(store_folder=Path(folder), log_level="ERROR")
        store = open_store(settings)
        store.migrate()
        with served(create_app(settings)) as url, sync_playwright() as playwright:
            running = Running(url, store, settings)
            bureau = running.bureau()
            name = running.user(bureau, Role.REVIEWER)
            report = long_report(asked.pages, 40)
            dossier_id = put_verified(running, bureau, report, lambda _file, number: small_picture(number))
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            told = [_opened(browser, url, name, dossier_id) for _ in range(asked.times)]
            browser.close()
        store.close()
    for what in told[0]:
        values = sorted(one[what] for one in told)
        line = f"{what:9} median {statistics.median(values):6.0f}   {values[0]:.0f} to {values[-1]:.0f}"
        print(line)  # noqa: T201


def _opened(browser: Browser, url: str, name: str, dossier_id: str) -> dict[str, float]:
    """One person opens the dossier with an empty cache."""
    context = browser.new_context(base_url=url, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/dossiers")
    fetched: list[str] = []
    page.on("request", lambda asked: fetched.append(asked.url) if "/image" in asked.url else None)
    page.goto(f"/dossiers/{dossier_id}")
    page.wait_for_function("() => performance.getEntriesByName('page-pictured').length > 0")
    times: dict[str, float] = page.evaluate(_TIMES)
    context.close()
    return times | {"pictures": len(fetched)}


if __name__ == "__main__":
    main()
