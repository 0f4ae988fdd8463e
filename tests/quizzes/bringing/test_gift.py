"""GIFT by its documentation."""

import pytest

from .papers import item, read, why_rejected


def test_a_choice_with_feedback_escapes_and_a_missing_word() -> None:
    made = item("gift", "::Q1::[html]<b>Which</b> \\{line\\} {\n  =use\\: it#ok \\= yes\n  ~price # no\n} first?")
    assert made["ask"] == {"en": "Which {line} _____ first?"}
    assert [(o["text"]["en"], o["feedback"]["en"]) for o in made["options"]] == [
        ("use: it", "ok = yes"),
        ("price", "no"),
    ]
    assert made["answer"] == "a"


def test_weights_make_a_multiple_choice() -> None:
    made = item("gift", "Choose two {\n~%50%one\n~%50%two\n~%-50%three\n~%-50%four\n}")
    assert (made["kind"], made["answer"]) == ("multiple", ["a", "b"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Which {~%30%a ~%70%b ~c}", "unequal marks (30%, 70%)"),
        ("Which {~%50%a ~b ~c}", "50% of the marks together"),
        ("Which {=a =b ~c}", "2 answers earn full marks"),
        ("Which {~a ~b}", "no option earns marks"),
        ("Which {=a ~b", "without the other one"),
        ("Which {=a ~b} or {=c}", "second pair of braces"),
        ("{=a ~b}", "no stem"),
        ("Which {=a ~a}", "stands there twice"),
        ("How many {#many}", "is no number"),
        ("How many {#5..1}", "ends before it begins"),
        ("How many {#=5 =6}", "2 numbers earn full marks"),
        ("Match {=a -> =b -> c}", "has nothing to match"),
    ],
)
def test_what_an_item_cannot_say_is_rejected(text: str, why: str) -> None:
    assert why in why_rejected("gift", text)


@pytest.mark.parametrize(
    ("text", "answer", "tolerance"),
    [("{#3:2}", 3, 2), ("{#1..5}", 3, 2), ("{#12600}", 12600, 0), ("{#=1.5:0.5}", 1.5, 0.5)],
)
def test_numbers_have_tolerances_and_ranges(text: str, answer: float, tolerance: float) -> None:
    made = item("gift", f"How many {text}")
    assert (made["kind"], made["answer"], made.get("tolerance", 0)) == ("numeric", answer, tolerance)


def test_numbers_without_marks_are_mistakes() -> None:
    made = item("gift", "When {#\n=1822:0#Right\n=%0%1823:0#A year late\n}")
    assert made["feedback"] == {"en": "Right"}
    assert made["mistakes"] == [{"value": 1823, "feedback": {"en": "A year late"}}]


@pytest.mark.parametrize("answer", ["T", "TRUE", "true"])
def test_true_and_false_have_feedback_for_those_who_err_first(answer: str) -> None:
    made = item("gift", f"Ask first {{{answer}#too early#yes}}")
    assert made["options"] == [
        {"id": "true", "feedback": {"en": "yes"}},
        {"id": "false", "feedback": {"en": "too early"}},
    ]


def test_short_answers_matches_and_essays() -> None:
    made = item("gift", "Two plus {=two =2} equals four.")
    assert made["accept"] == {"en": ["two", "2"], "zh": ["2"]}
    made = item("gift", "Match {\n=cat -> fish\n=dog -> bone\n= -> grass\n}")
    pairs = {row["text"]["en"]: made["answer"][row["id"]] for row in made["rows"]}
    names = {choice["id"]: choice["text"]["en"] for choice in made["choices"]}
    assert {row: names[choice] for row, choice in pairs.items()} == {"cat": "fish", "dog": "bone"}
    assert sorted(names.values()) == ["bone", "fish", "grass"]
    assert item("gift", "How do you answer? {}")["kind"] == "open"


def test_comments_categories_and_descriptions_are_no_questions_and_blank_lines_divide() -> None:
    text = "// a comment\n$CATEGORY: $course$/top\n\nJust words.\n\nOne {T}\n// between\n\nThree {\n=a\n\n~b\n}\n"
    found = read("gift", text).found
    assert [(f.where, f.no_question) for f in found[:2]] == [
        ("line 2", "it names a category"),
        ("line 4", "it is a description without a question"),
    ]
    assert [f.kind for f in found[2:]] == ["true-false", "single"]


def test_what_gets_lost_is_told_with_its_place() -> None:
    reading = read("gift", "::A name::[html]<i>Which</i> <img src='a.png' alt='map'> {=a ~%50%b ~c ####Because}")
    told = " / ".join(loss.what for loss in reading.losses)
    for what in ("italics", "the picture map", "general feedback", "the part marks (50%)", "the name “A name”"):
        assert what in told
    assert {loss.where for loss in reading.losses} == {"line 1"}
