"""What comes back to a person: derived when it is read, asked in attempts of its own, paused, and seen by a trainer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import Language
from lms.ops.demo.answers import answer_to
from lms.people.models import Person
from lms.quizzes import recall, recall_rules, service
from lms.quizzes.answering import Given
from lms.quizzes.models import Attempt, Mark, RecallCard, RecallState
from lms.quizzes.rules import Mode
from tests.cast import Cast
from tests.factories.training import PHONE, VISIT, key, on, trainee_of
from tests.pages import Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))
MODULES = [PHONE, VISIT]


def answer(person: int, attempt: int, *, right: bool = True, most: int = 99, unsure: bool = False) -> None:
    """Confirm what an attempt still asks, at most so many."""
    items = [item for item in service.attempt_view(person, attempt).items if not item.confirmed]
    for item in items[:most]:
        given = Given(answer_to(item.question, item.option_order, right=right), 1, unsure=unsure)
        service.confirm(person, attempt, item.position, given)


def quizzed(cast: Cast, day: int = 2, *, right: bool = True, module: str = PHONE, seed: int = 1) -> int:
    with clock.standing_at(on(day, 14)):
        attempt = service.start(cast.trainee, module, key(), seed=seed)
        answer(cast.trainee, attempt, right=right)
    return attempt


def today(cast: Cast, day: int, hour: int = 9) -> recall_rules.Today:
    held = recall.held_by(cast.trainee)
    assert held is not None
    return held.today(MODULES, on(day, hour))


@pytest.fixture
def enrolled(cast: Cast) -> Cast:
    trainee_of(cast).enrolled()
    return cast


def test_what_was_missed_is_due_the_next_day_and_what_was_known_later(enrolled: Cast) -> None:
    quizzed(enrolled, right=False)
    quizzed(enrolled, module=VISIT, seed=6)  # a draw without an answer that waits for a trainer
    assert today(enrolled, 2, 18).due == ()
    assert {card.module for card in today(enrolled, 3).due} == {PHONE}
    assert {card.module for card in today(enrolled, 4).due} == {PHONE}, "the least likely first, eight of a day"
    assert today(enrolled, 4).waiting >= 8


def test_the_kept_state_is_what_the_answers_give_and_is_written_only_when_there_are_more(enrolled: Cast) -> None:
    quizzed(enrolled)
    first = recall.held_by(enrolled.trainee)
    with queries(2):
        assert recall.held_by(enrolled.trainee) == first
    quizzed(enrolled, 4, right=False, seed=2)
    later = recall.held_by(enrolled.trainee)
    assert later != first
    with transaction():
        for table in (RecallCard, RecallState):
            session().query(table).delete()
    again = recall.held_by(enrolled.trainee)
    assert again is not None
    assert later is not None
    assert {card.item: card for card in again.cards} == {card.item: card for card in later.cards}


def test_a_regraded_answer_and_another_zone_count_at_once(enrolled: Cast) -> None:
    attempt = quizzed(enrolled, right=False)
    assert all(card.missed for card in recall.held_by(enrolled.trainee).cards)  # type: ignore[union-attr]
    item = service.attempt_view(enrolled.trainee, attempt).items[0]
    with transaction():
        values = {"criteria": {}, "question_hash": item.question.hash, "comment": "", "at": on(2, 15)}
        session().add(
            Mark(attempt_id=attempt, position=1, kind="regrade", score=1.0, actor_id=enrolled.admin, **values)
        )
    cards = {card.item[1]: card for card in recall.held_by(enrolled.trainee).cards}  # type: ignore[union-attr]
    assert not cards[item.question.id].missed
    with transaction():
        session().get_one(Person, enrolled.trainee).zone = "Pacific/Auckland"
    with clock.standing_at(on(2, 20)):
        assert today(enrolled, 2, 20).due, "it is the 3rd there"


def test_only_what_stands_in_a_pool_of_the_path_comes_back(enrolled: Cast) -> None:
    quizzed(enrolled, right=False)
    held = recall.held_by(enrolled.trainee)
    assert held is not None
    with transaction():
        gone = session().scalars(select(RecallCard)).first()
        assert gone is not None
        gone.question = "was-taken-out"
    assert len(recall.held_by(enrolled.trainee).in_play(MODULES)) == len(held.cards) - 1  # type: ignore[union-attr]
    assert held.in_play([VISIT]) == []


def test_a_review_asks_what_is_due_over_all_modules_and_goes_on_where_it_was_left(enrolled: Cast) -> None:
    quizzed(enrolled, right=False)
    quizzed(enrolled, right=False, module=VISIT)
    with clock.standing_at(on(3, 9)):
        due = today(enrolled, 3)
        attempt = recall.begin_review(enrolled.trainee, key())
        view = service.attempt_view(enrolled.trainee, attempt)
        assert (view.mode, view.module, len(view.items)) == (Mode.RECALL, "", recall_rules.PER_DAY)
        assert [(one.module, one.question.id) for one in view.items] == [card.item for card in due.due]
        answer(enrolled.trainee, attempt, most=3)
    with clock.standing_at(on(4, 9)):
        assert recall.begin_review(enrolled.trainee, key()) == attempt, "what was left yesterday goes on"
        answer(enrolled.trainee, attempt)
        assert service.attempt_view(enrolled.trainee, attempt).closed_at is not None
        rest = today(enrolled, 4)
        assert (rest.done, len(rest.due)) == (5, 3), "eight a day, those of the review begun yesterday among them"
    with clock.standing_at(on(4, 10)):
        again = recall.begin_review(enrolled.trainee, key())
        answer(enrolled.trainee, again)
        assert today(enrolled, 4).due == ()
        with pytest.raises(Conflict):
            recall.begin_review(enrolled.trainee, key())


def test_a_review_that_is_sent_twice_begins_once(enrolled: Cast) -> None:
    quizzed(enrolled, right=False)
    same = key()
    with clock.standing_at(on(3)):
        assert recall.begin_review(enrolled.trainee, same) == recall.begin_review(enrolled.trainee, same)
    assert len(session().scalars(select(Attempt).where(Attempt.mode == Mode.RECALL)).all()) == 1


def test_a_pause_holds_back_all_and_ends_when_it_is_ended(enrolled: Cast) -> None:
    quizzed(enrolled, right=False)
    with clock.standing_at(on(3)):
        recall.pause(enrolled.trainer, enrolled.trainee, date(2026, 11, 3), date(2026, 11, 9), key())
        assert today(enrolled, 3).due == ()
        assert today(enrolled, 3).next_on == date(2026, 11, 10)
        with pytest.raises(Conflict):
            recall.begin_review(enrolled.trainee, key())
    assert len(today(enrolled, 10).due) == recall_rules.PER_DAY
    with clock.standing_at(on(5)):
        recall.pause(enrolled.trainee, enrolled.trainee, date(2026, 11, 3), date(2026, 11, 6), key())
        assert len(today(enrolled, 7).due) == recall_rules.PER_DAY, "the later one stands in its place"
        recall.end_pause(enrolled.trainee, enrolled.trainee)
        assert len(today(enrolled, 5).due) == recall_rules.PER_DAY


@pytest.mark.parametrize(("first", "days", "wrong"), [(-1, 3, "from_on"), (2, -1, "to_on"), (0, 60, "to_on")])
def test_a_pause_has_an_end_and_lies_ahead(enrolled: Cast, first: int, days: int, wrong: str) -> None:
    from_on = date(2026, 11, 3) + timedelta(first)
    with clock.standing_at(on(3)), pytest.raises(Unusable) as refused:
        recall.pause(enrolled.trainee, enrolled.trainee, from_on, from_on + timedelta(days), key())
    assert set(refused.value.fields) == {wrong}


def test_nobody_else_pauses_and_who_is_on_no_path_has_no_review(cast: Cast) -> None:
    with pytest.raises(NotYours):
        recall.pause(cast.other_trainer, cast.trainee, date(2030, 1, 1), date(2030, 1, 2), key())
    with pytest.raises(NotYours):
        recall.begin_review(cast.trainer, key())


@BOTH
def test_home_and_the_page_lead_through_a_review(enrolled: Cast, pages: Pages, language: Language) -> None:
    chinese = language is Language.ZH
    quizzed(enrolled, right=False)
    with clock.standing_at(on(3)):
        pages.sign_in(enrolled.trainee, language)
        assert ("8道题该复习了" if chinese else "8 questions to review") in pages.get("/").words
        page = pages.get("/recall")
        assert ("11月2日 周一没对" if chinese else "not right on Mon 2 Nov") in page.words
        begun = pages.post("/recall", {"key": key()})
        page = pages.get(begun.location)
        assert ("到期复习" if chinese else "Review of what is due") in page.words
        attempt = session().scalars(select(Attempt.id).where(Attempt.mode == Mode.RECALL)).one()
        answer(enrolled.trainee, attempt, most=6)
        assert f"/attempts/{attempt}/7" in pages.get("/").text
        assert ("接着复习" if chinese else "Go on with the review") in pages.get("/recall").words
        answer(enrolled.trainee, attempt)
        assert "/recall" in pages.get(f"/attempts/{attempt}/result").text
        home = pages.get("/")
        assert ("道题该复习了" if chinese else "to review") not in home.words
        assert ("下一次" if chinese else "next: ") in home.words
        assert ("今天的复习做完了" if chinese else "Done for today") in pages.get("/recall").words
        assert ("到期复习" if chinese else "Review of what was due") in pages.get(
            f"/people/{enrolled.trainee}?show=all"
        ).words


def test_when_nothing_else_is_to_do_the_review_is_the_next_step(enrolled: Cast, pages: Pages) -> None:
    trainee_of(enrolled).read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    for number, module in enumerate([PHONE, VISIT] * 3):
        quizzed(enrolled, module=module, seed=number)
    with clock.standing_at(on(4)):
        page = pages.sign_in(enrolled.trainee).get("/")
    assert page.text.count('href="/recall"') == 1, "on the card alone"
    assert "去复习" in page.words


def test_home_takes_as_many_queries_for_many_items_as_for_few(enrolled: Cast, pages: Pages) -> None:
    quizzed(enrolled, right=False)
    with clock.standing_at(on(3)):
        pages.sign_in(enrolled.trainee).get("/")
        with queries(19) as few:
            pages.get("/")
    for day in (3, 4, 5, 6):
        quizzed(enrolled, day, seed=day, right=day % 2 == 0)
        quizzed(enrolled, day, seed=day, module=VISIT, right=day % 2 == 1)
    with clock.standing_at(on(9)):
        pages.sign_in(enrolled.trainee).get("/")
        with queries(len(few)):
            pages.get("/")


@BOTH
def test_a_trainer_sees_by_outcome_and_sets_a_pause(enrolled: Cast, pages: Pages, language: Language) -> None:
    chinese = language is Language.ZH
    quizzed(enrolled, right=False)
    with clock.standing_at(on(3)):
        pages.sign_in(enrolled.trainer, language)
        path = f"/recall/{enrolled.trainee}"
        assert path in pages.get(f"/people/{enrolled.trainee}").text
        page = pages.get(path)
        for outcome in edition.catalog().modules[ModuleId(PHONE)].outcomes:
            assert outcome.text.in_(language) in page.words
        assert ("成" if chinese else "of 10") in page.words
        pages.post(f"{path}/pause", {"key": key(), "from_on": "2026-11-01", "to_on": "2026-11-09"}, status=422)
        pages.post(f"{path}/pause", {"key": key(), "from_on": "2026-11-03", "to_on": "2026-11-09"})
        pages.sign_in(enrolled.trainee, language)
        assert ("由陈静设定" if chinese else "Set by 陈静") in pages.get("/recall").words
        assert ("道题该复习了" if chinese else "to review") not in pages.get("/").words
        pages.post(f"{path}/pause/end", {"key": key()})
        assert ("道题该复习了" if chinese else "to review") in pages.get("/").words
