"""Decisions stand beside the state, with a reason typed by a person."""

from datetime import date

import pytest

from lms import clock
from lms.errors import NotYours, Unusable
from lms.judgement.decisions.service import Deciding, Kind, decide, decisions_of, reply
from lms.judgement.service import judgement_of
from lms.plan import service as plan
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.practice.plays import SKILL, at, clock_at, key, verbs

SAID = "两周里周教练带你跟两次拜访，再一起看。"
REASON = "电话里听得懂，当面就乱，换个人带两次再看。"
DECIDING = Deciding(Kind.ANOTHER_TRAINER, REASON, SAID, None)


@pytest.fixture
def enrolled(cast: Cast) -> Cast:
    with clock.standing_at(BEGAN):
        plan.enrol(cast.manager, cast.trainee, "sales", DAY_ONE, "enrol")
    return cast


def test_a_manager_decides_and_the_trainee_replies(enrolled: Cast) -> None:
    with clock_at():
        before = judgement_of(enrolled.trainee, at())
        decision_id = decide(enrolled.manager, enrolled.trainee, SKILL, DECIDING, "k")
        assert decide(enrolled.manager, enrolled.trainee, SKILL, DECIDING, "k") == decision_id
        reply(enrolled.trainee, decision_id, "想先看两次真的拜访。", "r")
        after = judgement_of(enrolled.trainee, at())
    [decided] = decisions_of([enrolled.trainee])[enrolled.trainee]
    assert (decided.decision.reason, decided.decision.said) == (REASON, SAID)
    assert decided.decision.evidence["state"] == "untrained"
    assert [word.text for word in decided.replies] == ["想先看两次真的拜访。"]
    assert before is not None
    assert after is not None
    assert after.by_skill == before.by_skill
    assert verbs(enrolled.trainee)[-2:] == ["decided", "replied"]


@pytest.mark.parametrize("who", ["trainee", "trainer", "other_trainer", "other_trainee", "admin"])
def test_nobody_but_a_manager_above_decides(enrolled: Cast, who: str) -> None:
    with clock_at(), pytest.raises(NotYours):
        decide(getattr(enrolled, who), enrolled.trainee, SKILL, DECIDING, "k")
    assert decisions_of([enrolled.trainee]) == {}


@pytest.mark.parametrize(
    ("deciding", "field"),
    [
        (Deciding(Kind.ACCOMPANY, "  短  ", SAID, None), "reason"),
        (Deciding(Kind.ACCOMPANY, REASON, " ", None), "said"),
        (Deciding(Kind.OBSERVE, REASON, SAID, None), "until_on"),
        (Deciding(Kind.ACCOMPANY, REASON, SAID, date(2026, 11, 30)), "until_on"),
        (Deciding(Kind.OBSERVE, REASON, SAID, date(2026, 11, 16)), "until_on"),
        (Deciding(Kind.OBSERVE, REASON, SAID, date(2035, 11, 16)), "until_on"),
    ],
)
def test_a_decision_without_its_words_or_its_day_is_refused(enrolled: Cast, deciding: Deciding, field: str) -> None:
    with clock_at(), pytest.raises(Unusable) as refused:
        decide(enrolled.manager, enrolled.trainee, SKILL, deciding, key())
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainee"])
def test_only_the_trainee_replies(enrolled: Cast, who: str) -> None:
    with clock_at():
        decision_id = decide(enrolled.manager, enrolled.trainee, SKILL, DECIDING, "k")
        with pytest.raises(NotYours):
            reply(getattr(enrolled, who), decision_id, "不是我", "r")


def test_a_skill_outside_the_path_cannot_be_decided_on(enrolled: Cast) -> None:
    with clock_at(), pytest.raises(NotYours):
        decide(enrolled.manager, enrolled.trainee, "quoting", DECIDING, "k")
