"""Practice at a glance, one skill of a person, and practice alone."""

import re
from collections.abc import Callable

import pytest

from lms.db import session, transaction
from lms.i18n import Language
from lms.people.models import Coaching
from lms.practice import changes
from tests.cast import DAY_ONE, Cast
from tests.pages import Pages, queries
from tests.practice.plays import OTHER_SKILL, SKILL, both_rated, clock_at, key, reviewed, self_rated, shown, verbs

LANGUAGES = list(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["trainee", "trainer", "manager", "other_trainer"])
def test_the_practice_page_before_anything_has_happened(cast: Cast, pages: Pages, who: str, language: Language) -> None:
    pages.sign_in(cast.roles()[who], language).get("/practice")
    if who != "other_trainer":
        pages.get(f"/practice/{SKILL}?person={cast.trainee}")


def test_the_script_is_read_by_who_teaches_and_by_who_was_shown_it(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee).get(f"/practice/{SKILL}/script", 404)
    shown(cast)
    pages.sign_in(cast.trainee).get(f"/practice/{SKILL}/script")
    pages.sign_in(cast.admin).get(f"/practice/{SKILL}/script", 404)


def test_practice_alone_is_logged_by_one_tap_and_undone_by_another(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    pages.post(f"/practice/{SKILL}/alone", {"key": key()})
    page = pages.get("/practice")
    undo = re.search(r'action="(/practice/alone/\d+/undo)"', page.text)
    assert undo
    pages.post(undo.group(1), {})
    assert verbs(cast.trainee) == ["practised", "corrected"]
    pages.post(undo.group(1), {})
    assert "更正" in pages.get("/practice").words
    pages.get(f"/practice/{SKILL}")


def test_pages_cost_as_many_statements_for_many_tries_as_for_few(cast: Cast, pages: Pages) -> None:
    for day in range(3):
        reviewed(cast, days=day)
    session().rollback()
    pages.sign_in(cast.trainee)
    few = _statements(lambda: pages.get("/practice"))
    for day in range(3, 12):
        reviewed(cast, days=day)
    session().rollback()
    assert _statements(lambda: pages.get("/practice")) <= few
    assert few <= 20


def _statements(act: Callable[[], object]) -> int:
    with queries(200) as seen:
        act()
    return len(seen)


def test_every_try_that_waits_for_an_own_rating_is_listed(cast: Cast, pages: Pages) -> None:
    first, second = reviewed(cast), reviewed(cast, days=1)
    session().rollback()
    page = pages.sign_in(cast.trainee).get("/practice")
    for play in (first, second):
        assert f'href="/tries/{play.try_id}/self"' in page.text


def test_a_show_is_counted_once_the_trainee_has_confirmed_it_or_the_days_to_object_are_over(
    cast: Cast, pages: Pages
) -> None:
    shown(cast)
    session().rollback()
    pages.sign_in(cast.trainee)
    with clock_at(days=1):
        assert "示范0" in pages.get(f"/practice/{SKILL}").words
    with clock_at(days=7):
        assert "示范1" in pages.get(f"/practice/{SKILL}").words


def test_who_reviews_is_chosen_before_the_history(cast: Cast, pages: Pages) -> None:
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=DAY_ONE))
    reviewed(cast)
    session().rollback()
    page = pages.sign_in(cast.trainee).get(f"/practice/{SKILL}")
    assert "陈静" in page.words
    assert "周涛" in page.words
    assert page.text.index('name="trainer"') < page.text.index("经过")


def test_who_teaches_and_learns_nothing_has_no_page_of_their_own_to_start_a_try_on(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainer)
    assert pages.get(f"/practice/{SKILL}", 302).location == "/practice"
    pages.get(f"/practice/{SKILL}?person={cast.trainer}", 404)
    script = pages.get(f"/practice/{SKILL}/script?person={cast.trainee}")
    assert f'href="/practice/{SKILL}?person={cast.trainee}"' in script.text


def test_the_history_tells_a_sentence_that_only_one_of_the_two_has_agreed_to(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    changes.agree_change(cast.trainee, play.try_id, "先听十分钟", key())
    session().rollback()
    page = pages.sign_in(cast.trainee).get(f"/practice/{SKILL}")
    assert "还没有都同意：先听十分钟" in page.words
    changes.agree_change(cast.trainer, play.try_id, "先听十分钟", key())
    session().rollback()
    page = pages.get(f"/practice/{SKILL}")
    assert "说好：先听十分钟" in page.words
    assert "还没有都同意" not in page.words


def test_the_practice_that_did_not_hold_last_is_the_one_to_start(cast: Cast, pages: Pages) -> None:
    self_rated(cast, reviewed(cast, levels=3))
    session().rollback()
    page = pages.sign_in(cast.trainee).get("/practice")
    (primary,) = [node for node in page.tree.iter("a") if "primary" in (node.get("class") or "").split()]
    assert primary.get("href") == f"/practice/{OTHER_SKILL}"
