"""A decision that was recorded wrongly is corrected or withdrawn like any closed fact."""

from datetime import date

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import session
from lms.errors import AlreadyClosed, NotYours, Unusable
from lms.judgement.decisions import mending
from lms.judgement.decisions.service import Deciding, Kind, decide, decisions_of, reply
from lms.judgement.models import Decision
from lms.plan import service as plan
from lms.records.models import Correction
from lms.records.service import first_bad_line
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.practice.plays import SKILL, clock_at, key, verbs

REASON = "电话里听得懂，当面就乱，换个人带两次再看。"
OBSERVE = Deciding(Kind.OBSERVE, REASON, "先看到月底。", date(2026, 11, 30))
RIGHT = Deciding(Kind.OBSERVE, REASON, "先看到十二月四日。", date(2026, 12, 4))
WHY = "日子写错了"


@pytest.fixture
def decided(cast: Cast) -> int:
    with clock.standing_at(BEGAN):
        plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "enrol")
    with clock_at():
        return decide(cast.manager, cast.trainee, SKILL, OBSERVE, key())


def test_another_decision_takes_the_place_of_a_wrong_one_and_both_stay_readable(cast: Cast, decided: int) -> None:
    with clock_at():
        reply(cast.trainee, decided, "好。", key())
        right = mending.correct(cast.manager, decided, RIGHT, WHY, "k")
        assert mending.correct(cast.manager, decided, RIGHT, WHY, "k") == right
    [standing] = decisions_of([cast.trainee])[cast.trainee]
    assert (standing.decision.id, standing.decision.until_on, standing.replies) == (right, date(2026, 12, 4), ())
    [before] = standing.before
    assert (before.decision.id, before.decision.until_on) == (decided, date(2026, 11, 30))
    assert [one.text for one in before.replies] == ["好。"]
    correction = session().scalars(select(Correction)).one()
    assert (correction.kind, correction.source_id, correction.replacement_id) == ("decision", decided, right)
    assert (correction.actor_id, correction.why) == (cast.manager, WHY)
    assert verbs(cast.trainee)[-2:] == ["decided", "corrected"]
    assert first_bad_line(cast.trainee) is None


def test_a_reply_that_is_sent_again_after_the_decision_is_withdrawn_has_its_first_answer(
    cast: Cast, decided: int
) -> None:
    with clock_at(40):
        first = reply(cast.trainee, decided, "好，我愿意。", "sent")
        mending.withdraw(cast.manager, decided, "按错了", key())
        assert reply(cast.trainee, decided, "好，我愿意。", "sent") == first
        with pytest.raises(AlreadyClosed):
            reply(cast.trainee, decided, "好，我愿意。", key())


def test_every_version_of_a_decision_hangs_on_the_one_that_stands(cast: Cast, decided: int) -> None:
    with clock_at():
        second = mending.correct(cast.manager, decided, RIGHT, WHY, key())
        third = mending.correct(cast.manager, second, OBSERVE, "第一次才是对的", key())
        [standing] = decisions_of([cast.trainee])[cast.trainee]
        assert [one.decision.id for one in (standing, *standing.before)] == [third, second, decided]
        mending.withdraw(cast.manager, third, "整个不要了", key())
    assert decisions_of([cast.trainee]) == {}
    [gone] = decisions_of([cast.trainee], withdrawn=True)[cast.trainee]
    assert [one.decision.id for one in (gone, *gone.before)] == [third, second, decided]


def test_a_withdrawn_decision_counts_no_more_and_stays_readable(cast: Cast, decided: int) -> None:
    with clock_at():
        mending.withdraw(cast.manager, decided, WHY, "k")
        mending.withdraw(cast.manager, decided, WHY, "k")
        assert decisions_of([cast.trainee]) == {}
        [gone] = decisions_of([cast.trainee], withdrawn=True)[cast.trainee]
        assert gone.undone is not None
        assert (gone.decision.id, gone.undone.why, gone.undone.replacement_id) == (decided, WHY, None)
        for again in (
            lambda: mending.withdraw(cast.manager, decided, WHY, key()),
            lambda: mending.correct(cast.manager, decided, RIGHT, WHY, key()),
            lambda: reply(cast.trainee, decided, "好。", key()),
        ):
            with pytest.raises(AlreadyClosed):
                again()
    assert session().get_one(Decision, decided).said == OBSERVE.said
    assert first_bad_line(cast.trainee) is None


@pytest.mark.parametrize("who", ["trainee", "trainer", "other_trainer", "other_trainee", "admin"])
def test_nobody_but_a_manager_above_mends_a_decision(cast: Cast, decided: int, who: str) -> None:
    with clock_at():
        for act in (
            lambda: mending.withdraw(getattr(cast, who), decided, WHY, key()),
            lambda: mending.correct(getattr(cast, who), decided, RIGHT, WHY, key()),
        ):
            with pytest.raises(NotYours):
                act()


def test_a_correction_says_something_else_and_why(cast: Cast, decided: int) -> None:
    with clock_at():
        for deciding, why, fields in (
            (OBSERVE, WHY, [""]),
            (RIGHT, " ", ["why"]),
            (Deciding(Kind.ACCOMPANY, "短", "", None), "", ["reason", "said", "why"]),
        ):
            with pytest.raises(Unusable) as refused:
                mending.correct(cast.manager, decided, deciding, why, key())
            assert list(refused.value.fields) == fields
        with pytest.raises(Unusable):
            mending.withdraw(cast.manager, decided, "", key())
    [standing] = decisions_of([cast.trainee])[cast.trainee]
    assert standing.decision.id == decided
