"""Asking and answering as people see it."""

import pytest

from lms import clock
from lms.asking import service
from lms.i18n import Language
from lms.quizzes import service as quizzes
from tests.asking.asks import QUESTION, asked, paragraph, section
from tests.cast import Cast
from tests.factories.answers import answered
from tests.factories.training import PHONE, key, on, trainee_of
from tests.pages import Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))


def page_of() -> str:
    return f"/ask/{PHONE}/{section()}"


@BOTH
def test_a_lesson_offers_to_ask_and_costs_no_more_for_it(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.trainee, language)
    assert page_of() in pages.get(f"/courses/{PHONE}/{section()}").text
    asked(cast)
    with queries(5):
        page = pages.get(f"/courses/{PHONE}/{section()}")
    assert QUESTION not in page.text, "all readers share the page"
    assert page_of() not in pages.sign_in(cast.trainer, language).get(f"/courses/{PHONE}/{section()}").text


@BOTH
def test_without_scripts_a_paragraph_is_chosen_from_its_words(cast: Cast, pages: Pages, language: Language) -> None:
    pages.sign_in(cast.trainee, language)
    assert "p-2" in pages.get(f"{page_of()}?at=p-2").text
    sent = pages.post(page_of(), {"spot": "p-2", "text": QUESTION, "key": "k"})
    assert sent.location.endswith(f"/courses/{PHONE}/{section()}#p-2")
    assert QUESTION in pages.get(page_of()).words
    pages.post(f"{page_of()}/unclear", {"spot": "p-2", "on": "1"})
    assert ("取消标记" if language is Language.ZH else "Remove the mark") in pages.get(page_of()).words


def test_what_cannot_be_asked_is_said_at_its_field_and_nothing_typed_is_lost(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    assert "先写一句话" in pages.post(page_of(), {"spot": "p-2", "text": " ", "key": "k"}, status=422).words
    long = "问" * (service.LONGEST + 7)
    page = pages.post(page_of(), {"spot": "p-2", "text": long, "key": "k"}, status=422)
    assert "多了7个字" in page.words
    assert long in page.text
    pages.post(page_of(), {"spot": "p-999", "text": QUESTION, "key": "k"}, status=422)


def test_a_script_is_told_what_stands_here_of_ones_own_and_of_nobody_else(cast: Cast, pages: Pages) -> None:
    service.set_unclear(cast.trainee, paragraph("p-3"), True)
    service.answer(cast.trainer, asked(cast), "先问日子。", key())
    told = pages.sign_in(cast.trainee).client.get(f"{page_of()}.json").get_json()
    assert told["unclear"] == ["p-3"]
    [one] = told["questions"]
    assert (one["spot"], one["answer"], one["by"], one["seen"]) == ("p-1", "先问日子。", "陈静", False)
    other = pages.sign_in(cast.other_trainee).client.get(f"{page_of()}.json").get_json()
    assert other == {"questions": [], "unclear": []}
    refused = pages.client.post(
        page_of(), data={"csrf_token": pages.token(), "spot": "p-1", "text": ""}, headers={"Accept": "application/json"}
    )
    assert (refused.status_code, refused.json["fields"]["text"]) == (422, "先写一句话。")


@BOTH
def test_it_goes_from_the_to_do_to_the_answer_and_back_as_news(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled()
    question = asked(cast, day=9)
    with clock.standing_at(on(12)):
        todo = pages.sign_in(cast.trainer, language).get("/todo")
        assert ("李文的问题" if language is Language.ZH else "Question from 李文") in todo.words
        assert f"/asked/{question}" in todo.text
        service.set_unclear(cast.other_trainee, paragraph(), True)
        page = pages.get(f"/asked/{question}")
        assert QUESTION in page.words
        assert "1" in page.words
        assert "赵敏" not in page.words
        pages.post(f"/asked/{question}", {"text": "先问日子。", "key": "k"})
        assert f"/asked/{question}" not in pages.get("/todo").text
        home = pages.sign_in(cast.trainee, language).get("/")
        assert ("陈静回答了你的问题" if language is Language.ZH else "陈静 has answered your question") in home.words
        [notice] = [form.get("action") for form in home.tree.iter("form") if "/notices/" in (form.get("action") or "")]
        assert pages.post(str(notice)).location.endswith(f"/courses/{PHONE}/{section()}#p-1")
        assert "先问日子" in pages.get(f"/asked/{question}").words
        assert str(notice) not in pages.get("/").text


def test_a_question_past_our_promise_says_so_and_a_kind_of_the_list_shows_it_alone(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    asked(cast, day=9)
    with clock.standing_at(on(13)):
        assert "逾期2天" in pages.sign_in(cast.trainer).get("/todo?kind=question").words
        assert "李文的问题" not in pages.get("/todo?kind=show").words


def test_two_trainers_at_once_lose_nothing(cast: Cast, pages: Pages) -> None:
    question = asked(cast)
    service.answer(cast.trainer, question, "先问日子。", key())
    page = pages.sign_in(cast.manager).post(f"/asked/{question}", {"text": "先问预算。", "key": "k"}, status=409)
    assert "先问预算。" in page.text
    assert "陈静已经先回答了" in page.words


def test_an_answered_item_offers_to_ask_and_leads_back_to_itself(cast: Cast, pages: Pages) -> None:
    attempt = quizzes.start(cast.trainee, PHONE, key())
    item = quizzes.attempt_view(cast.trainee, attempt).items[0]
    address = f"/items/{PHONE}/{item.question.id}/ask"
    pages.sign_in(cast.trainee).get(address, status=404)
    quizzes.confirm(cast.trainee, attempt, item.position, answered(item))
    assert address in pages.get(f"/attempts/{attempt}/{item.position}").text
    pages.get(address)
    assert pages.post(address, {"text": QUESTION, "key": "k"}).location.startswith(
        f"/attempts/{attempt}/{item.position}#"
    )
    for who in (cast.trainer, cast.other_trainee):
        pages.sign_in(who).get(address, status=404)
