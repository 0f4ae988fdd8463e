"""What the rules cannot know: their input has no field for it, and the hour of the day moves nothing."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from lms.judgement import rules
from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.evidence import SkillEvidence
from lms.judgement.response import Response
from lms.judgement.rules import counted, judge
from lms.judgement.statistics.curves import read_curves
from lms.judgement.thresholds import DEFAULTS
from tests.weekdays import Weekdays

from .evidences import ANY_EVIDENCE, NOTHING, SETTINGS, SHANGHAI, TUESDAY, reviewed, show

PLAIN = {int, float, str, bool, date, datetime, tzinfo, NoneType}

KNOWN = {
    "SkillEvidence": "dues modules shows tries declined outcomes_holding outcomes_total begins_on coaches "
    "outcome_records refresher_owed_by away",
    "Due": "kind ordinal subject due_on owed_by",
    "Coached": "by from_on to_on for_all",
    "ShowGiven": "record_id by happened_at recorded_at told_at standing",
    "ModuleGiven": "record_id module happened_at",
    "TryMade": "record_id happened_at review_due_on review_owed_by reviews",
    "ReviewGiven": "record_id rater closed_at mean_level critical_done by_assigned_trainer levels",
    "OfferDeclined": "record_id kind happened_at subject ordinal",
    "Away": "from_on to_on",
    "SkillSettings": "skill bar refresher_after_days",
    "Response": "tries late_of_nine late_records flat ratio ratio_without odds_before gained usual chance cohort "
    "held without_held",
    "CountedTry": "record_id review_id happened_at rater before breaks first_back mean_level level weight said",
    "Cohort": "version made_at by_skill raters shapes flat kinds surer",
    "SkillCohort": "people start start_sd gain gain_sd noise growth growth_se offsets left_out broken_quizzes",
    "RaterStanding": "severity variance stretches far same_for_all",
    "TeachingRead": "first_due_on dues unpaid modules shows_given shows_waiting shows_missed shows_not_seen tries "
    "tries_taught declined",
    "Thresholds": "tier tries since_break break_days raters flat ratio chance below others_gain module_people "
    "module_gain late_of_nine slower new_evidence case_days",
}
"""Every value that the rules and the curves may read. A name is added here only after asking whether it is fair."""

NEVER = re.compile(
    "(?<![a-z])(age|birth|gender|sex|origin|nation|ethnic|race|native|dialect|accent|religion|married|marital|child|"
    "pregnan|disab|health|looks|photo|face|height|weight_kg|trait|personality|mood|emotion|tone|voice|sentiment|"
    "sales|revenue|orders|quota|commission|salary|hour|weekday|daytime|clock|school|degree|zodiac|blood)(?![a-z])"
)


def met(kind: Any, found: dict[str, list[tuple[str, Any]]]) -> None:
    """Every dataclass below a type, with the types of its fields; fails for a type that could hold anything."""
    if get_origin(kind) is not None or isinstance(kind, UnionType):
        origin = get_origin(kind)
        assert (
            origin in (Union, UnionType)
            or issubclass(origin, tuple | Mapping)
            or origin.__module__.startswith("collections")
        ), kind
        for inner in get_args(kind):
            if inner is not Ellipsis:
                met(inner, found)
    elif is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in found:
            hints = get_type_hints(kind)
            found[kind.__name__] = [(one.name, hints[one.name]) for one in fields(kind)]
            for _name, inner in found[kind.__name__]:
                met(inner, found)
    else:
        assert kind in PLAIN or issubclass(kind, Enum) or kind.__name__ == "WorkingDays", kind


def inputs() -> dict[str, list[tuple[str, Any]]]:
    found: dict[str, list[tuple[str, Any]]] = {}
    for question in (judge, counted, read_curves):
        for name, kind in get_type_hints(question).items():
            if name != "return":
                met(kind, found)
    return found


def test_the_rules_take_nothing_but_what_is_listed_here() -> None:
    assert {name: " ".join(one for one, _kind in inside) for name, inside in inputs().items()} == KNOWN


def test_no_input_is_named_after_what_must_never_count() -> None:
    for name, inside in inputs().items():
        for field, _kind in inside:
            assert not NEVER.search(field.replace("_", " ")), f"{name}.{field}"
    assert NEVER.search("age at entry")
    assert not NEVER.search("said usual average stage")


WITH_TRIES = st.builds(
    lambda evidence, levels: replace(
        evidence,
        shows=(*evidence.shows, show(10**8, 200)),
        tries=(*evidence.tries, *(reviewed(10**8 + n, 30 - 2 * n, level, rater=n % 3) for n, level in levels)),
    ),
    ANY_EVIDENCE,
    st.lists(st.sampled_from([0.8, 1.0, 1.2, 2.2]), min_size=4, max_size=12).map(lambda some: [*enumerate(some)]),
)
COHORT = Cohort(
    by_skill={SETTINGS.skill: SkillCohort(people=12, growth=0.95, growth_se=0.1)},
    raters={
        1: RaterStanding(0.2, stretches=((TUESDAY - timedelta(days=40), 0.1), (TUESDAY - timedelta(days=14), 0.3)))
    },
)


@given(evidence=WITH_TRIES, data=st.data())
def test_the_hour_of_the_day_changes_nothing(evidence: SkillEvidence, data: st.DataObject) -> None:
    """Whatever happened is moved to other hours of its own day, in the same order: state, debts and figures stay."""
    facts = set(_moments(evidence)) | {since for since, _by in COHORT.raters[1].stretches}
    by_day: dict[date, list[datetime]] = {}
    for moment in sorted(facts):
        by_day.setdefault(moment.astimezone(SHANGHAI).date(), []).append(moment)
    moved = {}
    for day, moments in by_day.items():
        hours = data.draw(
            st.lists(st.integers(0, 86_399), min_size=len(moments), max_size=len(moments), unique=True).map(sorted)
        )
        for moment, second in zip(moments, hours, strict=True):
            moved[moment] = datetime.combine(day, time(), SHANGHAI).astimezone(UTC) + timedelta(seconds=second)
    hour = timedelta(seconds=data.draw(st.integers(0, 86_399)))
    now = datetime.combine(TUESDAY.astimezone(SHANGHAI).date(), time(), SHANGHAI).astimezone(UTC) + hour
    assert judged(evidence, TUESDAY, COHORT) == judged(_at(evidence, moved), now, _at(COHORT, moved))


def judged(evidence: SkillEvidence, now: datetime, cohort: Cohort) -> tuple[Any, ...]:
    """State, debts, reasons, moments of change and figures; without the moments of the facts themselves."""
    tries = counted(evidence, SETTINGS, now, Weekdays(), SHANGHAI, cohort)
    (read,) = read_curves([{SETTINGS.skill: tries}], [{SETTINGS.skill: SETTINGS.bar}], cohort, DEFAULTS)
    response = read[SETTINGS.skill]
    found = rules.judge(
        evidence, SETTINGS, now, Weekdays(), SHANGHAI, response=response, cohort=cohort, thresholds=DEFAULTS
    )
    return found.state, found.debts, found.reasons, found.next_change_at, _undated(response)


def _undated(response: Response) -> Response:
    return replace(
        response,
        tries=tuple(replace(one, happened_at=TUESDAY) for one in response.tries),
        without_held=tuple(_undated(one) for one in response.without_held),
    )


def _moments(value: Any) -> list[datetime]:
    if isinstance(value, datetime):
        return [value]
    if isinstance(value, tuple):
        return [moment for one in value for moment in _moments(one)]
    return (
        [moment for one in fields(value) for moment in _moments(getattr(value, one.name))]
        if is_dataclass(value)
        else []
    )


def _at(value: Any, moved: Mapping[datetime, datetime]) -> Any:
    """The same value with its moments moved."""
    if isinstance(value, datetime):
        return moved[value]
    if isinstance(value, tuple):
        return tuple(_at(one, moved) for one in value)
    if isinstance(value, Mapping):
        return {key: _at(one, moved) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _at(getattr(value, one.name), moved) for one in fields(value)})
    return value


def test_the_tries_of_the_property_above_do_count() -> None:
    made = tuple(reviewed(n, 30 - 2 * n, 1.0, rater=n % 2) for n in range(10))
    evidence = replace(NOTHING, shows=(show(99, 200),), tries=made)
    *_told, response = judged(evidence, TUESDAY, COHORT)
    assert len(response.tries) == 10
    assert response.flat is not None
