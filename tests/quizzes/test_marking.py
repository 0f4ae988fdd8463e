"""Marking open answers: who may, what counts, what the trainee is told."""

import pytest
from flask import Flask

from lms import clock
from lms.curriculum import edition
from lms.db import session, transaction
from lms.errors import Conflict, NotYours, Unusable
from lms.i18n import Language, speaking
from lms.people.models import Person
from lms.people.policy import Action, visible
from lms.quizzes import service
from lms.quizzes.answering import Given
from lms.quizzes.marking import mark, to_mark
from lms.quizzes.marks import marks_of
from lms.quizzes.rules import Mode, Standing
from lms.quizzes.standings import standings_of
from lms.quizzes.waiting import answers_waiting, next_to_mark
from lms.records.models import Record
from lms.records.notices import news_of
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.factories.training import PHONE, key, on
from tests.pages import Pages, queries
from tests.quizzes.attempts import answered, attempted, open_item


def degrees(*values: int) -> dict[str, int]:
    return dict(zip((one.id for one in open_item().body.criteria), values, strict=False))


ALL_MET = (2, 2, 2, 2)


def marked(cast: Cast, attempt: int, *values: int, by: int | None = None, comment: str = "", day: int = 4) -> int:
    with clock.standing_at(on(day)):
        return mark(by or cast.trainer, attempt, 1, degrees(*(values or ALL_MET)), comment, key())


def test_who_teaches_the_skill_marks_and_nobody_marks_their_own(cast: Cast) -> None:
    attempt = answered(cast.trainee)
    for stranger in (cast.trainee, cast.other_trainer, cast.admin):
        with pytest.raises(NotYours):
            marked(cast, attempt, by=stranger)
    assert marked(cast, attempt) < marked(cast, attempt, 2, 2, 2, 1, by=cast.manager)


def test_every_criterion_needs_a_value_and_what_lacks_one_is_named(cast: Cast) -> None:
    attempt = answered(cast.trainee)
    criteria = [one.id for one in open_item().body.criteria]
    with pytest.raises(Unusable) as refused:
        marked(cast, attempt, 2, 1)
    assert set(refused.value.fields) == set(criteria[2:])
    for sent in ({**degrees(*ALL_MET), "other": 2}, degrees(2, 2, 2, 3)):
        with pytest.raises(Unusable):
            mark(cast.trainer, attempt, 1, sent, "", key())


def test_only_a_confirmed_open_answer_is_marked(cast: Cast) -> None:
    under_way = attempted(cast.trainee, {open_item(): {}})
    service.save(cast.trainee, under_way, 1, Given({"text": ["还没想好"]}, 1))
    left_out = attempted(cast.trainee, {open_item(): {}}, mode=Mode.CHECK)
    service.finish(cast.trainee, left_out, key())
    for attempt in (under_way, left_out, 999):
        with pytest.raises(NotYours):
            marked(cast, attempt)


def test_the_last_mark_counts_and_moves_the_outcome_and_all_stay_readable(cast: Cast) -> None:
    attempt = answered(cast.trainee)
    outcome = open_item().outcome
    asked = {PHONE: [one.id for one in edition.catalog().modules[PHONE].outcomes]}  # type: ignore[index]

    def standing() -> Standing | None:
        found = standings_of([cast.trainee], asked).get(cast.trainee, {}).get(PHONE)
        return found[outcome].standing if found else None

    assert standing() is None
    marked(cast, attempt, 2, 2, 1, 0, comment="老板在不在？")
    assert standing() is Standing.NOT_YET
    marked(cast, attempt, *ALL_MET, by=cast.manager)
    assert standing() is Standing.SHAKY
    assert [(one.name, one.score, one.comment) for one in marks_of(attempt, 1)] == [
        ("王强", 1.0, ""), ("陈静", 0.625, "老板在不在？"),
    ]  # fmt: skip
    assert service.attempt_view(cast.trainee, attempt).items[0].right
    assert session().query(Record).filter_by(person_id=cast.trainee, verb="marked").count() == 2
    assert first_bad_line(cast.trainee) is None


def test_the_trainee_is_told_once_of_the_mark_that_stands(app: Flask, cast: Cast) -> None:
    attempt = answered(cast.trainee)
    marked(cast, attempt, 2, 1, 0, 0)
    marked(cast, attempt, 2, 1, 0, 0)  # the same again is no news
    marked(cast, attempt, 2, 2, 0, 0)
    with app.test_request_context(), speaking(Language.ZH):
        [told] = news_of(cast.trainee)
    assert told.said.sentence == "陈静评了你的回答"
    assert f"/attempts/{attempt}/1" in told.said.href
    assert told.said.second.endswith("4条里做到2条")
    assert len(marks_of(attempt, 1)) == 2


def test_of_two_who_mark_at_once_the_second_is_told_of_the_first(cast: Cast) -> None:
    attempt = answered(cast.trainee)
    marked(cast, attempt)
    with pytest.raises(Conflict):
        mark(cast.manager, attempt, 1, degrees(1, 1, 1, 1), "", key(), seen=0)
    last = to_mark(cast.manager, attempt, 1).last
    assert mark(cast.manager, attempt, 1, degrees(1, 1, 1, 1), "", key(), seen=last) > last


def test_the_longest_wait_comes_next_and_a_marked_answer_waits_no_more(cast: Cast) -> None:
    late, early = answered(cast.trainee, 5), answered(cast.trainee, 3)
    people = visible(cast.trainer, Action.MARK_ANSWER, on(6).date())
    assert [one.attempt_id for one in answers_waiting(people, on(6).date())] == [early, late]
    found = next_to_mark(cast.trainer, on(6).date(), (early, 1))
    assert found is not None
    assert (found.attempt_id, found.whom) == (late, frozenset({cast.trainer}))
    assert next_to_mark(cast.manager, on(6).date(), (0, 0)) is None, "a trainer coaches this"
    marked(cast, late)
    assert next_to_mark(cast.trainer, on(6).date(), (early, 1)) is None
    with transaction():
        session().get_one(Person, cast.trainee).suspended_at = on(6)
    assert answers_waiting(people, on(6).date()) == [], "of who is suspended nothing waits"


def test_the_to_do_leads_from_answer_to_answer(cast: Cast, pages: Pages) -> None:
    first, second = answered(cast.trainee, 3), answered(cast.trainee, 4, "老祝什么时候方便？")
    with clock.standing_at(on(6, 9)):
        pages.sign_in(cast.trainer)
        todo = pages.get("/todo?kind=answer")
        assert "待评：李文的回答" in todo.words
        assert "逾期1天" in todo.words
        page = pages.get(f"/answers/{first}/1")
        assert "周五老祝回来" in page.words
        assert "评好，看下一份" in page.words
        sent: dict[str, object] = {f"met-{one}": value for one, value in degrees(2, 1).items()}
        refused = pages.post(f"/answers/{first}/1", {**sent, "comment": "再想想", "seen": "0", "key": "a"}, status=422)
        assert "再想想" in refused.text
        assert refused.text.count(" checked") == 2
        whole: dict[str, object] = {f"met-{one}": value for one, value in degrees(*ALL_MET).items()}
        answer = pages.post(f"/answers/{first}/1", {**whole, "comment": "很好", "seen": "0", "key": "b"})
        assert answer.location == f"/answers/{second}/1"
        assert pages.post(f"/answers/{second}/1", {**whole, "seen": "0", "key": "c"}).location == "/todo"
        assert "待评" not in pages.get("/todo").words
        assert "做到" in pages.get(f"/attempts/{first}/1").words
        assert "/answers/" in pages.get(f"/attempts/{first}/1").text
        pages.sign_in(cast.trainee)
        read = pages.get(f"/attempts/{first}/1")
        assert "很好" in read.words
        assert "/answers/" not in read.text
        assert "陈静评了" in pages.get("/people/1?show=all").words


def test_ten_answers_that_wait_cost_the_to_do_as_much_as_two(cast: Cast, pages: Pages) -> None:
    with clock.standing_at(on(6, 9)):
        for _answer in range(2):
            answered(cast.trainee)
        pages.sign_in(cast.trainer).get("/todo")
        with queries(20) as few:
            pages.get("/todo")
        for number in range(8):
            answered(cast.other_trainee if number % 2 else cast.trainee)
        with queries(len(few)):
            pages.get("/todo")
