"""Evidence for the tests of judgement: a plain trainee to start from, and strategies for all that can be known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from lms.judgement import rules
from lms.judgement.evidence import (
    Coached,
    DebtKind,
    Due,
    ModuleGiven,
    OfferDeclined,
    ReviewGiven,
    ShowGiven,
    ShowStanding,
    SkillEvidence,
    SkillSettings,
    TryMade,
)
from lms.judgement.states import Judgement
from lms.plan.rules import Away
from tests.weekdays import Weekdays

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = (
    SHANGHAI,
    ZoneInfo("UTC"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Africa/Cairo"),
    ZoneInfo("Pacific/Auckland"),
)
SETTINGS = SkillSettings(skill="telephone-selling", bar=1.8, refresher_after_days=180)
MODULES = ("telephone-selling", "first-visit")
TUESDAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""24 November 2026, ten in the morning in Shanghai."""

NOTHING = SkillEvidence(
    dues=(),
    modules=(),
    shows=(),
    tries=(),
    declined=(),
    outcomes_holding=4,
    outcomes_total=4,
    begins_on=date(2026, 11, 2),
    coaches=(Coached(7, date(2025, 1, 1)),),
)
"""A trainee whose skill has begun, who owes and is owed nothing, and whose quiz is mastered."""
ONE_COACH = NOTHING.coaches
TWO_COACHES = (*ONE_COACH, Coached(8, date(2025, 1, 1)))


def judged(evidence: SkillEvidence, now: datetime = TUESDAY, **settings: Any) -> Judgement:
    return rules.judge(evidence, replace(SETTINGS, **settings), now, Weekdays(), SHANGHAI)


def days_ago(days: float) -> datetime:
    return TUESDAY - timedelta(days=days)


def show(
    record: int, days: float, standing: ShowStanding = ShowStanding.CONFIRMED, entered: float | None = None
) -> ShowGiven:
    recorded = days_ago(days if entered is None else entered)
    return ShowGiven(record, 7, days_ago(days), recorded, recorded, standing)


def made(record: int, days: float, *reviews: ReviewGiven, review_by: date = date(2026, 11, 30)) -> TryMade:
    return TryMade(record, days_ago(days), review_by, 7, reviews)


def reviewed(record: int, days: float, level: float, rater: int = 7, **more: Any) -> TryMade:
    review = ReviewGiven(record + 1000, rater, days_ago(days) + timedelta(hours=1), level, True, True)
    return made(record, days, replace(review, **more))


def due(kind: DebtKind, ordinal: int, due_on: date, subject: str = "") -> Due:
    return Due(kind, ordinal, subject, due_on, 7)


# Strategies. Few different moments, days and levels, so that ties, bars met exactly and facts out of order are common.

DATES = st.dates(date(2026, 10, 1), date(2026, 12, 31))
MOMENTS = st.one_of(
    st.sampled_from([TUESDAY + timedelta(days=d) for d in (-400, -200, -21, -7, -1, 0, 1)]),
    st.integers(-230 * 86400, 60 * 86400).map(lambda seconds: TUESDAY + timedelta(seconds=seconds)),
)
LEVELS = st.sampled_from([0.0, 1.0, 1.7999, 1.8, 2.2, 3.0])
RECORDS = st.integers(1, 10**6)
PEOPLE = st.integers(1, 5)

DUES = st.one_of(
    st.builds(
        Due, st.sampled_from([DebtKind.SHOW, DebtKind.TRY]), st.integers(1, 5), st.just(""), DATES, st.none() | PEOPLE
    ),
    st.builds(Due, st.just(DebtKind.MODULE), st.integers(1, 5), st.sampled_from(MODULES), DATES, st.none() | PEOPLE),
)
SHOWS = st.builds(ShowGiven, RECORDS, PEOPLE, MOMENTS, MOMENTS, MOMENTS, st.sampled_from(ShowStanding))
READINGS = st.builds(ModuleGiven, RECORDS, st.sampled_from((*MODULES, "never-promised")), MOMENTS)
REVIEWS = st.builds(ReviewGiven, RECORDS, PEOPLE, MOMENTS, LEVELS, st.booleans(), st.booleans())
OFFERS = st.builds(
    OfferDeclined, RECORDS, st.sampled_from(DebtKind), MOMENTS, st.sampled_from(("", *MODULES)), st.integers(0, 4)
)
# Some have ended before Tuesday, some begin or end soon after it: what is known beforehand.
NEAR = st.dates(date(2026, 11, 20), date(2026, 12, 4))
COACHES = st.builds(Coached, PEOPLE, st.just(date(2026, 9, 1)) | NEAR, st.none() | NEAR, st.booleans())

# Near the dates at which things fall due, some of them without an end.
ABSENCES = st.builds(
    lambda first, days: Away(first, None if days is None else first + timedelta(days=days)),
    DATES,
    st.none() | st.integers(0, 20),
)


def some(facts: st.SearchStrategy[Any], at_most: int = 6) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(facts, max_size=at_most, unique_by=lambda f: f.record_id).map(tuple)


TRIES = st.builds(TryMade, RECORDS, MOMENTS, DATES, st.none() | PEOPLE, some(REVIEWS, 3))
EVIDENCE = st.builds(
    SkillEvidence,
    dues=st.lists(DUES, max_size=6, unique_by=lambda d: (d.kind, d.ordinal, d.subject)).map(tuple),
    modules=some(READINGS, 3),
    shows=some(SHOWS),
    tries=some(TRIES),
    declined=some(OFFERS, 4),
    outcomes_holding=st.integers(3, 4),
    outcomes_total=st.just(4),
    begins_on=DATES,
    coaches=st.lists(COACHES, max_size=4).map(tuple),
    refresher_owed_by=st.none() | PEOPLE,
    away=st.lists(ABSENCES, max_size=2).map(tuple),
)
SOME_SETTINGS = st.builds(SkillSettings, st.just("telephone-selling"), st.just(1.8), st.sampled_from([0, 1, 30, 180]))


@st.composite
def ready_ones(draw: st.DrawFn) -> SkillEvidence:
    """Somebody ready, whatever else is known of them; chance alone seldom makes anybody ready."""
    evidence = draw(EVIDENCE)
    before = tuple(t for t in evidence.tries if t.happened_at < days_ago(10) or not t.reviews)
    third = draw(st.sampled_from([(), (reviewed(10**7, 8, 1.0),), (reviewed(10**7, 8, 2.2),)]))
    last_two = (reviewed(10**7 + 1, 6, 2.2, rater=1), reviewed(10**7 + 2, draw(st.sampled_from([3, 6])), 2.2, rater=2))
    return replace(evidence, tries=(*before, *third, *last_two), outcomes_holding=4)


READY_ONES = ready_ones()
ANY_EVIDENCE = st.one_of(EVIDENCE, READY_ONES)
