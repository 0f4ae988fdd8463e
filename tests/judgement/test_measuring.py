"""What is measured is what the product does: arrays and rules say the same of each person and skill."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

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
from lms.judgement.rules import counted, judge
from lms.judgement.statistics.curves import read_curves
from lms.judgement.thresholds import DEFAULTS
from lms.plan.rules import Away
from tests.judgement.companies.company import BAR, Company
from tests.judgement.companies.scenario import Scenario
from tests.judgement.companies.scenarios import SCENARIOS, companies
from tests.judgement.measuring import Ready, ask, leaves
from tests.weekdays import Weekdays

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 1, 5)
TWO_OF_THREE = Ready(running=2, of_last=3)
BY_KEY = {one.key: one for one in SCENARIOS}


def day_of(number: int) -> date:
    return MONDAY + timedelta(days=7 * (number // 5) + number % 5)


def moment(number: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day_of(number), time(hour, minute, second), ZONE).astimezone(UTC)


def evidence_of(company: Company, person: int, skill: int, tries: int) -> SkillEvidence:
    """What the product would hold of the first tries of a pair."""
    number = min(int(company.tries[person, skill]), tries)
    place = (person, skill)
    shows: list[ShowGiven] = []
    made = []
    for n in range(number):
        day = int(company.day[place][n])
        for ordinal in range(len(shows), int(company.shown[place][n])):
            at = moment(day, 8, ordinal)
            shows.append(ShowGiven(10_000 + ordinal, 7, at, at, at, ShowStanding.CONFIRMED))
        levels = {f"item-{i}": int(v) for i, v in enumerate(company.levels[place][n]) if v >= 0}
        ended = moment(day + int(company.reviewed[place][n]), 17 + person // 60, person % 60, skill)
        review = ReviewGiven(
            100 * n + 1, int(company.rater[place][n]), ended, float(np.mean(list(levels.values()))),
            critical_done=True, by_assigned_trainer=True, levels=tuple(levels.items()),
        )  # fmt: skip
        made.append(TryMade(100 * n, moment(day, 10), day_of(day + 3), 7, (review,)))
    dues = [Due(DebtKind.SHOW, n + 1, "", day_of(int(d)), 7) for n, d in enumerate(company.promised_shows[skill])]
    away = tuple(Away(day_of(a.from_day), day_of(a.to_day)) for a in company.away if a.person == person)
    return SkillEvidence(tuple(dues), (), tuple(shows), tuple(made), (), 1, 1, MONDAY, (Coached(7, MONDAY),), away=away)


@pytest.mark.parametrize(
    "key", ["clean", "half under-taught", "absence", "rates all the same", "broken checklist item"]
)
def test_arrays_and_rules_ask_about_the_same_people(key: str) -> None:
    scenario: Scenario = BY_KEY[key]
    company = next(iter(companies(scenario, "curves", 4711, 100)))
    tries, days = 11, Weekdays()
    people, skills = company.tries.shape
    now = moment(int(company.day.max()) + 30, 18)
    named = [f"skill-{n}" for n in range(skills)]
    settings = {name: SkillSettings(name, BAR, 10_000) for name in named}
    evidence = {(p, name): evidence_of(company, p, s, tries) for p in range(people) for s, name in enumerate(named)}

    def responses(cohort: Cohort) -> list[dict[str, object]]:
        return [
            {n: counted(evidence[p, n], settings[n], now, days, ZONE, cohort, DEFAULTS) for n in named}
            for p in range(people)
        ]

    raw = responses(Cohort())
    rows = []
    for (p, name), known in evidence.items():
        reviews = {r.record_id: r for t in known.tries for r in t.reviews}
        for made in raw[p][name].tries:
            rows.append(Counted(p, name, made, reviews[made.review_id], made.breaks > 0))
    cohort = cohort_from(rows, NONE_BROKEN)
    read = read_curves(responses(cohort), [dict.fromkeys(named, BAR)] * people, cohort, DEFAULTS)
    asked = ask(company, tries, TWO_OF_THREE, DEFAULTS, leaves(company)).proposed
    found = np.zeros_like(asked)
    for p in range(people):
        for s, name in enumerate(named):
            known = evidence[p, name]
            last = known.tries[-1].happened_at
            judged = judge(known, settings[name], last, days, ZONE, (), read[p][name], cohort, DEFAULTS)
            found[p, s] = judged.state is State.UNTRAINABLE
    assert asked.sum() >= 3
    assert (asked == found).all(), np.argwhere(asked != found)
