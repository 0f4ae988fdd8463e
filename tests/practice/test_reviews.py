"""Rating a try tap by tap, and the end that makes a review a fact: each tap once, in any order, by its rater only."""

import random
import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from lms import clock
from lms.curriculum import versions
from lms.db import db, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.people.models import Coaching
from lms.practice import facts, reviews, tries
from lms.practice.loading import checklist_of
from lms.practice.models import Note, Rating, Review, Try
from lms.practice.reading import practice_of
from lms.practice.reviews import Jotting, Tap
from lms.practice.rules import levels_at, notes_standing
from lms.practice.seats import Part, give
from lms.questions.question import ContentHash
from lms.records.models import Record
from tests.cast import Cast
from tests.pages import queries
from tests.practice.plays import SKILL, at, begin, clock_at, key, rate_all, review_of, reviewed, tap, verbs


def kept(review_id: int) -> list[tuple[int, str, int | None]]:
    return [(row.seq, row.item, row.level) for row in facts.taps_of(review_id, None)]


def test_a_tap_is_kept_under_its_sequence_and_echoed(cast: Cast) -> None:
    play = begin(cast)
    item = play.items[0]
    with clock_at(1):
        ack = reviews.rate(cast.trainer, play.review_id, [tap(1, item, 2, second=42)])
    assert (ack.review, ack.saved, ack.taken, ack.late, ack.saved_at) == (play.review_id, (1,), (), (), at(1))
    row = session().scalars(select(Rating)).one()
    assert (row.item, row.level, row.second, row.saved_at) == (item, 2, 42, at(1))


def test_the_same_tap_sent_twice_is_kept_once_and_echoed_twice(cast: Cast) -> None:
    play = begin(cast)
    sent = [tap(1, play.items[0], 2), tap(2, play.items[1], 0)]
    first = reviews.rate(cast.trainer, play.review_id, sent)
    again = reviews.rate(cast.trainer, play.review_id, sent)
    assert first.saved == again.saved == (1, 2)
    assert len(kept(play.review_id)) == 2


def test_taps_that_arrive_out_of_order_come_to_the_same(cast: Cast) -> None:
    play = begin(cast)
    item = play.items[0]
    sent = [tap(1, item, 0), tap(2, item, 3), tap(3, item, 1)]
    for one in (sent[2], sent[0], sent[1]):
        reviews.rate(cast.trainer, play.review_id, [one])
    assert levels_at(facts.taps_of(play.review_id, None)) == {item: 1}


def test_undo_is_a_tap_with_the_level_before(cast: Cast) -> None:
    play = begin(cast)
    item = play.items[0]
    reviews.rate(cast.trainer, play.review_id, [tap(1, item, 2), tap(2, item, 0), tap(3, item, 2), tap(4, item, None)])
    assert levels_at(facts.taps_of(play.review_id, 3)) == {item: 2}
    assert levels_at(facts.taps_of(play.review_id, 4)) == {}


def test_another_tab_with_the_same_sequence_is_told_and_loses_nothing(cast: Cast) -> None:
    play = begin(cast)
    one, other = play.items[:2]
    reviews.rate(cast.trainer, play.review_id, [tap(1, one, 2), tap(2, one, 3)])
    ack = reviews.rate(cast.trainer, play.review_id, [tap(2, other, 1), tap(3, other, 2)])
    assert (ack.saved, ack.taken, ack.last_seq) == ((3,), (2,), 3)
    again = reviews.rate(cast.trainer, play.review_id, [tap(4, other, 1)])
    assert again.saved == (4,)
    assert levels_at(facts.taps_of(play.review_id, None)) == {one: 3, other: 1}


def test_notes_share_the_sequence_and_can_be_taken_back(cast: Cast) -> None:
    play = begin(cast)
    item = play.items[0]
    sent: list[Tap | Jotting] = [
        tap(1, item, 1),
        Jotting(2, item, "opened the system", 462),
        Jotting(3, "", "calm throughout", 500),
        Jotting(4, item, "", 510, undoes=2),
    ]
    assert reviews.rate(cast.trainer, play.review_id, sent).saved == (1, 2, 3, 4)
    assert reviews.rate(cast.trainer, play.review_id, sent).saved == (1, 2, 3, 4)
    assert [note.text for note in notes_standing(facts.notes_of(play.review_id, None))] == ["calm throughout"]
    assert [note.text for note in notes_standing(facts.notes_of(play.review_id, 3))] == [
        "opened the system",
        "calm throughout",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": "no-such-item"},
        {"level": 4},
        {"level": -1},
        {"seq": 0},
        {"second": -1},
        {"second": 10**6},
    ],
)
def test_what_the_checklist_does_not_have_is_refused_and_nothing_is_kept(cast: Cast, wrong: dict[str, object]) -> None:
    play = begin(cast)
    good = tap(1, play.items[0], 2)
    with pytest.raises(Unusable):
        reviews.rate(cast.trainer, play.review_id, [good, replace(tap(2, play.items[0], 2), **wrong)])  # type: ignore[arg-type]
    assert kept(play.review_id) == []


def test_taps_of_another_edition_of_the_checklist_are_refused_in_words(cast: Cast) -> None:
    """The try keeps the checklist that it was begun with, whatever the courses hold by now."""
    play = begin(cast)
    made = session().get_one(Try, play.try_id)
    assert made.checklist_hash is not None
    then = checklist_of(made.checklist_hash)
    shorter = replace(then, items=then.items[:-1], hash=ContentHash("0" * 64))
    with transaction():
        versions.keep("checklist", shorter.id, shorter.hash, versions.freeze(shorter))
        session().get_one(Try, play.try_id).checklist_hash = shorter.hash
    dropped = then.items[-1].id
    with pytest.raises(Unusable, match="重新打开页面"):
        reviews.rate(cast.trainer, play.review_id, [tap(1, then.items[0].id, 2), tap(2, dropped, 2)])
    assert kept(play.review_id) == []
    last = rate_all(cast, play)
    assert reviews.end_review(cast.trainer, play.review_id, last).end_seq == len(then.items) - 1


def test_who_coached_on_the_day_of_a_try_rates_it_to_the_end_and_nobody_who_never_did(cast: Cast) -> None:
    play = begin(cast)
    with transaction():
        session().execute(update(Coaching).where(Coaching.trainer_id == cast.trainer).values(to_on=at().date()))
    with clock_at(days=1):
        assert reviews.rate(cast.trainer, play.review_id, [tap(1, play.items[0], 2)]).saved == (1,)
    with transaction():
        session().execute(update(Coaching).where(Coaching.trainer_id == cast.trainer).values(to_on=at(days=-1).date()))
    with pytest.raises(NotYours):
        reviews.rate(cast.trainer, play.review_id, [tap(2, play.items[0], 3)])


def test_nobody_rates_themself_as_a_trainer_would(cast: Cast) -> None:
    """Not even with a seat in their own try, or while they coach others."""
    play = begin(cast)
    with transaction():
        for part in Part:
            give(play.try_id, cast.trainee, part, cast.trainer)
    with pytest.raises(NotYours):
        reviews.open_review(cast.trainee, play.try_id)


def test_a_note_has_words_and_not_too_many(cast: Cast) -> None:
    play = begin(cast)
    for text in ("", "很" * 501):
        with pytest.raises(Unusable):
            reviews.rate(cast.trainer, play.review_id, [Jotting(1, "", text, 0)])
    with pytest.raises(Unusable):
        reviews.rate(cast.trainer, play.review_id, [tap(1, play.items[0], 1), tap(1, play.items[0], 2)])


@pytest.mark.parametrize("who", ["trainee", "manager", "other_trainer", "other_trainee", "admin"])
def test_nobody_but_the_rater_rates_or_ends_a_review(cast: Cast, who: str) -> None:
    play = begin(cast)
    last = rate_all(cast, play)
    before = kept(play.review_id)
    with pytest.raises(NotYours):
        reviews.rate(cast.roles()[who], play.review_id, [tap(last + 1, play.items[0], 3)])
    with pytest.raises(NotYours):
        reviews.end_review(cast.roles()[who], play.review_id, last)
    assert kept(play.review_id) == before
    assert session().get_one(Review, play.review_id).closed_at is None


@pytest.mark.parametrize("who", ["trainee", "other_trainer", "other_trainee", "admin"])
def test_only_who_teaches_the_trainee_opens_a_review(cast: Cast, who: str) -> None:
    play = begin(cast)
    with pytest.raises(NotYours):
        reviews.open_review(cast.roles()[who], play.try_id)


def test_a_second_rater_has_a_review_of_their_own(cast: Cast) -> None:
    play = begin(cast)
    second = reviews.open_review(cast.manager, play.try_id)
    assert second != play.review_id
    assert reviews.open_review(cast.manager, play.try_id) == second
    reviews.rate(cast.manager, second, [tap(1, play.items[0], 0)])
    assert kept(play.review_id) == []


def test_a_review_ends_when_every_item_has_a_level(cast: Cast) -> None:
    play = begin(cast)
    items = play.items
    reviews.rate(cast.trainer, play.review_id, [tap(n, item, 2) for n, item in enumerate(items[:-2], start=1)])
    with pytest.raises(Unusable) as refused:
        reviews.end_review(cast.trainer, play.review_id, len(items) - 2)
    assert list(refused.value.fields) == items[-2:]
    assert verbs(cast.trainee) == []


def test_only_levels_up_to_the_end_count(cast: Cast) -> None:
    play = begin(cast)
    last = rate_all(cast, play, 2)
    item = play.items[0]
    reviews.rate(cast.trainer, play.review_id, [tap(last + 1, item, 0)])
    reviews.end_review(cast.trainer, play.review_id, last)
    view = practice_of([cast.trainee])[cast.trainee].tries[0].reviews[0]
    assert view.levels[item] == 2
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_ending_makes_play_and_review_facts_at_once(cast: Cast) -> None:
    play = begin(cast)
    last = rate_all(cast, play, dict(zip(play.items, [3, 2, 2, 1, 2, 2, 2, 2, 2], strict=True)))
    with clock_at(20):
        reviews.end_review(cast.trainer, play.review_id, last, second=845)
    made = session().get_one(Try, play.try_id, populate_existing=True)
    assert (made.ended_at, made.closed_at) == (at(14 + 5 / 60), at(20))
    view = practice_of([cast.trainee])[cast.trainee].tries[0]
    review = view.reviews[0]
    assert (review.id, review.rater, review.closed_at) == (play.review_id, cast.trainer, at(20))
    assert review.mean_level == 2.0
    assert review.critical_done
    assert view.sealed, "the trainee has not rated themself yet"
    lines = session().execute(select(Record.kind, Record.source_id).order_by(Record.number)).all()
    assert [tuple(line) for line in lines] == [("try", play.try_id), ("review", play.review_id)]


def test_the_end_sent_again_changes_nothing_and_another_end_is_refused(cast: Cast) -> None:
    play = begin(cast)
    last = rate_all(cast, play)
    reviews.end_review(cast.trainer, play.review_id, last)
    reviews.end_review(cast.trainer, play.review_id, last)
    with pytest.raises(AlreadyClosed):
        reviews.end_review(cast.trainer, play.review_id, last + 1)
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_taps_after_the_close_are_kept_as_late_and_not_counted(cast: Cast) -> None:
    play = reviewed(cast)
    last = reviews.last_seq(play.review_id)
    item = play.items[0]
    ack = reviews.rate(cast.trainer, play.review_id, [tap(last + 1, item, 0)])
    assert (ack.saved, ack.late) == ((last + 1,), (last + 1,))
    assert kept(play.review_id)[-1] == (last + 1, item, 0)
    assert practice_of([cast.trainee])[cast.trainee].tries[0].reviews[0].levels[item] == 2
    assert verbs(cast.trainee) == ["tried", "reviewed"], "and the file still holds"


def test_after_the_close_nothing_slips_in_before_the_end(cast: Cast) -> None:
    play = begin(cast)
    items = play.items
    reviews.rate(cast.trainer, play.review_id, [tap(2 * n, item, 2) for n, item in enumerate(items, start=1)])
    reviews.end_review(cast.trainer, play.review_id, 2 * len(items))
    ack = reviews.rate(cast.trainer, play.review_id, [tap(3, items[0], 0), tap(2, items[0], 2)])
    assert (ack.saved, ack.taken) == ((2,), (3,)), "what was there before is echoed, the rest has to come later"
    assert ack.last_seq == 2 * len(items)
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_a_closed_tap_cannot_be_changed_by_anybody(cast: Cast) -> None:
    play = reviewed(cast)
    for statement in ("UPDATE rating SET level = 3", "DELETE FROM rating", "UPDATE review SET end_seq = 99"):
        with pytest.raises(DatabaseError), transaction():
            session().connection().exec_driver_sql(statement)
    assert session().get_one(Review, play.review_id).closed_at is not None


def test_a_review_of_a_play_that_ended_before_leaves_its_end_alone(cast: Cast) -> None:
    play = begin(cast)
    with clock_at(14):
        tries.end_try(cast.trainee, play.try_id, key())
    with clock_at(days=1):
        reviews.end_review(cast.trainer, play.review_id, rate_all(cast, play), second=100)
    assert session().get_one(Try, play.try_id).ended_at == at(14)
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_a_try_that_was_called_off_is_not_reviewed(cast: Cast) -> None:
    play = begin(cast)
    last = rate_all(cast, play)
    tries.call_off(cast.trainer, play.try_id, "Wrong person", key())
    with pytest.raises(Conflict):
        reviews.end_review(cast.trainer, play.review_id, last)
    with pytest.raises(Conflict):
        reviews.open_review(cast.manager, play.try_id)


def test_a_tap_costs_at_most_four_statements_and_a_batch_no_more(cast: Cast) -> None:
    play = begin(cast)
    items = play.items
    with queries(4), transaction():  # the fifth is sign-in's
        reviews.rate(cast.trainer, play.review_id, [tap(1, items[0], 2)])
    with queries(4):
        reviews.rate(cast.trainer, play.review_id, [tap(n, items[0], n % 4) for n in range(2, 40)])
    with queries(4):
        reviews.rate(cast.trainer, play.review_id, [tap(1, items[0], 2)])
    session().rollback()


def in_threads(app: Flask, *jobs: object) -> list[Exception]:
    """Run these at once, each in its own session. Returns what they raised."""
    raised: list[Exception] = []
    ready = threading.Barrier(len(jobs))

    def run(job: object) -> None:
        with app.app_context():
            ready.wait()
            try:
                job()  # type: ignore[operator]
            except Exception as error:  # told to the test
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_eight_phones_sending_the_same_taps_at_once_keep_each_once(app: Flask, cast: Cast) -> None:
    play = begin(cast)
    sent = [tap(n, play.items[n % 5], n % 4) for n in range(1, 21)]
    orders = [random.Random(seed).sample(sent, len(sent)) for seed in range(8)]

    def phone(order: list[Tap]) -> object:
        return lambda: [reviews.rate(cast.trainer, play.review_id, [one]) for one in order]

    session().rollback()
    assert in_threads(app, *(phone(order) for order in orders)) == []
    assert kept(play.review_id) == [(one.seq, one.item, one.level) for one in sent]


def test_a_tap_that_races_with_the_end_is_counted_or_late_and_the_file_holds(app: Flask, cast: Cast) -> None:
    play = begin(cast)
    last = rate_all(cast, play)
    item = play.items[0]
    session().rollback()
    raised = in_threads(
        app,
        lambda: reviews.end_review(cast.trainer, play.review_id, last),
        lambda: reviews.rate(cast.trainer, play.review_id, [tap(last + 1, item, 0)]),
        lambda: reviews.end_review(cast.trainer, play.review_id, last),
    )
    assert raised == []
    assert verbs(cast.trainee) == ["tried", "reviewed"]
    assert practice_of([cast.trainee])[cast.trainee].tries[0].reviews[0].levels[item] == 2
    assert session().scalar(select(func.count()).select_from(Rating)) == last + 1


def test_two_tabs_that_open_a_review_at_once_open_one(app: Flask, cast: Cast) -> None:
    play = begin(cast)
    session().rollback()
    assert in_threads(app, *[lambda: reviews.open_review(cast.manager, play.try_id)] * 4) == []
    assert review_of(play.try_id, cast.manager)
    assert session().scalar(select(func.count()).select_from(Review)) == 2


def test_two_phones_that_start_at_once_start_one_try(app: Flask, cast: Cast) -> None:
    raised = in_threads(
        app,
        *(lambda n=n: tries.start_try(cast.trainer, cast.trainee, SKILL, f"phone-{n:04}") for n in range(4)),
    )
    assert raised == []
    assert session().scalar(select(func.count()).select_from(Try)) == 1


def test_a_moment_told_in_milliseconds_is_utc() -> None:
    assert reviews.moment_from(int(at().timestamp() * 1000)) == at()
    with pytest.raises(Unusable):
        reviews.moment_from(10**20)


def test_notes_written_late_are_kept_too(cast: Cast) -> None:
    play = reviewed(cast)
    last = reviews.last_seq(play.review_id)
    ack = reviews.rate(cast.trainer, play.review_id, [Jotting(last + 1, "", "one more", 900)])
    assert ack.late == (last + 1,)
    assert session().scalar(select(func.count()).select_from(Note)) == 1
    assert clock.now() > at()
    assert verbs(cast.trainee) == ["tried", "reviewed"]
