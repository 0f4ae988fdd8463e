"""Taking a quiz: nothing lost, nothing changed after its explanation was seen."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from lms.curriculum import edition
from lms.curriculum.catalog import QuestionKind
from lms.db import session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.quizzes import service
from lms.quizzes.models import Attempt, Response
from lms.quizzes.rules import draw
from lms.quizzes.standings import standings_of
from lms.records.models import Record
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.pages import queries

MODULE = "telephone-selling"


def begin(cast: Cast, key: str = "start") -> service.AttemptView:
    return service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, key))


def right(item: service.ItemView) -> list[str]:
    return sorted(item.question.answer)


def wrong(item: service.ItemView) -> list[str]:
    beside = next(o for o in item.option_order if o not in item.question.answer)
    return [beside, *right(item)[: (item.question.says_how_many or 1) - 1]]


def answer_all(cast: Cast, view: service.AttemptView, wrong_positions: frozenset[int] = frozenset()) -> None:
    for item in view.items:
        chosen = wrong(item) if item.position in wrong_positions else right(item)
        service.confirm(cast.trainee, view.id, item.position, 1, chosen)
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
    first, second = item.option_order[:2]
    assert service.save(cast.trainee, view.id, 1, 2, [second]).seq == 2
    assert service.save(cast.trainee, view.id, 1, 1, [first]).chosen == (second,)
    assert service.save(cast.trainee, view.id, 1, 2, [first]).chosen == (second,)
    assert service.attempt_view(cast.trainee, view.id).items[0].chosen == {second}


def test_a_confirmed_answer_stays_even_in_the_database(cast: Cast) -> None:
    view = begin(cast)
    item = view.items[0]
    service.confirm(cast.trainee, view.id, 1, 1, wrong(item))
    service.confirm(cast.trainee, view.id, 1, 1, wrong(item))
    with pytest.raises(AlreadyClosed):
        service.save(cast.trainee, view.id, 1, 5, right(item))
    with pytest.raises(AlreadyClosed):
        service.confirm(cast.trainee, view.id, 1, 5, right(item))
    with pytest.raises(DatabaseError), transaction():
        session().execute(update(Response).where(Response.attempt_id == view.id).values(chosen=right(item)))
    assert service.attempt_view(cast.trainee, view.id).items[0].right is False


def test_an_answer_that_the_item_does_not_have_is_refused(cast: Cast) -> None:
    view = begin(cast)
    with pytest.raises(Unusable):
        service.save(cast.trainee, view.id, 1, 1, ["no-such-option"])
    with pytest.raises(Unusable):
        service.confirm(cast.trainee, view.id, 1, 1, [])


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_nobody_answers_for_another(cast: Cast, who: str) -> None:
    view = begin(cast)
    with pytest.raises(NotYours):
        service.save(getattr(cast, who), view.id, 1, 1, right(view.items[0]))
    assert session().scalars(select(Response)).all() == []


def test_finishing_with_items_open_names_them(cast: Cast) -> None:
    view = begin(cast)
    service.confirm(cast.trainee, view.id, 1, 1, right(view.items[0]))
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
        service.save(cast.trainee, view.id, 1, 1, right(view.items[0]))


def test_a_quiz_under_way_is_known_with_the_question_to_go_on_with(cast: Cast) -> None:
    assert service.open_attempts(cast.trainee) == []
    view = begin(cast)
    for position in (1, 3):
        service.confirm(cast.trainee, view.id, position, 1, right(view.items[position - 1]))
    service.save(cast.trainee, view.id, 2, 1, right(view.items[1]))
    with queries(1):
        assert service.open_attempts(cast.trainee) == [service.OpenAttempt(view.id, MODULE, 2, 2, 8)]
    for item in view.items:
        service.confirm(cast.trainee, view.id, item.position, 1, right(item))
    assert service.open_attempts(cast.trainee) == []


def test_a_quiz_ends_with_its_last_answer_and_a_phone_may_say_it_twice(cast: Cast) -> None:
    view = begin(cast)
    for item in view.items:
        assert session().scalars(select(Record)).all() == []
        service.confirm(cast.trainee, view.id, item.position, 1, right(item))
    last = view.items[-1]
    service.confirm(cast.trainee, view.id, last.position, 1, right(last))
    with pytest.raises(AlreadyClosed):
        service.confirm(cast.trainee, view.id, last.position, 2, wrong(last))
    assert service.attempt_view(cast.trainee, view.id).closed_at is not None
    assert [line.verb for line in session().scalars(select(Record))] == ["answered"]


def begin_with(cast: Cast, says: int | None) -> tuple[int, service.ItemView]:
    """An attempt with a multiple choice that asks for so many, and that item of it."""
    for module in edition.catalog().modules.values():
        for seed in range(50):
            for place, one in enumerate(draw(module.pool.questions, (), seed)):
                question = module.pool.question(one.question)
                assert question is not None
                if question.kind is QuestionKind.MULTIPLE and question.says_how_many == says:
                    attempt = service.start(cast.trainee, module.id, "start", seed)
                    return attempt, service.attempt_view(cast.trainee, attempt).items[place]
    raise AssertionError("no pool has such a question")


def test_an_answer_with_fewer_or_more_than_the_question_says_is_not_confirmed_and_stays(cast: Cast) -> None:
    attempt, item = begin_with(cast, 2)
    service.save(cast.trainee, attempt, item.position, 1, right(item)[:1])
    with pytest.raises(Unusable, match="还要选1项"):
        service.confirm(cast.trainee, attempt, item.position, 1, right(item)[:1])
    with pytest.raises(Unusable, match="还要选2项"):
        service.confirm(cast.trainee, attempt, item.position, 1, [])
    with pytest.raises(Unusable, match="只选2项，去掉1项"):
        service.confirm(cast.trainee, attempt, item.position, 1, list(item.option_order[:3]))
    kept = service.attempt_view(cast.trainee, attempt).items[item.position - 1]
    assert (kept.chosen, kept.confirmed) == (set(right(item)[:1]), False)
    service.confirm(cast.trainee, attempt, item.position, 2, right(item))


def test_a_question_that_says_no_number_takes_what_was_chosen(cast: Cast) -> None:
    attempt, item = begin_with(cast, None)
    with pytest.raises(Unusable, match="先选一个答案"):
        service.confirm(cast.trainee, attempt, item.position, 1, [])
    service.confirm(cast.trainee, attempt, item.position, 1, right(item)[:1])


def test_an_open_attempt_is_no_fact_yet(cast: Cast) -> None:
    begin(cast)
    assert session().scalars(select(Record)).all() == []
    assert session().scalars(select(Attempt.closed_at)).all() == [None]
