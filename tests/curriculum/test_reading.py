"""The validator's errors as sentences with a place."""

import re

import pytest

from lms.curriculum import schema
from lms.curriculum.faults import Place
from lms.curriculum.nodes import read_yaml
from lms.curriculum.reading import read_shape

from .course import Course

QUIZ = "quizzes/calling.yaml"
CARD = "courses/calling/cards/card-2.yaml"


def test_a_mistyped_key_is_one_fault_with_a_suggestion(course: Course) -> None:
    course.change(QUIZ, "feedback:", "feeback:")
    line = course.line_of(QUIZ, "feeback")
    (fault,) = course.faults()
    assert re.search(rf"{QUIZ}:{line}:7: unknown key 'feeback'; did you mean 'feedback'\?$", str(fault))


def test_a_mistyped_key_hides_nothing_else_in_its_item(course: Course) -> None:
    course.change(QUIZ, "  difficulty: 1", "  dificulty: 1")
    course.change(QUIZ, "    - id: two\n", "    - id: one\n")
    course.change(QUIZ, "  answer: one", "  answer: four")
    assert [fault.what for fault in course.faults()] == [
        "unknown key 'dificulty'",
        "the id 'one' stands here twice",
        "unknown option 'four'",
    ]


def test_what_stands_under_a_mistyped_key_is_read(course: Course) -> None:
    course.change(CARD, "goal: {zh: 约成", "gaol: {zhh: 约成")
    course.change("courses/calling/checklist.yaml", "items:", "itmes:")
    course.change("courses/calling/checklist.yaml", "outcome: waits", "outcome: wait")
    assert [fault.what for fault in course.faults()] == [
        "unknown key 'gaol'",
        "unknown key 'zhh'",
        "unknown key 'itmes'",
        "unknown outcome 'wait'",
    ]


def test_a_key_that_is_near_to_none_is_unknown_and_the_missing_one_is_missing(course: Course) -> None:
    course.change(CARD, "goal:", "purpose:")
    assert [fault.what for fault in course.faults()] == ["the key 'goal' is missing", "unknown key 'purpose'"]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (CARD, "minutes: 8", 'minutes: "8"', "'minutes' must be a number, not a text"),
        (CARD, "minutes: 8", "minutes: 8.5", "'minutes' must be a number"),
        (CARD, "difficulty: 2", "difficulty: 4", "'difficulty' is 4; it must be at most 3"),
        (CARD, "zh: 约成, ", "", "the Chinese is missing"),
        (QUIZ, "B: {zh: 等搬, ", "B: {zhong: 等搬, ", "unknown key 'zhong'; use one of en, zh"),
        (CARD, ", en: An appointment", "", "the English is missing"),
        (CARD, "{zh: 约成, en: An appointment}", "约成", "'goal' must be a mapping, not a text"),
        (CARD, "id: card-2", "id: Card 2", "'Card 2' is no id"),
        (CARD, "en: An appointment", "en: 12", "'en' must be a text, not a number (12)"),
        (CARD, "en: An appointment", 'en: " "', "'en' is empty"),
        ("courses/calling/show.yaml", 'at: "00:08"', "at: 8", "'at' must be a text, not a number (8)"),
        ("courses/calling/show.yaml", 'at: "00:08"', 'at: "8 s"', 'in quotes, as in "01:20"'),
        ("courses/calling/show.yaml", "minutes: 5", "minutes: 9", "'minutes' is 9; it must be at most 8"),
        ("courses/skills.yaml", "taught_by: [calling, basics]", "taught_by: calling", "'taught_by' must be a list"),
        ("courses/skills.yaml", "bar: 1.8", "bar: high", "'bar' must be a number"),
        ("courses/paths/sales.yaml", "half: am", "half: morning", "'half' is 'morning'; use 'am' or 'pm'"),
        (
            "courses/paths/sales.yaml",
            "tries: [2, 4, 7, 9, 11, 13]",
            "tries: []",
            "'tries' has 0 entries; it must have at least 1",
        ),
        ("courses/paths/sales.yaml", "tries: [2, 4, 7,", "tries: [0, 4, 7,", "entry 1 is 0; it must be at least 1"),
        ("courses/calling/checklist.yaml", "critical: true", "critical: 1", "'critical' must be true or false"),
        ("courses/calling/checklist.yaml", "      - {zh: 级3, en: Level 3}\n", "", "'levels' has 3 entries"),
        ("courses/calling/en.md", "minutes: 45", "minutes: soon", "'minutes' must be a number, not a text"),
        ("courses/calling/en.md", "outcomes:", "outcomes: 3\nothers:", "'outcomes' must be a list"),
    ],
)
def test_each_error_is_a_sentence_at_its_line(course: Course, name: str, old: str, new: str, words: str) -> None:
    line = course.line_of(name, old.split("\n", maxsplit=1)[0].strip())
    course.change(name, old, new)
    near = [fault for fault in course.faults(name) if words in str(fault)]
    assert near, "\n".join(map(str, course.faults()))
    assert abs(near[0].line - line) <= 4


def test_one_bad_entry_hides_no_other(course: Course) -> None:
    course.change(QUIZ, "difficulty: 1", "difficulty: 9")
    course.change(QUIZ, "outcome: waits", "outcome: wait-long")
    course.change(CARD, "goal:", "gaol:")
    course.change("courses/skills.yaml", "checklist: calling", "checklist: caling")
    what = " ".join(str(fault) for fault in course.faults())
    for words in ("'difficulty' is 9", "unknown outcome 'wait-long'", "did you mean 'goal'", "did you mean 'calling'"):
        assert words in what


@pytest.mark.parametrize("text", ["3\n", "[]\n", "- 1\n", "a\n", "{}\n", "true\n"])
def test_a_document_of_another_kind_is_a_fault(text: str) -> None:
    faults: list[object] = []
    node = read_yaml(text, Place("f"), faults)  # type: ignore[arg-type]
    assert node is not None
    assert read_shape(schema.CardShape, node, faults) is None  # type: ignore[arg-type]
    assert faults
