"""Who is asked."""

from lms.asking.rules import Coach, for_whom

CALLS, VISIT = "telephone-selling", "first-visit"


def test_the_coach_of_the_skill_is_asked_before_those_for_all() -> None:
    assert for_whom([CALLS], [Coach(1, None), Coach(2, CALLS), Coach(3, VISIT)]) == {2}
    assert for_whom([CALLS], [Coach(1, None), Coach(3, VISIT)]) == {1}


def test_whoever_coaches_is_asked_where_nobody_coaches_the_skill_or_the_module_teaches_none() -> None:
    assert for_whom([CALLS], [Coach(3, VISIT)]) == {3}
    assert for_whom([], [Coach(1, None), Coach(3, VISIT)]) == {1, 3}


def test_a_module_that_teaches_two_skills_asks_the_coaches_of_both() -> None:
    assert for_whom([CALLS, VISIT], [Coach(1, None), Coach(2, CALLS)]) == {1, 2}


def test_nobody_is_asked_where_nobody_coaches() -> None:
    assert for_whom([CALLS], []) == frozenset()
