"""A row that somebody is at is not begun by another, is let go, taken over in the open, or free again after a while."""

from datetime import timedelta

import pytest

from lms import clock
from lms.db import session, transaction
from lms.desk import claims
from lms.desk.models import Claim
from lms.errors import Conflict, NotYours
from lms.people.models import Coaching
from tests.cast import DAY_ONE, Cast
from tests.desk.test_todo import at
from tests.factories.training import PHONE, on, trainee_of
from tests.pages import Page, Pages

NINE = on(5, 9)


@pytest.fixture
def both(cast: Cast) -> Cast:
    """A second trainer coaches the trainee as well."""
    trainee_of(cast).enrolled().tried(PHONE, on(4), None)
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=DAY_ONE))
    return cast


def thing(cast: Cast) -> str:
    return f"{cast.trainee}.show.{PHONE}..1."


def press(pages: Pages, words: str, page: Page, minutes: int = 0) -> str:
    """Press the first button with these words; where it leads."""
    form = next(
        one for one in page.tree.iter("form") if any("".join(b.itertext()) == words for b in one.iter("button"))
    )
    values = {i.get("name") or "": i.get("value") or "" for i in form.iter("input") if i.get("name") != "csrf_token"}
    with clock.standing_at(NINE + timedelta(minutes=minutes)):
        return pages.post(form.get("action") or "", dict(values)).location


def test_who_begins_has_it_and_the_other_reads_who_is_at_it(both: Cast, pages: Pages) -> None:
    assert "/shows/new" in press(pages, "记下示范", at(pages, both.trainer, 5))
    with clock.standing_at(NINE + timedelta(minutes=5)):
        mine = pages.get("/todo")
        theirs = pages.sign_in(both.manager).get("/todo?owed_by=all")
    assert "放手" in mine.text
    assert "陈静从09:00起在处理" in theirs.words
    with clock.standing_at(NINE + timedelta(minutes=5)), pytest.raises(Conflict, match="陈静"):
        claims.take(both.other_trainer, both.trainee, thing(both))


def test_it_is_free_again_when_let_go_and_after_two_hours(both: Cast) -> None:
    with clock.standing_at(NINE):
        claims.take(both.trainer, both.trainee, thing(both))
        claims.let_go(both.other_trainer, both.trainee, thing(both))
        assert claims.held([thing(both)], NINE)[thing(both)].by == both.trainer, "only who holds it lets it go"
        claims.let_go(both.trainer, both.trainee, thing(both))
        assert claims.held([thing(both)], NINE) == {}
        claims.take(both.trainer, both.trainee, thing(both))
    later = NINE + claims.HOLDS
    assert claims.held([thing(both)], later) == {}
    with clock.standing_at(later):
        claims.take(both.other_trainer, both.trainee, thing(both))
    assert claims.held([thing(both)], later)[thing(both)].by == both.other_trainer


def test_who_was_at_it_is_told_when_another_takes_it_over(both: Cast, pages: Pages) -> None:
    with clock.standing_at(NINE):
        claims.take(both.trainer, both.trainee, thing(both))
    press(pages, "从陈静手上接过来", at(pages, both.manager, 5, f"/todo?owed_by=all&at={thing(both)}"))
    assert claims.held([thing(both)], NINE)[thing(both)].by == both.manager
    assert "王强把你手上的事接过去了：李文" in at(pages, both.trainer, 5).words


def test_one_after_the_other_begins_the_next_that_nobody_is_at(both: Cast, pages: Pages) -> None:
    page = at(pages, both.trainer, 5)
    first = press(pages, "一个接一个处理", page)
    [(taken, by)] = session().query(Claim.thing, Claim.person_id).all()
    assert by == both.trainer
    listed = {one.get("value") or "" for one in page.tree.iter("input") if one.get("name") == "thing"}
    assert taken in listed
    with transaction():
        session().query(Claim).delete()
        session().add_all([Claim(thing=key, person_id=both.manager, at=NINE) for key in listed - {taken}])
    assert press(pages, "一个接一个处理", page) == first
    with transaction():
        session().query(Claim).update({Claim.person_id: both.manager})
    assert press(pages, "一个接一个处理", page) == "/todo", "nothing is left to begin"


def test_strangers_take_and_let_go_nothing(both: Cast) -> None:
    with clock.standing_at(NINE):
        for stranger in (both.trainee, both.admin):
            with pytest.raises(NotYours):
                claims.take(stranger, both.trainee, thing(both))
            with pytest.raises(NotYours):
                claims.let_go(stranger, both.trainee, thing(both))
        for nonsense in ("", "9.show", f"{both.trainee}.<b>", f"{both.trainee}." + "x" * 200):
            with pytest.raises(NotYours):
                claims.take(both.trainer, both.trainee, nonsense)


def test_the_week_says_its_hours_and_what_they_are_made_of(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.trainer, 4)
    assert "本周" in page.words
    assert "本周1.4小时 示范3次 , 练习3次" in page.words
    assert "本周" not in at(pages, cast.manager, 4, f"/todo?owed_by={cast.trainer}").words
