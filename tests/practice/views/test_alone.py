"""Practice alone with a scripted customer, by links alone, logged, and read again by who coaches."""

import re

import pytest

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session
from lms.i18n import Language
from lms.practice.plays import plays_of
from lms.practice.reading import practice_of
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import OTHER_SKILL, SKILL, key, verbs
from tests.practice.test_plays import a_script, best_of


def path_of(skill: str = SKILL, said: list[str] | None = None) -> str:
    (script,) = edition.catalog().modules[ModuleId(skill)].customers
    return f"/practice/{skill}/customers/{script.id}" + (f"?said={'.'.join(said)}" if said else "")


@pytest.mark.parametrize("language", list(Language))
def test_a_talk_is_walked_by_links_to_its_end_and_logged_by_a_form(
    cast: Cast, pages: Pages, language: Language
) -> None:
    script = a_script()
    page = pages.sign_in(cast.trainee, language).get(f"/practice/{SKILL}")
    assert path_of() in page.text
    page, heard = pages.get(path_of()), 0
    for said in best_of(script):
        link = re.search(rf'href="([^"]+[=.]{said})#now"', page.text)
        assert link, said
        page = pages.get(link.group(1))
    for fact in script.facts:
        heard += fact.fact.in_(language) in page.words
        assert fact.matters.in_(language) in page.words
    assert heard == len(script.facts)
    assert script.ends[-1].text.in_(language) in page.words
    form = dict(re.findall(r'<input[^>]* name="(hash|said|key)"[^>]* value="([^"]*)"', page.text))
    for _time in range(2):
        assert pages.post(path_of(), form).location == f"/practice/{SKILL}"
    assert verbs(cast.trainee) == ["practised"]
    words = pages.get(f"/practice/{SKILL}").words
    expected = {Language.ZH: "对手苗厂长（剧本），5条实情听到5条", Language.EN: "with Miao (script), 5 of 5 facts"}
    assert expected[language] in words


def test_a_script_that_has_changed_begins_anew(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    assert pages.get(path_of(said=["gone"]), 302).location == path_of()
    assert "改过了" in pages.get(path_of()).words
    pages.get(f"/practice/{SKILL}/customers/nobody", 404)
    pages.get("/practice/nothing/customers/nobody", 404)


def test_what_a_phone_kept_is_logged_once_at_the_time_it_was_over(cast: Cast, pages: Pages) -> None:
    script, pages = a_script(), pages.sign_in(cast.trainee)
    body = {"person": cast.trainee, "key": key(), "hash": script.hash, "said": best_of(script), "ago": 3600}
    assert pages.send(path_of(), body).get_json() == {"key": body["key"], "back": f"/practice/{SKILL}"}
    assert pages.send(path_of(), {**body, "ago": 3700}).get_json()["key"] == body["key"]
    session().rollback()
    (made,) = practice_of([cast.trainee])[cast.trainee].solo(SKILL)
    assert made.record_id
    assert verbs(cast.trainee) == ["practised"]
    gone = {**body, "key": key(), "hash": "0" * 32}
    pages.send(path_of(), gone)
    assert verbs(cast.trainee) == ["practised"] * 2, "without its script it is practice alone all the same"


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": 0}, {"key": 7}, {"said": "by-name"}, {"said": ["by-name"]}, {"ago": -1}, {"ago": "long"},
        {"said": ["\ud800"]},
    ],
)  # fmt: skip
def test_what_a_script_sends_wrongly_is_refused(cast: Cast, pages: Pages, wrong: dict[str, object]) -> None:
    script = a_script()
    body = {"person": cast.trainee, "key": key(), "hash": script.hash, "said": best_of(script), "ago": 0}
    pages.sign_in(cast.trainee).send(path_of(), {**body, **wrong}, 422)
    assert verbs(cast.trainee) == []


def test_a_customer_of_another_skill_is_not_logged_here(cast: Cast, pages: Pages) -> None:
    script = a_script()
    body = {"person": cast.trainee, "key": key(), "hash": script.hash, "said": best_of(script), "ago": 0}
    pages.sign_in(cast.trainee).send(f"/practice/{SKILL}/customers/other", body, 404)
    assert script.hash not in {one.hash for one in edition.catalog().modules[ModuleId(OTHER_SKILL)].customers}


def test_who_coaches_reads_what_was_said_and_a_stranger_does_not(cast: Cast, pages: Pages) -> None:
    script = a_script()
    body = {"person": cast.trainee, "key": key(), "hash": script.hash, "said": best_of(script), "ago": 0}
    pages.sign_in(cast.trainee).send(path_of(), body)
    session().rollback()
    (made,) = practice_of([cast.trainee])[cast.trainee].solo(SKILL)
    assert plays_of([made.id])[made.id].found == len(script.facts)
    page = pages.sign_in(cast.trainer).get(f"/practice/{SKILL}?person={cast.trainee}")
    assert f'href="/practice/alone/{made.id}"' in page.text
    assert path_of() not in page.text, "the customers to play are offered to the person only"
    assert "李文" in pages.get(f"/practice/alone/{made.id}").words
    pages.sign_in(cast.other_trainer).get(f"/practice/alone/{made.id}", 404)
