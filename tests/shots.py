"""Pictures of every page, both languages, phone and wide, light and dark, as contact sheets in shots/: `make shots`.

`python -m tests.shots --only story --out /tmp/shots` takes some. `--picture` makes docs/picture.png for the README.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, BrowserContext

from app import create_app
from lms.config import ROOT, Settings
from lms.i18n import Language
from lms.ops import demo
from tests.browser.chromium import browser
from tests.serving import Served
from tests.walk import STOPS, Company, Stop

SCHEMES = ("light", "dark")
CAPTION = 28  # pixels above each picture for its name
GAP = 16
BACKGROUND = "#8a8f98"
TALLEST = 6000  # pixels
HEAVIEST = 300_000  # bytes of the README's picture


@dataclass(frozen=True, slots=True)
class Window:
    """A width at which pages are pictured. shown: the width in a sheet; columns: pictures beside each other."""

    name: str
    width: int
    height: int
    shown: int
    columns: int
    longest: int


WINDOWS = (Window("phone", 390, 844, 390, 6, 2400), Window("wide", 1280, 900, 900, 3, 1800))


@contextmanager
def served_company() -> Iterator[tuple[Company, Served]]:
    """The demo company as of today."""
    with tempfile.TemporaryDirectory(prefix="shifu-shots-") as folder:
        settings = Settings.from_environment({"LMS_DATA": folder})
        demo.load(settings)
        served = Served(settings.data).ready()
        try:
            yield Company(create_app(settings)), served
        finally:
            served.stop()


def main() -> int:
    options = _options()
    if options.picture:
        picture()
        return 0
    stops = [stop for stop in STOPS if any(part in str(stop) for part in options.only)] if options.only else STOPS
    options.out.mkdir(parents=True, exist_ok=True)
    with served_company() as (company, served):
        for language in Language:
            company.look(language, "auto")
            with browser(language) as running:
                for window in WINDOWS:
                    for scheme in SCHEMES:
                        pictures = [
                            (str(stop), one)
                            for stop, one in _pictures(running, company, served, stops, (language, window, scheme))
                        ]
                        _sheets(pictures, window, options.out, f"{language.name.lower()}-{window.name}-{scheme}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="*", default=[], help="parts of the names of stops, as tests/walk.py lists them"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "shots")
    parser.add_argument("--picture", action="store_true")
    return parser.parse_args()


def _pictures(
    running: Browser, company: Company, served: Served, stops: Sequence[Stop], look: tuple[Language, Window, str]
) -> Iterator[tuple[Stop, Image.Image]]:
    language, window, scheme = look
    for who in dict.fromkeys(stop.who for stop in stops):
        context = signed_in(running, company, served, who, (window.width, window.height), scheme)
        cookie = {"name": "language", "value": language.value, "url": served.address}
        context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
        page = context.new_page()
        for stop in (stop for stop in stops if stop.who == who):
            page.set_viewport_size({"width": window.width, "height": window.height})
            page.goto(company.path(stop))
            # What is sticky stands where a reader sees it only when the window holds the whole page.
            height = max(window.height, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": window.width, "height": min(height, TALLEST)})
            taken = Image.open(BytesIO(page.screenshot(animations="disabled")))
            yield stop, _reduced(taken, window)
        context.close()


def signed_in(
    running: Browser, company: Company, served: Served, who: str, size: tuple[int, int], scheme: str, scale: float = 1
) -> BrowserContext:
    """A window of somebody of the company; of a stranger for an empty name."""
    context = running.new_context(
        base_url=served.address,
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        color_scheme=scheme,  # type: ignore[arg-type]  # light or dark
        timezone_id="Asia/Shanghai",
    )
    if who:
        cookie = company.signed_in(who, served.address)
        context.add_cookies([cookie])  # type: ignore[list-item]  # as the library documents it
    return context


def _reduced(taken: Image.Image, window: Window) -> Image.Image:
    height = round(taken.height * window.shown / taken.width)
    small = taken.convert("RGB").resize((window.shown, height), Image.Resampling.LANCZOS)
    return small.crop((0, 0, window.shown, min(height, window.longest)))


def _sheets(pictures: Sequence[tuple[str, Image.Image]], window: Window, out: Path, name: str) -> None:
    """Contact sheets of two rows each, so that a sheet can be looked at whole."""
    each = window.columns * 2
    for number, start in enumerate(range(0, len(pictures), each), start=1):
        sheet = _sheet(pictures[start : start + each], window)
        path = out / f"{name}-{number}.png"
        sheet.quantize(256, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)
        print(path)


def _sheet(pictures: Sequence[tuple[str, Image.Image]], window: Window) -> Image.Image:
    rows = [pictures[start : start + window.columns] for start in range(0, len(pictures), window.columns)]
    heights = [max(one.height for _, one in row) + CAPTION + GAP for row in rows]
    widest = max(len(row) for row in rows)
    sheet = Image.new("RGB", (widest * (window.shown + GAP) + GAP, sum(heights) + GAP), BACKGROUND)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(18)
    for row, top in zip(rows, _tops(heights), strict=True):
        for place, (name, one) in enumerate(row):
            left = GAP + place * (window.shown + GAP)
            pen.text((left, top), name, fill="white", font=font)
            sheet.paste(one, (left, top + CAPTION))
    return sheet


def _tops(heights: Sequence[int]) -> list[int]:
    return [GAP + sum(heights[:place]) for place in range(len(heights))]


def picture() -> None:
    """The README's picture: what a manager and a trainee see, in both languages."""
    path = ROOT / "docs" / "picture.png"
    with served_company() as (company, served):
        company.look(Language.EN, "auto")
        with browser(Language.EN) as running:
            team = _taken(running, company, served, "qin", "/team", (1180, 900))
        company.look(Language.ZH, "auto")
        with browser(Language.ZH) as running:
            home = _taken(running, company, served, "lin", "/", (390, 900))
    whole = Image.new("RGB", (team.width + home.width + 3 * GAP, team.height + 2 * GAP), "#d6dce4")
    whole.paste(team, (GAP, GAP))
    whole.paste(home, (team.width + 2 * GAP, GAP))
    reduced = whole.resize((1200, round(whole.height * 1200 / whole.width)), Image.Resampling.LANCZOS)
    reduced.quantize(128, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)
    assert path.stat().st_size < HEAVIEST, f"{path} has {path.stat().st_size} bytes"
    print(path)


def _taken(
    running: Browser, company: Company, served: Served, who: str, path: str, size: tuple[int, int]
) -> Image.Image:
    context = signed_in(running, company, served, who, size, "light", scale=1)
    page = context.new_page()
    page.goto(path)
    taken = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    context.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
