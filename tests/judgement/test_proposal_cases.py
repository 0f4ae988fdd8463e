"""Whether a review is proposed, against cases worked out by hand from the specification (`proposal_cases.yaml`).

Each is judged as the service judges: which tries count, what their curves say, then the rules. Striking out any one
condition of a proposal must fail a named case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from itertools import cycle
from typing import Any

import pytest

from lms.judgement import proposing, rules
from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.evidence import SkillEvidence, SkillSettings, State
from lms.judgement.response import Response
from lms.judgement.states import Judgement, Rule
from lms.judgement.statistics.curves import read_curves
from lms.judgement.thresholds import Thresholds, Tier
from lms.plan.calendar import add_working_days

from .reading_cases import (
    DEFAULTS,
    UNSAID,
    ZONE,
    Looks,
    MondayToFriday,
    evidence_of,
    expected_change,
    expected_debt,
    first_to_notice,
    local,
    moment,
    same_debts,
    sound_of,
    table,
    turned,
)

SKILL = "telephone-selling"
TABLE = table("proposal_cases.yaml")
PEOPLE: dict[str, dict[str, Any]] = TABLE["people"]
RATERS: dict[int, dict[str, Any]] = TABLE["raters"]
DAYS = MondayToFriday()
PROPOSAL = list(Rule)[list(Rule).index(Rule.TRIES_THAT_COUNT) :]
REVIEW_WORKING_DAYS = 3
FIRST_TRY, FIRST_REVIEW = 1001, 2001
ESTIMATED = datetime(2026, 10, 1, tzinfo=UTC)


# ---------------------------------------------------------------- from the table's notation to evidence


def starts(first: date, every: int, hours: float | None) -> Iterator[datetime]:
    """Local times at which tries begin: at ten every so many working days, or simply so many hours apart."""
    at = datetime.combine(first, datetime.min.time()).replace(hour=10)
    while True:
        yield at
        if hours is None:
            at = datetime.combine(add_working_days(at.date(), every, DAYS), at.time())
        else:
            at += timedelta(hours=hours)


def tries_of(
    curve: dict[str, Any], but: dict[int, dict[str, Any]], *, assigned: int = DEFAULTS["owed_by"]
) -> tuple[dict[str, Any], ...]:
    """Tries in the notation of `reading_cases`, reviewed an hour later unless `but` says otherwise of the n-th."""
    count = curve.get("count", len(curve["levels"]))
    when = starts(curve["from"], curve.get("every", 2), curve.get("hours"))
    made = []
    for n, at, level, rater in zip(range(count), when, cycle(curve["levels"]), cycle(curve["raters"]), strict=False):
        of_items = {"items": level} if isinstance(level, dict) else {"mean": level}
        said = {
            "record": FIRST_TRY + n,
            "at": at.isoformat(),
            "review_by": add_working_days(at.date(), REVIEW_WORKING_DAYS, DAYS),
            "review": FIRST_REVIEW + n,
            "rater": rater,
            "assigned": rater == assigned,
            **of_items,
        } | but.get(n + 1, {})
        late = said.pop("late", None)
        if late is not None:
            closed = add_working_days(datetime.fromisoformat(said["at"]).date(), late, DAYS)
            said["closed"] = f"{closed} 11:00"
        if said["review"] is None or "reviews" in said:
            said = {key: said[key] for key in said.keys() - {"review", "rater", "assigned", "mean", "items", "closed"}}
        made.append(said)
    return tuple(made)


@dataclass(frozen=True)
class Proposal:
    """One hand-made case: a person's skills, the first of which is asked about, and what the others teach."""

    name: str
    because: str
    now: datetime
    evidence: dict[str, SkillEvidence]
    settings: dict[str, SkillSettings]
    cohort: Cohort
    thresholds: Thresholds
    state: State
    debts: tuple[dict[str, Any], ...]
    fails: frozenset[Rule]
    next_change: datetime | None
    person: State | None
    other_states: dict[str, State]

    def read(self, now: datetime | None = None) -> dict[str, Response]:
        when = now or self.now
        counted = {
            skill: rules.counted(there, self.settings[skill], when, DAYS, ZONE, self.cohort, self.thresholds)
            for skill, there in self.evidence.items()
        }
        bars = {skill: one.bar for skill, one in self.settings.items()}
        return read_curves([counted], [bars], self.cohort, self.thresholds)[0]

    def judged(self, now: datetime | None = None) -> Judgement:
        return self.judgements(now)[SKILL]

    def judgements(self, now: datetime | None = None) -> dict[str, Judgement]:
        responses = self.read(now)
        return {
            skill: rules.judge(
                there, self.settings[skill], now or self.now, DAYS, ZONE, (),
                responses[skill], self.cohort, self.thresholds,
            )
            for skill, there in self.evidence.items()
        }  # fmt: skip

    def differences(self) -> list[str]:
        """What is found otherwise than expected, in words; empty when nothing is."""
        judgements = self.judgements()
        found, person = judgements[SKILL], rules.judge_person(judgements)
        told = [
            f"{skill}: expected {state}, found {judgements[skill].state}"
            for skill, state in self.other_states.items()
            if judgements[skill].state is not state
        ]
        if self.person not in {None, person}:
            told.append(f"the person: expected {self.person}, found {person}")
        against = {reason.rule for reason in found.reasons if reason.rule in PROPOSAL and not reason.holds}
        if found.state is not self.state:
            told.append(f"state: expected {self.state}, found {found.state}; against a proposal: {sorted(against)}")
        if not same_debts(self.debts, found.debts):
            told.append(f"debts: expected {list(self.debts)}, found {list(found.debts)}")
        if self.next_change is not UNSAID and found.next_change_at != self.next_change:
            told.append(f"next change: expected {local(self.next_change)}, found {local(found.next_change_at)}")
        if self.fails - against:
            told.append(f"nothing against a proposal says: {sorted(self.fails - against)}")
        if self.state is State.UNTRAINABLE and against:
            told.append(f"proposed although against it speak: {sorted(against)}")
        return told


def standing(*, stretches: tuple[tuple[date, float], ...] = (), **said: Any) -> RaterStanding:
    since = tuple((moment(datetime.combine(day, datetime.min.time())), distance) for day, distance in stretches)
    return RaterStanding(stretches=since, **said)


def proposal_of(
    *,
    name: str,
    because: str,
    expect: dict[str, Any],
    like: str = "flat",
    gap: str = "",
    disputed: str = "",
    **said: Any,
) -> Proposal:
    """Like the person of that name in the table but for what is said of this one."""
    facts = PEOPLE[like] | said
    now, curve, but = facts.pop("now"), facts.pop("curve"), facts.pop("but", {})
    cohort, raters = facts.pop("cohort", TABLE["cohort"]), RATERS | facts.pop("raters", {})
    thresholds, others = facts.pop("thresholds", {}), facts.pop("others", {})
    after = facts.pop("refresher_after_days", DEFAULTS["refresher_after_days"])
    bar = facts.pop("bar", DEFAULTS["bar"])
    assert expect.keys() <= {"state", "debts", "fails", "next_change", "person", "skills"}, f"not understood: {expect}"
    if "tier" in thresholds:
        thresholds = thresholds | {"tier": Tier(thresholds["tier"])}
    plain = {key: PEOPLE["flat"][key] for key in ("dues", "modules", "shows")}
    evidence = {SKILL: evidence_of(**facts, tries=tries_of(curve, but))}
    evidence |= {skill: evidence_of(**plain, tries=tries_of(other, {})) for skill, other in others.items()}
    here = SkillCohort(**(TABLE["cohort"] | cohort | {"broken_quizzes": tuple(cohort.get("broken_quizzes", ()))}))
    return Proposal(
        name=name,
        because=because,
        now=moment(now),
        evidence=evidence,
        settings={skill: SkillSettings(skill, bar, after) for skill in evidence},
        cohort=Cohort(
            version=1,
            made_at=ESTIMATED,
            by_skill={skill: here if skill == SKILL else SkillCohort(**TABLE["cohort"]) for skill in evidence},
            raters={rater: standing(**one) for rater, one in raters.items()},
        ),
        thresholds=Thresholds(**thresholds),
        state=State(expect["state"]),
        debts=tuple(expected_debt(**one) for one in expect.get("debts", ())),
        fails=frozenset(Rule(one) for one in expect.get("fails", ())),
        next_change=expected_change(expect),
        person=State(expect["person"]) if "person" in expect else None,
        other_states={skill: State(state) for skill, state in expect.get("skills", {}).items()},
    )


@dataclass(frozen=True)
class PersonCase:
    """One hand-made case of a person over the skills of a path, one of which asks for a look."""

    name: str
    because: str
    path: tuple[str, ...]
    skills: dict[str, State]
    state: State

    def found(self) -> State:
        judgements = {
            skill: Judgement(state, (), (), ESTIMATED, None, "hand-made") for skill, state in self.skills.items()
        }
        return rules.judge_person(judgements, self.path)


def person_case_of(
    *, name: str, because: str, skills: dict[str, str], expect: str, path: list[str] | None = None
) -> PersonCase:
    states = {skill: State(state) for skill, state in skills.items()}
    return PersonCase(name, because, tuple(skills if path is None else path), states, State(expect))


CASES = tuple(proposal_of(**said) for said in TABLE["cases"])
DISPUTED = tuple(proposal_of(**said) for said in TABLE["disputed"])
PERSON_CASES = tuple(person_case_of(**said) for said in TABLE["person_cases"])
ALL = [pytest.param(case, id=case.name) for case in CASES]


# ---------------------------------------------------------------- the cases


@pytest.mark.parametrize("case", ALL)
def test_a_hand_made_case_is_proposed_or_not_as_the_specification_says(case: Proposal) -> None:
    assert case.differences() == [], case.because


@pytest.mark.parametrize("case", ALL)
def test_the_order_in_which_facts_arrive_changes_nothing(case: Proposal) -> None:
    other = replace(case, evidence={skill: turned(there) for skill, there in case.evidence.items()})
    assert other.read() == case.read()
    assert other.judged() == case.judged()


@pytest.mark.parametrize("case", ALL)
def test_a_judgement_stands_until_the_moment_it_names(case: Proposal) -> None:
    first = case.judged()
    until = first.next_change_at
    assert until is None or until > case.now
    last = case.judged(case.now + timedelta(days=365) if until is None else until - timedelta(seconds=1))
    assert replace(last, as_of=first.as_of) == first


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in DISPUTED])
def test_a_disputed_case_gets_a_state_as_well(case: Proposal) -> None:
    assert case.judged() == case.judged()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in PERSON_CASES])
def test_a_person_is_in_the_most_urgent_state_of_the_skills_of_the_path(case: PersonCase) -> None:
    assert case.found() is case.state, case.because


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in (*CASES, *DISPUTED, *PERSON_CASES)]
    assert len(names) == len(set(names))


# ---------------------------------------------------------------- striking out a condition


def looks() -> Looks:
    """In which other state each named case is found, asked afresh at each call."""

    def look(case: Proposal) -> list[str]:
        found = case.judged().state
        return [] if found is case.state else [found]

    return {case.name: partial(look, case) for case in CASES}


@cache
def sound() -> frozenset[str]:
    """Names of the cases that come out as expected while no condition is struck out."""
    return sound_of(looks())


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("condition", proposing.CONDITIONS)
def test_striking_out_a_condition_of_a_proposal_fails_a_named_case(
    condition: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = sound()
    monkeypatch.setattr(proposing, condition, lambda *_, **__: answer)
    assert first_to_notice(looks(), asked), f"no case notices when {condition} is always {answer}"


def test_a_proposal_names_its_conditions() -> None:
    assert proposing.CONDITIONS
    assert all(callable(getattr(proposing, name)) for name in proposing.CONDITIONS)
