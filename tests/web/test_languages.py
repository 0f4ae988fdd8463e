"""Chinese pages say nothing in Latin letters, English ones nothing in Chinese, but for names, quotes and a list."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from lms.config import ROOT
from lms.curriculum.faults import Place
from lms.curriculum.latin import LATIN_LIST, read_latin
from lms.i18n import Language, Text
from lms.ops.demo.company import EVERYBODY, VISIT
from tests.demo import serving_copy
from tests.once import share_content
from tests.pages import Page, Pages
from tests.shipped import content
from tests.walk import GUESTS, STOPS, Company, Stop

pytestmark = pytest.mark.slow

ALLOWED = Path(__file__).with_name("latin_allowed.txt")
MOST_ALLOWED = 60


LATIN = re.compile(r"[A-Za-z][A-Za-z'’]*")
CODE = re.compile(r"[A-Za-z]+-?[0-9][A-Za-z0-9-]*")  # as on a drawing or a card: Z-208
HAN = re.compile(r"[㐀-鿿]+")
PINYIN = "zh-Latn"  # letters by which Chinese words are looked for
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "content", "value", "data-saved", "data-kept")
REFERENCE = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])")  # of an error, for whoever reads the log
FILLED_IN = re.compile(r"\{\w+\}")  # what a script puts into a sentence
UNREAD = {"script", "style", "template", "option", "code", "kbd"}
# Columns of the demo company that hold what its people are called or wrote themselves: names and quotes.
NAMES = {"person": ("name", "email", "mobile"), "team": ("name",)}
QUOTES = {
    "change": ("text",), "note": ("text",), "attendance_word": ("comment",), "decision": ("reason", "said"),
    "asked": ("text", "answer", "excerpt"), "mark": ("comment",), "time_extension": ("why",),
    "recording": ("file_name",), "recording_comment": ("text",),
    "reply": ("text",), "case_word": ("text",), "case_end": ("text",), "arrangement": ("reason", "place"),
    "correction": ("why",), "try": ("carried_change",), "second_look": ("why", "declined_why"),
    "watch_request": ("place",), "absence": ("why",), "judgement_settings": ("why",),
}  # fmt: skip
REFUSED = (  # forms sent with nothing in them, or with too little, as somebody who may send them
    Stop("", "sign-in", "/sign-in", 422),
    Stop("lin", "account", "/account", 422),
    Stop("meng", "self-rating", "/tries/{sealed_try}/self", 422),
    Stop("chen", "show-new", "/shows/new", 422),
    Stop("chen", "show-correct", "/shows/{show_disputed}/correct", 422),
    Stop("chen", "review-correct", "/reviews/{review}/correct", 422),
    Stop("chen", "call-off", "/tries/{live_try}/call-off", 422),
    Stop("qin", "decision", f"/people/{{su}}/decisions/new?skill={VISIT}", 422),
    Stop("su", "reply", "/decisions/{decision}/reply", 422),
    Stop("luo", "enrol", "/enrol/{bai}", 422),
    Stop("ding", "person-new", "/admin/people/new", 422),
    Stop("ding", "lines", "/admin/lines", 422),
    Stop("ding", "teams", "/admin/teams", 422),
    Stop("ding", "coaching", "/admin/coaching", 422),
)


class Reading:
    """The demo company read page by page as everybody it is for."""

    def __init__(self, site: Flask) -> None:
        self.company = Company(site)
        self.pages = Pages(site)
        self.own_words = self._own_words(site)
        self.initials = {somebody.name[0] for somebody in EVERYBODY}

    def open(self, stop: Stop, language: Language) -> Page:
        self._become(stop, language)
        return self.pages.get(self.company.path(stop), stop.status)

    def refuse(self, stop: Stop, language: Language) -> Page:
        """Send the form of a page with nothing in it."""
        self._become(stop, language)
        return self.pages.post(self.company.path(stop), {}, stop.status)

    def _become(self, stop: Stop, language: Language) -> None:
        self.pages = Pages(self.company.site)
        if stop.who in GUESTS:
            self.pages.client.set_cookie("guest", self.company.guests[stop.who])
            self.pages.client.set_cookie("language", language.value)
        elif stop.who:
            self.pages.sign_in(self.company.ids[stop.who], language)
        else:
            self.pages.client.set_cookie("language", language.value)

    def _own_words(self, site: Flask) -> list[str]:
        """All names and quotes, the longest first, so that a part of one is never left over."""
        path = site.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
        connection = sqlite3.connect(path)
        found = {
            str(value)
            for table, columns in (*NAMES.items(), *QUOTES.items())
            for column in columns
            for (value,) in connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" <> \'\'')
        }
        for field in ("text", "entry"):  # what was typed; a letter or a figure alone is no words
            written = f"SELECT DISTINCT json_extract(answer, '$.{field}[0]') FROM response"
            found |= {str(value) for (value,) in connection.execute(written) if value and len(str(value)) > 1}
        connection.close()
        return sorted(found, key=len, reverse=True)

    def words_of_ours(self, page: Page, language: Language) -> str:
        """All that a page says in its own name: without what is marked as another language, names and quotes."""
        parts = spoken(page.tree, language)
        said = " ".join(part for part in parts if part.strip() not in self.initials)
        said = REFERENCE.sub(" ", said)  # before a number that somebody typed is cut out of the midst of one
        for words in self.own_words:
            said = said.replace(words, " ")
        return FILLED_IN.sub(" ", said)


def spoken(node: ElementTree.Element, language: Language) -> Iterator[str]:
    """Text and spoken attributes of an element and all within it, as far as they are in this language."""
    lang = node.get("lang") or language.value
    if node.tag in UNREAD or not lang.startswith(language.value[:2]) or lang.startswith(PINYIN):
        return
    if node.tag != "meta" or node.get("name") == "description":
        yield from (node.get(name) or "" for name in SPOKEN_ATTRIBUTES if _is_spoken(node, name))
    if isinstance(node.tag, str):
        yield node.text or ""
    for child in node:
        yield from spoken(child, language)
        yield child.tail or ""


def _is_spoken(node: ElementTree.Element, name: str) -> bool:
    """A value is only said by what shows it: not by hidden fields, boxes and choices."""
    return name != "value" or (node.tag == "input" and node.get("type") in ("text", "submit"))


def allowed() -> dict[str, str]:
    """Latin runs that Chinese pages may have, each with its reason."""
    lines = [line for line in ALLOWED.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split(None, 1) for line in lines)  # type: ignore[misc]  # two parts a line, tested below


def permitted() -> set[str]:
    """The same, and what the content gives its own reasons for."""
    kept = read_latin((ROOT / LATIN_LIST).read_text("utf-8"), Place(LATIN_LIST), [])
    return allowed().keys() | kept.keys()


def every_page() -> list[Stop]:
    """Those of the walk and every section of every module; not the guide, which is about both languages at once."""
    lessons = [
        Stop("lin", section.anchor, f"/courses/{module.id}/{section.anchor}")
        for module in content().modules.values()
        for section in module.lessons[Language.ZH].sections
    ]
    return [*(stop for stop in STOPS if stop.name != "styleguide"), *lessons]


@pytest.fixture
def reading(demo_site: Flask) -> Reading:
    return Reading(demo_site)


@pytest.fixture(scope="module")
def said_in_chinese(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Stop, str]:
    """What each page says in its own name: read once for what must not and for what must be among it."""
    with serving_copy(demo_file, share_content(tmp_path_factory.mktemp("chinese"), tmp_path_factory)) as site:
        reading = Reading(site)
        return {stop: reading.words_of_ours(reading.open(stop, Language.ZH), Language.ZH) for stop in every_page()}


def test_chinese_pages_say_nothing_in_latin_letters_but_what_is_listed(said_in_chinese: dict[Stop, str]) -> None:
    found: dict[str, str] = {}
    kept = permitted()
    for stop, words in said_in_chinese.items():
        found |= {run: str(stop) for run in LATIN.findall(words) if run not in kept}
    assert not found, "\n".join(f"{run}: {where}" for run, where in found.items())


def test_english_pages_say_nothing_in_chinese(reading: Reading) -> None:
    found: dict[str, str] = {}
    for stop in every_page():
        words = reading.words_of_ours(reading.open(stop, Language.EN), Language.EN)
        found |= {run: str(stop) for run in HAN.findall(words)}
    assert not found, "\n".join(f"{run}: {where}" for run, where in found.items())


def test_what_is_asked_shown_and_played_is_in_its_language() -> None:
    """Every sentence of pools, checks, checklists, show scripts and role cards, whether a page shows it or not."""
    latin = {run for text in texts(content()) for run in LATIN.findall(CODE.sub("", text.zh))} - permitted()
    han = {run for text in texts(content()) for run in HAN.findall(text.en)}
    assert (latin, han) == (set(), set())


def texts(value: object) -> Iterator[Text]:
    """Every sentence within a value of the catalog."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, tuple | frozenset):
        for inner in value:
            yield from texts(inner)
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts(getattr(value, one.name))


@pytest.mark.parametrize("stop", REFUSED, ids=str)
def test_what_is_wrong_with_a_form_is_said_in_the_readers_language(stop: Stop, reading: Reading) -> None:
    chinese = reading.words_of_ours(reading.refuse(stop, Language.ZH), Language.ZH)
    assert [run for run in LATIN.findall(chinese) if run not in permitted()] == []
    english = reading.words_of_ours(reading.refuse(stop, Language.EN), Language.EN)
    assert HAN.findall(english) == []


def test_the_list_is_short_sorted_and_gives_a_reason_for_each() -> None:
    listed = allowed()
    assert len(listed) <= MOST_ALLOWED
    assert list(listed) == sorted(listed, key=str.casefold)
    assert [run for run, reason in listed.items() if len(reason) < 5 or not LATIN.fullmatch(run)] == []


def test_every_listed_run_is_met(said_in_chinese: dict[Stop, str]) -> None:
    met = {run for words in said_in_chinese.values() for run in LATIN.findall(words)}
    met |= {run for text in texts(content()) for run in LATIN.findall(text.zh)}
    assert set(allowed()) - met == set()
