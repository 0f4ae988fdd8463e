"""Every kind of item: what is wrong with one, what it asks with, what an answer is worth, and why."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.frozen import freeze, thaw_question
from lms.i18n import Language, Text, speaking
from lms.questions.controls import Choice, Entry, Match, Order, Passage
from lms.questions.kinds import KINDS
from lms.questions.kinds.hotspot import Tempting
from lms.questions.kinds.short_text import Misnomer
from lms.questions.question import Question
from tests.questions.samples import BODIES, option, options, sample, text

EVERY = pytest.mark.parametrize("kind", sorted(KINDS))
SEEDS = st.integers(0, 2**32)


def test_every_kind_has_a_sample_here() -> None:
    assert set(BODIES) == set(KINDS)


def score(kind: str, answer: Mapping[str, list[str]]) -> float | None:
    return KINDS[kind].score(BODIES[kind], answer)


SCORES: list[tuple[str, dict[str, list[str]], float | None]] = [
    ("single", {"chosen": ["b"]}, 1),
    ("single", {"chosen": ["a"]}, 0),
    ("single", {}, 0),
    ("multiple", {"chosen": ["a", "c"]}, 1),
    ("multiple", {"chosen": ["a"]}, 0.5),
    ("multiple", {"chosen": ["a", "b"]}, 0),
    ("multiple", {"chosen": ["a", "b", "c"]}, 0.5),
    ("multiple", {"chosen": ["b", "d"]}, 0),
    ("multiple", {"chosen": ["a", "b", "c", "d"]}, 0),
    ("true-false", {"chosen": ["false"], "reason": ["late"]}, 1),
    ("true-false", {"chosen": ["false"], "reason": ["early"]}, 0.5),
    ("true-false", {"chosen": ["true"], "reason": ["late"]}, 0),
    ("ordering", {"order": ["a", "b", "c", "d"]}, 1),
    ("ordering", {"order": ["a", "b", "d", "c"]}, 4 / 6),
    ("ordering", {"order": ["d", "c", "b", "a"]}, 0),
    ("ordering", {"order": ["a", "b", "c"]}, 0),
    ("matching", {"match.one": ["x"], "match.two": ["y"], "match.three": ["z"]}, 1),
    ("matching", {"match.one": ["x"], "match.two": ["x"], "match.three": ["rest"]}, 1 / 3),
    ("numeric", {"entry": ["12600"]}, 1),
    ("numeric", {"entry": ["12,650"]}, 1),
    ("numeric", {"entry": ["１.26万元"]}, 1),
    ("numeric", {"entry": ["RMB 12 600"]}, 1),
    ("numeric", {"entry": ["12651"]}, 0),
    ("numeric", {"entry": ["12600 kg"]}, 0),
    ("numeric", {"entry": ["twelve"]}, 0),
    ("short-text", {"entry": ["b 级"]}, 1),
    ("short-text", {"entry": ["Ｂ"]}, 1),
    ("short-text", {"entry": ["Grade  B."]}, 1),
    ("short-text", {"entry": ["A级"]}, 0),
    ("hotspot", {"line": ["3"], "reason": ["early"]}, 1),
    ("hotspot", {"line": ["3"], "reason": ["loud"]}, 0.5),
    ("hotspot", {"line": ["1"], "reason": ["early"]}, 0),
    ("vignette", {"grade": ["B"]}, 1),
    ("vignette", {"grade": ["C"]}, 0.5),
    ("vignette", {"grade": ["A"]}, 0),
    ("open", {"text": ["Thursday at nine"]}, None),
]


@pytest.mark.parametrize(("kind", "answer", "worth"), SCORES)
def test_an_answer_is_worth_what_the_rule_of_its_kind_says(
    kind: str, answer: dict[str, list[str]], worth: float | None
) -> None:
    assert score(kind, answer) == (None if worth is None else pytest.approx(worth))


@st.composite
def answers(draw: st.DrawFn, question: Question) -> dict[str, list[str]]:
    """Anything that the item's page could have sent, whole or not."""
    answer: dict[str, list[str]] = {}
    for control in KINDS[question.kind].controls(question, []):
        for name in control.names:
            if isinstance(control, Choice):
                ids = [row.id for row in control.rows]
                most = len(ids) if control.many else 1
                answer[name] = draw(st.lists(st.sampled_from(ids), max_size=most, unique=True))
            elif isinstance(control, Order):
                answer[name] = draw(st.permutations([row.id for row in control.rows]))
            elif isinstance(control, Match):
                answer[name] = draw(st.lists(st.sampled_from([row.id for row in control.choices]), max_size=1))
            else:
                assert isinstance(control, Entry | Passage)
                answer[name] = draw(st.lists(st.text(max_size=40), max_size=1))
    return answer


@EVERY
@given(data=st.data(), seed=SEEDS)
def test_a_score_lies_within_nothing_and_one_and_minds_no_order_shown(
    kind: str, data: st.DataObject, seed: int
) -> None:
    question = sample(kind)
    answer = data.draw(answers(question))
    order = KINDS[kind].order(question.body, Random(seed))
    worth = KINDS[kind].score(question.body, answer)
    assert worth is None if KINDS[kind].by_trainer else worth is not None and 0 <= worth <= 1
    assert not KINDS[kind].refusal(question, answer, order), "what its page sent is never refused"
    KINDS[kind].explain(question, answer, order)
    KINDS[kind].words_of(question, answer)
    mixed = {name: list(reversed(values)) for name, values in answer.items() if name != "order"}
    assert KINDS[kind].score(question.body, answer | mixed) == worth


@EVERY
def test_the_key_is_a_whole_answer_and_worth_all(kind: str) -> None:
    question = sample(kind)
    key = KINDS[kind].key(question.body)
    assert not list(KINDS[kind].problems(question))
    assert KINDS[kind].lacks(question, key, []) is None
    assert KINDS[kind].score(question.body, key) in (1, None)
    assert KINDS[kind].words_of(question, key)


@EVERY
def test_nothing_given_is_told_as_lacking_and_a_foreign_answer_is_refused(kind: str) -> None:
    question = sample(kind)
    assert KINDS[kind].lacks(question, {}, [])
    assert KINDS[kind].refusal(question, {"nothing": ["x"]}, [])
    name = KINDS[kind].controls(question, [])[0].names[0]
    assert KINDS[kind].refusal(question, {name: ["x" * 5000]}, [])
    assert KINDS[kind].refusal(question, {name: ["a", "a", "nobody"]}, [])


@EVERY
def test_what_the_page_asks_with_says_nothing_of_the_key(kind: str) -> None:
    """Of two items that differ in their key and their reasons alone, the controls are the same."""
    question = sample(kind)
    other: dict[str, Any] = {
        "single": {"answer": "c"},
        "multiple": {"answer": ("b", "d")},
        "true-false": {"answer": "true", "reason": "early"},
        "ordering": {"answer": ("d", "a", "b", "c")},
        "matching": {"answer": {"one": "z", "two": "y", "three": "rest"}},
        "numeric": {"answer": 1.0},
        "short-text": {"accept": BODIES["short-text"].mistakes[0].forms},
        "hotspot": {"answer": 1, "reason": "loud"},
        "vignette": {"answer": "D", "also": ""},
        "open": {"model": text("else")},
    }[kind]
    twin = replace(question, body=replace(question.body, **other))
    order = KINDS[kind].order(question.body, Random(3))
    assert KINDS[kind].controls(question, order) == KINDS[kind].controls(twin, order)
    said = repr(KINDS[kind].controls(question, order))
    assert "why" not in said
    assert "Thursday" not in said


@EVERY
@pytest.mark.parametrize("language", list(Language))
def test_an_explanation_says_why_in_the_readers_language(kind: str, language: Language) -> None:
    question = sample(kind)
    with speaking(language):
        wrong = next(answer for name, answer, worth in reversed(SCORES) if name == kind and worth != 1)
        told = KINDS[kind].explain(question, wrong, KINDS[kind].order(question.body, Random(1)))
        said = " ".join(
            f"{group.label} {one.words} {one.verdict} {one.because}" for group in told.groups for one in group.findings
        )
        assert told.verdict
        marked = {"numeric": "126 × 100", "short-text": "it waits", "open": "names a day"}.get(kind, "why")
        assert marked in f"{said} {told.because}" or kind == "hotspot"
        assert ("。" in said) == (language is Language.ZH)


@EVERY
def test_an_item_thaws_as_it_was_frozen(kind: str) -> None:
    question = sample(kind)
    assert thaw_question(freeze(question)) == question


def test_an_item_of_before_there_were_kinds_is_read_as_the_choice_that_it_was() -> None:
    frozen = {
        "id": "q", "kind": "true-false", "outcome": "o", "section": "s", "difficulty": 1, "scene": None, "dialogue": [],
        "ask": {"zh": "对吗", "en": "So?"}, "answer": ["true"], "in_order": False, "hash": "h",
        "options": [{"id": side, "text": None, "feedback": {"zh": "因", "en": "for"}} for side in ("true", "false")],
    }  # fmt: skip
    question = thaw_question(frozen)
    assert question.kind == "single"
    assert KINDS["single"].score(question.body, {"chosen": ["true"]}) == 1
    assert KINDS["single"].order(question.body, Random(1)) == ["true", "false"]
    assert question.body.options[0].text == Text(zh="对", en="True")


@pytest.mark.parametrize(
    ("kind", "orders"), [("single", 6), ("multiple", 24), ("true-false", 6), ("hotspot", 6), ("ordering", 23)]
)
def test_what_has_no_order_of_its_own_is_shuffled(kind: str, orders: int) -> None:
    found = {tuple(KINDS[kind].order(BODIES[kind], Random(seed))) for seed in range(600)}
    assert len(found) == orders, "an ordering never stands solved"


def test_what_has_an_order_keeps_it() -> None:
    body = replace(BODIES["single"], in_order=True)
    assert {tuple(KINDS["single"].order(body, Random(seed))) for seed in range(20)} == {("a", "b", "c")}


PROBLEMS: list[tuple[str, dict[str, Any], str]] = [
    ("single", {"options": options("a", "b")}, "there are 2 options"),
    ("single", {"options": (*options("a", "b"), option("b"))}, "stands here twice"),
    ("single", {"answer": "bb"}, "unknown option 'bb'"),
    ("multiple", {"answer": ("a",)}, "names 1 different"),
    ("multiple", {"answer": ("a", "b", "c", "d")}, "every option is right"),
    ("multiple", {"answer": ("a", "b", "c")}, "says that 2 (en) and 2 (zh)"),
    ("true-false", {"answer": "yes"}, "the answer is 'yes'"),
    ("true-false", {"options": options("true", "false")}, "has a text"),
    ("true-false", {"reason": "lat"}, "unknown option 'lat'"),
    ("true-false", {"reasons": options("late", "early")}, "there are 2 reasons"),
    ("ordering", {"answer": ("a", "b", "c")}, "does not hold each step once"),
    ("ordering", {"steps": options("a", "b"), "answer": ("a", "b")}, "there are 2 steps"),
    ("matching", {"answer": {"one": "x", "two": "y"}}, "'three' has no answer"),
    ("matching", {"answer": {"one": "x", "two": "y", "three": "q"}}, "unknown option 'q'"),
    ("matching", {"choices": BODIES["matching"].choices[:2]}, "there are 2 choices for 3 rows"),
    ("numeric", {"tolerance": -1}, "the tolerance is -1"),
    ("numeric", {"tolerance": 20000}, "would count as right"),
    ("numeric", {"mistakes": ()}, "there are 0 mistakes"),
    ("short-text", {"mistakes": (Misnomer(BODIES["short-text"].accept, text("no")),)}, "accepted and a mistake"),
    ("hotspot", {"answer": 9}, "there is no line 9"),
    ("hotspot", {"lines": (Tempting(3, text("no")),)}, "line 3 is the answer"),
    ("vignette", {"answer": "E"}, "there is no grade 'E'"),
    ("vignette", {"also": "B"}, "'B' is no second grade"),
    ("vignette", {"grades": {"A": text("why")}}, "not every grade"),
    ("open", {"criteria": BODIES["open"].criteria[:1]}, "there are 1 criteria"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "change", "what"), PROBLEMS)
def test_a_kind_finds_what_is_wrong_with_an_item(kind: str, change: dict[str, Any], what: str) -> None:
    question = sample(kind)
    broken = replace(question, body=replace(question.body, **change))
    found = [problem for problem in KINDS[kind].problems(broken) if what in problem.what]
    assert found, [problem.what for problem in KINDS[kind].problems(broken)]
    assert all(problem.mend for problem in found)


@given(st.permutations("abcd"))
def test_moving_a_step_towards_its_place_is_never_worth_less(order: list[str]) -> None:
    before = score("ordering", {"order": order})
    for place in range(3):
        if order[place] > order[place + 1]:
            mended = [*order]
            mended[place], mended[place + 1] = mended[place + 1], mended[place]
            after = score("ordering", {"order": mended})
            assert after is not None
            assert before is not None
            assert after >= before
    assert sum(score("ordering", {"order": list(one)}) == 1 for one in permutations("abcd")) == 1
