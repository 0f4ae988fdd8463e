"""What is measured is what the product does: arrays and rules say the same of each person and skill."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from lms.judgement.cohort import Cohort
from lms.judgement.evidence import (
    Coached,
    DebtKind,
    Due,
    ReviewGiven,
    ShowGiven,
    ShowStanding,
    SkillEvidence,
    SkillSettings,
    State,
    TryMade,
)
from lms.judgement.nightly.estimates import NONE_BROKEN, Counted, cohort_from
from lms.judgement.response import Response
from lms.judgement.rules import counted, judge
from lms.judgement.statistics.curves import read_curves
from lms.judgement.thresholds import DEFAULTS, Tier
from lms.plan.rules import Away
from tests.judgement.companies.company import Company
from tests.judgement.companies.scenario import Scenario
from tests.judgement.companies.scenarios import SCENARIOS, companies
from tests.judgement.looking import leaves
from tests.judgement.measuring import DONE, PRODUCT, Ready, Way, ask
from tests.weekdays import Weekdays

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 1, 5)
PLAIN = replace(DEFAULTS, tier=Tier.PLAIN)
WAYS = {
    "curves": Way(Ready(running=2, of_last=3)),
    "curves, the product's settings": Way(PRODUCT),
    "plain": Way(Ready(running=2, of_last=3), PLAIN),
}
DAYS = Weekdays()
Responses = dict[tuple[int, str], tuple[SkillEvidence, Response]]
"""By person and skill."""
BY_KEY = {one.key: one for one in SCENARIOS}


def day_of(number: int) -> date:
    return MONDAY + timedelta(days=7 * (number // 5) + number % 5)


def moment(number: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day_of(number), time(hour, minute, second), ZONE).astimezone(UTC)


def evidence_of(company: Company, person: int, skill: int, tries: int, critical: bool) -> SkillEvidence:
    """What the product would hold of the first tries of a pair. critical: any item of the checklist is."""
    number = min(int(company.tries[person, skill]), tries)
    place = (person, skill)
    shows: list[ShowGiven] = []
    made = []
    for n in range(number):
        day = int(company.day[place][n])
        for ordinal in range(len(shows), int(company.shown[place][n])):
            at = moment(day, 8, ordinal)
            shows.append(ShowGiven(10_000 + ordinal, 7, at, at, at, ShowStanding.CONFIRMED))
        done = not critical or bool((company.levels[place][n][company.critical[skill]] >= DONE).all())
        levels = {f"item-{i}": int(v) for i, v in enumerate(company.levels[place][n]) if v >= 0}
        ended = moment(day + int(company.reviewed[place][n]), 17 + person // 60, person % 60, skill)
        review = ReviewGiven(
            100 * n + 1, int(company.rater[place][n]), ended, float(np.mean(list(levels.values()))),
            critical_done=done, by_assigned_trainer=True, levels=tuple(levels.items()),
        )  # fmt: skip
        made.append(TryMade(100 * n, moment(day, 10), day_of(day + 3), 7, (review,)))
    dues = [Due(DebtKind.SHOW, n + 1, "", day_of(int(d)), 7) for n, d in enumerate(company.promised_shows[skill])]
    away = tuple(Away(day_of(a.from_day), day_of(a.to_day)) for a in company.away if a.person == person)
    return SkillEvidence(tuple(dues), (), tuple(shows), tuple(made), (), 1, 1, MONDAY, (Coached(7, MONDAY),), away=away)


@pytest.mark.parametrize(
    ("generator", "key"),
    [
        ("curves", "clean"), ("curves", "half under-taught"), ("curves", "absence"), ("curves", "rates all the same"),
        ("curves", "broken checklist item"), ("steps", "hard on some"), ("steps", "slow but steady"),
        ("plateaus", "late starters"), ("plateaus", "regression after absence"),
    ],
)  # fmt: skip
def test_arrays_and_rules_ask_about_the_same_people(generator: str, key: str) -> None:
    scenario: Scenario = BY_KEY[key]
    company = next(iter(companies(scenario, generator, 4711, 100)))
    tries = 12
    asked = ask(company, tries, list(WAYS.values()), leaves(company))
    cohort = estimated_by_the_product(company, tries)
    known = {ready: responses_of(company, tries, ready, cohort) for ready in {way.ready for way in WAYS.values()}}
    for (words, way), told in zip(WAYS.items(), asked, strict=True):
        judged = judged_by_the_rules(known[way.ready], way, cohort, told.proposed.shape)
        assert told.proposed.sum() >= 3, words
        assert (told.proposed == judged).all(), (words, np.argwhere(told.proposed != judged))


def estimated_by_the_product(company: Company, tries: int) -> Cohort:
    rows = []
    for (p, name), (known, response) in responses_of(company, tries, Ready(), Cohort()).items():
        reviews = {r.record_id: r for t in known.tries for r in t.reviews}
        rows += [Counted(p, name, one, reviews[one.review_id], one.breaks > 0) for one in response.tries]
    return cohort_from(rows, NONE_BROKEN)


def responses_of(company: Company, tries: int, ready: Ready, cohort: Cohort) -> Responses:
    now = moment(int(company.day.max()) + 30, 18)
    found: Responses = {}
    for p, s in np.ndindex(company.tries.shape):
        known = evidence_of(company, p, s, tries, ready.critical)
        settings = SkillSettings(f"skill-{s}", ready.bar, 10_000)
        found[p, settings.skill] = known, counted(known, settings, now, DAYS, ZONE, cohort, DEFAULTS)
    return found


def judged_by_the_rules(responses: Responses, way: Way, cohort: Cohort, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """[person, skill] whom the rules ask about, each read and judged as the product does it."""
    people, skills = shape
    by_person = [{f"skill-{s}": responses[p, f"skill-{s}"][1] for s in range(skills)} for p in range(people)]
    bars = [dict.fromkeys(one, way.ready.bar) for one in by_person]
    read = read_curves(by_person, bars, cohort, way.thresholds)
    found = np.zeros(shape, bool)
    for p, s in np.ndindex(shape):
        settings = SkillSettings(f"skill-{s}", way.ready.bar, 10_000)
        known = responses[p, settings.skill][0]
        last = known.tries[-1].happened_at
        judged = judge(known, settings, last, DAYS, ZONE, (), read[p][settings.skill], cohort, way.thresholds)
        found[p, s] = judged.state is State.UNTRAINABLE
    return found
