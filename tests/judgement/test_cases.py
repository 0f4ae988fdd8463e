"""The rules of judgement against cases worked out by hand from the specification (`cases.yaml`), not from the code.

Each case is judged as it stands, with its facts the other way round, and a second before the moment it holds until.
Striking out any one condition of the rules must fail a named case.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from lms.judgement import conditions, rules
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
    State,
    TryMade,
)
from lms.judgement.states import Debt, Judgement
from lms.plan.rules import Away

ZONE = ZoneInfo("Asia/Shanghai")
SKILL = "telephone-selling"
TABLE = YAML(typ="safe", pure=True).load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
DEFAULTS = TABLE["defaults"]
REVIEW_TAKES = timedelta(hours=1)
REVIEW_PROMISED_WITHIN = timedelta(days=3)
LONG_AGO = date(2025, 1, 1)
UNSAID: Any = object()


@dataclass(frozen=True)
class MondayToFriday:
    """Working days without any calendar, but for the holidays that a case names."""

    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def known(self, year: int) -> bool:
        return True


# ---------------------------------------------------------------- from the table's notation to evidence


def moment(local: str | datetime) -> datetime:
    """A local time of the table as the moment in UTC that the rules are given."""
    naive = local if isinstance(local, datetime) else datetime.fromisoformat(local)
    return naive.replace(tzinfo=ZONE).astimezone(UTC)


def kind_of(said: dict[str, Any]) -> tuple[DebtKind, Any]:
    """Take the one key of `said` that names a kind, with its value."""
    (name,) = said.keys() & {kind.value for kind in DebtKind}
    return DebtKind(name), said.pop(name)


def due(*, by: date, owed_by: int | None = None, **said: Any) -> Due:
    kind, which = kind_of(said)
    assert not said, f"not understood: {said}"
    if kind is DebtKind.MODULE:
        return Due(kind=kind, ordinal=1, subject=which, due_on=by, owed_by=owed_by)
    return Due(kind=kind, ordinal=which, subject="", due_on=by, owed_by=owed_by)


def show(
    *, record: int, at: str, by: int, standing: str, entered: str | None = None, told: str | None = None
) -> ShowGiven:
    return ShowGiven(
        record_id=record,
        by=by,
        happened_at=moment(at),
        recorded_at=moment(entered or at),
        told_at=moment(told or entered or at),
        standing=ShowStanding(standing),
    )


def module(*, record: int, module: str, at: str) -> ModuleGiven:
    return ModuleGiven(record_id=record, module=module, happened_at=moment(at))


def review(
    *, record: int, rater: int, mean: float, closed: str, critical: bool = True, assigned: bool = True
) -> ReviewGiven:
    return ReviewGiven(
        record_id=record,
        rater=rater,
        closed_at=moment(closed),
        mean_level=mean,
        critical_done=critical,
        by_assigned_trainer=assigned,
    )


def try_made(
    *,
    record: int,
    at: str,
    review_by: date | None = None,
    owed_by: int | None = UNSAID,
    reviews: tuple[dict[str, Any], ...] = (),
    **one_review: Any,
) -> TryMade:
    happened = datetime.fromisoformat(at)
    if one_review:
        one_review["record"] = one_review.pop("review")
        one_review.setdefault("closed", happened + REVIEW_TAKES)
        reviews = (one_review,)
    return TryMade(
        record_id=record,
        happened_at=moment(at),
        review_due_on=review_by or (happened + REVIEW_PROMISED_WITHIN).date(),
        review_owed_by=DEFAULTS["owed_by"] if owed_by is UNSAID else owed_by,
        reviews=tuple(review(**said) for said in reviews),
    )


def offer(*, record: int, **said: Any) -> OfferDeclined:
    kind, when = kind_of(said)
    subject, ordinal = said.pop("subject", ""), said.pop("ordinal", 0)
    assert not said, f"not understood: {said}"
    return OfferDeclined(record_id=record, kind=kind, happened_at=moment(when), subject=subject, ordinal=ordinal)


def away_on(*, to: date | None = None, **said: date) -> Away:
    (first,) = said.values()  # `from` is no name in Python
    return Away(first, to)


def coached(*, by: int, to: date | None = None, **said: date) -> Coached:
    (since,) = said.values()  # `from` is no name in Python
    return Coached(by, since, to)


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


def local(at: datetime | None) -> str:
    return "never" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def expected_debt(**said: Any) -> dict[str, Any]:
    """The fields of a debt that a case asks for; those it does not name are not compared."""
    kind, which = kind_of(said)
    named = {"subject": which} if kind is DebtKind.MODULE else {"ordinal": which, "subject": ""}
    assert said.keys() <= {"owed_by", "since", "records"}, f"not understood: {said}"
    if "records" in said:
        said["records"] = tuple(said["records"])
    return {"kind": kind, **named, **said}


def same_debts(expected: tuple[dict[str, Any], ...], found: tuple[Debt, ...]) -> bool:
    """Every expected debt is among those found and no other is, in any order."""
    left = list(found)
    for asked in expected:
        match = next((debt for debt in left if all(getattr(debt, key) == asked[key] for key in asked)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def expected_change(expect: dict[str, Any]) -> datetime | None:
    """The moment a case asks for: none when it says never, unsaid when it does not ask."""
    said = expect.get("next_change", UNSAID)
    if said is UNSAID:
        return UNSAID
    return None if said == "never" else moment(said)


def case_of(
    *,
    name: str,
    because: str,
    now: str,
    expect: dict[str, Any],
    gap: str = "",
    begins: date | None = None,
    bar: float = DEFAULTS["bar"],
    refresher_after_days: int = DEFAULTS["refresher_after_days"],
    outcomes: str = DEFAULTS["outcomes"],
    assigned_raters: int = DEFAULTS["assigned_raters"],
    coaches: tuple[dict[str, Any], ...] | None = None,
    holidays: tuple[date, ...] = (),
    dues: tuple[dict[str, Any], ...] = (),
    modules: tuple[dict[str, Any], ...] = (),
    shows: tuple[dict[str, Any], ...] = (),
    tries: tuple[dict[str, Any], ...] = (),
    declined: tuple[dict[str, Any], ...] = (),
    away: tuple[dict[str, Any], ...] = (),
) -> Case:
    holding, total = outcomes.split("/")
    promised = tuple(due(**said) for said in dues)
    evidence = SkillEvidence(
        dues=promised,
        modules=tuple(module(**said) for said in modules),
        shows=tuple(show(**said) for said in shows),
        tries=tuple(try_made(**said) for said in tries),
        declined=tuple(offer(**said) for said in declined),
        outcomes_holding=int(holding),
        outcomes_total=int(total),
        begins_on=begins or min(one.due_on for one in promised),
        coaches=tuple(
            [Coached(DEFAULTS["owed_by"] + n, LONG_AGO) for n in range(assigned_raters)]
            if coaches is None
            else [coached(**said) for said in coaches]
        ),
        away=tuple(away_on(**said) for said in away),
    )
    assert expect.keys() <= {"state", "debts", "next_change"}, f"not understood: {expect}"
    return Case(
        name=name,
        because=because,
        now=moment(now),
        evidence=evidence,
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
    there = case.evidence
    turned = replace(
        there,
        dues=there.dues[::-1],
        modules=there.modules[::-1],
        shows=there.shows[::-1],
        tries=tuple(replace(one, reviews=one.reviews[::-1]) for one in there.tries[::-1]),
        declined=there.declined[::-1],
    )
    assert case.judged(evidence=turned) == case.judged()


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


def otherwise(look: Callable[[], list[str]]) -> bool:
    """Whether a case comes out otherwise than expected; rules that can no longer answer do."""
    try:
        return bool(look())
    except Exception:  # a rule that trips over a condition struck out has failed the case as well
        return True


def looks() -> dict[str, Callable[[], list[str]]]:
    """What each named case finds, asked afresh at each call."""
    skills: dict[str, Callable[[], list[str]]] = {
        case.name: lambda case=case: case.differences(case.judged()) for case in CASES
    }
    return skills | {case.name: case.differences for case in PERSON_CASES}


@cache
def sound() -> frozenset[str]:
    """Names of the cases that come out as expected while no condition is struck out."""
    return frozenset(name for name, look in looks().items() if not otherwise(look))


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("condition", conditions.CONDITIONS)
def test_striking_out_a_condition_fails_a_named_case(
    condition: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = sound()
    monkeypatch.setattr(conditions, condition, lambda *_, **__: answer)
    failing = [name for name, look in looks().items() if name in asked and otherwise(look)]
    print(f"{condition} always {answer}: {len(failing)} cases fail", *failing, sep="\n  ")
    assert failing, f"no case notices when {condition} is always {answer}"


def test_the_rules_name_their_conditions() -> None:
    assert conditions.CONDITIONS
    assert all(callable(getattr(conditions, name)) for name in conditions.CONDITIONS)
