"""Role cards and show scripts for trainers; a trainee never gets a customer's card, by whatever address."""

from dataclasses import replace

import pytest
from flask import Flask

from lms.curriculum import edition
from lms.curriculum.catalog import Module
from lms.db import session, transaction
from lms.i18n import Language, Text
from lms.people.models import Coaching
from tests.cast import DAY_ONE, Cast
from tests.pages import Page, Pages
from tests.practice.plays import OTHER_SKILL, SKILL
from tests.practice.views.test_hidden_facts import addresses, secrets_of, told


def module_of(skill: str) -> Module:
    catalog = edition.catalog()
    return catalog.modules[catalog.skills[skill].checklist]  # type: ignore[index]


@pytest.mark.parametrize("who", ["trainer", "manager"])
def test_who_teaches_finds_every_card_and_script_of_the_skills(cast: Cast, pages: Pages, who: str) -> None:
    pages.sign_in(getattr(cast, who))
    listed = pages.get("/practice/handouts")
    for skill in edition.catalog().skills:
        module = module_of(skill)
        assert module.show is not None
        assert f'href="/practice/{skill}/script"' in listed.text
        page = pages.get(f"/practice/{skill}/cards")
        assert page.text.count('<article class="cut-sheet">') == len(module.cards)
        for card in module.cards:
            assert card.title.zh in listed.words
            assert {part for part in secrets_of(card) if part in told(page)}
            assert pages.get(f"/practice/{skill}/cards?card={card.id}").text.count('<article class="cut-sheet">') == 1
        assert 'class="back" href="/practice/handouts"' in pages.get(f"/practice/{skill}/script").text
    assert 'href="/practice/handouts"' in pages.get("/practice").text
    pages.get(f"/practice/{SKILL}/cards?card=no-such-card", 404)
    pages.get("/practice/no-such-skill/cards", 404)


@pytest.mark.parametrize("language", list(Language))
def test_the_trainees_half_alone_tells_nothing_that_is_hidden(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.trainer, language)
    for card in module_of(SKILL).cards:
        page = pages.get(f"/practice/{SKILL}/cards?card={card.id}&side=trainee")
        assert card.goal.in_(language) in page.words
        assert not {part for part in secrets_of(card) if part in told(page)}
        customer = pages.get(f"/practice/{SKILL}/cards?card={card.id}&side=customer")
        assert card.goal.in_(language) not in customer.words


def test_who_teaches_one_skill_gets_the_cards_of_that_one(cast: Cast, pages: Pages) -> None:
    with transaction():
        for coaching in session().query(Coaching).filter_by(trainer_id=cast.trainer):
            coaching.skill = SKILL
    pages.sign_in(cast.trainer).get(f"/practice/{SKILL}/cards")
    pages.get(f"/practice/{OTHER_SKILL}/cards", 404)
    assert f"/practice/{OTHER_SKILL}/cards" not in pages.get("/practice/handouts").text


def test_a_trainee_gets_no_customers_card_by_any_address_also_one_who_coaches(
    app: Flask, cast: Cast, pages: Pages
) -> None:
    with transaction():
        session().add(Coaching(trainer_id=cast.trainee, trainee_id=cast.other_trainee, from_on=DAY_ONE))
    cards = {card for skill in (SKILL, OTHER_SKILL) for card in module_of(skill).cards}
    # What a customer says may stand in a lesson as well; how they are to behave stands on the card alone.
    told_alone = [replace(card, facts=tuple(replace(f, fact=Text("", "")) for f in card.facts)) for card in cards]
    hidden = {part for card in told_alone for part in secrets_of(card)}
    assert len(hidden) > 20 * len(cards)
    pool: dict[str, list[object]] = {
        "person_id": [cast.trainee, cast.other_trainee], "skill": [SKILL, OTHER_SKILL],
        "module_id": [SKILL, OTHER_SKILL], "module": [SKILL, OTHER_SKILL],
    }  # fmt: skip
    pages.sign_in(cast.trainee)
    seen = 0
    for _rule, path in addresses(app, pool):
        for address in (
            path,
            f"{path}?person={cast.other_trainee}&card={min(card.id for card in cards)}&side=customer",
        ):
            pages.forget()
            answer = Page(pages.client.get(address), address)
            seen += answer.status == 200
            assert not {part for part in hidden if part in told(answer)}, address
    assert seen > 20
    for who in (cast.trainee, cast.other_trainee, cast.admin):
        pages.sign_in(who).get("/practice/handouts", 404)
        for card in cards:
            pages.get(f"/practice/{SKILL}/cards?card={card.id}", 404)
