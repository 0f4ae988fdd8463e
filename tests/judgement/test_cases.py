"""The rules of judgement against cases worked out by hand from the specification (`cases.yaml`), not from the code.

Each case is judged as it stands, with its facts the other way round, and a second before the moment it holds until.
Striking out any one condition of the rules must fail a named case.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

import pytest

from lms.judgement import conditions, rules
from lms.judgement.evidence import SkillEvidence, SkillSettings, State
from lms.judgement.states import Judgement

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
TABLE = table("cases.yaml")


@dataclass(frozen=True)
class Case:
    """One hand-made case of a person in a skill."""

    name: str
    because: str
    now: datetime
    evidence: SkillEvidence
    settings: SkillSettings
    days: MondayToFriday
    state: State
    debts: tuple[dict[str, Any], ...]
    next_change: datetime | None = field(default=UNSAID)

    def judged(self, now: datetime | None = None, evidence: SkillEvidence | None = None) -> Judgement:
        return rules.judge(evidence or self.evidence, self.settings, now or self.now, self.days, ZONE)

    def differences(self, found: Judgement) -> list[str]:
        """What was found otherwise than expected, in words; empty when nothing was."""
        told = []
        if found.state is not self.state:
            told.append(f"state: expected {self.state}, found {found.state}")
        if not same_debts(self.debts, found.debts):
            told.append(f"debts: expected {list(self.debts)}, found {list(found.debts)}")
        if self.next_change is not UNSAID and found.next_change_at != self.next_change:
            told.append(f"next change: expected {local(self.next_change)}, found {local(found.next_change_at)}")
        return told


def case_of(
    *,
    name: str,
    because: str,
    now: str,
    expect: dict[str, Any],
    gap: str = "",
    bar: float = DEFAULTS["bar"],
    refresher_after_days: int = DEFAULTS["refresher_after_days"],
    holidays: tuple[date, ...] = (),
    **facts: Any,
) -> Case:
    assert expect.keys() <= {"state", "debts", "next_change"}, f"not understood: {expect}"
    return Case(
        name=name,
        because=because,
        now=moment(now),
        evidence=evidence_of(**facts),
        settings=SkillSettings(skill=SKILL, bar=bar, refresher_after_days=refresher_after_days),
        days=MondayToFriday(frozenset(holidays)),
        state=State(expect["state"]),
        debts=tuple(expected_debt(**said) for said in expect.get("debts", ())),
        next_change=expected_change(expect),
    )


@dataclass(frozen=True)
class PersonCase:
    """One hand-made case of a person over the skills of a path."""

    name: str
    because: str
    path: tuple[str, ...]
    skills: dict[str, State]
    state: State

    def differences(self) -> list[str]:
        """What was found otherwise than expected, in words; empty when nothing was."""
        now = datetime.combine(date(2026, 11, 24), time(10), ZONE).astimezone(UTC)
        judgements = {skill: Judgement(state, (), (), now, None, "hand-made") for skill, state in self.skills.items()}
        found = rules.judge_person(judgements, self.path)
        return [] if found is self.state else [f"state: expected {self.state}, found {found}"]


def person_case_of(
    *, name: str, because: str, skills: dict[str, str], expect: str, path: list[str] | None = None, gap: str = ""
) -> PersonCase:
    return PersonCase(
        name=name,
        because=because,
        path=tuple(skills if path is None else path),
        skills={skill: State(state) for skill, state in skills.items()},
        state=State(expect),
    )


CASES = tuple(case_of(**said) for said in TABLE["cases"])
PERSON_CASES = tuple(person_case_of(**said) for said in TABLE["person_cases"])


def named(cases: tuple[Case, ...] | tuple[PersonCase, ...]) -> list[Any]:
    return [pytest.param(case, id=case.name) for case in cases]


# ---------------------------------------------------------------- the cases


@pytest.mark.parametrize("case", named(CASES))
def test_a_hand_made_case_is_judged_as_the_specification_says(case: Case) -> None:
    assert case.differences(case.judged()) == [], case.because


@pytest.mark.parametrize("case", named(CASES))
def test_the_order_in_which_facts_arrive_changes_nothing(case: Case) -> None:
    assert case.judged(evidence=turned(case.evidence)) == case.judged()


@pytest.mark.parametrize("case", named(CASES))
def test_a_judgement_stands_until_the_moment_it_names(case: Case) -> None:
    first = case.judged()
    assert first.as_of == case.now
    until = first.next_change_at
    assert until is None or until > case.now
    last = case.judged(now=case.now + timedelta(days=365) if until is None else until - timedelta(seconds=1))
    assert replace(last, as_of=first.as_of) == first


@pytest.mark.parametrize("case", named(CASES))
def test_a_judgement_changes_at_the_moment_it_names(case: Case) -> None:
    first = case.judged()
    if first.next_change_at is not None:
        then = case.judged(now=first.next_change_at)
        assert (then.state, then.debts, then.reasons) != (first.state, first.debts, first.reasons)


@pytest.mark.parametrize("case", named(PERSON_CASES))
def test_a_hand_made_case_of_a_person_is_judged_as_the_specification_says(case: PersonCase) -> None:
    assert case.differences() == [], case.because


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in (*CASES, *PERSON_CASES)]
    assert len(names) == len(set(names))


# ---------------------------------------------------------------- striking out a condition


def looks() -> Looks:
    """What each named case finds, asked afresh at each call."""
    skills: dict[str, Callable[[], list[str]]] = {
        case.name: lambda case=case: case.differences(case.judged()) for case in CASES
    }
    return skills | {case.name: case.differences for case in PERSON_CASES}


@cache
def sound() -> frozenset[str]:
    """Names of the cases that come out as expected while no condition is struck out."""
    return sound_of(looks())


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("condition", conditions.CONDITIONS)
def test_striking_out_a_condition_fails_a_named_case(
    condition: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = sound()
    monkeypatch.setattr(conditions, condition, lambda *_, **__: answer)
    assert first_to_notice(looks(), asked), f"no case notices when {condition} is always {answer}"


def test_the_rules_name_their_conditions() -> None:
    assert conditions.CONDITIONS
    assert all(callable(getattr(conditions, name)) for name in conditions.CONDITIONS)
