"""Quiz items: shapes by kind, ties to the lesson, balance of the pool."""

import pytest

from .course import Course

QUIZ = "quizzes/calling.yaml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("outcome: waits", "outcome: wait", "unknown outcome 'wait'; did you mean 'waits'?"),
        ("section: what-broke", "section: bad-call", "unknown section 'bad-call'"),
        ("answer: two", "answer: tow", "unknown option 'tow'; did you mean 'two'?"),
        ("answer: two", "answer: [two]", "'answer' must be a text, not a list"),
        ("answer: two", "answer: 2", "'answer' must be a text, not a number"),
        ("answer: [a, b]", "answer: a", "'answer' must be a list, not a text"),
        ("reason: late", "reason: lat", "unknown option 'lat'; did you mean 'late'?"),
        ("  reason: late", "  reasn: late", "unknown key 'reasn'; did you mean 'reason'?"),
        ("kind: true-false", "kind: truefalse", "'kind' is 'truefalse'"),
        ("answer: [a, b]", "answer: [a, a]", "the answer names 1 different options"),
        ("answer: [a, b]", "answer: [a, e]", "unknown option 'e'"),
        ("answer: [a, b]", "answer: [a, b, c, d]", "every option is right"),
        ("{zh: 哪两样？, en: Which two?}", "{zh: 哪三样？, en: Which three?}", "says that 3 (en) and 3 (zh)"),
        ("哪两样？", "哪三样？", "says that 2 (en) and 3 (zh) are to be chosen"),
        ("{zh: 哪两样？, en: Which two?}", "{zh: 哪几样？, en: Which ones?}", "does not say how many are to be chosen"),
        (
            'answer: "true"',
            "answer: true",
            "'answer' must be a text, not a yes-or-no value (true); put it in double quotes",
        ),
        ("    - id: two\n", "    - id: one\n", "the id 'one' stands here twice"),
        ("id: item-3", "id: item-4", "the item 'item-4' stands here twice"),
    ],
)
def test_a_fault_of_an_item_stands_at_its_place(course: Course, old: str, new: str, words: str) -> None:
    line = course.line_of(QUIZ, old.strip())
    course.change(QUIZ, old, new)
    near = [fault for fault in course.faults(QUIZ) if words in str(fault)]
    assert near, course.faults()
    assert 0 <= near[0].line - line <= 25


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('    - {zh: 小陈：哪里？, en: "Chen: Who\'s calling?"}\n', "", "the dialogue has 3 lines; write 4 to 10"),
        ("    - {line: 1, feedback", "    - {line: 9, feedback", "there is no line 9; name one of 1 to 4"),
        ("    - {line: 1, feedback", "    - {line: 3, feedback", "line 3 is the answer; say it in 'feedback:'"),
        ("    - {id: fine, text: {zh: 够用, en: good enough}", "    - {id: fine", "the row 'fine' has no text"),
        ("comparing, fine: content}", "comparing, fin: content}", "the row 'fine' has no answer"),
        ("comparing, fine: content}", "comparing, fin: content}", "unknown option 'fin'; did you mean 'fine'?"),
        (", fine: content}", "}", "the row 'fine' has no answer; add 'fine:' with a choice"),
        ("    - {id: content, text: {zh: 没觉着疼, en: nothing hurts}}\n", "", "there are 2 choices for 3 rows"),
        ("      text: {zh: 甲甲甲, en: aaa}\n", "", "the option 'a' has no text"),
        ("    - {id: day, text: {zh: 约日子, en: name a day}", "    - {id: day", "the step 'day' has no text"),
        ("answer: [who, day, what]", "answer: [who, day]", "the answer does not hold each step once"),
        ("{zh: [B级], en: [B, grade B]}", "{zh: [], en: [B]}", "no form is accepted"),
        ("  scene: {zh: 等搬完再说, en: After the move}\n", "", "there is no customer to grade"),
        ("  answer: B\n", "  answer: E\n", "there is no grade 'E'"),
        ("  also: C\n", "  also: B\n", "'B' is no second grade"),
        ("    D: {zh: 不认, en: denies it}\n", "", "not every grade is spoken of"),
        ("tolerance: 0.5", "tolerance: 60", "take another one, or a smaller tolerance"),
        ("tolerance: 0.5", "tolerance: -1", "the tolerance is -1"),
    ],
)
def test_each_kind_finds_what_is_wrong_with_its_own(course: Course, old: str, new: str, words: str) -> None:
    course.change(QUIZ, old, new)
    assert any(words in str(fault) for fault in course.faults(QUIZ)), course.faults()


def test_rows_of_a_matching_are_counted(course: Course) -> None:
    course.change(QUIZ, "    - {id: fine, text: {zh: 够用, en: good enough}, feedback: {zh: 不急, en: no hurry}}\n", "")
    course.change(QUIZ, ", fine: content}", "}")
    assert course.the_fault(QUIZ).what == "there are 2 rows"


def test_a_pool_is_a_list(course: Course) -> None:
    course.write(QUIZ, "items: {id: a}\n")
    assert "list" in str(course.the_fault(QUIZ))


def test_options_are_counted_by_kind(course: Course) -> None:
    course.change(
        QUIZ,
        "    - id: three\n      text: {zh: 第三句话, en: the third line}\n      feedback: {zh: 晚了, en: too late}\n",
        "",
    )
    course.change(QUIZ, "    - id: d\n      text: {zh: 丁丁丁, en: ddd}\n      feedback: {zh: 不, en: no}\n", "")
    course.change(QUIZ, '    - id: "false"\n      feedback: {zh: 不, en: no}\n', "")
    said = " ".join(str(fault) for fault in course.faults(QUIZ))
    assert "there are 2 options; write 3 to 5" in said
    assert "there are 3 options; a multiple choice has 4 to 6" in said
    assert "the two options are not true and false" in said


def test_options_have_texts_except_those_of_true_and_false(course: Course) -> None:
    course.change(QUIZ, "      text: {zh: 第一句话, en: the first line}\n", "")
    course.change(QUIZ, '    - id: "true"\n', '    - id: "true"\n      text: {zh: 是, en: yes}\n')
    what = [fault.what for fault in course.faults(QUIZ)]
    assert what == ["the option 'one' has no text", "an option of a true-false item has a text"]


def test_a_pool_is_large_enough_and_asks_each_outcome_twice(course: Course) -> None:
    course.change(QUIZ, "outcome: books", "outcome: waits", count=9)
    text = course.path(QUIZ).read_text()
    course.write(QUIZ, "items:\n" + text[text.index("- id: item-8\n") :])
    what = [fault.what for fault in course.faults(QUIZ)]
    assert what == ["the outcome 'books' has 0 of 2 items", "the pool has 13 items"]


def test_no_position_holds_more_than_half_of_the_keys(course: Course) -> None:
    course.change(QUIZ, "answer: one", "answer: two", count=3)
    assert course.the_fault(QUIZ).what == "the key is option 2 in 8 of 14 lists with one key"
    course.change(QUIZ, "  kind: single", "  kind: single\n  in_order: true", count=12)
    course.catalog()


def test_a_pool_of_a_module_that_is_not_there_is_a_fault(course: Course) -> None:
    course.path(QUIZ).rename(course.path("quizzes/caling.yaml"))
    said = " ".join(str(fault) for fault in course.faults())
    assert "unknown module 'caling'; did you mean 'calling'?" in said
    assert "the module 'calling' has no pool; write quizzes/calling.yaml" in said


@pytest.mark.parametrize(("old", "new"), [("difficulty: 1", "difficulty: 9"), ("answer: one", "answer: four")])
def test_a_pool_with_a_fault_is_not_counted_until_it_is_mended(course: Course, old: str, new: str) -> None:
    course.change(QUIZ, "en: the other line", "en: the other line of the two in full", count=12)
    course.change(QUIZ, "answer: one", "answer: two", count=3)
    course.change(QUIZ, "answer: three", "answer: one")
    course.change(QUIZ, old, new)
    result = course.load()
    assert len(result.faults) == 1, result.faults
    assert not [advice for advice in result.advice if advice.file.endswith(QUIZ)]


@pytest.mark.parametrize("name", ["courses/calling/zh.md", "courses/calling/en.md", QUIZ])
def test_a_missing_file_is_told_of_where_it_is_wanted(course: Course, name: str) -> None:
    course.path(name).unlink()
    (fault,) = (fault for fault in course.faults() if "has no" in fault.what)
    assert (fault.file, fault.line, fault.column) == (name, 1, 1)
