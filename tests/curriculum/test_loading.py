"""One reading of everything: it never raises, and items that wait stop nothing."""

import pytest

from .course import Course

WAITING = "quizzes/drafts/calling.yaml"
READY = """\
- {id: one, kind: numeric, outcome: waits, section: what-broke, difficulty: 1, ask: {zh: 几, en: How many}, answer: 3,
   feedback: {zh: 三, en: three}, mistakes: [{value: 2, feedback: {zh: 二, en: two}}]}
"""


def test_a_failing_checker_is_itself_a_fault(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("lms.curriculum.loading.read_drafts", fails)
    (fault,) = course.load().faults
    assert "the checker itself failed (RuntimeError: a bug)" in fault.what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- {id: one, kind: single}\n", "1 item waits; they lack "),
        (READY, "1 item waits, of which 1 lack nothing (one)"),
        ("- {id: [\n", "the waiting items cannot be read: "),
    ],
)
def test_items_that_wait_are_advice_whatever_is_in_them(course: Course, text: str, what: str) -> None:
    course.write(WAITING, text)
    result = course.load()
    assert not result.faults
    assert [one.file for one in result.advice] == [WAITING]
    assert result.advice[0].what.startswith(what), result.advice
