"""`verifier serve` as an office runs it, for what is shown of the whole product."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

ADMINISTRATOR, INITIAL, PASSWORD = "admin", "紫藤架下借一把旧伞-2026", "屋檐上的猫数了七颗星-2026"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a service with a store of its own in `folder`."""
    environment = os.environ | {
        "VERIFIER_STORE_FOLDER": str(folder / "store"),
        "VERIFIER_ADMIN_PASSWORD": INITIAL,
        "VERIFIER_PORT": "0",
    }
    command = [sys.executable, "-m", "verifier.cli", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = next((found[1] for line in process.stdout if (found := re.search(r"服务地址：(\S+)", line))), None)
        assert url is not None, "the service did not start"
        try:
            yield url
        finally:
            process.terminate()


def log_in(page: Page) -> None:
    """Log in as the administrator, whom the service makes at its first start, and who has to change the password."""
    page.goto("/login")
    page.get_by_label("用户名").fill(ADMINISTRATOR)
    page.get_by_label("密码").fill(INITIAL)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("现在的密码").fill(INITIAL)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再填一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="更改密码").click()
    page.wait_for_url("**/dossiers")
