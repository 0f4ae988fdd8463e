"""Taking a quiz: nothing lost, nothing changed after its explanation was seen."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from lms.curriculum import edition
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.questions.answers import plain
from lms.quizzes import service
from lms.quizzes.answering import Given
from lms.quizzes.models import Attempt, Response
from lms.quizzes.rules import Mode
from lms.quizzes.standings import standings_of
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.factories.answers import answered, right, seed_with, wrong
from tests.pages import queries

MODULE = "telephone-selling"
VISIT = "first-visit"


def begin(cast: Cast, key: str = "start") -> service.AttemptView:
    return service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, key))


def answer_all(cast: Cast, view: service.AttemptView, wrong_positions: frozenset[int] = frozenset()) -> None:
    for item in view.items:
        service.confirm(
            cast.trainee, view.id, item.position, answered(item, rightly=item.position not in wrong_positions)
        )
    service.finish(cast.trainee, view.id, f"finish-{view.id}")


def test_an_attempt_draws_eight_items_with_each_outcome(cast: Cast) -> None:
    view = begin(cast)
    outcomes = {o.id for o in edition.catalog().modules[MODULE].outcomes}  # type: ignore[index]
    assert len(view.items) == 8
    assert {item.question.outcome for item in view.items} == outcomes


def test_starting_again_goes_on_with_the_open_attempt(cast: Cast) -> None:
    assert begin(cast).id == begin(cast, "another").id


def test_a_late_save_does_not_undo_a_later_one(cast: Cast) -> None:
    view = begin(cast)
    item = view.items[0]
    first, second = right(item), wrong(item)
    assert service.save(cast.trainee, view.id, 1, Given(second, 2, "tab")).seq == 2
    assert service.save(cast.trainee, view.id, 1, Given(first, 1, "tab")).answer == plain(second)
    assert service.save(cast.trainee, view.id, 1, Given(first, 2, "a")).answer == plain(second), "a tie goes by device"
    assert service.attempt_view(cast.trainee, view.id).items[0].answer == plain(second)


def test_a_confirmed_answer_stays_even_in_the_database(cast: Cast) -> None:
    seed = seed_with(MODULE, "single", 1)[0]
    view = service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, "start", seed=seed))
    item = view.items[0]
    service.confirm(cast.trainee, view.id, 1, answered(item, rightly=False))
    service.confirm(cast.trainee, view.id, 1, answered(item, rightly=False))
    with pytest.raises(AlreadyClosed):
        service.save(cast.trainee, view.id, 1, answered(item, seq=5))
    with pytest.raises(AlreadyClosed):
        service.confirm(cast.trainee, view.id, 1, answered(item, seq=5))
    with pytest.raises(DatabaseError), transaction():
        session().execute(update(Response).where(Response.attempt_id == view.id).values(answer=right(item)))
    assert service.attempt_view(cast.trainee, view.id).items[0].right is False


def test_an_answer_that_the_item_does_not_have_is_refused(cast: Cast) -> None:
    view = begin(cast)
    with pytest.raises(Unusable):
        service.save(cast.trainee, view.id, 1, Given({"chosen": ["no-such-option"]}, 1))
    with pytest.raises(Unusable):
        service.save(cast.trainee, view.id, 1, Given({"no-such-control": ["x"]}, 1))
    with pytest.raises(Unusable):
        service.confirm(cast.trainee, view.id, 1, Given({}, 1))


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_nobody_answers_for_another(cast: Cast, who: str) -> None:
    view = begin(cast)
    with pytest.raises(NotYours):
        service.save(getattr(cast, who), view.id, 1, answered(view.items[0]))
    assert session().scalars(select(Response)).all() == []


def test_finishing_with_items_open_names_them(cast: Cast) -> None:
    view = begin(cast)
    service.confirm(cast.trainee, view.id, 1, answered(view.items[0]))
    with pytest.raises(Conflict, match="2"):
        service.finish(cast.trainee, view.id, "finish")


def test_a_finished_attempt_is_one_sealed_fact(cast: Cast) -> None:
    view = begin(cast)
    answer_all(cast, view)
    service.finish(cast.trainee, view.id, "again")
    lines = session().scalars(select(Record).where(Record.person_id == cast.trainee)).all()
    assert [(line.verb, line.skill) for line in lines] == [("answered", MODULE)]
    assert first_bad_line(cast.trainee) is None


def test_a_retake_asks_what_was_not_seen_first(cast: Cast) -> None:
    first = begin(cast)
    answer_all(cast, first)
    second = begin(cast, "second")
    pool = edition.catalog().modules[MODULE].pool.questions  # type: ignore[index]
    unseen = {q.id for q in pool} - {item.question.id for item in first.items}
    assert second.number == 2
    assert len(unseen & {item.question.id for item in second.items}) >= min(len(unseen), 4)


def test_two_right_answers_to_different_items_make_an_outcome_hold(cast: Cast) -> None:
    answer_all(cast, begin(cast))
    answer_all(cast, begin(cast, "second"))
    outcomes = {MODULE: [o.id for o in edition.catalog().modules[MODULE].outcomes]}  # type: ignore[index]
    found = standings_of([cast.trainee], outcomes)[cast.trainee][MODULE]
    assert {standing.standing.value for standing in found.values()} == {"holds"}


def test_saving_an_answer_costs_at_most_four_statements(cast: Cast) -> None:
    view = begin(cast)
    session().rollback()
    with queries(4):
        service.save(cast.trainee, view.id, 1, answered(view.items[0]))


def test_a_quiz_under_way_is_known_with_the_question_to_go_on_with(cast: Cast) -> None:
    assert service.open_attempts(cast.trainee) == []
    view = begin(cast)
    for position in (1, 3):
        service.confirm(cast.trainee, view.id, position, answered(view.items[position - 1]))
    service.save(cast.trainee, view.id, 2, answered(view.items[1]))
    with queries(1):
        assert service.open_attempts(cast.trainee) == [
            service.OpenAttempt(view.id, MODULE, Mode.PRACTICE, None, 2, 2, 8)
        ]
    for item in view.items:
        service.confirm(cast.trainee, view.id, item.position, answered(item))
    assert service.open_attempts(cast.trainee) == []


def test_a_quiz_ends_with_its_last_answer_and_a_phone_may_say_it_twice(cast: Cast) -> None:
    view = begin(cast)
    for item in view.items:
        assert session().scalars(select(Record)).all() == []
        service.confirm(cast.trainee, view.id, item.position, answered(item))
    last = view.items[-1]
    service.confirm(cast.trainee, view.id, last.position, answered(last))
    with pytest.raises(AlreadyClosed):
        service.confirm(cast.trainee, view.id, last.position, answered(last, rightly=False, seq=2))
    assert service.attempt_view(cast.trainee, view.id).closed_at is not None
    assert [line.verb for line in session().scalars(select(Record))] == ["answered"]


def test_an_answer_with_fewer_or_more_than_the_question_says_is_not_confirmed_and_stays(cast: Cast) -> None:
    seed, position = seed_with(VISIT, "multiple")
    attempt = service.start(cast.trainee, VISIT, "start", seed=seed)
    item = service.attempt_view(cast.trainee, attempt).items[position - 1]
    key = right(item)["chosen"]
    service.save(cast.trainee, attempt, position, Given({"chosen": key[:1]}, 1))
    with pytest.raises(Unusable, match=f"还要选{len(key) - 1}项"):
        service.confirm(cast.trainee, attempt, position, Given({"chosen": key[:1]}, 1))
    with pytest.raises(Unusable, match=f"还要选{len(key)}项"):
        service.confirm(cast.trainee, attempt, position, Given({}, 1))
    with pytest.raises(Unusable, match=f"只选{len(key)}项，去掉1项"):
        service.confirm(cast.trainee, attempt, position, Given({"chosen": item.option_order[: len(key) + 1]}, 1))
    kept = service.attempt_view(cast.trainee, attempt).items[position - 1]
    assert (kept.answer, kept.confirmed) == ({"chosen": key[:1]}, False)
    service.confirm(cast.trainee, attempt, position, Given({"chosen": key}, 2))


def test_an_open_attempt_is_no_fact_yet(cast: Cast) -> None:
    begin(cast)
    assert session().scalars(select(Record)).all() == []
    assert session().scalars(select(Attempt.closed_at)).all() == [None]


def check(cast: Cast, key: str = "check") -> service.AttemptView:
    return service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, key, Mode.CHECK))


def test_a_check_explains_nothing_before_its_end_and_counts_what_is_left_out_as_not_right(cast: Cast) -> None:
    view = check(cast)
    with pytest.raises(Conflict):
        service.confirm(cast.trainee, view.id, 1, answered(view.items[0]))
    for item in view.items[:7]:
        service.save(cast.trainee, view.id, item.position, answered(item))
    service.finish(cast.trainee, view.id, "end")
    ended = service.attempt_view(cast.trainee, view.id)
    assert [item.confirmed for item in ended.items] == [True] * 8
    assert all(item.score == 1 or item.waits for item in ended.items[:7])
    assert (ended.items[7].answered, ended.items[7].score) == (False, 0)
    assert first_bad_line(cast.trainee) is None


def test_a_sending_whose_echo_was_lost_is_answered_as_before_whatever_has_ended_since(cast: Cast) -> None:
    view = check(cast)
    sent = Given(right(view.items[0]), 3, "phone")
    before = service.save(cast.trainee, view.id, 1, sent)
    service.finish(cast.trainee, view.id, "end")
    assert service.save(cast.trainee, view.id, 1, sent) == before
    with pytest.raises(AlreadyClosed):
        service.save(cast.trainee, view.id, 1, Given(wrong(view.items[0]), 4, "phone"))


def test_a_check_and_a_practice_are_counted_each_for_itself(cast: Cast) -> None:
    assert (begin(cast).number, check(cast).number) == (1, 1)


def test_a_save_says_what_an_answer_still_lacks(cast: Cast) -> None:
    seed, position = seed_with(MODULE, "numeric")
    attempt = service.start(cast.trainee, MODULE, "start", Mode.CHECK, seed=seed)
    assert "不是一个数" in str(service.save(cast.trainee, attempt, position, Given({"entry": ["十来个"]}, 1)).lacks)
    assert service.save(cast.trainee, attempt, position, Given({"entry": ["12"]}, 2)).lacks is None
