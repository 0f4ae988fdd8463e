"""What must be true of every question whether somebody responds to training, whatever the facts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lms.judgement import rules
from lms.judgement.cohort import NO_COHORT, Cohort, RaterStanding, SkillCohort
from lms.judgement.evidence import DebtKind, SkillEvidence, State, TryMade
from lms.judgement.response import Response
from lms.judgement.states import Judgement
from lms.judgement.statistics.curves import read_curves
from lms.judgement.thresholds import DEFAULTS, Thresholds, Tier
from tests.weekdays import Weekdays

from .evidences import ANY_EVIDENCE, NOTHING, SETTINGS, SHANGHAI, TUESDAY, due, made, reviewed, show

SKILL = SETTINGS.skill
RATERS = (7, 8, 9)
OTHERS_GROW = SkillCohort(people=12, gain=1.2, gain_sd=0.2, noise=0.2, growth=1.1, growth_se=0.1)
WELL_KNOWN = RaterStanding(variance=0.02)
HOUSE = Cohort(1, datetime(2026, 10, 1, tzinfo=UTC), {SKILL: OTHERS_GROW}, dict.fromkeys(RATERS, WELL_KNOWN))
"""A house in which twelve people have grown by a level and three trainers rate alike."""
SHOWS = tuple(show(10 + n, 80 - n) for n in range(1, 5))
SHOWN = replace(NOTHING, dues=tuple(due(DebtKind.SHOW, n, date(2026, 9, 8)) for n in range(1, 5)), shows=SHOWS)
"""Somebody to whom all four shows that were promised were given before anything else."""


class Asked(NamedTuple):
    """What is known of one person in one skill, and what the house knows."""

    evidence: SkillEvidence
    cohort: Cohort = HOUSE
    thresholds: Thresholds = DEFAULTS

    def read(self, now: datetime = TUESDAY) -> Response:
        tries = rules.counted(self.evidence, SETTINGS, now, Weekdays(), SHANGHAI, self.cohort, self.thresholds)
        return self.curve(tries)

    def curve(self, tries: Response) -> Response:
        return read_curves([{SKILL: tries}], [{SKILL: SETTINGS.bar}], self.cohort, self.thresholds)[0][SKILL]

    def judged(self, now: datetime = TUESDAY) -> Judgement:
        return rules.judge(
            self.evidence, SETTINGS, now, Weekdays(), SHANGHAI, (), self.read(now), self.cohort, self.thresholds
        )


# Strategies. Around levels that don't move most are proposed, and of the rest many but for one thing.

COHORTS = st.builds(
    lambda skill, standings: Cohort(1, HOUSE.made_at, {SKILL: skill}, dict(zip(RATERS, standings, strict=True))),
    st.builds(
        SkillCohort,
        people=st.sampled_from([0, 7, 8, 12]),
        gain=st.sampled_from([0.7, 1.05, 1.4]),
        noise=st.sampled_from([0.2, 0.4]),
        growth=st.sampled_from([0.0, 0.44, 1.1]),
        growth_se=st.sampled_from([0.01, 0.1, 1.0]),
        broken_quizzes=st.sampled_from([(), (), ("telephone-selling",)]),
    ),
    st.lists(
        st.builds(
            RaterStanding,
            severity=st.sampled_from([-0.8, -0.3, 0.0, 0.3]),
            variance=st.sampled_from([0.01, 0.09]),
            far=st.booleans(),
            same_for_all=st.booleans(),
        ),
        min_size=3,
        max_size=3,
    ),
)
HOUSES = st.just(HOUSE) | st.just(NO_COHORT) | COHORTS
PLAINLY = Thresholds(tier=Tier.PLAIN)
TIERS = st.sampled_from([DEFAULTS, PLAINLY])
WANDERING = st.lists(st.integers(0, 30).map(lambda tenths: tenths / 10), min_size=1, max_size=14)
STEADY = st.builds(
    lambda level, off: [round(level + one, 2) for one in off],
    st.sampled_from([0.3, 0.6, 0.9, 1.2]),
    st.lists(st.sampled_from([-0.1, 0.0, 0.0, 0.1]), min_size=6, max_size=14),
)
CLIMBING = st.builds(
    lambda first, step, count: [min(3.0, round(first + n * step, 2)) for n in range(count)],
    st.sampled_from([0.2, 0.6, 1.0]),
    st.sampled_from([0.02, 0.08, 0.15]),
    st.integers(5, 14),
)


@st.composite
def trained(draw: st.DrawFn, curves: st.SearchStrategy[list[float]] = WANDERING | STEADY | CLIMBING) -> SkillEvidence:
    """Somebody taught in full who tries every other day, reviewed by up to three trainers, now and then late."""
    levels = draw(curves)
    raters = draw(st.lists(st.sampled_from(RATERS), min_size=len(levels), max_size=len(levels)))
    late = draw(st.sets(st.integers(0, 13), max_size=3))
    tries = []
    for n, (level, rater) in enumerate(zip(levels, raters, strict=True)):
        days = 2.0 * (len(levels) - n) + 8
        one = reviewed(100 + n, days, level, rater=rater)
        tries.append(_later(one, timedelta(days=7)) if n in late else one)
    return replace(SHOWN, tries=tuple(tries))


def _later(one: TryMade, by: timedelta) -> TryMade:
    return replace(
        one,
        review_due_on=one.happened_at.date() + timedelta(days=3),
        reviews=tuple(replace(review, closed_at=review.closed_at + by) for review in one.reviews),
    )


TRAINED = st.builds(Asked, trained(), HOUSES, TIERS)
ANYBODY = TRAINED | st.builds(Asked, ANY_EVIDENCE, HOUSES, TIERS)


def steady(count: int, level: float = 0.9) -> Asked:
    """Somebody who never moved, reviewed by three trainers in turn."""
    tries = tuple(reviewed(1000 + n, 10 + (count - n) * 60 / count, level, rater=RATERS[n % 3]) for n in range(count))
    return Asked(replace(SHOWN, tries=tries))


NEVER_MOVED = steady(12)
PROPOSED = st.builds(Asked, trained(STEADY), st.just(HOUSE), st.just(DEFAULTS)).filter(
    lambda asked: asked.judged().state is State.UNTRAINABLE
)

FEWER = settings(max_examples=40)
"""Where each example reads several curves."""


# What is true of every answer.


def test_somebody_who_never_moved_is_proposed_so_that_the_rest_of_this_file_is_about_something() -> None:
    assert NEVER_MOVED.judged().state is State.UNTRAINABLE


@FEWER
@given(ANYBODY)
def test_everybody_gets_one_state_and_the_same_again(asked: Asked) -> None:
    found = asked.judged()
    assert found.state in set(State)
    assert found == asked.judged()
    assert asked.read() == asked.read()


@pytest.mark.parametrize("count", [1, 2, 5, 500])
def test_one_try_and_five_hundred_get_an_answer(count: int) -> None:
    expected = State.UNTRAINABLE if count == 500 else State.ON_PLAN
    assert steady(count).judged().state is expected


@FEWER
@given(ANYBODY, st.permutations(RATERS))
def test_who_the_raters_are_changes_nothing(asked: Asked, names: list[int]) -> None:
    called = dict(zip(RATERS, names, strict=True))

    def name(rater: int) -> int:
        return called.get(rater, rater)

    tries = tuple(
        replace(one, reviews=tuple(replace(review, rater=name(review.rater)) for review in one.reviews))
        for one in asked.evidence.tries
    )
    raters = {name(rater): standing for rater, standing in asked.cohort.raters.items()}
    other = asked._replace(evidence=replace(asked.evidence, tries=tries), cohort=replace(asked.cohort, raters=raters))
    assert other.judged().state is asked.judged().state
    assert figures(other.read()) == pytest.approx(figures(asked.read()), abs=1e-9)


def figures(read: Response) -> list[float]:
    """All that a curve says, -1 where it says nothing."""
    said = (
        read.flat, read.ratio, read.ratio_without, read.odds_before, read.gained, read.usual, read.chance,
        read.last_five, *(one.level for one in read.tries), *(one.weight for one in read.tries),
    )  # fmt: skip
    return [-1.0 if one is None else one for one in said]


@given(ANYBODY, st.sampled_from([1.8, 2.2, 3.0]), st.sampled_from(RATERS))
@example(steady(5), 1.8, 7)
@example(NEVER_MOVED, 1.8, 8)
def test_a_new_review_that_holds_never_moves_anybody_towards_a_proposal(asked: Asked, level: float, rater: int) -> None:
    assume(all(one.happened_at < TUESDAY for one in asked.evidence.tries))
    assume(all(review.closed_at < TUESDAY for one in asked.evidence.tries for review in one.reviews))
    new = reviewed(10**8, 1 / 24, level, rater=rater)
    held = asked._replace(evidence=replace(asked.evidence, tries=(*asked.evidence.tries, new)))
    assert held.judged().state is not State.UNTRAINABLE


def climb(*levels: float) -> Asked:
    tries = tuple(reviewed(1000 + n, 60 - 4 * n, level, rater=RATERS[n % 2]) for n, level in enumerate(levels))
    return Asked(replace(SHOWN, tries=tries))


@settings(max_examples=150)
@given(TRAINED | PROPOSED, st.floats(0, 1), st.sampled_from([1.8, 2.2, 3.0]), st.sampled_from(RATERS))
@example(climb(0.6, 0.68, 0.76, 0.84, 0.92), 0.5, 2.2, 8)
@example(climb(0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05), 0.2, 2.4, 9)
@example(climb(0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05)._replace(thresholds=PLAINLY), 0.0, 2.4, 9)
@example(steady(9, 1.2), 0.0, 2.2, 7)
def test_a_review_that_holds_never_makes_a_proposal_wherever_it_lies_in_the_past(
    asked: Asked, where: float, level: float, rater: int
) -> None:
    tries = asked.evidence.tries
    days = [(TUESDAY - one.happened_at).total_seconds() / 86400 for one in tries]
    new = reviewed(10**8, min(days) + (max(days) + 1 - min(days)) * (1 - where) + 0.01, level, rater=rater)
    held = asked._replace(evidence=replace(asked.evidence, tries=(*tries, new)))
    assert held.judged().state is not State.UNTRAINABLE or asked.judged().state is State.UNTRAINABLE


@FEWER
@given(ANYBODY)
@example(NEVER_MOVED)
def test_a_debt_never_yields_a_proposal(asked: Asked) -> None:
    there = asked.evidence
    overdue = made(10**8, 20, review_by=date(2026, 11, 9))
    show_owed = due(DebtKind.SHOW, 99, date(2026, 11, 2))
    assume(not there.away)  # what falls due while somebody is away is not owed yet
    assume(not any(one.kind is DebtKind.SHOW for one in there.declined))
    for owed in (
        replace(there, tries=(*there.tries, overdue)),
        replace(there, dues=(*there.dues, *(replace(show_owed, ordinal=90 + n) for n in range(10)))),
    ):
        found = asked._replace(evidence=owed).judged()
        assert found.state is not State.UNTRAINABLE
        assert found.debts


@given(ANYBODY)
@example(NEVER_MOVED)
def test_whoever_is_owed_something_is_not_proposed(asked: Asked) -> None:
    found = asked.judged()
    assert found.state is not State.UNTRAINABLE or not found.debts


@FEWER
@given(PROPOSED)
@example(NEVER_MOVED)
def test_a_proposal_stands_on_no_single_rater_and_no_single_try(asked: Asked) -> None:
    read = asked.read()
    without = [tuple(one for one in read.tries if one.rater != rater) for rater in read.raters]
    without += [tuple(one for one in read.tries if one is not left) for left in read.tries]
    ratios = [read.ratio_without, *(asked.curve(replace(read, tries=tries)).ratio for tries in without)]
    assert all(ratio is not None and ratio > 1 for ratio in ratios)


@FEWER
@given(PROPOSED, st.integers(0, 3))
@example(NEVER_MOVED, 0)
def test_a_proposal_stands_on_every_show(asked: Asked, which: int) -> None:
    shows = tuple(one for n, one in enumerate(asked.evidence.shows) if n != which)
    found = asked._replace(evidence=replace(asked.evidence, shows=shows)).judged()
    assert found.state is State.UNTRAINED
    assert [debt.kind for debt in found.debts] == [DebtKind.SHOW]


@given(ANYBODY, st.floats(0, 1))
def test_nothing_changes_before_the_moment_that_a_judgement_names(asked: Asked, share: float) -> None:
    first = asked.judged()
    until = first.next_change_at or TUESDAY + timedelta(days=400)
    assert until > TUESDAY
    then = TUESDAY + (until - TUESDAY - timedelta(microseconds=1)) * share
    assert replace(asked.judged(then), as_of=first.as_of) == first
