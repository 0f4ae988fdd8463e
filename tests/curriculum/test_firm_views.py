"""The firms of the lessons: everybody reads what can be known from outside, and only who teaches what is hidden."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest
from flask import Flask

from lms.curriculum import edition
from lms.curriculum.world import FirmId, Kind, World
from lms.i18n import Language, Text
from tests.cast import Cast
from tests.pages import Pages

LONG = {Language.ZH: 6, Language.EN: 12}
"""From so many characters on, words that are in a hidden text and on a page are there by no chance."""


@pytest.fixture
def world(app: Flask) -> World:
    """The world as it is shipped."""
    with app.test_request_context():
        return edition.catalog().world


def sentences(thing: object, language: Language) -> Iterator[str]:
    """All that something says, cut where a sentence or a part of one ends."""
    if isinstance(thing, Text):
        yield from re.split("[，。；：、,.;:]", thing.in_(language))
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from sentences(getattr(thing, one.name), language)
    elif isinstance(thing, tuple):
        for entry in thing:
            yield from sentences(entry, language)


def said(thing: object, language: Language) -> set[str]:
    return {squeezed(one) for one in sentences(thing, language)}


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


@pytest.mark.parametrize("language", list(Language))
def test_no_page_gives_a_trainee_a_word_of_what_is_hidden(
    pages: Pages, cast: Cast, world: World, language: Language
) -> None:
    pages.sign_in(cast.trainee, language)
    for firm in world.firms.values():
        address = f"/prospects/{firm.id}" if firm.kind is Kind.PROSPECT else f"/world/{firm.id}"
        known = "|".join(said(firm.from_outside(), language))
        hidden = {words for words in said(firm, language) if words not in known}
        assert hidden or firm.kind is not Kind.PROSPECT
        for page in (pages.get(address), pages.get(f"{address}?outside")):
            told = squeezed(page.text)
            assert not [words for words in hidden if len(words) >= LONG[language] and words in told]
            assert squeezed(firm.about.in_(language)) in squeezed(page.words)


@pytest.mark.parametrize("role", ["trainer", "manager", "other_trainer", "admin"])
def test_who_teaches_reads_it_and_can_look_as_a_trainee_does(pages: Pages, cast: Cast, world: World, role: str) -> None:
    inside = world.firms[FirmId("shiheng")].inside
    assert inside is not None
    pages.sign_in(cast.roles()[role], Language.ZH)
    assert inside.fit.zh in pages.get("/prospects/shiheng").words
    assert inside.fit.zh not in pages.get("/prospects/shiheng?outside").words


def test_a_firm_has_one_address_and_a_stranger_none(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.trainee)
    assert pages.client.get("/world/shiheng").location == "/prospects/shiheng"
    assert pages.client.get("/prospects/qiaojing").location == "/world/qiaojing"
    pages.get("/prospects/nobody", 404)


def test_the_price_list_is_read_by_everybody(pages: Pages, cast: Cast) -> None:
    words = pages.sign_in(cast.trainee, Language.EN).get("/world/qiaojing").words
    assert "8,000 yuan" in words.replace("\xa0", " ")


def test_lists_and_lessons_lead_to_the_customers(pages: Pages, cast: Cast, world: World) -> None:
    pages.sign_in(cast.trainee)

    def links(address: str) -> set[str]:
        return {str(node.get("href")) for node in pages.get(address).tree.iter("a")}

    assert "/prospects" in links("/courses")
    assert {f"/prospects/{firm.id}" for firm in world.of_kind(Kind.PROSPECT)} <= links("/prospects")
    assert {f"/world/{firm.id}" for firm in world.of_kind(Kind.VENDOR, Kind.RIVAL)} <= links("/world")
    assert "/prospects/shiheng" in links("/courses/telephone-selling")
    assert "/courses/telephone-selling" in links("/prospects/shiheng")
