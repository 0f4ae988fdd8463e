"""Which answers count for the analysis of items, on both databases."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from lms.curriculum import edition, versions
from lms.curriculum.catalog import Module, ModuleId
from lms.curriculum.frozen import freeze
from lms.db import session, transaction
from lms.i18n import Language, speaking
from lms.people.models import Person
from lms.questions.kinds import kind_of
from lms.questions.question import Question
from lms.quizzes.analysis import ItemFigures
from lms.quizzes.analysis_reading import figures_of
from lms.quizzes.models import Attempt, AttemptItem, Mark, Response
from tests.cast import BEGAN, Cast
from tests.pages import queries

MODULE = "telephone-selling"
RIGHT, WRONG = 1.0, 0.0
_numbers = itertools.count()


@dataclass(frozen=True)
class Given:
    """An answer to an item. answer: by default its key, or nothing that it has; none: left out of a check."""

    question: Question
    score: float | None
    seconds: int | None = 20
    language: str = "zh-Hans"
    answer: Mapping[str, Sequence[str]] | None = None
    left_out: bool = False


def module() -> Module:
    return edition.catalog().modules[ModuleId(MODULE)]


def singles() -> list[Question]:
    return [one for one in module().pool.questions if one.kind == "single"]


def people(count: int) -> list[int]:
    rows = [Person(name=str(n), email=f"p{next(_numbers)}@many.example", created_at=BEGAN) for n in range(count)]
    session().add_all(rows)
    session().flush()
    return [row.id for row in rows]


def attempt(person: int, given: Sequence[Given], mode: str = "practice", ended: bool = True) -> int:
    made = Attempt(
        person_id=person, module="" if mode == "recall" else MODULE, mode=mode, number=1, seed=1, started_at=BEGAN,
        closed_at=BEGAN + timedelta(minutes=9) if ended else None,
    )  # fmt: skip
    session().add(made)
    session().flush()
    for position, one in enumerate(given, 1):
        asked = one.question
        versions.keep("question", asked.id, asked.hash, freeze(asked))
        key = kind_of(asked).key(asked.body) if one.score == RIGHT else {"chosen": ["none"]}
        answer = {name: list(values) for name, values in (one.answer or key).items()}
        session().add_all([
            AttemptItem(attempt_id=made.id, position=position, module=MODULE, question=asked.id,
                        question_hash=asked.hash, outcome=asked.outcome, option_order=[]),
            Response(attempt_id=made.id, position=position, seq=1, answer={} if one.left_out else answer,
                     language="" if one.left_out else one.language, seconds=one.seconds, saved_at=BEGAN,
                     confirmed_at=BEGAN, score=one.score),
        ])  # fmt: skip
    session().flush()
    return made.id


def mark(attempt_id: int, position: int, kind: str, score: float, question_hash: str, by: int) -> None:
    session().add(
        Mark(attempt_id=attempt_id, position=position, kind=kind, score=score, criteria={}, comment="", actor_id=by,
             question_hash=question_hash, at=BEGAN)
    )  # fmt: skip
    session().flush()


def of(question: Question) -> ItemFigures | None:
    return figures_of([MODULE]).get(question.hash)


def test_the_first_answer_of_each_person_counts_and_no_later_one(app: Flask) -> None:
    asked = singles()[0]
    with transaction():
        one, other = people(2)
        attempt(one, [Given(asked, WRONG)])
        attempt(one, [Given(asked, RIGHT)])
        attempt(other, [Given(asked, RIGHT)])
        found = of(asked)
    assert found is not None
    assert (found.n, found.sums.right, found.sums.none) == (2, 1, 1)


def test_reviews_open_attempts_and_what_was_left_out_do_not_count(app: Flask) -> None:
    asked, other = singles()[:2]
    with transaction():
        one, two, three = people(3)
        attempt(one, [Given(asked, RIGHT)], mode="recall")
        attempt(two, [Given(asked, RIGHT)], ended=False)
        attempt(three, [Given(asked, WRONG, left_out=True), Given(other, RIGHT)], mode="check")
        assert of(asked) is None
        assert of(other) is not None


def test_the_rest_score_is_the_mean_of_the_others_and_needs_four_items(app: Flask) -> None:
    first, *others = singles()[:5]
    with transaction():
        one, two = people(2)
        scores = [RIGHT, WRONG, RIGHT]
        attempt(one, [Given(first, RIGHT), *(Given(q, s) for q, s in zip(others, scores, strict=False))])
        attempt(two, [Given(first, RIGHT), Given(others[0], RIGHT), Given(others[1], RIGHT)])
        found = of(first)
    assert found is not None
    assert (found.n, found.sums.paired) == (2, 1)
    assert found.sums.y == pytest.approx(2 / 3)


def test_what_was_chosen_is_counted_by_option_and_language(app: Flask) -> None:
    asked = singles()[0]
    beside = next(option.id for option in asked.body.options if option.id != asked.body.answer)
    with transaction():
        for n, person in enumerate(people(6)):
            language = "en" if n < 2 else "zh-Hans"
            given = Given(asked, WRONG, answer={"chosen": [beside]}, language=language, seconds=n * 200)
            attempt(person, [given if n % 2 else Given(asked, RIGHT, language=language, seconds=None)])
        found = of(asked)
    assert found is not None
    assert {part.part.pick[1]: part.count for part in found.parts if part.count} == {asked.body.answer: 3, beside: 3}
    assert {language: sums.n for language, sums in found.by_language.items()} == {"en": 2, "zh-Hans": 4}
    assert found.seconds == (200 + 300 + 300) / 3  # a longer time counts as five minutes


def test_a_number_counts_by_the_mistake_behind_it_whatever_it_was_typed_like(app: Flask) -> None:
    asked = next(one for one in module().pool.questions if one.kind == "numeric")
    slip = asked.body.mistakes[0].value
    typed = [f"{asked.body.answer:g}", f" {slip:g} ", "９９９９９９"]
    with transaction():
        for person, text in zip(people(3), typed, strict=True):
            score = kind_of(asked).score(asked.body, {"entry": [text]})
            attempt(person, [Given(asked, score, answer={"entry": [text]})])
        found = of(asked)
    assert found is not None
    counts = {part.part.pick[1]: part.count for part in found.parts if part.count}
    assert counts == {"accepted": 1, "mistake.1": 1, "other": 1}


def test_an_open_answer_counts_once_it_is_marked_and_its_text_is_not_kept(app: Flask, cast: Cast) -> None:
    asked = next(one for one in module().pool.questions if one.kind == "open")
    with transaction():
        one, two = people(2)
        made = attempt(one, [Given(asked, None, answer={"text": ["王总的电话"]})])
        attempt(two, [Given(asked, None, answer={"text": ["还没批"]})])
        mark(made, 1, "trainer", 0.0, asked.hash, cast.trainer)
        mark(made, 1, "trainer", 0.75, asked.hash, cast.trainer)
        found = of(asked)
    assert found is not None
    assert (found.n, found.sums.score, found.parts) == (1, 0.75, ())
    assert "王总" not in repr(found)


def test_a_regraded_answer_belongs_to_the_version_whose_key_it_was_scored_by(app: Flask, cast: Cast) -> None:
    asked, mended = singles()[:2]  # two versions, as far as figures care
    with transaction():
        one, two = people(2)
        made = attempt(one, [Given(asked, WRONG)])
        attempt(two, [Given(asked, RIGHT)])
        versions.keep("question", mended.id, mended.hash, freeze(mended))
        mark(made, 1, "regrade", RIGHT, mended.hash, cast.manager)
        before, after = of(asked), of(mended)
    assert before is not None
    assert after is not None
    assert (before.n, before.sums.right) == (1, 1)
    assert (after.n, after.sums.right) == (1, 1)


def test_one_module_or_all_and_either_language_give_the_same_in_as_many_queries(app: Flask) -> None:
    asked = singles()[:6]
    with transaction():
        for person in people(8):
            attempt(person, [Given(one, float((person + n) % 3 > 0)) for n, one in enumerate(asked)])
        of(asked[0])  # versions are thawed once
        with queries(2):
            found = figures_of([MODULE])
        assert figures_of() == found
        with speaking(Language.EN):
            assert figures_of() == found
        assert figures_of(["first-visit"]) == {}
        assert {one.n for one in found.values()} == {8}
