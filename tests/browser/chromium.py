"""The browser that tests drive: the one of this machine. `python -m tests.browser.chromium` says when there is none."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "No browser found: the tests drive Chromium. Install the package chromium (apt install chromium)."
FONTS = Path(__file__).parent / "fonts.conf"


def path() -> str | None:
    """Where it is; None when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser(environ: dict[str, str | float | bool] | None = None) -> Iterator[Browser]:
    """A running browser. Raises RuntimeError naming the package when there is none."""
    executable = path()
    if executable is None:
        raise RuntimeError(MISSING)
    # Root may not use the sandbox, and continuous integration is often root; the pages are all our own.
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=arguments, env=environ)
        yield running
        running.close()


def keep_at_home(context: BrowserContext, address: str) -> list[str]:
    """Let nothing out but to this address. Returns the list in which other addresses that were asked for are noted."""
    strangers: list[str] = []

    def look(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:", "about:")):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    context.route("**/*", look)
    return strangers


if __name__ == "__main__":
    sys.exit(0 if path() else MISSING)
