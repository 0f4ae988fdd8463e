"""The browser that tests drive: the one of this machine. `python -m tests.browser.chromium` says when there is none."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from lms.i18n import Language

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "No browser found: the tests drive Chromium. Install the package chromium (apt install chromium)."
# Root may not use the sandbox, and continuous integration is often root; the pages are all our own.
ARGUMENTS = (
    "--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--hide-scrollbars",
    "--use-fake-device-for-media-stream",  # a microphone that beeps, for whom the permission is given
)  # fmt: skip
# Without these settings the letters are those of whatever machine runs it, and every width with them.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="append">
<string>{family}</string><string>DejaVu Sans</string><string>Noto Sans CJK SC</string>
</edit></match>
</fontconfig>
"""
FAMILIES = {Language.ZH: "Noto Sans CJK SC", Language.EN: "Inter"}


def path() -> str | None:
    """Where it is; None when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser(language: Language = Language.ZH) -> Iterator[Browser]:
    """A running browser with the letters of a language. Raises RuntimeError naming the package when there is none."""
    executable = path()
    if executable is None:
        raise RuntimeError(MISSING)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(FONTS.format(family=FAMILIES[language], cache=Path(tempfile.gettempdir()) / "shifu-fonts"))
        environ: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        running = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS), env=environ)
        yield running
        running.close()


def stay_in_house(context: BrowserContext, address: str) -> list[str]:
    """Let nothing out but to this address. Returns the list in which other addresses that were asked for are noted."""
    strangers: list[str] = []

    def look(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    context.route("**/*", look)
    return strangers


if __name__ == "__main__":
    sys.exit(0 if path() else MISSING)
