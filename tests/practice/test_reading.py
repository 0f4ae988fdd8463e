"""What stands of many people's practice, in as many queries for three as for thirty."""

from flask import Flask
from sqlalchemy import select

from lms.curriculum import edition
from lms.db import session, transaction
from lms.people.models import Coaching, Person
from lms.practice import changes, reviews, shows, tries
from lms.practice.reading import practice_of
from lms.practice.rules import ShowStanding
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.pages import queries
from tests.practice.plays import (
    OTHER_SKILL,
    SKILL,
    TEN,
    attendance_of,
    begin,
    clock_at,
    key,
    reviewed,
    self_rated,
    shown,
    tap,
)


def test_nobody_has_practised_yet(cast: Cast) -> None:
    assert practice_of([cast.trainee, cast.other_trainee]) == {}
    assert practice_of([]) == {}


def test_all_of_a_persons_practice_in_the_order_of_time(cast: Cast) -> None:
    shows.answer_show(cast.trainee, shown(cast), True, "", key())
    second, first = reviewed(cast, days=1, levels=3), reviewed(cast, levels=1)
    self_rated(cast, first)
    with clock_at(days=2):
        solo = tries.log_solo(cast.trainee, SKILL, key())
    running = begin(cast, days=3, skill=OTHER_SKILL)
    practice = practice_of(select(Person.id).where(Person.id == cast.trainee))[cast.trainee]
    assert [view.id for view in practice.tries] == [first.try_id, second.try_id, solo]
    assert [view.id for view in practice.live(SKILL)] == [first.try_id, second.try_id]
    assert [view.mean_level for view in practice.live(SKILL)[0].trainer_reviews] == [1.0]
    assert [len(view.reviews) for view in practice.live(SKILL)] == [2, 1]
    assert [view.sealed for view in practice.live(SKILL)] == [False, True]
    assert [(view.id, view.reviewers) for view in practice.under_way] == [(running.try_id, (cast.trainer,))]
    assert [show.standing for show in practice.shown(SKILL)] == [ShowStanding.CONFIRMED]
    assert practice.shown(OTHER_SKILL) == ()
    assert practice.live(SKILL)[0].card


def test_open_reviews_and_half_of_the_taps_are_nobodys_business(cast: Cast) -> None:
    play = begin(cast)
    reviews.rate(cast.trainer, play.review_id, [tap(1, play.items[0], 3)])
    tries.end_try(cast.trainee, play.try_id, key())
    assert practice_of([cast.trainee])[cast.trainee].tries[0].reviews == ()


def test_as_many_queries_for_thirty_as_for_three(app: Flask, cast: Cast) -> None:
    people = [cast.trainee, *_thirty_more(cast)]
    with clock_at():
        show = shows.give_show(cast.trainer, SKILL, people, "live", TEN, key())
    shows.answer_show(cast.trainee, attendance_of(show, cast.trainee), True, "", key())
    for person in people:
        with clock_at():
            made = tries.start_try(cast.trainer, person, SKILL, key())
            review = reviews.open_review(cast.trainer, made)
            taps = [tap(n, item, 2) for n, item in enumerate(reviewed_items(), start=1)]
            reviews.rate(cast.trainer, review, taps)
            reviews.end_review(cast.trainer, review, len(taps))
            changes.agree_change(cast.trainer, made, "Listen", key())
    session().rollback()
    with queries(8):
        few = practice_of(people[:3])
    with queries(8):
        many = practice_of(people)
    assert len(few) == 3
    assert len(many) == 31
    assert all(view.tries[0].trainer_reviews[0].mean_level == 2 for view in many.values())


def reviewed_items() -> list[str]:
    return [item.id for item in edition.catalog().checklist_of(SKILL).items]  # type: ignore[arg-type]


def _thirty_more(cast: Cast) -> list[int]:
    with transaction():
        people = [Person(name=f"学员{n}", email=f"n{n}@example.com", created_at=BEGAN) for n in range(30)]
        session().add_all(people)
        session().flush()
        session().add_all(Coaching(trainer_id=cast.trainer, trainee_id=p.id, from_on=DAY_ONE) for p in people)
        return [person.id for person in people]
