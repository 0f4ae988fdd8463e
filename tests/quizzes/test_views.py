"""Quiz pages as a trainee sees them."""

import pytest
from flask import Flask

from lms.db import session
from lms.i18n import Language
from lms.quizzes import service
from lms.quizzes.models import Response
from tests.cast import Cast
from tests.pages import Pages, queries

MODULE = "telephone-selling"
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def begin(cast: Cast) -> service.AttemptView:
    return service.attempt_view(cast.trainee, service.start(cast.trainee, MODULE, "start"))


@LANGUAGES
def test_a_whole_quiz_with_one_miss(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.trainee, language)
    pages.get(f"/quizzes/{MODULE}")
    address = pages.post(f"/quizzes/{MODULE}", {"key": "s"}).location
    attempt_id = int(address.split("/")[2])
    view = service.attempt_view(cast.trainee, attempt_id)
    for item in view.items:
        path = f"/attempts/{attempt_id}/{item.position}"
        asked = pages.get(path)
        for option in item.question.options:
            assert option.feedback.in_(language) not in asked.text, "a key or its reason left before the answer"
        key = sorted(item.question.answer)
        chosen = [next(o for o in item.option_order if o not in key)] if item.position == 3 else key
        pages.post(path, {"chosen": chosen, "seq": "1"})
        answered = pages.get(path)
        for one in {*chosen, *key}:
            option = item.question.option(one)
            assert option is not None
            assert option.feedback.in_(language) in answered.words
    pages.post(f"/attempts/{attempt_id}/finish", {"key": "f"})
    result = pages.get(f"/attempts/{attempt_id}/result")
    missed = view.items[2].question
    assert missed.ask.in_(language) in result.words
    assert f"/courses/{MODULE}/" in result.text
    pages.get(f"/quizzes/{MODULE}")


def test_confirming_nothing_says_so(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    page = pages.sign_in(cast.trainee).post(f"/attempts/{view.id}/1", {"seq": "0"}, status=422)
    assert "先选一个" in page.words


def test_a_script_saves_and_the_echo_names_the_sequence(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    chosen = [view.items[0].option_order[0]]
    pages.sign_in(cast.trainee)
    assert pages.send(f"/attempts/{view.id}/1/answer", {"seq": 1, "chosen": chosen}).get_json()["seq"] == 1
    pages.send(f"/attempts/{view.id}/1/answer", {"seq": "1", "chosen": chosen}, status=422)
    assert f'value="{chosen[0]}" checked' in pages.get(f"/attempts/{view.id}/1").text


def test_saving_an_answer_costs_at_most_five_queries_with_a_cold_session(cast: Cast, pages: Pages) -> None:
    view = begin(cast)
    pages.sign_in(cast.trainee)
    pages.token()
    with queries(5):
        pages.send(f"/attempts/{view.id}/1/answer", {"seq": 1, "chosen": [view.items[0].option_order[0]]})


@pytest.mark.parametrize("who", ["trainer", "manager", "other_trainer", "other_trainee", "admin"])
def test_an_attempt_of_another_cannot_be_answered(app: Flask, cast: Cast, pages: Pages, who: str) -> None:
    view = begin(cast)
    key = sorted(view.items[0].question.answer)
    pages.sign_in(getattr(cast, who))
    pages.post(f"/attempts/{view.id}/1", {"chosen": key, "seq": "1"}, status=404)
    pages.send(f"/attempts/{view.id}/1/answer", {"seq": 1, "chosen": key}, status=404)
    pages.post(f"/attempts/{view.id}/finish", {"key": "f"}, status=404)
    assert session().query(Response).count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("trainer", 200), ("manager", 200), ("other_trainer", 404), ("admin", 404)]
)
def test_those_who_teach_can_read_an_ended_attempt(cast: Cast, pages: Pages, who: str, status: int) -> None:
    view = begin(cast)
    for item in view.items:
        service.confirm(cast.trainee, view.id, item.position, 1, sorted(item.question.answer))
    service.finish(cast.trainee, view.id, "f")
    pages.sign_in(getattr(cast, who)).get(f"/attempts/{view.id}/result", status=status)
