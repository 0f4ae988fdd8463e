"""Every address is known: who may come, and that none has gone missing."""

import re
from pathlib import Path

from flask import Flask

from lms.people.policy import Action
from tests.walk import STOPS

LIST = Path(__file__).parent / "routes.txt"


def routes(app: Flask) -> list[str]:
    """One line an address and method: `POST /sign-in people.sign_in`."""
    return sorted(
        f"{method} {rule.rule} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    )


def test_every_view_is_open_to_all_or_names_its_action(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint == "static":
            continue
        named = getattr(view, "action", None)
        assert getattr(view, "open_to_all", False) != isinstance(named, Action), endpoint


def test_what_is_open_to_all_is_a_short_list(app: Flask) -> None:
    found = {endpoint for endpoint, view in app.view_functions.items() if getattr(view, "open_to_all", False)}
    assert found == {
        "web.healthz", "web.styleguide", "web.manifest", "practice.worker",
        "people.sign_in", "people.sign_in_demo", "people.sign_out", "people.enter", "people.language",
        # by the token of a guest's own browser
        "guest.link", "guest.start", "guest.review", "guest.csrf", "guest.rate", "guest.end", "guest.done",
    }  # fmt: skip


def test_no_get_address_has_a_verb_that_writes(app: Flask) -> None:
    writes = ("end", "suspend", "unsuspend", "undo", "save", "sign-out", "finish", "close", "rate")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            assert rule.rule.rstrip("/").rsplit("/", 1)[-1] not in writes, rule


def test_no_address_is_removed_or_added_unnoticed(app: Flask) -> None:
    """When an address changes on purpose, change the list with it: bookmarks and pasted links point there."""
    assert routes(app) == LIST.read_text(encoding="utf-8").splitlines()


def test_every_page_is_walked_through(app: Flask) -> None:
    """So that it is looked at: by the pictures, and by the browser that asks whether everybody can use it."""
    no_pages = {
        "static", "web.healthz", "people.signed_in", "practice.csrf", "practice.stamp", "classes.stamp",
        "desk.team_csv", "leaders.owed_csv", "file.as_json", "raters.watch_stamp", "guest.csrf",
        "items.module_csv", "items.template",
        "quizzes.answers", "practice.uncovered", "recordings.listing", "recordings.media", "recordings.captions_file",
        "asking.section_own", "asking.item_own",
        "web.manifest", "practice.worker", "practice.tries_home",
        "people.admin", "desk.progress", "desk.arranged",  # these lead on
    }  # fmt: skip
    to = app.url_map.bind("localhost")
    paths = (
        stop.path.replace("{invitation}", "/enter/token").partition("?")[0] for stop in STOPS if stop.status == 200
    )
    walked = {to.match(re.sub(r"{\w+}", "1", path))[0] for path in paths}
    answering = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert answering - walked == no_pages
