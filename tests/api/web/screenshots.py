"""Pictures of the main views, of a sample dossier that a real service has read.

    python -m tests.api.web.screenshots docs/screenshots

The pictures have few colours, so that the repository stays small.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import BrowserContext, Page, ViewportSize, sync_playwright

from tests.api.web.conftest import OFFICE_SCREEN
from tests.api.web.serve import log_in, serving
from verifier.client import Client

_SAMPLE = Path(__file__).parents[3] / "samples" / "dossiers" / "faulty"
_COLOURS = 96  # of each kind
_WAITS = 300_000  # milliseconds, on a busy machine
_SETTLES = 3_000  # milliseconds

View = Callable[[Page, str], None]


def _login(page: Page, _dossier: str) -> None:
    page.context.clear_cookies()
    page.goto("/login")


def _queue(page: Page, _dossier: str) -> None:
    page.goto("/dossiers")


def _upload(page: Page, _dossier: str) -> None:
    page.goto("/dossiers/new")
    page.locator("#files").set_input_files([file for file in sorted(_SAMPLE.rglob("*")) if file.is_file()][:6])


def _finding(page: Page, dossier: str) -> None:
    page.goto(f"/dossiers/{dossier}")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.wait_for_timeout(_SETTLES)  # pictures are asked for once a page has stayed in view
    page.wait_for_load_state("networkidle")


def _tab(name: str) -> View:
    def view(page: Page, dossier: str) -> None:
        page.goto(f"/dossiers/{dossier}")
        page.get_by_role("tab", name=re.compile(name)).click()
        page.wait_for_load_state("networkidle")

    return view


def _at(path: str) -> View:
    def view(page: Page, dossier: str) -> None:
        page.goto(path.format(dossier=dossier))
        page.wait_for_load_state("networkidle")

    return view


_VIEWS: dict[str, View] = {
    "queue": _queue,
    "upload": _upload,
    "finding": _finding,
    "checklist": _tab("材料清单"),
    "coverage": _tab("填报数据"),
    "letter": _at("/dossiers/{dossier}/letter"),
    "conclusion": _at("/dossiers/{dossier}/conclusion"),
    "rulesets": _at("/admin/rulesets"),
    "state": _at("/admin/state"),
    "login": _login,
}
_IN_THE_DARK = ("finding",)


def take(output: Path) -> None:
    """Write a PNG of each view, of some in dark as well."""
    output.mkdir(parents=True, exist_ok=True)
    browser_path = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as url, sync_playwright() as playwright:
        dossier = _verified(url, Path(folder))
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        schemes: dict[Literal["light", "dark"], tuple[str, ...]] = {"light": tuple(_VIEWS), "dark": _IN_THE_DARK}
        screen = ViewportSize(width=OFFICE_SCREEN["width"], height=OFFICE_SCREEN["height"])
        state = _logged_in(browser.new_context(base_url=url)).context.storage_state()
        for scheme, names in schemes.items():
            context = browser.new_context(
                base_url=url, viewport=screen, locale="zh-CN", color_scheme=scheme, storage_state=state
            )
            page = context.new_page()
            page.set_default_timeout(_WAITS)
            for name in names:
                _VIEWS[name](page, dossier)
                _save(page.screenshot(), output / (f"{name}.png" if scheme == "light" else f"{name}-{scheme}.png"))
        browser.close()


def _save(content: bytes, path: Path) -> None:
    picture = Image.open(BytesIO(content)).convert("RGB")
    often, far_apart = (
        (picture.quantize(_COLOURS, method).getpalette() or [])[: 3 * _COLOURS]
        for method in (Image.Quantize.MEDIANCUT, Image.Quantize.MAXCOVERAGE)
    )
    palette = Image.new("P", (1, 1))
    palette.putpalette(often + far_apart)  # greys of scans, and the few words whose colour has a meaning
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path)  # noqa: T201 -- what the command made


def _verified(url: str, folder: Path) -> str:
    """The id of the sample, verified."""
    made = subprocess.run(
        [
            sys.executable, "-m", "verifier.cli", "admin", "create-key", "截图", "--organisation", "本单位",
            "--scope", "submit", "--scope", "read",
        ],
        env=os.environ | {"VERIFIER_STORE_FOLDER": str(folder / "store")},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    found = re.search(r"dv_\S+", made.stdout)
    assert found is not None, made.stdout
    with Client(url, found[0]) as client:
        dossier = client.submit([_SAMPLE], reference="2026-0153")
        for _ in client.watch(dossier.id):
            pass
    return dossier.id


def _logged_in(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(_WAITS)
    log_in(page)
    return page


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    take(parser.parse_args().output)
