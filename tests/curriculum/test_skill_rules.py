"""Skills, checklists, show scripts, role plays and paths."""

import shutil

import pytest

from .course import Course

CHECKLIST, SHOW, CARD = (
    "courses/calling/checklist.yaml",
    "courses/calling/show.yaml",
    "courses/calling/cards/card-2.yaml",
)
SKILLS, PATH = "courses/skills.yaml", "courses/paths/sales.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (SKILLS, "checklist: calling", "checklist: basics", "the module 'basics' has no checklist"),
        (SKILLS, "[calling, basics]", "[calling, basic]", "unknown module 'basic'; did you mean 'basics'?"),
        (CHECKLIST, "outcome: waits", "outcome: wait", "unknown outcome 'wait'"),
        (CHECKLIST, "id: calling", "id: caling", "the id 'caling' does not fit the file's place"),
        (CHECKLIST, "id: act-1", "id: act-2", "the item 'act-2' stands here twice"),
        (SHOW, 'at: "00:08"', 'at: "00:00"', "00:00 does not come after the line before it"),
        (SHOW, 'at: "00:08"', 'at: "05:01"', "05:01 lies after the end, 5 minutes"),
        (
            CARD,
            "facts:",
            "facts:\n  - {id: rush-orders, fact: {zh: 一, en: a}, opens: {zh: 一, en: a}, closes: {zh: 一, en: a}}",
            "the fact 'rush-orders' stands here twice",
        ),
        (CARD, "id: card-2", "id: card-3", "the id 'card-3' does not fit the file's place"),
        (PATH, "module: basics", "module: basic", "unknown module 'basic'"),
        (PATH, "skill: calling", "skill: caling", "unknown skill 'caling'; did you mean 'calling'?"),
        (PATH, "id: sales", "id: sale", "the id 'sale' is not the file's name"),
        (PATH, "tries: [2, 4, 7,", "tries: [2, 4, 4,", "day 4 does not come after day 4"),
        (PATH, "shows: [1, 4]", "shows: [4, 1]", "day 1 does not come after day 4"),
        (PATH, "ready_by_day: 30", "ready_by_day: 5", "though something is owed on day 13"),
        (PATH, "day: 1, half: am", "day: 2, half: am", "day 1 pm comes after day 2 am"),
        (PATH, "module: basics", "module: calling", "the module 'calling' stands here twice"),
    ],
)
def test_a_fault_stands_at_its_line(course: Course, name: str, old: str, new: str, words: str) -> None:
    line = course.line_of(name, old)
    course.change(name, old, new)
    near = [fault for fault in course.faults(name) if words in fault.what or words in str(fault)]
    assert near, course.faults()
    assert abs(near[0].line - line) <= 9


def test_a_checklist_has_six_to_ten_items_of_which_one_to_three_are_critical(course: Course) -> None:
    shutil.rmtree(course.path("courses/calling/calibration"))
    course.change(CHECKLIST, "critical: true", "critical: false")
    assert course.the_fault(CHECKLIST).what == "0 items are critical"
    course.change(CHECKLIST, "critical: false", "critical: true", count=6)
    assert course.the_fault(CHECKLIST).what == "6 items are critical"
    text = course.path(CHECKLIST).read_text()
    course.write(CHECKLIST, text[: text.index("  - id: act-5")].replace("critical: true", "critical: false", 3))
    assert course.the_fault(CHECKLIST).what == "the checklist has 5 items"


@pytest.mark.parametrize(
    ("gone", "what"),
    [("checklist.yaml", "has no checklist"), ("show.yaml", "has no show script"), ("cards", "has no role plays")],
)
def test_a_module_by_which_a_skill_is_practised_has_all_three(course: Course, gone: str, what: str) -> None:
    path = course.path(f"courses/calling/{gone}")
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    fault = course.the_fault(SKILLS)
    assert what in fault.what
    assert fault.line == course.line_of(SKILLS, "checklist:")


def test_role_plays_are_three_and_of_every_difficulty(course: Course) -> None:
    course.change(CARD, "difficulty: 2", "difficulty: 1")
    assert "has difficulty 2" in course.faults()[0].what
    course.path(CARD).unlink()
    assert any("has 2 role plays" in fault.what for fault in course.faults())


def test_a_path_holds_the_modules_that_teach_its_skills(course: Course) -> None:
    course.change(PATH, "  - {module: basics, day: 1, half: am, reading: required}\n", "")
    assert "'calling' is taught by 'basics', which is not in this path" in course.the_fault(PATH).what


def test_a_skill_is_judged_by_six_tries_at_least(course: Course) -> None:
    course.change(PATH, "tries: [2, 4, 7, 9, 11, 13]", "tries: [2, 4, 7, 9, 11]")
    fault = course.the_fault(PATH)
    assert fault.what == "5 tries of 'calling' are owed"
    assert fault.line == course.line_of(PATH, "tries:")


def test_a_path_asks_no_more_hours_than_trainers_have_in_ninety_days(course: Course) -> None:
    course.change(PATH, "tries: [2, 4, 7, 9, 11, 13]", f"tries: {list(range(2, 64))} # x")
    course.change(PATH, "shows: [1, 4]", f"shows: {list(range(1, 10))}")
    course.change(PATH, "ready_by_day: 30", "ready_by_day: 120")
    assert course.the_fault(PATH).what == "the path asks 14.7 trainer-hours a trainee until working day 63"
    course.change(PATH, f"tries: {list(range(2, 64))}", f"tries: {list(range(2, 50)) + list(range(64, 90))}")
    course.catalog()


def test_each_outcome_has_a_row_by_which_it_is_seen(course: Course) -> None:
    course.change(CHECKLIST, "outcome: books", "outcome: waits", count=2)
    assert course.the_fault(CHECKLIST).what == "no item of the checklist looks for the outcome 'books'"


def test_two_levels_of_a_row_never_say_the_same(course: Course) -> None:
    course.change(CHECKLIST, "{zh: 级3, en: Level 3}", "{zh: 级2, en: Level 3}")
    fault = course.the_fault(CHECKLIST)
    assert fault.what == "in zh, the level says the same as level 2"
    assert fault.line == course.line_of(CHECKLIST, "{zh: 级2, en: Level 3}")


def test_a_module_without_a_skill_has_an_exercise_and_one_with_a_skill_needs_none(course: Course) -> None:
    for module in ("calling", "basics"):
        for language in ("zh", "en"):
            course.change(f"courses/{module}/{language}.md", "{#exercise}", "{#example}")
        course.change(f"quizzes/{module}.yaml", "section: exercise", "section: example")
    what = {fault.file: fault.what for fault in course.faults()}
    assert set(what) == {"courses/basics/zh.md", "courses/basics/en.md"}
    assert "'fourth-call' has no exercise" in what["courses/basics/en.md"]


def test_a_skill_that_is_at_fault_itself_is_not_called_unknown_too(course: Course) -> None:
    course.change(SKILLS, "bar: 1.8", "bar: 18")
    assert "'bar' is 18" in course.the_fault(SKILLS).what
