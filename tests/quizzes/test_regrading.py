"""Scoring an item anew when its key was wrong: whom it touches, what is never lowered, and that it can be repeated."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from lms import clock
from lms.curriculum.frozen import freeze, hash_of
from lms.db import session
from lms.errors import NotYours, Unusable
from lms.i18n import Language, speaking
from lms.questions.question import Question
from lms.quizzes import regrading, service
from lms.quizzes.marks import marks_of
from lms.quizzes.regrading import Regrade, plan_of
from lms.quizzes.rules import Standing
from lms.records.models import Record
from lms.records.notices import news_of
from lms.records.service import first_bad_line
from tests.cast import Cast
from tests.factories.training import PHONE, on
from tests.pages import Pages
from tests.quizzes.attempts import answered, attempted, open_item, pool
from tests.quizzes.test_races import meanwhile

WHY = "答案写成了另一个选项"


def item() -> Question:
    return next(one for one in pool() if one.kind == "single")


def right() -> str:
    return str(item().body.answer)


def other(place: int = 0) -> str:
    return [one.id for one in item().body.options if one.id != right()][place]


def earlier(answer: str, *, without: str = "") -> Question:
    """The item as it was: with another key, perhaps before one of today's options was there."""
    options = tuple(one for one in item().body.options if one.id != without)
    was = replace(item(), body=replace(item().body, answer=answer, options=options))
    return replace(was, hash=hash_of(freeze(was)))


def chose(person: int, option: str, day: int = 3, **was: str) -> int:
    """An ended attempt at the item as it was with the wrong key. Returns its id."""
    return attempted(person, {earlier(other(), **was): {"chosen": [option]}}, on(day))


def corrected(cast: Cast, day: int = 9, *, also_lower: bool = False) -> Regrade:
    with clock.standing_at(on(day)):
        return regrading.regrade(cast.admin, PHONE, item().id, WHY, also_lower=also_lower)


def test_whoever_was_right_all_along_is_scored_anew_and_told(app: Flask, cast: Cast) -> None:
    attempt = chose(cast.trainee, right())
    plan = plan_of(PHONE, item().id)
    assert [(one.person_id, one.attempt_id, one.before, one.after) for one in plan.applied] == [
        (cast.trainee, attempt, 0.0, 1.0)
    ]
    assert [(one.before, one.after) for one in plan.moved] == [(Standing.NOT_YET, Standing.SHAKY)]
    assert marks_of(attempt, 1) == [], "a plan writes nothing"
    corrected(cast)
    shown = service.attempt_view(cast.trainee, attempt).items[0]
    assert shown.right
    assert shown.words_of_key == shown.words_given, "why is read from the corrected version"
    [mark] = marks_of(attempt, 1)
    assert (mark.kind, mark.comment, mark.question_hash) == ("regrade", WHY, item().hash)
    with app.test_request_context(), speaking(Language.ZH):
        assert [one.said.sentence for one in news_of(cast.trainee)] == ["一道题的答案更正了，你11月3日的回答现在算对"]
    assert first_bad_line(cast.trainee) is None


def test_doing_it_again_changes_nothing_and_a_new_key_starts_anew(cast: Cast) -> None:
    attempt = chose(cast.trainee, right())
    corrected(cast)
    again = corrected(cast, 10)
    assert (again.applied, again.same) == ((), 1)
    assert len(marks_of(attempt, 1)) == 1
    assert session().query(Record).filter_by(person_id=cast.trainee, verb="regraded").count() == 1


def test_of_two_runs_at_once_each_tells_what_it_has_done(app: Flask, cast: Cast) -> None:
    attempt = chose(cast.trainee, right())
    with meanwhile(app, lambda: corrected(cast)) as other:
        assert corrected(cast).people == 1
    assert isinstance(other.answer, Regrade)
    assert (other.answer.people, other.answer.moved) == (0, ())
    assert len(marks_of(attempt, 1)) == 1


def test_nobody_is_lowered_unless_it_is_asked_for_and_then_they_are_told(app: Flask, cast: Cast) -> None:
    attempt = chose(cast.trainee, other())
    done = corrected(cast)
    assert (len(done.applied), len(done.lowered)) == (0, 1)
    assert service.attempt_view(cast.trainee, attempt).items[0].right
    corrected(cast, also_lower=True)
    assert not service.attempt_view(cast.trainee, attempt).items[0].right
    with app.test_request_context(), speaking(Language.ZH):
        assert [one.said.sentence for one in news_of(cast.trainee)] == ["一道题的答案更正了，你11月3日的回答现在不算对"]


def test_an_answer_that_the_new_key_cannot_score_stays(cast: Cast) -> None:
    gone, not_offered = chose(cast.trainee, right()), chose(cast.trainee, other(1), without=right())
    with clock.standing_at(on(3)):
        under_way = attempted(cast.trainee, {earlier(other()): {"chosen": [right()]}, open_item(): {}}, on(3))
    plan = plan_of(PHONE, item().id)
    assert [one.attempt_id for one in plan.applied] == [gone]
    assert [one.attempt_id for one in plan.stays] == [not_offered]
    assert under_way not in [one.attempt_id for one in (*plan.applied, *plan.stays)], "it has not ended"


def test_two_answers_of_one_person_make_one_notice(app: Flask, cast: Cast) -> None:
    for day in (3, 4):
        chose(cast.trainee, right(), day)
    chose(cast.other_trainee, right())
    assert corrected(cast).people == 2
    with app.test_request_context(), speaking(Language.ZH):
        assert [one.said.sentence for one in news_of(cast.trainee)] == ["一道题的答案更正了，你的2次回答重新算过"]
        assert len(news_of(cast.other_trainee)) == 1


def test_only_who_looks_after_accounts_corrects_and_says_why(cast: Cast) -> None:
    chose(cast.trainee, right())
    for stranger in (cast.trainee, cast.trainer, cast.manager):
        with pytest.raises(NotYours):
            regrading.regrade(stranger, PHONE, item().id, WHY)
    with pytest.raises(Unusable):
        regrading.regrade(cast.admin, PHONE, item().id, " ")
    with pytest.raises(NotYours):
        plan_of(PHONE, "nowhere")
    answered(cast.trainee)
    with pytest.raises(Unusable):
        plan_of(PHONE, open_item().id)


def test_the_page_shows_whom_it_touches_and_then_that_nothing_is_left(cast: Cast, pages: Pages) -> None:
    attempt = chose(cast.trainee, right())
    path = f"/items/{PHONE}/{item().id}/regrade"
    pages.sign_in(cast.trainer).get(path, status=404)
    page = pages.sign_in(cast.admin).get(path)
    assert "李文" in page.words
    assert "不对 → 对" in page.words
    assert "李文" in pages.post(path, {"why": "", "key": "a"}, status=422).words
    assert pages.post(path, {"why": WHY, "key": "b"}).location == path
    assert "没有要改的" in pages.get(path).words
    read = pages.sign_in(cast.trainee).get(f"/attempts/{attempt}/1")
    assert WHY in read.words
    assert "现在算对" in read.words


def test_the_command_tells_first_and_then_does_it_for_an_admin(app: Flask, cast: Cast) -> None:
    attempt = chose(cast.trainee, right())
    run = app.test_cli_runner().invoke
    command = ["lms", "quiz", "regrade", PHONE, item().id]
    told = json.loads(run(args=[*command, "--dry-run", "--json"]).output)
    assert [(one["attempt"], one["before"], one["after"]) for one in told["scored_anew"]] == [(attempt, 0.0, 1.0)]
    for lacking in ([], ["--why", WHY], ["--why", WHY, "--as", "trainer@example.com"], ["--as", "admin@example.com"]):
        assert run(args=[*command, *lacking]).exit_code == 1
    assert marks_of(attempt, 1) == []
    done = run(args=[*command, "--why", WHY, "--as", "admin@example.com"])
    assert done.exit_code == 0, done.output
    assert "1 answers of 1 people are scored anew" in done.output
    assert len(marks_of(attempt, 1)) == 1
