"""A person's curve: what counts and why not, how each trainer rates, and what people usually gain."""

from dataclasses import replace
from datetime import date

from flask import Flask

from lms import clock
from lms.i18n import Language, speaking
from lms.judgement.cohort import RaterStanding
from lms.judgement.service import PersonJudgement, judgement_of
from lms.judgement.why.curve import MOST_POINTS, curve_of
from lms.people.directory import names
from lms.plan.absences import Days, note_absence
from lms.web.curve import Curve
from tests.cast import Cast
from tests.factories.slow import OTHERS_GROW, estimated, taught, tried_on
from tests.factories.training import PHONE, VISIT, key, on, trainee_of


def judged(cast: Cast, day: int = 20, reader: int | None = None) -> PersonJudgement:
    found = judgement_of(cast.trainee, on(day), reader)
    assert found is not None
    return found


def drawn(app: Flask, one: PersonJudgement, skill: str = PHONE) -> Curve | None:
    with app.test_request_context(), clock.standing_at(on(20)):
        return curve_of(one, skill, names([1, 2, 3, 4]))


def test_there_is_none_before_the_first_try(app: Flask, cast: Cast) -> None:
    trainee_of(cast).enrolled()
    assert drawn(app, judged(cast), VISIT) is None


def test_it_says_of_each_try_why_it_does_not_count(app: Flask, cast: Cast) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), 1)
    trainee.shown(PHONE, on(3, 16))
    trainee.tried(PHONE, on(4), 1, reviewed_at=on(12))
    trainee.tried(PHONE, on(5), 1)
    trainee.tried(PHONE, on(6), 1)
    trainee.tried(PHONE, on(9), None)
    curve = drawn(app, judged(cast))
    assert curve is not None
    assert [one.why_not for one in curve.points] == ["之前没有示范", "评晚了", "", "该先给的示范没给", "还没评阅"]
    assert [one.shown for one in curve.points] == [False, True, False, False, False]
    assert [one.level for one in curve.points] == [1.0, 1.0, 1.0, 1.0, None]


def test_what_is_sealed_from_the_reader_has_no_level(app: Flask, cast: Cast) -> None:
    trainee = taught(cast)
    trainee.tried(PHONE, on(3), 1, rated_self=False)
    curve = drawn(app, judged(cast, reader=cast.trainee))
    assert curve is not None
    assert [(one.level, one.rater) for one in curve.points] == [(None, "")]
    shown = drawn(app, judged(cast, reader=cast.trainer))
    assert shown is not None
    assert shown.points[0].level == 1.0


def test_the_usual_pace_stands_still_where_a_try_does_not_count(app: Flask, cast: Cast) -> None:
    trainee = taught(cast)
    estimated()
    trainee.tried(PHONE, on(3), 1, reviewed_at=on(12))
    tried_on(trainee, cast, (4, 5), (1.0, 1.0))
    curve = drawn(app, judged(cast))
    assert curve is not None
    means = [round(one.mean, 2) for one in curve.usual]
    assert len(means) == 6, "beyond the tries that were made"
    assert means[0] == means[1] == OTHERS_GROW.start
    assert means[1:] == sorted(set(means[1:]))


def test_of_two_others_nothing_is_called_usual(app: Flask, cast: Cast) -> None:
    trainee = taught(cast)
    estimated(replace(OTHERS_GROW, people=2))
    tried_on(trainee, cast, (4, 5), (1.0, 1.0))
    curve = drawn(app, judged(cast))
    assert curve is not None
    assert curve.usual == ()


def test_it_names_who_rates_unlike_the_others_once_that_is_known(app: Flask, cast: Cast) -> None:
    trainee = taught(cast)
    tried_on(trainee, cast, (4, 5), (1.0, 1.0))
    plain = drawn(app, judged(cast))
    assert plain is not None
    assert plain.notes == ("每次评阅的平均等级。",)
    estimated(raters={cast.trainer: RaterStanding(0.12, 0.01), cast.other_trainer: RaterStanding(-0.2, 0.01)})
    curve = drawn(app, judged(cast))
    assert curve is not None
    assert "和别的教练比，陈静评得高0.1、周涛评得低0.2。" in curve.notes
    with speaking(Language.EN):
        curve = drawn(app, judged(cast))
    assert curve is not None
    assert "Beside the others, 陈静 rates 0.1 higher, 周涛 rates 0.2 lower." in curve.notes


def test_leave_lies_between_the_tries_that_it_parts(app: Flask, cast: Cast) -> None:
    trainee = taught(cast)
    tried_on(trainee, cast, (4, 12), (1.0, 1.0))
    with clock.standing_at(on(12, 18)):
        note_absence(cast.manager, cast.trainee, Days("leave", date(2026, 11, 9), date(2026, 11, 10)), key())
    curve = drawn(app, judged(cast))
    assert curve is not None
    assert [(one.after, one.words, one.breaks) for one in curve.absences] == [(1, "11月9日起请假2天", False)]


def test_of_very_many_tries_the_latest_are_drawn_and_the_rest_is_said(app: Flask, cast: Cast) -> None:
    trainee = taught(cast)
    tried_on(trainee, cast, (4,), (1.0,))
    one = judged(cast)
    made = one.evidence[PHONE].tries[0]
    many = tuple(replace(made, reviews=()) for _number in range(500))
    curve = drawn(app, replace(one, evidence={PHONE: replace(one.evidence[PHONE], tries=(*many, made))}))
    assert curve is not None
    assert len(curve.points) == MOST_POINTS
    assert "更早的441次没有画出来。" in curve.notes
    assert all(len(drawing.marks) <= MOST_POINTS for drawing in curve.drawings)
