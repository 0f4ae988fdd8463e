"""First suspect the teaching: what is found, at which figure, and whom it touches."""

from typing import Any

import pytest

from lms.judgement.cohort import Cohort, RaterStanding, SkillCohort
from lms.judgement.evidence import TryMade
from lms.judgement.findings.rules import (
    Named,
    Practised,
    delay_findings,
    item_findings,
    module_findings,
    quiz_findings,
    rater_findings,
    skills_at_fault,
)
from lms.judgement.response import CountedTry, Response
from lms.judgement.thresholds import DEFAULTS
from lms.quizzes.analysis import Flag, FlagKind
from lms.quizzes.flags import ItemFlag

from .evidences import TUESDAY, reviewed

PHONE, VISIT = "telephone-selling", "first-visit"
LI, ZHAO = 1, 2
CHEN, ZHOU = 7, 8


def cohort(**by_skill: SkillCohort) -> Cohort:
    return Cohort(version=1, by_skill={name.replace("_", "-"): one for name, one in by_skill.items()})


def grown(people: int, growth: float, se: float = 0.1) -> SkillCohort:
    return SkillCohort(people=people, growth=growth, growth_se=se)


def practised(person: int, skill: str, *tries: TryMade, **response: Any) -> Practised:
    return Practised(person, skill, bool(tries), Response(**response), tries)


def counted(record: int, rater: int) -> CountedTry:
    return CountedTry(record, record, TUESDAY, rater, 0, 0, False, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("people", "growth", "se", "at_fault"),
    [
        (8, 0.10, 0.10, True),
        (7, 0.10, 0.10, False),  # too few to tell
        (8, 0.44, 0.10, True),  # with half of 0.1 it is just under half a level
        (8, 0.46, 0.10, False),
        (8, 0.10, 0.85, False),  # so little is known that it may well teach
    ],
)
def test_a_module_is_at_fault_where_enough_people_hardly_gain(
    people: int, growth: float, se: float, at_fault: bool
) -> None:
    found = cohort(telephone_selling=grown(people, growth, se), first_visit=grown(12, 0.9))
    assert skills_at_fault(found, DEFAULTS) == ({PHONE} if at_fault else set())


def test_the_figure_that_is_told_of_a_module_is_the_one_that_it_was_found_by() -> None:
    """Else a page could hold 0.51 levels against a limit of 0.5 and call that too little."""
    found = cohort(telephone_selling=grown(8, 0.30, 0.16))
    (one,) = module_findings(found, DEFAULTS, ())
    (at_best,) = (figure for figure in one.figures if figure.named is Named.AT_BEST)
    assert at_best.limit is not None
    assert at_best.found < at_best.limit


def test_a_module_is_told_with_its_figures_beside_the_other_skills_and_touches_who_was_reviewed_in_it() -> None:
    known = cohort(telephone_selling=grown(9, 0.1), first_visit=grown(12, 0.9), quoting=grown(3, 0.2))
    seen = [
        practised(LI, PHONE, reviewed(1, 5, 1.0)),
        practised(ZHAO, VISIT, reviewed(2, 5, 1.0)),
        practised(3, PHONE),
    ]
    (found,) = module_findings(known, DEFAULTS, seen)
    figures = {one.named: (one.found, one.limit) for one in found.figures}
    assert (found.key, found.people, found.forbids) == (f"module.{PHONE}", (LI,), True)
    assert figures[Named.PEOPLE] == (9, 8)
    assert figures[Named.AT_BEST] == pytest.approx((0.15, 0.5))
    assert figures[Named.OTHERS_GAIN] == (0.9, None)  # quoting has been practised by too few to say anything


def broken(question: str) -> ItemFlag:
    return ItemFlag(
        question, "hash", "quizzes/telephone-selling.yaml:4", Flag(FlagKind.NOT_DISCRIMINATING, 0, 0.05, 40)
    )


def test_a_broken_quiz_item_forbids_once_the_estimate_knows_of_it_and_touches_every_skill_of_its_module() -> None:
    teaches = {PHONE: (PHONE,), VISIT: (VISIT, PHONE), "quoting": ("quoting",)}
    seen = [practised(person, skill, reviewed(person, 5, 1.0)) for person, skill in enumerate(teaches, start=1)]
    flags = {PHONE: [broken("first"), broken("first"), broken("second")]}
    today, tomorrow = Cohort(), cohort(telephone_selling=SkillCohort(broken_quizzes=(PHONE,)))
    for known, forbids in ((today, False), (tomorrow, True)):
        found = list(quiz_findings(flags, teaches, known, seen))
        assert [one.key for one in found] == [f"quiz.{PHONE}.first", f"quiz.{PHONE}.second"]
        assert {(one.people, one.forbids) for one in found} == {((1, 2), forbids)}
        assert len(found[0].flags) == 2


def test_a_row_that_says_nothing_leaves_the_score_and_forbids_nothing() -> None:
    known = cohort(telephone_selling=SkillCohort(left_out={"names-it": "never_done", "smiles": "does_not_move"}))
    found = list(item_findings(known, [practised(LI, PHONE, reviewed(1, 5, 1.0))]))
    assert [(one.item, one.why, one.people, one.forbids) for one in found] == [
        ("names-it", "never_done", (LI,), False),
        ("smiles", "does_not_move", (LI,), False),
    ]


def test_late_reviews_are_told_by_whose_they_were_and_only_of_people_who_waited_that_often() -> None:
    late = [reviewed(number, 10 - number, 1.0, rater=CHEN if number < 3 else ZHOU) for number in range(1, 4)]
    seen = [
        practised(LI, PHONE, *late, reviewed(4, 1, 1.0), late_of_nine=3, late_records=(1, 2, 3)),
        practised(ZHAO, PHONE, reviewed(5, 9, 1.0, rater=ZHOU), late_of_nine=2, late_records=(5,)),
    ]
    found = list(delay_findings(seen, DEFAULTS))
    assert [(one.key, one.records, one.people) for one in found] == [
        (f"delay.{CHEN}.{PHONE}", (1, 2), (LI,)),
        (f"delay.{ZHOU}.{PHONE}", (3,), (LI,)),
    ]


def test_of_a_rater_nothing_is_told_before_they_were_told_themselves() -> None:
    raters = {CHEN: RaterStanding(severity=-0.8, far=True), ZHOU: RaterStanding(same_for_all=True), 9: RaterStanding()}
    known = Cohort(version=1, raters=raters)
    seen = [practised(LI, PHONE, tries=(counted(1, CHEN),)), practised(ZHAO, PHONE, tries=(counted(2, ZHOU),))]
    assert list(rater_findings(known, (), seen)) == []
    far, same = rater_findings(known, {CHEN, ZHOU, 9}, seen)
    assert (far.key, far.people, far.forbids, far.figures[0].found) == (f"rater.{CHEN}", (LI,), True, -0.8)
    assert (same.why, same.people, same.forbids) == ("same_for_all", (ZHAO,), False)
